import { quoted } from "../model/fault.ts";
import { metricKey } from "../model/metric.ts";
import type { Finding } from "./answer/finding.ts";
import type { Unexplored, Verification } from "./answer/verification.ts";
import type { Policy } from "./rules/policy.ts";
import { listText } from "./words.ts";

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
  const provedApart = new Set(apart.proved.map(({ code, model }) => `${code} ${model}`));
  const onlyApart = apart.findings.filter((each) => !known.has(keyOf(each)));
  const [contradictions, others] = [
    onlyApart.filter(({ code }) => code === "contradiction"),
    onlyApart.filter(({ code }) => code !== "contradiction"),
  ];
  return {
    ...apart,
    findings: [
      ...asOne.findings.map((each) => (inBoth.has(keyOf(each)) ? each : doubtful(each))),
      ...contradictions.map((each) => ({ ...doubtful(each), help: oneQuery(policy) })),
    ],
    advice: asOne.advice,
    proved: asOne.proved.filter(({ code, model }) => provedApart.has(`${code} ${model}`)),
    unexplored: [...apart.unexplored, ...openQuestion(others, policy)],
  };
}

function keyOf({ code, model, rules }: Finding): string {
  return JSON.stringify([code, model, rules]);
}

/** What may not happen is no error. */
function doubtful(finding: Finding): Finding {
  return finding.severity === "error" ? { ...finding, severity: "warning" } : finding;
}

function openQuestion(findings: readonly Finding[], policy: Policy): Unexplored[] {
  if (findings.length === 0) return [];
  const codes = [...new Set(findings.map(({ code, model }) => `${code} (${model})`))];
  return [
    {
      model: "free",
      says: `whether the queries of ${listText(twins(policy))} can answer differently: if they can, ${listText(codes)} can happen too`,
      help: oneQuery(policy),
    },
  ];
}

function oneQuery(policy: Policy): string {
  return `if it is one query, give ${listText(twins(policy))} the same queryPresetId`;
}

/** The rules whose queries have the name of another rule's. */
function twins({ rules }: Policy): string[] {
  const own = rules.filter(({ rule }) => rule.metricSource === "PROMETHEUS" && typeof rule.queryPresetId !== "string");
  const isTwin = (key: string): boolean => own.filter(({ metric }) => metricKey(metric) === key).length > 1;
  return own.filter(({ metric }) => isTwin(metricKey(metric))).map(({ rule }) => `rule ${quoted(rule.id)}`);
}
