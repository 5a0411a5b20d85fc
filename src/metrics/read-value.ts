import { binaryValue } from "../decimal/binary-value.ts";
import { readPythonText } from "../decimal/python-text.ts";
import { isRecord } from "../util/is-record.ts";
import type { ValueReading } from "./live-stat.ts";

/** A value of a metric as decimal text, or null where Backend.AI's Python raises on it. */
export function readValue(metric: unknown, field: "current" | "pct", reading: ValueReading): string | null {
  if (!isRecord(metric)) return null;
  if (!Object.hasOwn(metric, field)) return reading.absentValue === "zero" ? "0" : null;
  const value = metric[field];
  if (typeof value === "string") return readPythonText(value);
  // Python's True is the number 1, unless it is read as text.
  if (typeof value === "boolean") return reading.floats === "binary" ? String(Number(value)) : null;
  if (typeof value !== "number") return null;
  if (!Number.isFinite(value)) return String(value);
  return reading.floats === "binary" ? binaryValue(value) : String(value);
}

/** True where the metric is a distribution over buckets and the reading skips those. */
export function isSkippedHistogram(metric: unknown, reading: ValueReading): boolean {
  return reading.histograms === "skip" && isRecord(metric) && metric["__type"] === "HISTOGRAM";
}
