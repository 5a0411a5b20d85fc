import { type Fault, fault, placedAt } from "../../model/fault.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding, RulePath } from "../../verify/answer/finding.ts";
import type { Verification } from "../../verify/answer/verification.ts";
import { VerifyError } from "../../verify/input/verify-error.ts";
import type { VerifyInput } from "../../verify/input/verify-input.ts";
import { verifyRules } from "../../verify/verify-rules.ts";
import { caught } from "../caught.ts";
import type { ReadRuleSet } from "../read-rule-sets.ts";

/** One endpoint's rules, and what is known of them. */
interface Group {
  readonly endpointId: EndpointId;
  readonly verification: Verification;
}

/**
 * The rules of each endpoint of a set alone, in the order in which the endpoints first occur, and every fault of any of them.
 *
 * @param overriding - what the command line says, which counts for more than the file
 */
export function verifySet(
  { set, semantics }: ReadRuleSet,
  overriding: Partial<VerifyInput>,
): { readonly groups: readonly Group[]; readonly faults: readonly Fault[] } {
  const { endpoints = [], rules, semantics: _, ...known } = set;
  const [load, keys] = overriding.load === undefined ? [known.load, ["load", "metric"]] : [overriding.load, ["--load"]];
  const stray = strayLoad(rules, load, keys);
  if (stray !== null) return { groups: [], faults: [stray] };
  // Of two endpoints with one id the first counts.
  const endpointById = new Map(endpoints.toReversed().map((endpoint) => [endpoint.id, endpoint]));
  const groups: Group[] = [];
  const faults: Fault[] = [];
  for (const [endpointId, places] of placesByEndpoint(rules)) {
    const inFile = (text: string): string => text.replace(/\brules\[(\d+)\]/g, (_match, at) => `rules[${places[at]}]`);
    const endpoint = endpointById.get(endpointId);
    const own = places.map((at) => itemAt(rules, at));
    try {
      const verification = verifyRules({ semantics, ...known, endpoint, ...overriding, rules: own });
      groups.push({ endpointId, verification: placed(verification, places, inFile) });
    } catch (error) {
      faults.push(...caught(error, VerifyError).faults.map((each) => inSet(each, places)));
    }
  }
  return { groups, faults };
}

/** A fault of one endpoint's rules, with their places in the set. */
function inSet(fault: Fault, places: readonly number[]): Fault {
  const [list, own, ...others] = fault.keys;
  if (list !== "rules" || typeof own !== "number") return fault;
  const { first } = fault.params;
  const params = typeof first === "number" ? { ...fault.params, first: itemAt(places, first) } : fault.params;
  return placedAt([list, itemAt(places, own), ...others], { ...fault, params });
}

/** A load that was asked for and that no endpoint's rules read: nothing would be proved. */
function strayLoad(rules: readonly Rule[], load: VerifyInput["load"], keys: readonly string[]): Fault | null {
  const read = new Set(rules.filter(({ enabled }) => enabled !== false).map(({ metricName }) => metricName));
  if (!load || read.has(load.metric)) return null;
  const place = { keys, path: keys.join("."), value: load.metric };
  return fault({ code: "unknown-metric", params: { names: [...read] } }, place);
}

/** Where the rules of each endpoint stand, in the order in which the endpoints first occur. */
function placesByEndpoint(rules: readonly Rule[]): ReadonlyMap<EndpointId, number[]> {
  const places = new Map<EndpointId, number[]>();
  for (const [at, { endpointId }] of rules.entries()) {
    const own = places.get(endpointId);
    if (own === undefined) places.set(endpointId, [at]);
    else own.push(at);
  }
  return places;
}

/** With the places of rules as the file has them. */
function placed(verification: Verification, places: readonly number[], inFile: (path: string) => string): Verification {
  const keysInFile = ([list, at, ...field]: RulePath): RulePath =>
    typeof at === "number" && list !== undefined ? [list, itemAt(places, at), ...field] : ["rules"];
  const moved = ({ path, paths }: Pick<Finding, "path" | "paths">) => ({
    path: inFile(path),
    paths: paths.map(keysInFile),
  });
  const { findings, advice } = verification;
  return {
    ...verification,
    findings: findings.map((finding) => ({ ...finding, ...moved(finding) })),
    advice: advice.map((each) => ({ ...each, ...moved(each) })),
  };
}
