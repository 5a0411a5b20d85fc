import { applyEvaluation } from "../../evaluate/apply-evaluation.ts";
import { evaluator, type PreparedRules, prepare } from "../../evaluate/prepare.ts";
import type { CycleRecord } from "../../model/cycle-record.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { backendAi25 } from "../../model/semantics.ts";
import { itemAt } from "../../util/item-at.ts";
import { checkScenario } from "../check-scenario.ts";
import { RandomStream } from "../numbers/random.ts";
import { limitsOf, objectivesOf } from "../objectives.ts";
import { finish, type Progress, type WorkOptions } from "../progress.ts";
import { endpointIdOf, metricsAskedBy, type Scenario } from "../scenario.ts";
import { ScenarioError } from "../scenario-error.ts";
import { startFluid } from "../service/fluid.ts";
import { startIdeal } from "../service/ideal.ts";
import { Latencies } from "../service/latencies.ts";
import { startLlm } from "../service/llm.ts";
import type { ServiceModel } from "../service/service-model.ts";
import type { ServiceSetup, ServiceStep, Stretch } from "../service/service-step.ts";
import { traceSeconds } from "../traffic/trace.ts";
import { Traffic } from "../traffic/traffic.ts";
import { Fleet } from "./fleet.ts";
import { gatewayFigures } from "./gateway.ts";
import { Recorder } from "./recorder.ts";
import { Sensor } from "./sensor.ts";
import type { Timeline } from "./timeline.ts";

/** What {@link simulate} accepts besides the scenario. */
export interface SimulateOptions extends WorkOptions {
  /** Told every cycle as it is recorded, for a log that {@link replay} reads. */
  readonly onRecord?: (record: CycleRecord) => void;
}

/**
 * Runs the evaluator over traffic and a model of the service: cycle by cycle the traffic flows, the service is measured,
 * the rules are evaluated by the very code of `evaluatePrepared` and `applyEvaluation`, and replicas
 * start or drain.
 *
 * Pure: the same scenario gives the same timeline, with the same digest, on every machine.
 *
 * @throws ScenarioError with every fault at once; the reason of a signal
 * @example
 * const timeline = simulate({ rules, initialReplicas: 2, trace: readTrace(csv), service: { model: "fluid", requestsPerSecond: 4 } });
 * console.log(summarize(timeline).replicaHours);
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Timeline {
  return finish(simulateSteps(scenario, options), options);
}

/** Cycles of one step. */
const STEP = 100;

/**
 * {@link simulate} a hundred cycles at a time, for a page or a worker that has other things to do in between.
 *
 * @example
 * const steps = simulateSteps(scenario);
 * let step = steps.next();
 * for (; step.done !== true; step = steps.next()) await scheduler.yield();
 * console.log(step.value.digest);
 */
export function* simulateSteps(
  scenario: Scenario,
  { onRecord }: Pick<SimulateOptions, "onRecord"> = {},
): Generator<Progress, Timeline> {
  const faults = checkScenario(scenario);
  if (faults.length > 0) throw new ScenarioError(faults);
  const run = new Run(scenario);
  for (let cycle = 0; cycle < run.cycles; cycle += 1) {
    run.cycle(cycle * run.cycleMs, onRecord);
    if ((cycle + 1) % STEP === 0) yield { done: cycle + 1, total: run.cycles };
  }
  return run.timeline();
}

class Run {
  readonly cycleMs: number;
  readonly cycles: number;
  readonly #scenario: Scenario;
  readonly #startAt: Instant;
  readonly #prepared: PreparedRules;
  readonly #evaluate: ReturnType<typeof evaluator>;
  readonly #traffic: Traffic;
  readonly #fleet: Fleet;
  readonly #sensor: Sensor;
  readonly #gateway: ReturnType<typeof gatewayFigures>;
  readonly #recorder: Recorder;
  readonly #latencies = new Latencies();
  readonly #step: ServiceStep;
  #endpoints: readonly Endpoint[];
  #lastTriggered: ReadonlyMap<RuleId, Instant> = new Map();

  constructor(scenario: Scenario) {
    const { rules, semantics = backendAi25, seed = 1, service, trace, initialReplicas: replicas } = scenario;
    const { cycleSeconds = 10, startupSeconds = 180, startFailureProbability = 0, drainSeconds = 300 } = scenario;
    const { failuresPerReplicaHour = 0, metricLagSeconds = 0, metricLoss: loss = 0 } = scenario;
    const { averaging = "backend-ai-25" } = scenario;
    const random = (name: string) => new RandomStream(seed, name);
    const endpointId = endpointIdOf(scenario);
    this.#scenario = scenario;
    this.#startAt = scenario.startAt ?? trace.startAt ?? 0;
    this.cycleMs = milliseconds(cycleSeconds);
    this.cycles = cyclesOf(scenario, this.cycleMs / 1000);
    this.#prepared = prepare(rules, semantics);
    this.#evaluate = evaluator(this.#prepared);
    this.#endpoints = [{ ...scenario.endpoint, id: endpointId, replicas }];
    this.#traffic = new Traffic(trace);
    const startupMs = listOf(startupSeconds).map(milliseconds);
    // One trial a cycle: for rates this small the chance is the rate times the time.
    const failure = (failuresPerReplicaHour * this.cycleMs) / 3_600_000;
    const { firstStartupSeconds = startupSeconds, startsAtOnce = Number.POSITIVE_INFINITY } = scenario;
    const firstStartupMs = listOf(firstStartupSeconds).map(milliseconds);
    const places = { firstStartupMs, startsAtOnce, capacityAt: capacityOf(scenario) };
    const options = {
      ...places,
      startupMs,
      startFailure: startFailureProbability,
      drainMs: milliseconds(drainSeconds),
      failure,
    };
    this.#fleet = new Fleet(options, random("starts"), random("failures"));
    this.#fleet.begin(replicas);
    const { outages = [], silences = [] } = scenario;
    const hasCoverage = rules.some(
      ({ minCoverage, unreported }) => minCoverage !== undefined || unreported !== undefined,
    );
    const faults = { loss, outages, silences, hasCoverage };
    const sight = { ...faults, endpointId, averaging, lagMs: milliseconds(metricLagSeconds), startAt: this.#startAt };
    this.#sensor = new Sensor(sight, random("sensor"));
    const promised = objectivesOf(scenario.objectives ?? {});
    this.#recorder = new Recorder(rules, promised, this.cycles);
    const { took } = this.#latencies;
    const limits = limitsOf(scenario.objectives ?? {});
    const asked = metricsAskedBy(scenario);
    this.#gateway = gatewayFigures(asked);
    this.#step = start(service, {
      traffic: this.#traffic,
      cycleMs: this.cycleMs,
      asked,
      random,
      took,
      limits,
      promised,
    });
  }

  cycle(startMs: number, onRecord: SimulateOptions["onRecord"]): void {
    const endMs = startMs + this.cycleMs;
    const endpoint = itemAt(this.#endpoints, 0);
    const gone = this.#fleet.lose(startMs);
    const stretches = this.#stretches(startMs, endMs);
    const { draining } = this.#fleet;
    const requests = this.#traffic.requestsBetween(startMs, endMs);
    const report = this.#step({ startMs, endMs, requests, replicas: endpoint.replicas, stretches, draining, gone });

    const ready = itemAt(stretches, stretches.length - 1).ready.length;
    const { created, placed } = this.#fleet;
    const counts = { ready, starting: created - ready, draining: draining.length };
    const arrived = report.arrived ?? requests;
    const arrivalsPerSecond = (1000 * arrived) / this.cycleMs;
    const gateway = this.#gateway({ waiting: report.waiting, arrivalsPerSecond }, report.metrics);
    this.#sensor.measure(gateway.length === 0 ? report.metrics : [...report.metrics, ...gateway], counts, endMs);
    const { metrics, missing } = this.#sensor.see(endMs);
    const now = this.#startAt + endMs;
    const endpoints = this.#endpointsWith(report.starting ?? counts.starting);
    const state = { now, endpoints, lastTriggered: this.#lastTriggered, metrics, missing };
    const answer = this.#evaluate(state);
    if (onRecord !== undefined) {
      const { rules, semantics } = this.#prepared;
      onRecord({ semantics, snapshot: { ...state, rules }, decisions: answer.decisions });
    }
    const replicaSeconds = (placed * this.cycleMs) / 1000;
    const { replicas } = endpoint;
    const tails = this.#latencies.endCycle();
    this.#recorder.cycle({ tails, startMs, arrived, report, replicas, ready, replicaSeconds, metrics, answer });

    if (answer.hasChanges) {
      const { triggered, deltas, memories } = answer;
      const next = applyEvaluation(state, { triggered, deltas, ...(memories !== null && { memories }) });
      this.#endpoints = next.endpoints;
      this.#lastTriggered = next.lastTriggered;
    }
    this.#fleet.dropIdle(report.busy ?? NONE);
    this.#fleet.scaleTo(answer.desiredAt(0), endMs);
  }

  timeline(): Timeline {
    const { name = "scenario", objectives = {} } = this.#scenario;
    const facts = { name, cycleSeconds: this.cycleMs / 1000, startAt: this.#startAt, objectives };
    return this.#recorder.timeline(facts, this.#latencies.distributions());
  }

  /** The endpoint, with the replicas that start where it looks at them. */
  #endpointsWith(starting: number): readonly Endpoint[] {
    if (this.#scenario.endpoint?.settle === undefined) return this.#endpoints;
    return this.#endpoints.map((endpoint) => ({ ...endpoint, starting }));
  }

  /** The cycle, cut where replicas become ready. */
  #stretches(startMs: number, endMs: number): readonly Stretch[] {
    const first = this.#stretch(startMs, endMs);
    // A literal, for the common case: a list that grows takes space for sixteen.
    const stretches = [first];
    for (let from = first.endMs; from < endMs; ) {
      const next = this.#stretch(from, endMs);
      stretches.push(next);
      from = next.endMs;
    }
    return stretches;
  }

  #stretch(fromMs: number, endMs: number): Stretch {
    const ready = this.#fleet.readyIds(fromMs);
    this.#recorder.supply(fromMs, ready.length);
    return { startMs: fromMs, endMs: Math.min(endMs, this.#fleet.readyUntil), ready };
  }
}

/** No replicas. */
const NONE: readonly number[] = [];

function listOf(values: number | readonly number[]): readonly number[] {
  return typeof values === "number" ? [values] : values;
}

/** How many replicas there is space for at a time. */
function capacityOf({ capacity = Number.POSITIVE_INFINITY }: Scenario): (ms: number) => number {
  if (typeof capacity === "number") return () => capacity;
  return (ms) => capacity.findLast(({ fromSeconds }) => fromSeconds * 1000 <= ms)?.replicas ?? Number.POSITIVE_INFINITY;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function start(service: ServiceModel, setup: ServiceSetup): ServiceStep {
  if (typeof service === "function") return service(setup);
  switch (service.model) {
    case "ideal":
      return startIdeal(service, setup);
    case "fluid":
      return startFluid(service, setup);
    case "llm":
      return startLlm(service, setup);
  }
}

/** Whole cycles of the time that is given; of a trace as many as all of its requests arrive in. */
function cyclesOf({ seconds, trace }: Scenario, cycleSeconds: number): number {
  if (seconds !== undefined) return Math.floor(seconds / cycleSeconds + 1e-9);
  return Math.ceil(traceSeconds(trace) / cycleSeconds - 1e-9);
}
