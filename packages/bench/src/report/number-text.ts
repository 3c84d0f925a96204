const SIGNIFICANT = 3;

/** A figure with as many digits as it is worth. */
export function numberText(value: number): string {
  const rounded =
    Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(SIGNIFICANT));
  return rounded.toLocaleString("en-US", { maximumSignificantDigits: 21 });
}
