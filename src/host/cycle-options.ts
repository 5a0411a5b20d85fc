import { semanticsFaults } from "../check/semantics-faults.ts";
import type { CycleRecord } from "../model/cycle-record.ts";
import type { Decision } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import { METRIC_SOURCES, type MetricSource } from "../model/metric.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import { quoted, show } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import { choice } from "../util/words.ts";
import type { CycleReport } from "./cycle-report.ts";
import type { MetricSourcePort } from "./metric-source.ts";
import type { RuleStore } from "./rule-store.ts";

/** Which decisions a report lists. */
export type ReportScope = (typeof REPORT_SCOPES)[number];

const REPORT_SCOPES = ["all", "changes"] as const;

/** What a cycle needs of its host. */
export interface CycleOptions {
  readonly store: RuleStore;
  /** A port for each source that rules use. Rules of a source without a port get `no-metric`. */
  readonly sources: Readonly<Partial<Record<MetricSource, MetricSourcePort>>>;
  /** The time in milliseconds since 1970, as `Date.now` gives it. A time before 2001 is refused: seconds look like that. */
  readonly clock: () => Instant;
  /** Absent: {@link backendAi25}. */
  readonly semantics?: Semantics;
  /** How long to wait for each source, for each call of the store, and for hooks, in milliseconds. Absent: 10,000. */
  readonly timeoutMs?: number;
  /**
   * Which decisions the report lists: `all`, or with many endpoints only those that change something (`changes`), without
   * explanations in their JSON. Absent: `all`.
   */
  readonly report?: ReportScope;
  /**
   * Aborted when the host is shutting down. The cycle ends then, unless its commit has begun: that is waited for, so that the
   * report says what is stored.
   */
  readonly signal?: AbortSignal;
  /** Given every decision, for metrics and traces. */
  readonly onDecision?: (decision: Decision) => unknown;
  /** Given all that the evaluation saw and what it decided, for a log that `replay` of `autoscaling-rules/simulation` reads. */
  readonly onRecord?: (record: CycleRecord) => unknown;
  /** Given the report of the cycle. */
  readonly onCycle?: (report: CycleReport) => unknown;
}

/** Options with their defaults. */
export type CheckedOptions = CycleOptions & Required<Pick<CycleOptions, "semantics" | "timeoutMs" | "report">>;

/** What a timer can wait for: more than that, or no number, would be one millisecond. */
export const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Options with their defaults.
 *
 * @throws TypeError where an option is of another kind than it must be
 * @throws RangeError where a number is out of range
 */
export function checkedOptions(options: CycleOptions): CheckedOptions {
  if (!isRecord(options))
    throw new TypeError(`the options are ${show(options)}, expected an object of store, sources, clock`);
  const { store, sources, clock, semantics = backendAi25, timeoutMs = 10_000, report = "all", signal } = options;
  demand(
    "store",
    store,
    isRecord(store) && isFunction(store.load) && isFunction(store.commit),
    "an object with load and commit",
  );
  demand("clock", clock, isFunction(clock), "a function such as Date.now");
  checkSources(sources);
  checkSemantics(semantics);
  checkWait("timeoutMs", timeoutMs, "leave it out for 10000");
  demand("report", report, REPORT_SCOPES.includes(report), choice(REPORT_SCOPES));
  demand("signal", signal, signal === undefined || signal instanceof AbortSignal, "an AbortSignal");
  for (const name of ["onDecision", "onRecord", "onCycle"] as const) {
    demand(name, options[name], options[name] === undefined || isFunction(options[name]), "a function");
  }
  return { ...options, semantics, timeoutMs, report };
}

/** @throws RangeError where a timer cannot wait so long */
export function checkWait(name: string, milliseconds: number, help: string): void {
  if (typeof milliseconds === "number" && milliseconds > 0 && milliseconds <= LONGEST_WAIT_MS) return;
  const expected = `milliseconds above 0 and at most ${LONGEST_WAIT_MS}`;
  throw new RangeError(`${name} is ${show(milliseconds)}, expected ${expected}; ${help}`);
}

function checkSources(sources: CycleOptions["sources"]): void {
  demand("sources", sources, isRecord(sources), `an object of ports by source: ${choice(METRIC_SOURCES)}`);
  const known: readonly string[] = METRIC_SOURCES;
  for (const [source, port] of Object.entries(sources)) {
    if (!known.includes(source)) {
      throw new TypeError(`sources has the key ${quoted(source)}, expected ${choice(METRIC_SOURCES)}`);
    }
    demand(
      `sources.${source}`,
      port,
      port === undefined || (isRecord(port) && isFunction(port.load)),
      "an object with load",
    );
  }
}

function checkSemantics(semantics: unknown): void {
  const [first] = semanticsFaults(semantics, ["semantics"]);
  if (first !== undefined) throw new TypeError(`${first.message}; ${first.help}`);
}

function demand(name: string, value: unknown, isFit: boolean, expected: string): void {
  if (!isFit) throw new TypeError(`${name} is ${show(value)}, expected ${expected}`);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
