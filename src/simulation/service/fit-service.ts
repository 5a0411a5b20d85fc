import { POSITIVE } from "../../fields/expectations.ts";
import type { KnownName } from "../../fields/nearest-name.ts";
import { unknownKeyFault } from "../../fields/unknown-key-fault.ts";
import { type Fault, fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import { leastSquares } from "../numbers/least-squares.ts";
import { ScenarioError } from "../scenario-error.ts";
import { type BatchTimes, stepsOf } from "./batch-times.ts";
import { type CompleteLlm, completeLlm, type LlmService } from "./llm-service.ts";
import { serviceFaults } from "./service-faults.ts";

/** One line of a serving benchmark: so many requests at a time, each of so many tokens, and what was measured. */
export interface BenchmarkRow {
  /** Requests at a time; where the replica holds fewer, by its `concurrency` or its cache, those. */
  readonly concurrency: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Time to the first token in milliseconds. Better the median than the mean, which counts requests that all start at once. */
  readonly firstTokenMs?: number;
  /** Mean or median time per output token after the first, in milliseconds. */
  readonly perTokenMs?: number;
  /** Requests that are finished per second. */
  readonly requestsPerSecond?: number;
  /** Tokens of answers per second. */
  readonly outputTokensPerSecond?: number;
  /** Tokens of prompts and answers together, per second. */
  readonly totalTokensPerSecond?: number;
}

const THROUGHPUTS = ["requestsPerSecond", "outputTokensPerSecond", "totalTokensPerSecond"] as const;
const MEASURES = ["firstTokenMs", "perTokenMs", ...THROUGHPUTS] as const satisfies readonly Measure[];

/** What was measured in a row. */
export type Measure =
  | "firstTokenMs"
  | "perTokenMs"
  | "requestsPerSecond"
  | "outputTokensPerSecond"
  | "totalTokensPerSecond";

/** One value of a benchmark, and what the fitted service makes of it. */
export interface FitResidual {
  readonly row: number;
  readonly measure: Measure;
  readonly measured: number;
  readonly fitted: number;
  /** (fitted − measured) / measured. */
  readonly error: number;
}

/** A service that was fitted to benchmark rows. */
export interface FittedService {
  readonly service: LlmService & BatchTimes;
  readonly residuals: readonly FitResidual[];
  /** What the rows leave open, and was guessed: too few measures, one concurrency, one length of prompts. */
  readonly warnings: readonly string[];
}

/**
 * The step times of a service from a benchmark's rows: least squares of the relative errors, with no value below 0. Every
 * measure is linear in the five values. Of b requests at a time, each there for n steps, a step takes
 * α + β b + κ b (in + out / 2), and each prompt adds γ₀ + γ in. In n steps and b prompts, b requests are finished. A token
 * takes a step, and the prompts of the b − 1 others in it. The first one takes the steps of its own prompt, in which the
 * others decode, and where there are others half a step more.
 *
 * A first token of b requests at a time weighs 1/b: it waits for the prompts of none or of all of the others, depending on
 * whether the benchmark starts them together. Throughputs of one row say the same and weigh as one.
 *
 * At least as many measures as there are values tell them apart: rows of few and of many requests at a time, of short and of
 * long prompts. Of fewer, those values are taken that are the nearest to usual proportions, and `warnings` say so. Look at the
 * residuals, and keep some rows back to try the service on.
 *
 * @param rows - what the benchmark prints, such as `vllm bench serve`
 * @param known - what is known of the service: its concurrency, its cache, its step tokens
 * @throws ScenarioError where a row or what is known has an invalid value, or nothing was measured
 * @example
 * const { service, residuals, warnings } = fitService([
 *   { concurrency: 1, inputTokens: 512, outputTokens: 128, firstTokenMs: 14, perTokenMs: 6.5 },
 *   { concurrency: 16, inputTokens: 512, outputTokens: 128, firstTokenMs: 42, perTokenMs: 10.9 },
 *   { concurrency: 64, inputTokens: 512, outputTokens: 128, outputTokensPerSecond: 3100 },
 * ]);
 */
export function fitService(rows: readonly BenchmarkRow[], known: Partial<LlmService> = {}): FittedService {
  const given: LlmService = { ...known, model: "llm" };
  const faults = [...rows.flatMap(rowFaults), ...serviceFaults(given)];
  const complete = completeLlm(given);
  const equations = faults.length > 0 ? [] : rows.flatMap((row, nth) => equationsOf(row, nth, complete));
  if (faults.length === 0 && equations.length === 0) {
    const params = { fields: MEASURES };
    faults.push(fault({ code: "nothing-measured", params }, { keys: ["rows"], value: rows }));
  }
  if (faults.length > 0) throw new ScenarioError(faults, "the service cannot be fitted:");
  const figures = solved(equations);
  const [base, perRequest, perCacheToken, perPrompt, perToken] = figures;
  const times = { decodeMs: { base, perRequest, perCacheToken }, prefillMs: { base: perPrompt, perToken } };
  const residuals = equations.map((each) => residualOf(each, figures));
  return { service: { ...given, ...times }, residuals, warnings: warningsOf(rows) };
}

/** Milliseconds of a step, and of each request, token of its cache, prompt and token of a prompt in it. */
type Figures = [number, number, number, number, number];

/** How they usually stand to each other. */
const USUAL: Readonly<Figures> = [20, 0.1, 0.0005, 5, 0.1];
/** How much less it weighs than a measure that a value is as usual, where the measures are fewer than the values, and else. */
const PULL = { few: 0.2, enough: 0.02 };

/** A measure as a time, which is a sum of the five values, each times a factor. */
interface Equation {
  readonly row: number;
  readonly measure: Measure;
  readonly measured: number;
  readonly factors: readonly number[];
  /** What is done in that time, of a rate; null of a time. */
  readonly work: number | null;
  readonly weight: number;
}

/** The values that fit the equations best, by least squares of the relative errors. */
function solved(equations: readonly Equation[]): Readonly<Figures> {
  const weights = equations.map(({ factors, measured, work, weight }) => {
    const ms = work === null ? measured : work / measured;
    return factors.map((factor) => (weight * factor) / ms);
  });
  const targets = equations.map(({ weight }) => weight);
  const pull = equations.length < USUAL.length ? PULL.few : PULL.enough;
  const found = leastSquares([...weights, ...usual(weights, targets, pull)], [...targets, ...USUAL.map(() => pull)]);
  const [base, ...others] = found.map(rounded) as Figures;
  // A step of no time has no rate.
  return [Math.max(base, 1e-6), ...others];
}

/**
 * Few rows leave open which value the time goes to: then those are taken that are the nearest to the usual ones, times
 * whatever number fits the rows best. It weighs little beside what was measured.
 */
function usual(
  weights: readonly (readonly number[])[],
  targets: readonly number[],
  pull: number,
): readonly (readonly number[])[] {
  const sums = weights.map((row) => dot(row, USUAL));
  const scale = dot(sums, targets) / dot(sums, sums);
  return USUAL.map((figure, at) => USUAL.map((_, other) => (other === at ? pull / (scale * figure) : 0)));
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, each, at) => sum + each * itemAt(other, at), 0);
}

/** What the values make of a measure. */
function residualOf({ row, measure, measured, factors, work }: Equation, figures: readonly number[]): FitResidual {
  const ms = dot(factors, figures);
  const fitted = work === null ? ms : work / ms;
  return { row, measure, measured, fitted, error: fitted / measured - 1 };
}

function equationsOf(row: BenchmarkRow, nth: number, service: CompleteLlm): readonly Equation[] {
  const { inputTokens: input, outputTokens: output } = row;
  const cached = input + output / 2;
  const fits = Math.max(1, Math.floor(service.cacheTokens / cached));
  const batch = Math.min(row.concurrency, service.concurrency, fits);
  const steps = stepsOf(batch, { input, output, stepTokens: service.stepTokens });
  // The steps of a prompt, those that it waits for, the requests that decode in them, and others' prompts in each step.
  const own = Math.max(1, Math.ceil(input / (service.stepTokens - batch)));
  const wait = batch > 1 ? 0.5 : 0;
  const others = own * (batch - 1) + wait * batch;
  const sum = (of: { steps: number; tokens: number; cached: number; prompts: number }) => {
    return [of.steps, of.tokens, of.cached, of.prompts, of.prompts * input];
  };
  const prompts = (batch - 1) / steps;
  const ofFirst = { steps: own + wait, tokens: others + 1, cached: others * cached, prompts: 1 + wait * prompts };
  const ofToken = { steps: 1, tokens: batch, cached: batch * cached, prompts };
  const ofRequest = { steps: steps / batch, tokens: steps, cached: steps * cached, prompts: 1 };
  const rate = { factors: sum(ofRequest), weight: 1 / Math.sqrt(measuredIn(row, THROUGHPUTS).length) };
  const equations: Readonly<Record<Measure, Pick<Equation, "factors" | "work" | "weight">>> = {
    firstTokenMs: { factors: sum(ofFirst), work: null, weight: 1 / batch },
    perTokenMs: { factors: sum(ofToken), work: null, weight: 1 },
    requestsPerSecond: { ...rate, work: 1000 },
    outputTokensPerSecond: { ...rate, work: 1000 * output },
    totalTokensPerSecond: { ...rate, work: 1000 * (input + output) },
  };
  return measuredIn(row, MEASURES).map(({ measure, measured }) => ({
    row: nth,
    measure,
    measured,
    ...equations[measure],
  }));
}

/** Those of some measures that a row has. */
function measuredIn(row: BenchmarkRow, measures: readonly Measure[]) {
  return measures.flatMap((measure) => {
    const measured = row[measure];
    return measured === undefined ? [] : [{ measure, measured }];
  });
}

/** What rows leave open. Nothing is said of one concurrency and one length where there is little else. */
function warningsOf(rows: readonly BenchmarkRow[]): readonly string[] {
  const measured = rows.filter((row) => measuredIn(row, MEASURES).length > 0);
  const different = new Set(measured.flatMap(whatIsMeasured)).size;
  const { length: values } = USUAL;
  if (different < values)
    return [
      `${values} step times need at least ${values} different measures, and the rows have ${different}: the rest is guessed from usual proportions; add rows of few and of many requests at a time, and of short and of long prompts`,
    ];
  return [
    ...oneValue(measured, "concurrency", "what each request adds to a step"),
    ...oneValue(measured, "inputTokens", "what each token of a prompt takes"),
  ];
}

/** What a row measures, in words that are the same in another row of the same. Its throughputs all say the same. */
function whatIsMeasured(row: BenchmarkRow): readonly string[] {
  const { concurrency, inputTokens, outputTokens } = row;
  const kinds = [
    ...measuredIn(row, ["firstTokenMs", "perTokenMs"]).map(({ measure }) => measure),
    ...(measuredIn(row, THROUGHPUTS).length > 0 ? ["throughput"] : []),
  ];
  return kinds.map((kind) => [concurrency, inputTokens, outputTokens, kind].join(" "));
}

function oneValue(rows: readonly BenchmarkRow[], field: "concurrency" | "inputTokens", open: string): string[] {
  const [value, ...others] = new Set(rows.map((row) => row[field]));
  if (others.length > 0) return [];
  return [`${field} is ${value} in every row: ${open} is guessed from usual proportions; add rows of another ${field}`];
}

/** Four digits, which are more than benchmarks agree on. */
function rounded(figure: number): number {
  return Number(figure.toPrecision(4));
}

/** What a row may have, and by which names benchmarks print it. */
const FIELDS: readonly KnownName[] = [
  { name: "concurrency", aliases: ["max_concurrency", "batch", "batch_size"] },
  { name: "inputTokens", aliases: ["isl", "input_len", "prompt_tokens"] },
  { name: "outputTokens", aliases: ["osl", "output_len", "completion_tokens"] },
  { name: "firstTokenMs", aliases: ["ttft", "mean_ttft_ms", "median_ttft_ms"] },
  { name: "perTokenMs", aliases: ["tpot", "itl", "mean_tpot_ms", "median_tpot_ms"] },
  { name: "requestsPerSecond", aliases: ["request_throughput"] },
  { name: "outputTokensPerSecond", aliases: ["output_throughput", "throughput", "tokens_per_second"] },
  { name: "totalTokensPerSecond", aliases: ["total_token_throughput"] },
];

function rowFaults(row: BenchmarkRow, nth: number): Fault[] {
  const unknown = Object.entries(row)
    .filter(([key]) => !FIELDS.some(({ name }) => name === key))
    .map(([key, value]) => unknownKeyFault(["rows", nth, key], value, FIELDS));
  const figures = ["concurrency", "inputTokens", "outputTokens", ...MEASURES] as const;
  const odd = figures.flatMap((name) => {
    const value = row[name];
    const isMeasure = MEASURES.some((measure) => measure === name);
    if (isMeasure && value === undefined) return [];
    if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return [];
    const help = isMeasure ? "leave it out where it was not measured" : "give it";
    return fault(POSITIVE, { keys: ["rows", nth, name], value, help });
  });
  return [...unknown, ...odd];
}
