/** Stands where a row would, and there is none. */
export const NONE = -1;
