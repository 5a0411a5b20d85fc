/** A number one up or down in its last digit: `80` is 81, `0.8` is 0.9. Null where the text is no plain number. */
export function stepped(text: string, by: 1 | -1): string | null {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  const places = text.split(".")[1]?.length ?? 0;
  const units = BigInt(text.replace(".", "")) + BigInt(by);
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const sign = units < 0n ? "-" : "";
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-places)}`;
}
