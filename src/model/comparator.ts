/** Every comparator, under Backend.AI's names, in the order in which people list them. */
export const COMPARATORS = /* @__PURE__ */ Object.freeze([
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
] as const);

/** How a metric average must stand to a threshold: average ⟨comparator⟩ threshold. */
export type Comparator = (typeof COMPARATORS)[number];

/** The sign that people write for a comparator. */
export const COMPARATOR_SIGNS: Readonly<Record<Comparator, string>> = {
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "<=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: ">=",
};
