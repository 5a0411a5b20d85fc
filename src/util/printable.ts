/**
 * Text from outside as it may stand in a line for people: what steers a terminal or forges a line (control and format
 * characters, line separators, halves of surrogate pairs) becomes the replacement character.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\u{fffd}");
}
