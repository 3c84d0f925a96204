import { sections } from "../sections/all.ts";
import { charts } from "./charts.ts";
import { documentOf } from "./document.ts";
import { draw } from "./draw.ts";
import { readResult, writeChart, writeDocument } from "./result.ts";

/** Draws the charts and the document from the results that are kept. */
export function drawAll(): void {
  for (const chart of charts) {
    const result = readResult(chart.section);
    if (result !== undefined) writeChart(chart.name, draw(chart, result.figures));
  }
  writeDocument(documentOf(sections, readResult));
}
