/** How a metric average must stand to a threshold: average ⟨comparator⟩ threshold. The names are Backend.AI's. */
export type Comparator = "LESS_THAN" | "LESS_THAN_OR_EQUAL" | "GREATER_THAN" | "GREATER_THAN_OR_EQUAL";

/** Every comparator, in the order in which people list them. */
export const COMPARATORS = ["LESS_THAN", "LESS_THAN_OR_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL"] as const;

/** The sign that people write for a comparator. */
export const COMPARATOR_SIGNS: Readonly<Record<Comparator, string>> = {
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "<=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: ">=",
};
