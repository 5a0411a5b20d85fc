import { POSITIVE } from "../../fields/expectations.ts";
import { type Fault, fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import { leastSquares } from "../numbers/least-squares.ts";
import { ScenarioError } from "../scenario-error.ts";
import { type BatchTimes, batchRate, steadyStepMs, stepsOf } from "./batch-times.ts";
import { type CompleteLlm, completeLlm, type LlmService } from "./llm-service.ts";

/** One line of a serving benchmark: so many requests at a time, each of so many tokens, and what was measured. */
export interface BenchmarkRow {
  /** Requests at a time; where the replica holds fewer, by its `concurrency` or its cache, those. */
  readonly concurrency: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Mean or median time to the first token, in milliseconds. */
  readonly firstTokenMs?: number;
  /** Mean or median time per output token after the first, in milliseconds. */
  readonly perTokenMs?: number;
  /** Throughput in tokens per second, prompts and answers together. */
  readonly tokensPerSecond?: number;
}

/** What was measured in a row. */
export type Measure = "firstTokenMs" | "perTokenMs" | "tokensPerSecond";
const MEASURES = ["firstTokenMs", "perTokenMs", "tokensPerSecond"] as const satisfies readonly Measure[];

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
}

/**
 * The step times of a service from a benchmark's rows: least squares of the relative errors, with no value below 0. Every
 * measure is linear in the five values: with b requests at a time, each there for n steps, a step takes
 * s = α + β b + κ b (in + out / 2) + (γ₀ + γ in) b / n; the time per token is s, the throughput b (in + out) / (n s), and
 * the first token takes half a step more than the prompt's own.
 *
 * At least as many measures as there are values tell them apart: rows of few and of many requests at a time, of short and of
 * long prompts. Of fewer, those values are taken that are the nearest to usual proportions. Look at the residuals, and keep
 * some rows back to try the service on.
 *
 * @param rows - what the benchmark prints, such as vLLM's `benchmark_serving`
 * @param known - what is known of the service: its concurrency, its cache, its step tokens
 * @throws ScenarioError where a row has an invalid value, or nothing was measured
 * @example
 * const { service, residuals } = fitService([
 *   { concurrency: 1, inputTokens: 512, outputTokens: 128, firstTokenMs: 14, perTokenMs: 6.5 },
 *   { concurrency: 16, inputTokens: 512, outputTokens: 128, firstTokenMs: 42, perTokenMs: 10.9 },
 * ]);
 */
export function fitService(rows: readonly BenchmarkRow[], known: Partial<LlmService> = {}): FittedService {
  const faults = rows.flatMap(rowFaults);
  const base = completeLlm({ ...known, model: "llm" });
  const equations = faults.length > 0 ? [] : rows.flatMap((row) => equationsOf(row, base));
  if (faults.length === 0 && equations.length === 0) {
    const params = { fields: MEASURES };
    faults.push(fault({ code: "nothing-measured", params }, { keys: ["rows"], value: rows }));
  }
  if (faults.length > 0) throw new ScenarioError(faults, "the service cannot be fitted:");
  const weights = equations.map(({ factors, measured }) => factors.map((factor) => factor / measured));
  const pull = weights.length < USUAL.length ? PULL.few : PULL.enough;
  const targets = [...weights.map(() => 1), ...USUAL.map(() => pull)];
  const figures = leastSquares([...weights, ...usual(weights, pull)], targets);
  const [alpha, beta, kappa, prompt, perToken] = figures.map(rounded) as [number, number, number, number, number];
  const times: BatchTimes = {
    // A step of no time has no rate.
    decodeMs: { base: Math.max(alpha, 1e-6), perRequest: beta, perCacheToken: kappa },
    prefillMs: { base: prompt, perToken },
  };
  const residuals = rows.flatMap((row, nth) => residualsOf(row, nth, { ...base, ...times }));
  return { service: { ...known, model: "llm", ...times }, residuals };
}

/** A step, a request, a token of its cache, a prompt and a token of it, in milliseconds: how they usually stand to each other. */
const USUAL = [20, 0.1, 0.0005, 5, 0.1];
/** How much less it weighs than a measure that a value is as usual, where the measures are fewer than the values, and else. */
const PULL = { few: 0.2, enough: 0.02 };

/**
 * Few rows leave open which value the time goes to: then those are taken that are the nearest to the usual ones, times
 * whatever number fits the rows best. It weighs little beside what was measured.
 */
function usual(weights: readonly (readonly number[])[], pull: number): readonly (readonly number[])[] {
  const sums = weights.map((row) => row.reduce((sum, weight, at) => sum + weight * itemAt(USUAL, at), 0));
  const scale = sums.reduce((sum, each) => sum + each, 0) / sums.reduce((sum, each) => sum + each * each, 0);
  return USUAL.map((figure, at) => USUAL.map((_, other) => (other === at ? pull / (scale * figure) : 0)));
}

/** What a service makes of each measure of a row. */
function residualsOf(row: BenchmarkRow, nth: number, service: CompleteLlm): readonly FitResidual[] {
  const { batch, load } = stateOf(row, service);
  const step = steadyStepMs(service, batch, load);
  const { prefillMs } = service;
  const own = Math.max(1, Math.ceil(row.inputTokens / (service.stepTokens - batch)));
  const others = (batch / stepsOf(batch, load)) * (prefillMs.base + prefillMs.perToken * row.inputTokens);
  const fitted: Readonly<Record<Measure, number>> = {
    firstTokenMs: (own + 0.5) * (step - others) + others / 2 + prefillMs.base + prefillMs.perToken * row.inputTokens,
    perTokenMs: step,
    tokensPerSecond: batchRate(service, batch, load) * (row.inputTokens + row.outputTokens),
  };
  return MEASURES.flatMap((measure) => {
    const measured = row[measure];
    if (measured === undefined) return [];
    return [{ row: nth, measure, measured, fitted: fitted[measure], error: fitted[measure] / measured - 1 }];
  });
}

/** A measure as a sum of the five values, each times a factor. */
interface Equation {
  readonly factors: readonly number[];
  readonly measured: number;
}

function equationsOf(row: BenchmarkRow, service: CompleteLlm): readonly Equation[] {
  const { batch, load } = stateOf(row, service);
  const { inputTokens: input, outputTokens: output } = row;
  const steps = stepsOf(batch, load);
  const own = Math.max(1, Math.ceil(input / (service.stepTokens - batch)));
  const decode = [1, batch, batch * (input + output / 2)];
  const share = batch / steps;
  const equations: Equation[] = [];
  if (row.perTokenMs !== undefined) {
    equations.push({ factors: [...decode, share, share * input], measured: row.perTokenMs });
  }
  if (row.firstTokenMs !== undefined) {
    const prompt = 1 + share / 2;
    equations.push({
      factors: [...decode.map((each) => each * (own + 0.5)), prompt, prompt * input],
      measured: row.firstTokenMs,
    });
  }
  if (row.tokensPerSecond !== undefined) {
    const factors = [...decode.map((each) => (each * steps) / batch), 1, input];
    equations.push({ factors, measured: (1000 * (input + output)) / row.tokensPerSecond });
  }
  return equations;
}

/** How many requests run at a time, and what they are like. */
function stateOf({ concurrency, inputTokens: input, outputTokens: output }: BenchmarkRow, service: CompleteLlm) {
  const fits = Math.max(1, Math.floor(service.cacheTokens / (input + output / 2)));
  const batch = Math.min(concurrency, service.concurrency, fits);
  return { batch, load: { input, output, stepTokens: service.stepTokens } };
}

/** Four digits, which are more than benchmarks agree on. */
function rounded(figure: number): number {
  return Number(figure.toPrecision(4));
}

function rowFaults(row: BenchmarkRow, nth: number): Fault[] {
  const figures = ["concurrency", "inputTokens", "outputTokens", ...MEASURES] as const;
  return figures.flatMap((name) => {
    const value = row[name];
    const isMeasure = MEASURES.some((measure) => measure === name);
    if (isMeasure && value === undefined) return [];
    if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return [];
    const help = isMeasure ? "leave it out where it was not measured" : "give it";
    return fault(POSITIVE, { keys: ["rows", nth, name], value, help });
  });
}
