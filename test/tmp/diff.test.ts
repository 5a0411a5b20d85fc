import * as fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate, evaluatePrepared, prepare } from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/reference/evaluate.ts";
import { aimedSnapshot } from "../model/aimed.ts";
import { anySnapshot, hostileSnapshot } from "../model/hostile.ts";
import { any } from "../support/arbitraries.ts";
import { asTest } from "../model/literal.ts";
import { reduce } from "../model/reduce.ts";

function comparable(e: any) {
  return { decisions: e.decisions.map(({ fault, outcomes, chain, ...r }: any) => ({ ...r, fault: !!fault, outcomes: outcomes.map((o: any) => ({ ...o, ...(o.fault ? { fault: true } : {}) })), chain })),
    deltas: [...e.deltas], triggered: [...e.triggered], orphans: e.orphans, recheckAt: e.recheckAt };
}
function first(l: any, r: any, p = ""): string | null {
  if (l === r || (Number.isNaN(l) && Number.isNaN(r)) ) return null;
  const plain = (v: any) => typeof v === "object" && v !== null && (Array.isArray(v) || Object.getPrototypeOf(v) === Object.prototype);
  if (!plain(l) || !plain(r)) return `${p}: library ${String(l)}, reference ${String(r)}`;
  for (const k of new Set([...Object.keys(l), ...Object.keys(r)])) { const f = first(l[k], r[k], p + "." + k); if (f) return f; }
  return null;
}
const diff = (s: any, sem: any) => { try { return first(comparable(evaluate(s, sem)), comparable(referenceEvaluate(s, sem))); } catch (e) { return "threw " + (e as Error).stack; } };
for (const [n, arb] of Object.entries({ any: anySnapshot, aimed: aimedSnapshot, hostile: hostileSnapshot })) {
  test(n, () => {
    const seen = new Map<string, string>();
    fc.assert(fc.property(arb, any.semantics(), (s, sem) => {
      const d = diff(s, sem);
      if (d !== null) { const key = d.replace(/\d+(\.\d+)?/g, "N").slice(0, 90); if (!seen.has(key)) { const sm = reduce(s, sem, (a: any, b: any) => diff(a, b) !== null); seen.set(key, d + "\n" + JSON.stringify({sem, diff: diff(sm, sem), snap: { ...sm, lastTriggered: [...sm.lastTriggered] }})); } }
    }), { numRuns: Number(process.env.N ?? 5000) });
    for (const v of [...seen.values()].slice(0, 8)) console.log(v, "\n");
    expect(seen.size).toBe(0);
  }, 300000);
}
