import { writeFileSync } from "node:fs";
import { readOptions } from "./options.ts";
import { drawAll } from "./report/draw-all.ts";
import { writeResult, type Result } from "./report/result.ts";
import { areGoalsMet, sectionTables } from "./report/section-tables.ts";
import { measureSection } from "./run/measure-section.ts";
import { surroundings } from "./run/surroundings.ts";
import { sections } from "./sections/all.ts";

const options = readOptions(process.argv.slice(2), sections);
const results: Result[] = [];
for (const section of options.sections) {
  const before = surroundings();
  const begin = performance.now();
  const measured = await measureSection(section, options.rounds ?? section.rounds);
  const result = { ...measured, surroundings: before };
  results.push(result);
  if (options.isWritten) writeResult(result);
  print(result, (performance.now() - begin) / 1_000);
}
if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
}
if (options.isWritten) drawAll();
process.exitCode = results.every(areGoalsMet) ? 0 : 1;

function print(result: Result, seconds: number): void {
  const { section, rounds, voided, surroundings: here } = result;
  console.log(`\n${section}: ${rounds} rounds, ${voided} voided, ${Math.round(seconds)} s`);
  console.log(`Node ${here.node}, ${here.cores} x ${here.cpu}, load before ${here.load}`);
  for (const { title, table } of sectionTables(result)) {
    console.log(title === undefined ? `\n${table}` : `\n${title}\n\n${table}`);
  }
}
