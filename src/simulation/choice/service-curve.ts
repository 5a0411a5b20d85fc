import { aNumber } from "../../fields/expectations.ts";
import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import { simulate } from "../run/simulate.ts";
import { type LatencySummary, summarize } from "../run/summarize.ts";
import type { Timeline } from "../run/timeline.ts";
import { ScenarioError } from "../scenario-error.ts";
import { completeLlm, type LlmService } from "../service/llm-service.ts";
import { saturationOf } from "../service/needed-replicas.ts";
import { serviceFaults } from "../service/service-faults.ts";
import { figureFaults } from "../traffic/figure-faults.ts";
import { MEAN_TOKENS } from "../traffic/traffic.ts";

/** What {@link serviceCurve} accepts. */
export interface ServiceCurveOptions {
  /** Mean tokens of a prompt. Absent: 1155, those of the Azure conversation trace. */
  readonly inputTokens?: number;
  /** Mean tokens of an answer. Absent: 211. */
  readonly outputTokens?: number;
  /** Loads to try, as shares of what one replica can serve at most. Absent: tenths up to 0.9, and 0.95. */
  readonly loads?: readonly number[];
  /** How many requests to follow at the least; nearer to saturation, where waits swing more, up to a hundred times as many. Absent: 5,000. */
  readonly requests?: number;
}

/** How one replica serves, by its load. */
export interface ServiceCurve {
  readonly kind: "service-curve";
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests per second that one replica can serve at most. */
  readonly saturation: number;
  readonly rows: readonly ServiceCurveRow[];
}

/** How one replica serves at one load. Seconds. */
export interface ServiceCurveRow {
  /** The share of the saturation. */
  readonly load: number;
  readonly requestsPerSecond: number;
  /** Tokens that answers have, per second. */
  readonly outputTokensPerSecond: number;
  readonly queue: LatencySummary;
  /** The standard error of the mean wait, by the means of twenty parts of the run. */
  readonly queueStandardError: number;
  readonly firstToken: LatencySummary;
  readonly perToken: LatencySummary;
  readonly endToEnd: LatencySummary;
}

/**
 * How one replica of a service serves before there is any traffic: throughput and latencies by load, each simulated with
 * Poisson arrivals at exactly its rate, and the saturation, past which its queue grows without end.
 *
 * @throws ScenarioError where the service or a value is invalid
 * @example
 * console.log(serviceCurveTable(serviceCurve(fitService(rows).service, { inputTokens: 2000, outputTokens: 300 })));
 */
export function serviceCurve(service: LlmService, options: ServiceCurveOptions = {}): ServiceCurve {
  const {
    inputTokens = MEAN_TOKENS.input,
    outputTokens = MEAN_TOKENS.output,
    loads = LOADS,
    requests = 5000,
  } = options;
  const positive = {
    expects: aNumber({ min: 0, open: ["min"], max: 1e6 }),
    help: "leave it out for the one that stands for it",
  };
  const faults = [
    ...figureFaults({ inputTokens, outputTokens, requests }, positive, (each) => each > 0 && each <= 1e6),
    ...loads.flatMap(loadFaults),
    ...serviceFaults(service),
  ];
  if (faults.length > 0) throw new ScenarioError(faults, "the service has no curve:");
  const saturation = saturationOf(completeLlm(service), inputTokens, outputTokens);
  const rows = loads.map((load) =>
    rowOf(service, { load, rate: load * saturation, inputTokens, outputTokens, requests }),
  );
  return { kind: "service-curve", inputTokens, outputTokens, saturation, rows };
}

const LOADS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
function loadFaults(load: number, at: number): Fault[] {
  if (load > 0 && load < 1) return [];
  const help = "give shares of what a replica can serve";
  return [fault(aNumber({ min: 0, max: 1, open: ["min", "max"] }), { keys: ["loads", at], value: load, help })];
}

/**
 * How many times as many requests the rows next to saturation follow. A queue forgets within a time that grows with
 * 1 / (1 - load)², so that rows of so many more requests are known equally well.
 */
const MOST_TIMES = 100;
/** Most requests that one row follows: what fits into memory, and tokens into one bin. */
const MOST_FOLLOWED = 20_000_000;

/** The run of each row, which is in whole milliseconds. */
const CYCLES = 100;
/** The parts of a run whose means are compared. */
const PARTS = 20;

interface Point {
  readonly load: number;
  readonly rate: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly requests: number;
}

function rowOf(service: LlmService, { load, rate, inputTokens, outputTokens, requests }: Point): ServiceCurveRow {
  const times = Math.min(MOST_TIMES, Math.max(1, 0.25 / (1 - load) ** 2));
  const most = Math.min(MOST_FOLLOWED, Math.floor(MOST_IN_A_BIN / Math.max(inputTokens, outputTokens)));
  const followed = Math.min(most, Math.ceil(requests * times));
  const cycleSeconds = Math.ceil((1000 * followed) / rate / CYCLES) / 1000;
  // One bin that is counted: a Poisson process whose rate is the row's, and not that of a sample.
  const trace = {
    binSeconds: Math.round(1000 * CYCLES * cycleSeconds) / 1000,
    requests: [followed],
    inputTokens: [followed * inputTokens],
    outputTokens: [followed * outputTokens],
  };
  const timeline = simulate({ rules: [], initialReplicas: 1, trace, service, cycleSeconds });
  const { served, seconds, latencies } = summarize(timeline);
  const requestsPerSecond = served / seconds;
  return {
    load,
    requestsPerSecond,
    outputTokensPerSecond: requestsPerSecond * outputTokens,
    ...latencies,
    queueStandardError: standardErrorOf(timeline),
  };
}

/** The standard error of the mean wait: how far the means of the run's parts are from each other. */
function standardErrorOf({ queueSeconds, arrived }: Timeline): number {
  const length = queueSeconds.length / PARTS;
  const means = Array.from({ length: PARTS }, (_, part) => {
    const sumOf = (values: readonly number[]) =>
      values.slice(part * length, (part + 1) * length).reduce((sum, each) => sum + each, 0);
    return sumOf(queueSeconds) / Math.max(1, sumOf(arrived));
  });
  const mean = means.reduce((sum, each) => sum + each, 0) / PARTS;
  const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (PARTS - 1);
  return Math.sqrt(variance / PARTS);
}

/**
 * A curve as text, a line for each load.
 *
 * @example
 * console.log(serviceCurveTable(serviceCurve({ model: "llm" })));
 */
export function serviceCurveTable({ rows, saturation, inputTokens, outputTokens }: ServiceCurve): string {
  const head = [
    "load",
    "requests/s",
    "tokens/s",
    "first token p50",
    "p95",
    "per token p50",
    "p95",
    "end to end p50",
    "p95",
  ];
  const cells = rows.map((row) => [
    percentText(row.load),
    row.requestsPerSecond.toFixed(2),
    row.outputTokensPerSecond.toFixed(0),
    ...[row.firstToken.p50, row.firstToken.p95].map(inSeconds),
    ...[row.perToken.p50, row.perToken.p95].map((time) => (time === null ? "-" : `${(1000 * time).toFixed(1)} ms`)),
    ...[row.endToEnd.p50, row.endToEnd.p95].map(inSeconds),
  ]);
  const last = `saturated at ${saturation.toFixed(2)} requests/s of ${inputTokens} tokens in and ${outputTokens} out`;
  return [inColumns(head, cells), last, ...rows.flatMap(unsettled)].join("\n");
}

/** A standard error up to which a row is settled: a share of the mean first token, and what the table shows of seconds. */
const SETTLED = { share: 0.1, seconds: 0.01 };

/** What is said of a row whose waits another run could give quite differently. */
function unsettled({ load, queue, queueStandardError, firstToken }: ServiceCurveRow): string[] {
  const { share, seconds } = SETTLED;
  if (queueStandardError <= Math.max(seconds, share * (firstToken.mean ?? 0))) return [];
  const wait = `${inSeconds(queue.mean)}, with a standard error of ${inSeconds(queueStandardError)}`;
  return [`not settled at ${percentText(load)}: the mean wait is ${wait}`];
}

function percentText(load: number): string {
  return `${Math.round(100 * load)} %`;
}

function inSeconds(time: number | null): string {
  return time === null ? "-" : `${time.toFixed(2)} s`;
}

function inColumns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => itemAt(line, at).length)));
  return lines.map((line) => line.map((cell, at) => cell.padStart(itemAt(widths, at))).join("  ")).join("\n");
}
