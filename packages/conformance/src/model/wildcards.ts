/** Whether any of the filters matches the key (R1.3). */
export function matchesAny(filters: readonly string[], key: string): boolean {
  return filters.some((filter) => tokensMatch(filter.split("."), key.split(".")));
}

function tokensMatch(filter: readonly string[], key: readonly string[]): boolean {
  const [wanted, ...restOfFilter] = filter;
  const [token, ...restOfKey] = key;
  if (wanted === undefined) return token === undefined;
  if (token === undefined) return false;
  if (wanted === ">") return true;
  return (wanted === "*" || wanted === token) && tokensMatch(restOfFilter, restOfKey);
}
