import { keysOf } from "../../model/fault-place.ts";
import type { RuleId } from "../../model/ids.ts";
import { english } from "../words/english.ts";
import { wordsOfAdvice } from "../words/worded.ts";
import type { Advice, AdviceFacts } from "./advice.ts";
import type { Finding, RulePath } from "./finding.ts";

/** Findings with their ids and places: `placeOf` says where a rule stands in the input. */
export function identified(findings: readonly Finding[], placeOf: (id: RuleId) => number): Finding[] {
  const taken = new Map<string, number>();
  return findings.map((finding) => {
    const { code, model, rules, path } = finding;
    const id = unique(`${code}/${model}/${rules.join()}`, taken);
    return { ...finding, id, paths: pathsOf(path, rules, placeOf) };
  });
}

/** The same of advice, in English. */
export function identifiedAdvice(advice: readonly AdviceFacts[], placeOf: (id: RuleId) => number): Advice[] {
  const taken = new Map<string, number>();
  return advice.map((each) => {
    const id = unique(`${each.code}/${each.rules.join()}`, taken);
    const { message, help } = wordsOfAdvice(each, english);
    const paths = pathsOf(each.path, each.rules, placeOf);
    return { id, because: null, message, help, fix: { kind: "words" }, ...each, paths };
  });
}

/** One rule can have two of a kind: at each end of its bounds, say. */
function unique(id: string, taken: Map<string, number>): string {
  const nth = (taken.get(id) ?? 0) + 1;
  taken.set(id, nth);
  return nth === 1 ? id : `${id}/${nth}`;
}

function pathsOf(path: string, rules: readonly RuleId[], placeOf: (id: RuleId) => number): RulePath[] {
  const own = keysOf(path);
  const others = rules.map(placeOf).filter((place) => place !== own[1]);
  return [own, ...others.map((place) => ["rules", place])];
}
