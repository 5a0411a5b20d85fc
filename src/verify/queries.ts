import type { RuleId } from "../model/ids.ts";
import { metricKey } from "../model/metric.ts";
import { doubtful } from "./answer/doubtful.ts";
import type { Finding } from "./answer/finding.ts";
import { leftOut } from "./answer/left-out.ts";
import type { Proof, Unexplored, Verification } from "./answer/verification.ts";
import { eachOnce } from "./grounds.ts";
import type { Policy } from "./rules/policy.ts";
import { english } from "./words/english.ts";
import { wordsOfFinding } from "./words/worded.ts";

/**
 * What is sure of rules whose `PROMETHEUS` metrics have one name, when nobody said whether their queries are one: it is proved
 * where it holds either way, and an error where it happens either way.
 *
 * @param asOne - with one answer for all of them
 * @param apart - with an answer for each rule
 */
export function acrossQueries(asOne: Verification, apart: Verification, policy: Policy): Verification {
  const inBoth = new Set(apart.findings.map(keyOf));
  const known = new Set(asOne.findings.map(keyOf));
  const provedApart = new Map(apart.proved.map((proof) => [`${proof.code} ${proof.model}`, proof]));
  const onlyApart = apart.findings.filter((each) => !known.has(keyOf(each)));
  const others = onlyApart.filter(({ code }) => code !== "contradiction");
  return {
    ...apart,
    findings: [
      ...asOne.findings.map((each) => (inBoth.has(keyOf(each)) ? each : doubtful(each))),
      ...onlyApart.flatMap((each) => (each.code === "contradiction" ? betweenQueries(each, policy) : [])),
    ],
    advice: asOne.advice,
    proved: asOne.proved.flatMap((proof) => {
      const other = provedApart.get(`${proof.code} ${proof.model}`);
      return other === undefined ? [] : [eitherWay(proof, other)];
    }),
    unexplored: [...apart.unexplored, ...openQuestion(others, policy)],
  };
}

function keyOf({ code, model, rules }: Finding): string {
  return JSON.stringify([code, model, rules]);
}

/** What holds either way rests on what it rests on in both. */
function eitherWay(asOne: Proof, apart: Proof): Proof {
  const proof = { ...asOne, restsOn: eachOnce([...asOne.restsOn, ...apart.restsOn]) };
  return { ...proof, says: english.proofs(proof) };
}

/** A contradiction of rules that may read one query. */
function betweenQueries(finding: Extract<Finding, { code: "contradiction" }>, policy: Policy): Finding {
  const said = {
    code: "contradiction",
    key: "contradiction.two-queries",
    params: { ...finding.params, twins: twins(policy) },
  } as const;
  const { message, help } = wordsOfFinding(said, english);
  return doubtful({ ...finding, ...said, message, help });
}

function openQuestion(findings: readonly Finding[], policy: Policy): Unexplored[] {
  if (findings.length === 0) return [];
  const kinds = new Map(findings.map(({ code, model }) => [`${code} ${model}`, { code, model }]));
  const codes = [...kinds.values()].map(({ code }) => code);
  const models = [...kinds.values()].map(({ model }) => model);
  return [leftOut("free", { key: "queries", params: { rules: twins(policy), codes, models } })];
}

/** The rules whose queries have the name of another rule's. */
function twins({ rules }: Policy): RuleId[] {
  const own = rules.filter(({ rule }) => rule.metricSource === "PROMETHEUS" && typeof rule.queryPresetId !== "string");
  const isTwin = (key: string): boolean => own.filter(({ metric }) => metricKey(metric) === key).length > 1;
  return own.filter(({ metric }) => isTwin(metricKey(metric))).map(({ rule }) => rule.id);
}
