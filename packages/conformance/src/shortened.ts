/** A text that is cut where it is longer than so many characters, and shows that it is. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
