import { type DecimalLike, decimalText } from "../model/decimal-like.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { type Instant, isoText } from "../model/instant.ts";

/** The fields of decisions and outcomes that are times, and those that are counts; other numbers are values of metrics. */
const TIMES: ReadonlySet<string> = new Set(["at", "until", "since"]);
const COUNTS: ReadonlySet<string> = new Set(["replicas", "desired"]);

/**
 * What `JSON.stringify` writes of an evaluation, in the form that `parseEvaluation` of `autoscaling-rules/schema` reads: it would
 * write `{}` for a Map and null for an infinity alone.
 */
export function evaluationJson(evaluation: Evaluation): object {
  const { decisions, deltas, triggered, memories, orphans, recheckAt } = evaluation;
  return {
    decisions: decisions.map((decision) => plain("", decision)),
    deltas: Object.fromEntries(deltas),
    triggered: Object.fromEntries([...triggered].map(([id, at]) => [id, timeText(at)])),
    ...(memories !== undefined && { memories: Object.fromEntries(memories) }),
    orphans,
    recheckAt: recheckAt === null ? null : timeText(recheckAt),
  };
}

/** The value of a field without what JSON cannot hold. */
function plain(name: string, value: unknown): unknown {
  // It is stored as it is, its times as numbers.
  if (name === "memory") return value;
  if (typeof value === "number") return plainNumber(name, value);
  if (typeof value !== "object" || value === null) return value;
  if (isDecimal(value)) return decimalText(value);
  if (Array.isArray(value)) return value.map((each) => plain("", each));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(key, each)]));
}

function isDecimal(value: object): value is Exclude<DecimalLike, string | number> {
  return "toFixed" in value && typeof value.toFixed === "function";
}

function plainNumber(name: string, value: number): unknown {
  if (TIMES.has(name)) return timeText(value);
  if (Number.isFinite(value)) return value;
  return COUNTS.has(name) ? null : decimalText(value);
}

function timeText(at: Instant): string | number {
  return isoText(at) ?? at;
}
