/** `a`, `b or c`, `d, e or f`: a choice as people write it. */
export function choice(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
