/** `a`, `b or c`, `d, e or f`: a choice as people write it. */
export function choice(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" or ");
}
