import type { Opened, Subject } from "./subject.ts";

/**
 * Opens a store of a subject, in the one form that it may be given in others.
 *
 * @throws When it has a clock although its time is real, or none although it is turned.
 */
export async function openSubject({
  name,
  time,
  open,
}: Pick<Subject, "name" | "time" | "open">): Promise<Opened> {
  const given = await open();
  const opened: Opened = "transport" in given ? given : { transport: given };
  const isTurned = opened.clock !== undefined;
  if (isTurned !== (time === "turned"))
    throw new Error(`${name}: open gives a clock exactly where time is "turned"`);
  return opened;
}
