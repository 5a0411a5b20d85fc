import { binaryValue } from "../decimal/binary-value.ts";
import { readPythonText } from "../decimal/python-text.ts";
import { isRecord } from "../util/is-record.ts";
import type { FigureReading } from "./live-stat.ts";

/** A value of a metric as decimal text, or null where Backend.AI's Python raises on it. */
export function readFigure(metric: unknown, field: "current" | "pct", reading: FigureReading): string | null {
  if (!isRecord(metric)) return null;
  if (!Object.hasOwn(metric, field)) return reading.absentFigure === "zero" ? "0" : null;
  const figure = metric[field];
  if (typeof figure === "string") return readPythonText(figure);
  // Python's True is the number 1, unless it is read as text.
  if (typeof figure === "boolean") return reading.floats === "binary" ? String(Number(figure)) : null;
  if (typeof figure !== "number") return null;
  if (!Number.isFinite(figure)) return String(figure);
  return reading.floats === "binary" ? binaryValue(figure) : String(figure);
}

/** True where the metric is a distribution over buckets and the reading skips those. */
export function isSkippedHistogram(metric: unknown, reading: FigureReading): boolean {
  return reading.histograms === "skip" && isRecord(metric) && metric["__type"] === "HISTOGRAM";
}
