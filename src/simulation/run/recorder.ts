import { nearestDouble } from "../../decimal/exact.ts";
import type { Answer } from "../../evaluate/answer.ts";
import { isSameMetric, type MetricAverage, type MetricKey, toMetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import type { CompleteObjective } from "../objectives.ts";
import { type CycleTails, type Distribution, LATENCIES, type Latency } from "../service/latencies.ts";
import type { IntervalReport } from "../service/service-step.ts";
import { Digest } from "./digest.ts";
import { OutcomeRuns } from "./outcome-runs.ts";
import { NUMBERS, TIMELINE_STAGES, type Timeline, type TimelineStage } from "./timeline.ts";

/** One cycle as it is written down. */
export interface RecordedCycle {
  readonly startMs: number;
  readonly arrived: number;
  readonly report: IntervalReport;
  readonly replicas: number;
  readonly ready: number;
  readonly replicaSeconds: number;
  readonly metrics: readonly MetricAverage[];
  /** Of the one endpoint. */
  readonly answer: Answer;
  readonly tails: CycleTails;
}

/** A metric while it is written down; NaN where no decision saw a number. */
interface MetricDoubles {
  readonly metric: MetricKey;
  readonly doubles: Float64Array;
}

/**
 * Writes a timeline down, cycle by cycle. In typed arrays of their final length: lists that grow while they are filled
 * are copied about by the garbage collector, which took half the time of a simulation.
 */
export class Recorder {
  readonly #rules: readonly Rule[];
  readonly #cycles: number;
  readonly #seconds: Float64Array;
  readonly #numbers: Readonly<Record<(typeof NUMBERS)[number], Float64Array>>;
  readonly #metrics: MetricDoubles[] = [];
  /** In the order of the objectives. */
  readonly #kept: readonly { readonly latency: Latency; readonly requests: Float64Array }[];
  readonly #stages = new Map<TimelineStage, Float64Array>();
  /** In the order in which decisions list rules, which is the same in every cycle. */
  #runs: readonly OutcomeRuns[] = [];
  readonly #supply = { seconds: [] as number[], values: [] as number[] };
  readonly #tails: Readonly<Record<keyof CycleTails, Float64Array>>;
  #at = 0;

  constructor(rules: readonly Rule[], promised: readonly CompleteObjective[], cycles: number) {
    this.#rules = rules;
    this.#cycles = cycles;
    // All in one: an engine has more to do for each array than for each number in it.
    const numbers = new Float64Array(cycles * (NUMBERS.length + 3 + promised.length));
    let columns = 0;
    const column = () => {
      columns += 1;
      return numbers.subarray((columns - 1) * cycles, columns * cycles);
    };
    this.#seconds = column();
    this.#tails = { queue: column(), firstToken: column() };
    this.#numbers = {
      arrived: column(),
      served: column(),
      lost: column(),
      waiting: column(),
      running: column(),
      queueSeconds: column(),
      replicas: column(),
      desired: column(),
      ready: column(),
      replicaSeconds: column(),
      needed: column(),
      good: column(),
    };
    this.#kept = promised.map(({ latency }) => ({ latency, requests: column() }));
  }

  supply(ms: number, ready: number): void {
    const { seconds, values } = this.#supply;
    if (values.length > 0 && itemAt(values, values.length - 1) === ready) return;
    seconds.push(ms / 1000);
    values.push(ready);
  }

  cycle(recorded: RecordedCycle): void {
    const { report, metrics, answer } = recorded;
    const to = this.#numbers;
    const at = this.#at;
    this.#seconds[at] = recorded.startMs / 1000;
    to.arrived[at] = recorded.arrived;
    to.served[at] = report.served;
    to.lost[at] = report.lost;
    to.waiting[at] = report.waiting;
    to.running[at] = report.running;
    to.queueSeconds[at] = report.queueSeconds;
    to.replicas[at] = recorded.replicas;
    to.desired[at] = answer.desiredAt(0);
    to.ready[at] = recorded.ready;
    to.replicaSeconds[at] = recorded.replicaSeconds;
    to.needed[at] = report.needed ?? Number.NaN;
    to.good[at] = report.good ?? Number.NaN;
    for (const { latency, requests } of this.#kept) requests[at] = this.#keptOf(report, latency) ?? Number.NaN;
    for (let nth = 0; nth < metrics.length; nth += 1) {
      const average = itemAt(metrics, nth);
      this.#doublesOf(average, nth)[at] = nearestDouble(average.value);
    }
    this.#noteOutcomes(answer, at);
    if (answer.hasStagesAt(0)) this.#noteStages(answer, at);
    this.#tails.queue[at] = recorded.tails.queue;
    this.#tails.firstToken[at] = recorded.tails.firstToken;
    this.#at = at + 1;
  }

  timeline(
    facts: Pick<Timeline, "name" | "cycleSeconds" | "startAt" | "objectives">,
    latencies: Readonly<Record<Latency, Distribution>>,
  ): Timeline {
    const n = this.#numbers;
    const outcomes = this.#inInputOrder();
    const timeline = {
      kind: "timeline" as const,
      ...facts,
      rules: this.#rules,
      seconds: list(this.#seconds),
      arrived: list(n.arrived),
      served: list(n.served),
      lost: list(n.lost),
      waiting: list(n.waiting),
      running: list(n.running),
      queueSeconds: list(n.queueSeconds),
      replicas: list(n.replicas),
      desired: list(n.desired),
      ready: list(n.ready),
      replicaSeconds: list(n.replicaSeconds),
      needed: listOfKnown(n.needed),
      good: listOfKnown(n.good),
      ...(this.#kept.length > 0 && {
        kept: this.#kept.map(({ latency, requests }) => ({ latency, requests: listOfKnown(requests) })),
      }),
      metrics: this.#metrics.map(({ metric, doubles }) => ({
        ...metric,
        values: listOfKnown(doubles),
      })),
      outcomes: outcomes.map((runs) => ({ ruleId: runs.ruleId, kinds: runs.kinds(this.#at) })),
      ...(this.#stages.size > 0 && {
        stages: [...this.#stages].map(([stage, counts]) => ({ stage, counts: listOfKnown(counts) })),
      }),
      supply: this.#supply,
      latencies,
    };
    const told = this.#tails[latencies.firstToken.seconds.length > 0 ? "firstToken" : "queue"];
    const p95Seconds = told.some((each) => each > 0) ? { p95Seconds: listOfKnown(told) } : {};
    return { ...timeline, digest: this.#digest(timeline, outcomes), ...p95Seconds };
  }

  /** A request that keeps every objective keeps the only one. */
  #keptOf({ good, kept }: IntervalReport, latency: Latency): number | undefined {
    return kept?.[latency] ?? (this.#kept.length === 1 ? good : undefined);
  }

  #noteOutcomes(answer: Answer, at: number): void {
    const { first, end } = answer.rulesAt(0);
    if (at === 0)
      this.#runs = Array.from({ length: end - first }, (_, nth) => new OutcomeRuns(answer.idOf(first + nth)));
    for (let rule = first; rule < end; rule += 1) itemAt(this.#runs, rule - first).note(answer.kindOf(rule), at);
  }

  #noteStages({ decisions }: Answer, at: number): void {
    for (const link of itemAt(decisions, 0).chain) {
      const stage = TIMELINE_STAGES.find((each) => each === link.stage);
      if (stage !== undefined) this.#countsOf(stage)[at] = link.to;
    }
  }

  /** The column of a metric, which most likely stands where it stood the last time. */
  #doublesOf(average: MetricAverage, nth: number): Float64Array {
    const likely = this.#metrics[nth];
    if (likely !== undefined && isSameMetric(likely.metric, average)) return likely.doubles;
    const known = this.#metrics.find(({ metric }) => isSameMetric(metric, average));
    if (known !== undefined) return known.doubles;
    const doubles = new Float64Array(this.#cycles).fill(Number.NaN);
    this.#metrics.push({ metric: toMetricKey(average), doubles });
    return doubles;
  }

  #countsOf(stage: TimelineStage): Float64Array {
    const known = this.#stages.get(stage);
    if (known !== undefined) return known;
    const counts = new Float64Array(this.#cycles).fill(Number.NaN);
    this.#stages.set(stage, counts);
    return counts;
  }

  #inInputOrder(): readonly OutcomeRuns[] {
    const runsOf = new Map(this.#runs.map((runs) => [runs.ruleId, runs]));
    return this.#rules.map(({ id }) => runsOf.get(id) ?? new OutcomeRuns(id));
  }

  #digest(
    { cycleSeconds, startAt, supply, latencies }: Omit<Timeline, "digest">,
    outcomes: readonly OutcomeRuns[],
  ): string {
    const digest = new Digest();
    digest.list(Float64Array.of(cycleSeconds, startAt));
    digest.list(this.#seconds);
    for (const column of NUMBERS) digest.list(this.#numbers[column]);
    for (const { latency, requests } of this.#kept) {
      digest.text(latency);
      digest.list(requests);
    }
    for (const { metric, doubles } of this.#metrics) {
      const { source, name, aggregation } = metric;
      digest.text([source, name, ...(aggregation === undefined ? [] : [aggregation])].join(" "));
      digest.list(doubles);
    }
    const figures = new Float64Array(this.#at);
    for (const runs of outcomes) {
      digest.text(runs.ruleId);
      runs.fill(figures);
      digest.figures(figures);
    }
    for (const [stage, counts] of this.#stages) {
      digest.text(stage);
      digest.list(counts);
    }
    const times = LATENCIES.flatMap((latency) => [latencies[latency].seconds, latencies[latency].requests]);
    for (const list of [supply.seconds, supply.values, ...times]) digest.list(Float64Array.from(list));
    return digest.hex();
  }
}

/** A column as a plain list. By hand: Array.from takes ten times as long. */
function list(column: Float64Array): number[] {
  const numbers = new Array<number>(column.length);
  for (let at = 0; at < column.length; at += 1) numbers[at] = doubleAt(column, at);
  return numbers;
}

function isAllKnown(column: Float64Array): boolean {
  for (let at = 0; at < column.length; at += 1) if (Number.isNaN(doubleAt(column, at))) return false;
  return true;
}

function listOfKnown(column: Float64Array): (number | null)[] {
  // A list of numbers alone takes a third of the space.
  if (isAllKnown(column)) return list(column);
  const numbers = new Array<number | null>(column.length);
  for (let at = 0; at < column.length; at += 1) {
    const number = doubleAt(column, at);
    numbers[at] = Number.isNaN(number) ? null : number;
  }
  return numbers;
}
