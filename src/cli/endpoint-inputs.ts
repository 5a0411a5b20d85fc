import { type Fault, placedAt } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import { itemAt } from "../util/item-at.ts";
import type { VerifyInput } from "../verify/input/verify-input.ts";
import type { ReadRuleSet } from "./read-rule-sets.ts";

/** The rules of one endpoint of a set, and all that the set says of them. */
export interface EndpointInput {
  readonly endpointId: EndpointId;
  readonly input: VerifyInput;
  /** Where each of the rules stands in the set. */
  readonly places: readonly number[];
  /** Where the endpoint stands in the set; null where the set does not list it. */
  readonly endpointAt: number | null;
  /** Text in which `rules[0]` is a rule of the endpoint, and `endpoint.zero` a field of its own, with their places in the set. */
  readonly inSet: (text: string) => string;
}

/** The rules of each endpoint of a set alone, in the order in which the endpoints first occur. */
export function endpointInputs({ set, semantics }: ReadRuleSet): readonly EndpointInput[] {
  const { endpoints = [], rules, semantics: _, ...known } = set;
  // Of two endpoints with one id the first counts.
  const endpointById = new Map(
    [...endpoints.entries()].reverse().map(([at, endpoint]) => [endpoint.id, { at, endpoint }]),
  );
  const placesById = new Map<EndpointId, number[]>();
  for (const [at, { endpointId }] of rules.entries()) {
    const own = placesById.get(endpointId);
    if (own === undefined) placesById.set(endpointId, [at]);
    else own.push(at);
  }
  return [...placesById].map(([endpointId, places]) => {
    const own = places.map((at) => itemAt(rules, at));
    const listed = endpointById.get(endpointId);
    return {
      endpointId,
      input: { semantics, ...known, endpoint: listed?.endpoint, rules: own },
      places,
      endpointAt: listed?.at ?? null,
      inSet: (text) =>
        text
          .replace(/\brules\[(\d+)\]/g, (_match, at) => `rules[${places[at]}]`)
          .replace(/^endpoint(?=\.)/, listed === undefined ? "endpoint" : `endpoints[${listed.at}]`),
    };
  });
}

/** A fault of an endpoint's rules, as one of the set that they are in. */
export function faultInSet(fault: Fault, { places, endpointAt }: Pick<EndpointInput, "places" | "endpointAt">): Fault {
  const [list, own, ...others] = fault.keys;
  if (list === "endpoint" && endpointAt !== null) {
    return placedAt(["endpoints", endpointAt, ...fault.keys.slice(1)], fault);
  }
  if (list !== "rules" || typeof own !== "number") return fault;
  // Whatever is wrong with one rule was found when it was read: these are two rules with one id.
  const params = { ...fault.params, first: itemAt(places, Number(fault.params["first"])) };
  return placedAt([list, itemAt(places, own), ...others], { ...fault, params });
}

/** ``endpoint `chat` has rules in a.yaml and in b.yaml``. */
export function inTwoPlaces(endpointId: EndpointId, one: string, other: string): string {
  return `endpoint \`${endpointId}\` has rules ${one === other ? `twice in ${one}` : `in ${one} and in ${other}`}`;
}
