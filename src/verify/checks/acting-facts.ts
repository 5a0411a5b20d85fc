import { itemAt } from "../../util/item-at.ts";
import type { Witness } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import { actingRules, rulePath } from "../words/places.ts";

/** The rules that act where a witness shows what it shows, and the field of the first of them that is to be looked at. */
export function actingFacts({ policy }: Settled, witness: Witness, field: "cooldownSeconds" | "maxReplicas") {
  const rules = actingRules(witness);
  return { rules, witness, path: rulePath(policy, itemAt(rules, 0), field) };
}
