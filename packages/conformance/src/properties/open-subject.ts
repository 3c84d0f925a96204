import type { Opened, Subject } from "../suite/subject.ts";

/** A store of a subject, in the one form that it may be given in others. */
export async function openSubject({ open }: Pick<Subject, "open">): Promise<Opened> {
  const given = await open();
  return "transport" in given ? given : { transport: given };
}
