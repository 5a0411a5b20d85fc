import { type Fault, fault } from "../../model/fault.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding, RulePath } from "../../verify/answer/finding.ts";
import type { Verification } from "../../verify/answer/verification.ts";
import { VerifyError } from "../../verify/input/verify-error.ts";
import type { VerifyInput } from "../../verify/input/verify-input.ts";
import { verifyRules } from "../../verify/verify-rules.ts";
import { caught } from "../caught.ts";
import { type EndpointInput, endpointInputs, faultInSet } from "../endpoint-inputs.ts";
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
  read: ReadRuleSet,
  overriding: Partial<VerifyInput>,
): { readonly groups: readonly Group[]; readonly faults: readonly Fault[] } {
  const { set } = read;
  const [load, keys] = overriding.load === undefined ? [set.load, ["load", "metric"]] : [overriding.load, ["--load"]];
  const stray = strayLoad(set.rules, load, keys);
  if (stray !== null) return { groups: [], faults: [stray] };
  const groups: Group[] = [];
  const faults: Fault[] = [];
  for (const each of endpointInputs(read)) {
    const { endpointId, input } = each;
    try {
      const verification = verifyRules({ ...input, ...overriding });
      groups.push({ endpointId, verification: placed(verification, each) });
    } catch (error) {
      faults.push(...caught(error, VerifyError).faults.map((fault) => faultInSet(fault, each)));
    }
  }
  return { groups, faults };
}

/** A load that was asked for and that no endpoint's rules read: nothing would be proved. */
function strayLoad(rules: readonly Rule[], load: VerifyInput["load"], keys: readonly string[]): Fault | null {
  const read = new Set(rules.filter(({ enabled }) => enabled !== false).map(({ metricName }) => metricName));
  if (!load || read.has(load.metric)) return null;
  const place = { keys, path: keys.join("."), value: load.metric };
  return fault({ code: "unknown-metric", params: { names: [...read] } }, place);
}

/** With the places of rules as the file has them. */
function placed(verification: Verification, { places, endpointAt, inSet }: EndpointInput): Verification {
  const isWholeList = places.every((place, at) => place === at);
  const keysInFile = ([list, at, ...field]: RulePath): RulePath => {
    if (typeof at === "number") return ["rules", itemAt(places, at), ...field];
    if (list === "endpoint" && at !== undefined && endpointAt !== null) return ["endpoints", endpointAt, at, ...field];
    // The list may begin with the rules of another endpoint.
    return isWholeList ? ["rules"] : ["rules", itemAt(places, 0)];
  };
  const moved = ({ path, paths }: Pick<Finding, "path" | "paths">) => ({
    path: inSet(path),
    paths: paths.map(keysInFile),
  });
  const { findings, advice } = verification;
  return {
    ...verification,
    findings: findings.map((finding) => ({ ...finding, ...moved(finding) })),
    advice: advice.map((each) => ({ ...each, ...moved(each) })),
  };
}
