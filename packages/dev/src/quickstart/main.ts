import { local, manualClock } from "@revkv/transport-local";
import { tour } from "./tour.ts";

const clock = manualClock(Date.now());
console.log("revkv on the embedded store: nothing to start, nothing to wait for\n");
await tour({
  transport: local({ clock }),
  passTime: (ms) => clock.advance(ms),
  print: (line) => console.log(line),
});
console.log("That was packages/dev/src/quickstart/tour.ts: read it, change it, run it again.");
