/** A table in Markdown: the first column holds names, the others hold figures or names too. */
export function tableOf(
  titles: readonly string[],
  lines: readonly (readonly string[])[],
  others: "figures" | "names" = "figures",
): string {
  const all = [titles, ...lines];
  const widths = titles.map((_, column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  );
  const isLeft = (column: number): boolean => column === 0 || others === "names";
  const rule = widths.map((width, column) => "-".repeat(width - 1) + (isLeft(column) ? "-" : ":"));
  const [head = [], ...body] = all.map((line) =>
    titles.map((_, column) => pad(line[column] ?? "", widths[column] ?? 0, isLeft(column))),
  );
  return [head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function pad(cell: string, width: number, isLeft: boolean): string {
  return isLeft ? cell.padEnd(width) : cell.padStart(width);
}
