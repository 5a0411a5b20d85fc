/** The number of an option; undefined where it is not given, null where it is not a number of seconds. */
export function readSeconds(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) && number > 0 ? number : null;
}

/** What is wrong with such an option. */
export function notSeconds(option: string, text: string | undefined): string {
  return `${option} is ${text}, expected a number of seconds above 0`;
}
