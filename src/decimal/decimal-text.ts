// Written so that no text makes them backtrack over the same characters twice.

/** A finite decimal; captures the digits of its exponent, without leading zeros. */
export const FINITE_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?0*(\d+))?$/i;

/** An infinity; captures its sign. */
export const INFINITE_TEXT = /^([+-]?)inf(?:inity)?$/i;
