import type { AsyncSubject, SyncSubject } from "./subject.ts";

/** Loads one subject, and with it nothing of the others. */
export async function loadSync(name: string): Promise<SyncSubject> {
  const { subject } = (await import(`./${name}.js`)) as { subject: SyncSubject };
  return subject;
}

/** The same for a subject that is awaited. */
export async function loadAsync(name: string): Promise<AsyncSubject> {
  const { subject } = (await import(`./${name}.js`)) as { subject: AsyncSubject };
  return subject;
}
