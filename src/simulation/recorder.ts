import { nearestDouble } from "../decimal/exact.ts";
import type { Decision } from "../model/decision.ts";
import type { MetricAverage, MetricSource } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import { Digest } from "./digest.ts";
import type { IntervalReport } from "./service-model.ts";
import { NUMBERS, type Timeline } from "./timeline.ts";
import type { WaitHistogram } from "./waits.ts";

/** One cycle as it is written down. */
export interface RecordedCycle {
  readonly startMs: number;
  readonly arrived: number;
  readonly report: IntervalReport;
  readonly replicas: number;
  readonly ready: number;
  readonly replicaSeconds: number;
  readonly metrics: readonly MetricAverage[];
  readonly decision: Decision;
}

/** Writes a timeline down, cycle by cycle. */
export class Recorder {
  readonly #rules: readonly Rule[];
  readonly #numbers = {
    seconds: [] as number[],
    arrived: [] as number[],
    served: [] as number[],
    lost: [] as number[],
    waiting: [] as number[],
    running: [] as number[],
    queueSeconds: [] as number[],
    replicas: [] as number[],
    desired: [] as number[],
    ready: [] as number[],
    replicaSeconds: [] as number[],
    needed: [] as (number | null)[],
  };
  readonly #metrics: { readonly source: MetricSource; readonly name: string; readonly values: (number | null)[] }[] =
    [];
  readonly #kinds = new Map<string, RuleOutcome["kind"][]>();
  readonly #supply = { seconds: [] as number[], values: [] as number[] };

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    for (const { id } of rules) this.#kinds.set(id, []);
  }

  supply(ms: number, ready: number): void {
    if (this.#supply.values.at(-1) === ready) return;
    this.#supply.seconds.push(ms / 1000);
    this.#supply.values.push(ready);
  }

  cycle({ startMs, arrived, report, replicas, ready, replicaSeconds, metrics, decision }: RecordedCycle): void {
    const to = this.#numbers;
    const at = to.seconds.length;
    to.seconds.push(startMs / 1000);
    to.arrived.push(arrived);
    to.served.push(report.served);
    to.lost.push(report.lost);
    to.waiting.push(report.waiting);
    to.running.push(report.running);
    to.queueSeconds.push(report.queueSeconds);
    to.replicas.push(replicas);
    to.desired.push(decision.desired);
    to.ready.push(ready);
    to.replicaSeconds.push(replicaSeconds);
    to.needed.push(report.needed);
    for (const { source, name, value } of metrics) this.#column(source, name, at).push(nearestDouble(value));
    for (const { values } of this.#metrics) if (values.length <= at) values.push(null);
    for (const { ruleId, kind } of decision.outcomes) this.#kinds.get(ruleId)?.push(kind);
  }

  timeline(facts: Pick<Timeline, "name" | "cycleSeconds" | "startAt">, waits: WaitHistogram): Timeline {
    const outcomes = [...this.#kinds].map(([ruleId, kinds]) => ({ ruleId, kinds }));
    const told = {
      kind: "timeline" as const,
      ...facts,
      rules: this.#rules,
      ...this.#numbers,
      metrics: this.#metrics,
      outcomes,
    };
    const timeline = { ...told, supply: this.#supply, waits: waits.distribution() };
    return { ...timeline, digest: digestOf(timeline) };
  }

  #column(source: MetricSource, name: string, cycles: number): (number | null)[] {
    for (const column of this.#metrics) if (column.name === name && column.source === source) return column.values;
    const values = new Array<number | null>(cycles).fill(null);
    this.#metrics.push({ source, name, values });
    return values;
  }
}

function digestOf(timeline: Omit<Timeline, "digest">): string {
  const { cycleSeconds, startAt, seconds, metrics, outcomes, supply, waits } = timeline;
  const digest = new Digest();
  const numbers = (list: readonly (number | null)[]) => {
    digest.number(list.length);
    list.forEach((value) => {
      digest.number(value ?? Number.NaN);
    });
  };
  numbers([cycleSeconds, startAt]);
  numbers(seconds);
  for (const column of NUMBERS) numbers(timeline[column]);
  for (const { source, name, values } of metrics) {
    digest.text(`${source} ${name}`);
    numbers(values);
  }
  for (const { ruleId, kinds } of outcomes) {
    digest.text(ruleId);
    kinds.forEach((kind) => {
      digest.number(kind.length * 128 + kind.charCodeAt(0));
    });
  }
  for (const list of [supply.seconds, supply.values, waits.seconds, waits.requests]) numbers(list);
  return digest.hex();
}
