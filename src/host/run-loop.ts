import { show } from "../model/show.ts";
import { type CycleOptions, checkedOptions, checkWait, LONGEST_WAIT_MS } from "./cycle-options.ts";
import type { CycleReport } from "./cycle-report.ts";
import { runCycle } from "./run-cycle.ts";

/** What {@link runLoop} needs of its host. */
export interface LoopOptions extends CycleOptions {
  /** From the start of one cycle to the start of the next, in milliseconds; a longer cycle puts the next one off. */
  readonly everyMs: number;
  /**
   * By which part of itself `everyMs` varies at random, from 0 to 1, so that many managers do not ask all at once: 0.1 is up
   * to 10 % more or less. Absent: 0.1.
   */
  readonly jitter?: number;
  /** Ends the loop: the cycle that is under way ends, and no other one begins. */
  readonly signal: AbortSignal;
}

/** The shortest wait from cycle to cycle: a store that only reports conflicts is not asked without a pause. */
const SHORTEST_WAIT_MS = 100;

/**
 * Runs one cycle after another until its signal is aborted, never two at once. The next one begins after `everyMs`, or before
 * that where the report says that the answer can change by then (`recheckAt`).
 *
 * @returns when the loop has ended. It does not reject for what happens in a cycle: `onCycle` is given every report
 * @throws TypeError, RangeError where the options themselves cannot be meant
 * @example
 * const stop = new AbortController();
 * process.once("SIGTERM", () => stop.abort());
 * await runLoop({ store, sources, clock: Date.now, everyMs: 10_000, signal: stop.signal, onCycle: console.log });
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  checkLoop(options);
  const { signal } = options;
  while (!signal.aborted) {
    const start = performance.now();
    const report = await runCycle(options);
    await pause(waitAfter(report, options, performance.now() - start), signal);
  }
}

function checkLoop(options: LoopOptions): void {
  checkedOptions(options);
  const { everyMs, jitter = 0.1, signal } = options;
  checkWait("everyMs", everyMs, "10000 is one cycle in ten seconds");
  if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`jitter is ${show(jitter)}, expected a number from 0 to 1`);
  if (signal === undefined) throw new TypeError("signal is missing, expected an AbortSignal, which ends the loop");
}

/** How long to wait after a cycle that took so many milliseconds. */
function waitAfter(report: CycleReport, { everyMs, jitter = 0.1 }: LoopOptions, tookMs: number): number {
  const variation = 1 + jitter * (2 * Math.random() - 1);
  const regular = everyMs * variation - tookMs;
  const early = Math.max(recheckWait(report) - tookMs, SHORTEST_WAIT_MS);
  return Math.min(Math.max(Math.min(regular, early), 0), LONGEST_WAIT_MS);
}

/** From the time of a cycle to the time at which its answer can change; Infinity for never. */
function recheckWait(report: CycleReport): number {
  if (report.status !== "completed" || report.recheckAt === null) return Number.POSITIVE_INFINITY;
  // Text has microseconds too, which `Date` does not read: a millisecond later the time has certainly come.
  return Date.parse(report.recheckAt) + 1 - Date.parse(report.at);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
