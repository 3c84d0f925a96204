/** What is measured has to be right: throws where it is not. The words are fixed, since putting some together would be measured too. */
export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
