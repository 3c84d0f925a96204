/** Why a request cannot be read: the detail behind `invalid JSON: ` in the answer. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";
}
