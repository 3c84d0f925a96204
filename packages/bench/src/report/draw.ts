import { init, type EChartsOption } from "echarts";
import type { Figure } from "../run/figure.ts";
import type { Chart } from "./charts.ts";
import { gridOf } from "./grid.ts";

const SIZE = { width: 960, height: 420 };

/** The chart of a section's figures, as SVG. */
export function draw(chart: Chart, figures: readonly Figure[]): string {
  // Without a document to draw in, the library gives text.
  const drawing = init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  drawing.setOption(optionOf(chart, figures));
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

/** What the plotting library is told: a series for each line of the table. */
export function optionOf(chart: Chart, figures: readonly Figure[]): EChartsOption {
  const { title, x, y, kind, isLogarithmic, without = [], of = (figure) => figure } = chart;
  const { columns, lines } = gridOf(chart.grid, figures);
  return {
    animation: false,
    // Seen on a dark page too.
    backgroundColor: "#ffffff",
    title: { text: title, left: "center", textStyle: { fontSize: 16 } },
    // At the side nothing runs into anything, whatever letters a machine has.
    legend: { orient: "vertical", left: 730, top: "middle" },
    grid: { left: 70, right: 250, top: 60, bottom: 50 },
    xAxis: { type: "category", data: [...columns], name: x, nameLocation: "middle", nameGap: 28 },
    yAxis: {
      type: isLogarithmic ? "log" : "value",
      name: y,
      nameTextStyle: { align: "left" },
      ...(kind === "line" ? { min: 0 } : {}),
    },
    series: lines
      .filter(({ name }) => !without.includes(name))
      .map(({ name, values }) => ({
        name,
        type: kind,
        data: values.map((value) => (value === undefined ? null : of(value))),
      })),
  };
}
