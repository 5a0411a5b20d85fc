/**
 * What a sentence is made of: every number, name and limit in it, as plain JSON. A host that speaks
 * another language makes its own sentence of a code and these.
 */
export type Params = Readonly<Record<string, Param>>;

/** One value that a sentence names. */
export type Param = string | number | boolean | null | readonly (string | number)[];
