/** A number as people write it into a form. */
export const NUMBER_TEXT = /^\s*[+-]?\d+(\.\d+)?\s*$/;
