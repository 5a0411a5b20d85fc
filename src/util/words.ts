/** `a`, `b or c`, `d, e or f`: a choice as people write it. */
export function choice(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.slice(-1).join()}`;
}
