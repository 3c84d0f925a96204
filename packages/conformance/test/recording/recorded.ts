import { connect, type BucketLink, type KvManager, type Store, type Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { overriding } from "../../src/commands/overriding.ts";
import { parseRecording, Recorder, type RecordedLine, type TestedStore } from "../../src/index.ts";

/** What a client does. */
export type Script = (manager: KvManager, pass: (ms: number) => void) => Promise<void>;

/** The recording of what one client does through `connect` to a new store in this process. */
export async function recorded(script: Script): Promise<readonly RecordedLine[]> {
  const lines: string[] = [];
  const { transport, clock } = turned();
  const recorder = new Recorder({ title: "a script", write: (line) => lines.push(line), clock });
  await script(await connect(recorder.wrap(transport)), (ms) => clock.advance(ms));
  return parseRecording(lines.join("\n"));
}

/** A new store whose time the test turns. */
export function turned(): Required<Pick<TestedStore, "transport" | "clock">> {
  const clock = manualClock(1_000);
  return { transport: local({ clock }), clock };
}

/** A store in this process of which something is otherwise. */
export function otherwise(
  link: (link: BucketLink) => Partial<BucketLink>,
  store: (store: Store) => Partial<Store> = () => ({}),
): TestedStore {
  const near = local();
  const open = async (): Promise<Store> => {
    const inner = await near.open();
    return overriding<Store>(inner, {
      link: async (name) => {
        const one = await inner.link(name);
        return overriding(one, link(one));
      },
      ...store(inner),
    });
  };
  const transport: Transport = { name: "local", open };
  return { transport };
}
