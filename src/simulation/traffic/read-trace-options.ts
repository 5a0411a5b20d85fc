/** Everything that a column of a trace can hold. */
export const TRACE_COLUMNS = /* @__PURE__ */ Object.freeze([
  ...(["t", "requests", "rate", "input_tokens", "output_tokens"] as const),
] as const);

/** What a column of a trace can hold: times, counts of requests, rates in requests per second, tokens. */
export type TraceColumn = (typeof TRACE_COLUMNS)[number];

/** What {@link readTrace} accepts. */
export interface ReadTraceOptions {
  /** Where the trace comes from, for charts and tables. */
  readonly name?: string;
  /** The length of a bin. Absent: the usual time from a row to the next; of single requests a second. */
  readonly binSeconds?: number;
  /** What columns are called, where they have none of the names that are known. */
  readonly columns?: Readonly<Partial<Record<TraceColumn, string>>>;
  /** What the values are, rates in requests per second (or in the unit of their name) or counts. Absent: what their name says, else rates. */
  readonly kind?: "rate" | "count";
  /** Called with each thing that is assumed: a column or a metric is taken for requests per second because its name says nothing else. */
  readonly onWarning?: (message: string) => void;
}
