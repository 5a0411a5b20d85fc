/**
 * How a query names what the manager puts into it: `${{labels}}`, or `{labels}` in earlier releases, whose braces in a
 * selector are doubled: `up{{{labels}}}`.
 */
export type PlaceholderStyle = "dollar" | "braces";

/** What the manager puts into a query. */
export type Placeholder = "labels" | "window" | "group_by";

const DOLLAR = /\$\{\{\s*(\w+)\s*\}\}/g;
const BRACES = /\{(labels|window|group_by)\}/g;

/** The style of a query; null for one without placeholders. */
export function styleOf(template: string): PlaceholderStyle | null {
  if (template.search(DOLLAR) >= 0) return "dollar";
  return template.search(BRACES) >= 0 ? "braces" : null;
}

/** Whether a query has a place for something. */
export function hasPlaceFor(name: Placeholder, template: string): boolean {
  return [DOLLAR, BRACES].some((style) =>
    Array.from(template.matchAll(style)).some(([, found]) => found === name),
  );
}

/** A query with nothing in the places of its placeholders. */
export function withoutPlaceholders(template: string): string {
  return template.replace(DOLLAR, "").replace(BRACES, "");
}

/** A placeholder in a style. */
export function placeholder(name: Placeholder, style: PlaceholderStyle): string {
  return style === "dollar" ? `\${{${name}}}` : `{${name}}`;
}

/** A metric with the labels that the manager puts in. */
export function labelled(metric: string, style: PlaceholderStyle): string {
  const labels = placeholder("labels", style);
  return style === "dollar" ? `${metric}{${labels}}` : `${metric}{{${labels}}}`;
}
