import { judgeRecording, Recorder, type RecordedLine } from "@revkv/conformance";
import { dial, type Line } from "./line.ts";

/** All that went over the lines of a scenario. */
export class Recording {
  readonly #lines: RecordedLine[] = [];
  readonly #recorder: Recorder;

  constructor(title: string) {
    const write = (line: string): void => void this.#lines.push(JSON.parse(line) as RecordedLine);
    this.#recorder = new Recorder({ title, write });
  }

  /** Connects to the first of these servers that answers; what goes over that line is recorded. */
  dial(...servers: readonly string[]): Promise<Line> {
    return dial(servers, (transport) => this.#recorder.wrap(transport));
  }

  /** Judges all watches and listings by what they promise; throws for a promise that was broken. */
  judge(): void {
    const broken = judgeRecording(this.#lines).map(
      ({ guarantee, watch, words }) => `${guarantee}, of watch ${watch}: ${words}`,
    );
    if (broken.length > 0) throw new Error(broken.slice(0, 10).join("\n"));
  }
}
