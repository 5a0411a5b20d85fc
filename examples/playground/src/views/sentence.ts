import type { Fields } from "../draft/rule-set-draft.ts";

/** A sentence of the library as a page shows it: it begins with a capital, and arrows and quotes are as in print. */
export function sentence(text: string): string {
  return printed(text.slice(0, 1).toUpperCase() + text.slice(1));
}

/** The same within a sentence. */
export function printed(text: string): string {
  return text.replaceAll("->", "→").replaceAll(/`([^`]*)`/g, "“$1”");
}

/** Fields that the page has no field for: `priority 3, enabled false`. */
export function fieldsText(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(", ");
}

/** `1 finding`, `3 findings`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
