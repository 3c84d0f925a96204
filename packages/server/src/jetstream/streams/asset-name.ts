/** Whether a text may be the name of a stream. */
export function isAssetName(name: string): boolean {
  return /^[^ \t\r\n\f.*>\\/]+$/.test(name);
}
