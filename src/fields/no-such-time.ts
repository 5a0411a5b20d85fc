const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/i;

/** Why no calendar has the day or the time that a text is written like; null for one that may exist, and for other text. */
export function noSuchTime(text: string): string | null {
  const parts = WRITTEN.exec(text);
  if (parts === null) return null;
  const part = (nth: number): number => Number(parts[nth] ?? 0);
  const [month, day] = [part(2), part(3)];
  if (month < 1 || month > 12) return "there is no such month: write 01 to 12";
  const days = new Date(Date.UTC(part(1), month, 0)).getUTCDate();
  if (day < 1 || day > days) return `there is no such day: ${text.slice(0, 7)} has ${days} days`;
  if (part(4) <= 23 && part(5) <= 59 && part(6) <= 59) return null;
  return "there is no such time of day: hours go up to 23, minutes and seconds up to 59";
}
