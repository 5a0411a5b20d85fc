/** The code that a key begins with: of `limit-cycle.load` it is `limit-cycle`. */
export type CodeOf<Key extends string> = Key extends `${infer Code}.${string}` ? Code : Key;

/** One of the sentences of a table: its code, its key, and everything that stands in it. */
export type Said<Table, Key extends keyof Table & string = keyof Table & string> = {
  readonly [Each in Key]: { readonly code: CodeOf<Each>; readonly key: Each; readonly params: Table[Each] };
}[Key];
