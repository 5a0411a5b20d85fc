import type { RuleId } from "../model/ids.ts";
import { known } from "../util/known.ts";
import { advise } from "./advise.ts";
import { withCauses } from "./answer/causes.ts";
import { FINDING_CODES, type Finding, type Severity } from "./answer/finding.ts";
import { identified, identifiedAdvice } from "./answer/identified.ts";
import { leftOut } from "./answer/left-out.ts";
import type { AxisStretch, LeftOut, MetricAxis, Unexplored, Verification } from "./answer/verification.ts";
import { constantLoads } from "./checks/constant-loads.ts";
import { contradictions } from "./checks/contradictions.ts";
import { heldByCoverage } from "./checks/held-by-coverage.ts";
import { heldReadings } from "./checks/held-readings.ts";
import { heldTimed, type TimedFindings } from "./checks/held-timed.ts";
import { idleRules } from "./checks/idle-rules.ts";
import { invertedSteps } from "./checks/inverted-steps.ts";
import { loadTimed } from "./checks/load-timed.ts";
import { lostCounts } from "./checks/lost-counts.ts";
import { orderDependence } from "./checks/order-dependence.ts";
import { refusedSteps } from "./checks/refused-steps.ts";
import { sleepTrap } from "./checks/sleep-trap.ts";
import { vetoedMoves } from "./checks/vetoed-moves.ts";
import { zeroSwing } from "./checks/zero-swing.ts";
import { zeroTrap } from "./checks/zero-trap.ts";
import { asWritten } from "./counts/as-written.ts";
import { explore, type Space } from "./counts/space.ts";
import { type Settled, settle } from "./input/settle.ts";
import type { VerifyInput } from "./input/verify-input.ts";
import { actsInSequence, neverFallsTooFar, startsOnlyDelay } from "./licences.ts";
import { analyzeLoad, type LoadAnalysis } from "./load/load-analysis.ts";
import { type Explored, onlyDelay, proofsOf } from "./proofs.ts";
import { acrossQueries } from "./queries.ts";
import { type Axis, haveTwinQueries } from "./readings/axis.ts";
import { fromUnits } from "./readings/fixed-point.ts";
import { withTriedHelp } from "./trials.ts";

/**
 * Decides exactly what the rules of one endpoint can do: every fault of theirs with a run that shows it, or a proof that
 * there is none.
 *
 * Thresholds cut each metric's axis into finitely many parts, and bounds leave finitely many counts, so all that can happen
 * is gone through; loads in closed intervals of exact decimals. Nothing is sampled and nothing is rounded.
 *
 * @throws VerifyError where rules or other input have faults; all of them are listed
 * @example
 * const { findings, proved } = verifyRules({ rules, load: { metric: "vllm:num_requests_waiting" } });
 * for (const { severity, message, help } of findings) console.log(`${severity}: ${message}; ${help}`);
 */
export function verifyRules(input: VerifyInput): Verification {
  const settled = settle(input);
  const { initial, maxSteps } = settled;
  return withTriedHelp({ input, initial, maxSteps, before: verifyOnce(input, settled), after: findOnce });
}

/** The same with helps that nobody followed: those of all findings are words alone. */
export function verifyOnce(input: VerifyInput, settled: Settled = settle(input)): Verification {
  return acrossAll(input, settled, proofsOf);
}

/** The same without proofs of what is not found. */
export function findOnce(input: VerifyInput): Omit<Verification, "proved"> {
  return acrossAll(input, settle(input), () => []);
}

/** With one answer for the queries of one name, and with an answer for each. */
function acrossAll(input: VerifyInput, settled: Settled, prove: typeof proofsOf): Verification {
  const asOne = verifySettled(settled, prove);
  if (!haveTwinQueries(settled.policy)) return asOne;
  const { loads, loadUnknown, policy } = settled;
  return acrossQueries(asOne, verifySettled({ ...settle(input, true), loads, loadUnknown }, prove), policy);
}

function verifySettled(settled: Settled, prove: typeof proofsOf): Verification {
  const { findings, explored, unexplored } = lookInto(settled);
  const { policy } = settled;
  const { horizon, counts, classes, unbounded } = explored.space;
  const places = new Map(policy.rules.map(({ rule, index }) => [rule.id, index]));
  const placeOf = (id: RuleId): number => known(places.get(id));
  const shown = findings.map((each) => {
    return each.witness === null ? each : { ...each, witness: asWritten(settled, each.witness) };
  });
  const explained = withCauses(identified(shown, placeOf), identifiedAdvice(advise(settled), placeOf));
  return {
    findings: inOrder(explained.findings),
    advice: explained.advice,
    proved: prove(settled, explored, findings),
    reachable: [...counts].sort((one, other) => one - other),
    readingClasses: classes.map(({ readings }) => readings),
    horizon: unbounded ? horizon : null,
    unexplored,
    axes: settled.axes.map(metricAxis),
  };
}

/** What a whole set was found to do, how far that was gone through, and what was left out. */
interface Outcome {
  readonly findings: readonly Finding[];
  readonly explored: Explored;
  readonly unexplored: readonly Unexplored[];
}

/** Everything that the rules do, in every model. */
function lookInto(settled: Settled): Outcome {
  const space = explore(settled);
  const loads = new Map<string, LoadAnalysis>();
  for (const metric of settled.loads) {
    const analysis = analyzeLoad(settled, space, metric);
    if (analysis !== null) loads.set(metric, analysis);
  }
  const timed = timedFindings(settled, space);
  const startup = startupFindings(settled, loads);
  const checked = [idleRules(settled, space), lostCounts(settled, space), orderDependence(settled, space)];
  const backToZero = zeroSwing(settled, space);
  const vetoed = vetoedMoves(settled, loads);
  const undecided = new Set(checked.flatMap((each) => each.undecided));
  const findings = inOrder([
    ...zeroTrap(settled, space),
    ...sleepTrap(settled),
    ...backToZero.findings,
    ...vetoed.findings,
    ...heldByCoverage(settled, space),
    ...invertedSteps(settled, space),
    ...contradictions(settled, space),
    ...checked.flatMap((each) => each.findings),
    ...refusedSteps(settled, space),
    ...heldReadings(settled, space),
    ...constantLoadsOf(settled, loads),
    ...timed.findings,
    ...startup.findings,
  ]);
  const explored: Explored = {
    space,
    loads,
    freeComplete: !space.truncated && space.classes.length === space.totalClasses,
    undecided,
    loadComplete: loads.size > 0 && [...loads.values()].every(({ complete }) => complete),
    timedComplete: timed.complete,
    lastingKinds: timed.kinds,
    startupComplete: startup.complete,
    backToZero,
    vetoed,
  };
  const unexplored = [
    ...unexploredParts(settled, explored),
    ...[...backToZero.leftOut, ...vetoed.leftOut].map((each) => leftOut("load", each)),
  ];
  return { findings, explored, unexplored };
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** Worst first, then by code; and by model, as they were found. */
function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      FINDING_CODES.indexOf(one.code) - FINDING_CODES.indexOf(other.code),
  );
}

function metricAxis({ metric, parts, queriesOf }: Axis): MetricAxis {
  const stretches: AxisStretch[] = [];
  for (const { from, to, fromClosed, toClosed, matched } of parts) {
    const rules = matched.map(({ rule, step }) => ({ ruleId: rule.rule.id, step }));
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from && isSame(last.rules, rules)) {
      stretches.splice(-1, 1, { ...last, to, toClosed });
    } else stretches.push({ from, to, fromClosed, toClosed, rules });
  }
  return { metric, queriesOf, stretches };
}

function isSame(one: AxisStretch["rules"], other: AxisStretch["rules"]): boolean {
  return (
    one.length === other.length &&
    one.every(({ ruleId, step }, at) => other[at]?.ruleId === ruleId && other[at]?.step === step)
  );
}

function timedFindings(settled: Settled, space: Space): TimedFindings {
  const { cycleSeconds } = settled;
  return cycleSeconds === null ? { findings: [], complete: false, kinds: 0 } : heldTimed(settled, space, cycleSeconds);
}

/** Without oscillations that a fall which stops early cannot make. */
function constantLoadsOf(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>): Finding[] {
  const found = [...loads].flatMap(([metric, analysis]) => constantLoads(settled, metric, analysis));
  return neverFallsTooFar(settled, "load") ? found.filter(({ code }) => code !== "limit-cycle") : found;
}

function startupFindings(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>): TimedFindings {
  const { cycleSeconds, startupSeconds } = settled;
  if (cycleSeconds === null || startupSeconds === null) return { findings: [], complete: false, kinds: 0 };
  if (startsOnlyDelay(settled, loads)) return { findings: [], complete: true, kinds: 0 };
  return loadTimed(settled, loads, { cycleSeconds, startupSeconds });
}

function unexploredParts(settled: Settled, explored: Explored): Unexplored[] {
  const { space, loads, undecided, timedComplete, startupComplete } = explored;
  const { asked, maxSteps, cycleSeconds, startupSeconds } = settled;
  const parts: Unexplored[] = [];
  const waiting = asked.filter(({ field }) => field !== "onFailure");
  if (waiting.length > 0) {
    const params = { fields: waiting.map(({ field }) => field), rules: waiting.map(({ ruleId }) => ruleId ?? "") };
    parts.push(leftOut("free", { key: "asked", params }));
  }
  parts.push(...unexploredFallbacks(settled, explored));
  if (space.classes.length < space.totalClasses) {
    const params = { explored: space.classes.length, total: space.totalClasses, maxSteps };
    parts.push(leftOut("free", { key: "kinds-of-readings", params }));
  }
  if (space.truncated) {
    parts.push(leftOut("free", { key: "counts", params: { explored: space.counts.length, maxSteps } }));
  }
  if (undecided.has("order-dependence")) parts.push(leftOut("free", { key: "orders", params: { maxSteps } }));
  for (const [metric, analysis] of loads) parts.push(...unexploredLoads(metric, analysis, maxSteps));
  for (const metric of settled.loads.filter((each) => !loads.has(each))) {
    parts.push(leftOut("load", { key: "load-not-read", params: { metric } }));
  }
  if (settled.loadUnknown) parts.push(leftOut("load", { key: "load-unknown", params: {} }));
  // Where cooldowns only delay, the model with cooldowns has nothing to add.
  const isMissing = cycleSeconds === null && settled.withFallbacks === null && !onlyDelay(settled, space);
  if (isMissing) parts.push(leftOut("held-timed", { key: "cycle-unknown", params: {} }));
  if (cycleSeconds !== null && !timedComplete && space.fallbacks.complete)
    parts.push(leftOut("held-timed", { key: "courses-of-cooldowns", params: { maxSteps } }));
  if (cycleSeconds !== null && startupSeconds !== null && loads.size > 0 && !startupComplete) {
    const key = space.unbounded ? "unbounded-starts" : "starts";
    parts.push(leftOut("load-timed", { key, params: { maxSteps } }));
  }
  return parts;
}

function unexploredFallbacks(settled: Settled, { space, loads }: Explored): Unexplored[] {
  const { asked, cycleSeconds, startupSeconds, sleep } = settled;
  const rules = asked.flatMap(({ field, ruleId }) => (field === "onFailure" && ruleId !== null ? [ruleId] : []));
  if (rules.length === 0) return [];
  const params = { rules };
  const parts: Unexplored[] = [];
  if (!space.fallbacks.complete) parts.push(leftOut("free", { key: "fallbacks", params }));
  if (actsInSequence(settled)) parts.push(leftOut("free", { key: "fallbacks.orders", params }));
  if (cycleSeconds === null) parts.push(leftOut("held-timed", { key: "fallbacks.cycle-unknown", params }));
  else if (!space.fallbacks.complete) parts.push(leftOut("held-timed", { key: "fallbacks", params }));
  const isEmpty = sleep !== null || space.indexOf.has(0);
  if (cycleSeconds !== null && startupSeconds !== null && loads.size > 0 && isEmpty) {
    parts.push(leftOut("load-timed", { key: "fallbacks.starts", params }));
  }
  return parts;
}

function unexploredLoads(metric: string, { beyond, complete, last, line, sweep }: LoadAnalysis, maxSteps: number) {
  if (last === null) return [];
  const parts: Unexplored[] = [];
  const above = fromUnits(last, line.places);
  const what = (["cycles", "reversals"] as const).filter((each) => beyond[each] === "some");
  if (what.length > 0) parts.push(leftOut("load", { key: "recurring-loads", params: { metric, above, what } }));
  if (complete) return parts;
  const part: LeftOut =
    sweep.stoppedAt === null
      ? { key: "unbounded-loads", params: { metric, above } }
      : { key: "loads", params: { metric, above, maxSteps } };
  return [...parts, leftOut("load", part)];
}
