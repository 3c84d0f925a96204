const CLOSED = /[.!?:][)"'`]*$/;
const OPENED = /^(?:[\p{Lu}\d`"'(]|\{@link )/u;

/** The text of a docstring's body (what stands between the slashes) before its first tag, in one line. */
export function descriptionOf(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*+ ?/, ""));
  const firstTag = lines.findIndex((line) => /^\s*@\w/.test(line));
  const described = firstTag < 0 ? lines : lines.slice(0, firstTag);
  return described.join(" ").replace(/\s+/g, " ").trim();
}

/** Why a description does not do as one; undefined when it does. */
export function faultOf(description: string): string | undefined {
  if (description === "") return "has a docstring that says nothing";
  if (!/\S\s+\S/.test(description)) return "has a docstring of a single word";
  if (!OPENED.test(description)) return "has a docstring that does not begin as a sentence";
  if (!CLOSED.test(description)) return "has a docstring that does not end as a sentence";
  return undefined;
}
