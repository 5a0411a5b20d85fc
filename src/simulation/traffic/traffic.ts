import { itemAt } from "../../util/item-at.ts";
import { filledCounts, filledTokens, type Trace } from "./trace.ts";

/** Tokens of one request in the mean over a whole trace, where the trace does not tell. Those of the Azure conversation trace. */
export const MEAN_TOKENS = { input: 1155, output: 211 } as const;

/** A trace as service models walk along it. */
export class Traffic {
  readonly binMs: number;
  readonly counts: readonly number[];
  readonly #trace: Trace;
  readonly #tokens: { readonly [kind in "input" | "output"]: readonly number[] | undefined };
  readonly #meanInput: number;
  readonly #meanOutput: number;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.binMs = Math.round(trace.binSeconds * 1000);
    this.counts = filledCounts(trace);
    const tokensIn = (sums: readonly number[] | undefined) => sums && filledTokens(trace, sums);
    this.#tokens = { input: tokensIn(trace.inputTokens), output: tokensIn(trace.outputTokens) };
    this.#meanInput = meanOf(this.#tokens.input, this.counts) ?? MEAN_TOKENS.input;
    this.#meanOutput = meanOf(this.#tokens.output, this.counts) ?? MEAN_TOKENS.output;
  }

  get bins(): number {
    return this.counts.length;
  }

  /** Whether counts are exact rather than means. */
  get isCounted(): boolean {
    return this.#trace.arrivals !== "poisson";
  }

  /** Requests per second at a time. */
  rateAt(ms: number): number {
    return (this.counts[Math.floor(ms / this.binMs)] ?? 0) / this.#trace.binSeconds;
  }

  /** Requests in [start, end). */
  requestsBetween(startMs: number, endMs: number): number {
    return this.#sumBetween(this.counts, startMs, endMs);
  }

  /** Mean tokens of one request of a bin. */
  tokensOf(bin: number, kind: "input" | "output"): number {
    const sum = this.#tokens[kind]?.[bin];
    const count = itemAt(this.counts, bin);
    return count > 0 && sum !== undefined ? sum / count : this.meanTokens(kind);
  }

  /** Mean tokens of one request that arrives in [start, end); of the whole trace where none does. */
  meanTokensBetween(startMs: number, endMs: number, kind: "input" | "output"): number {
    const sums = this.#tokens[kind];
    if (sums === undefined) return this.meanTokens(kind);
    const requests = this.requestsBetween(startMs, endMs);
    return requests > 0 ? this.#sumBetween(sums, startMs, endMs) / requests : this.meanTokens(kind);
  }

  /** Mean tokens of one request of the whole trace. */
  meanTokens(kind: "input" | "output"): number {
    return kind === "input" ? this.#meanInput : this.#meanOutput;
  }

  /** What comes in [start, end), a bin's evenly spread over it. */
  #sumBetween(ofBins: readonly number[], startMs: number, endMs: number): number {
    let sum = 0;
    for (let at = startMs; at < endMs; ) {
      const bin = Math.floor(at / this.binMs);
      const until = Math.min(endMs, (bin + 1) * this.binMs);
      sum += ((ofBins[bin] ?? 0) * (until - at)) / this.binMs;
      at = until;
    }
    return sum;
  }
}

function meanOf(sums: readonly number[] | undefined, counts: readonly number[]): number | null {
  if (sums === undefined) return null;
  const tokens = sums.reduce((sum, each) => sum + each, 0);
  const requests = counts.reduce((sum, each) => sum + each, 0);
  return requests > 0 ? tokens / requests : null;
}
