import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Reading, Witness } from "../answer/witness.ts";
import { restSeconds } from "../counts/rest-seconds.ts";
import { shownTimedFrom } from "../counts/run.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { activationMetrics, idleReadings } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { observe } from "../rules/observation.ts";
import { isOut } from "../rules/policy.ts";
import { TimedRun } from "../rules/timed-run.ts";

/**
 * An endpoint that goes to 0 replicas without use, and that nothing wakes up: its activation metrics have no reading there,
 * or none that counts as use, and neither has what its rules read.
 */
export function sleepTrap(settled: Settled): Finding[] {
  const { sleep, policy, axes } = settled;
  if (sleep === null || policy.rules.length === 0) return [];
  const { zero } = sleep;
  const metrics = activationMetrics(zero.activation, settled);
  const idle = idleReadings(metrics);
  if (idle === null) return [];
  const able = metrics.filter(({ sections }) => sections.some(({ isActive }) => isActive));
  const asking = axes.filter(({ axisClasses }) => axisClasses.some(({ matched }) => matched.some(isOut)));
  // Whoever names a query as a condition says that it has an answer at 0.
  if (able.some((each) => existsAtZero(each) === "always" || each.facts.atZero === null)) return [];
  if (asking.some((axis) => existsAtZero(axis) === "always")) return [];
  const isHoped = [...able, ...asking].some((each) => existsAtZero(each) === "unknown");
  const outs = asking.flatMap(({ rules }) => rules.filter(({ moves }) => moves.some(isOut)));
  return [
    findingOf({
      code: "zero-trap",
      key: "zero-trap.asleep",
      model: "free",
      severity: isHoped ? "warning" : "error",
      rules: [...new Set(outs.map(({ rule }) => rule.id))],
      counts: [0],
      witness: witnessOf(settled, sleep, idle),
      path: "endpoint.zero.activation",
      params: {
        idleSeconds: zero.idleSeconds,
        metrics: [...new Set([...able, ...asking].map(({ metric }) => metric.name))],
        unmet: metrics.filter((each) => !able.includes(each)).map(({ metric }) => metric.name),
        isSure: !isHoped,
      },
    }),
  ];
}

/** To 0 without use, and there nothing more. */
function witnessOf(settled: Settled, { endpoint }: Sleep, idle: readonly Reading[]): Witness {
  const { timedPolicy, initial } = settled;
  const cycleSeconds = settled.cycleSeconds ?? restSeconds(settled);
  const observation = observe(timedPolicy.program, idle);
  const atZero = observe(timedPolicy.program, []);
  const witness = shownTimedFrom(settled, initial.find((count) => count > 0) ?? 1, {
    run: new TimedRun(timedPolicy, { cycleSeconds, endpoint }),
    cycleSeconds,
    endpoint,
    observeAt: (_, count) => (count === 0 ? atZero : observation),
  });
  const { steps } = witness;
  const at = itemAt(steps, steps.length - 1).at + cycleSeconds;
  return { ...witness, steps: [...steps, { at, readings: [], before: 0, acts: [], after: 0 }] };
}
