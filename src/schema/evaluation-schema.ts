import * as z from "zod";
import type { Aggregation } from "../model/aggregation.ts";
import { COMPARATORS } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { CHAIN_STAGES } from "../model/decision.ts";
import { FAULT_CODES } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import type { MetricSource } from "../model/metric.ts";
import { INVALID_METRIC_REASONS } from "../model/rule-outcome.ts";
import { isRecord } from "../util/is-record.ts";
import { accepting, expects } from "./expectation.ts";
import { JSON_INSTANT, list, oneOf, readInstant, wireDecimal, wireInstant } from "./fields.ts";
import { object } from "./object.ts";
import { missingReason, timesByRule } from "./snapshot-schema.ts";

const WRITTEN = "write it with formatEvaluation";

// What the evaluator writes is read back as it is: the limits of its input do not apply to its output.
const WORDS = expects({ code: "wrong-type", expected: "text", help: WRITTEN });

/** Text; what a faulty rule has in its place goes as the text that it prints as. */
const words = () => z.codec(z.string(WORDS), z.custom<string>(), { decode: (wire) => wire, encode: String });

const number = () => z.number(expects({ code: "wrong-type", expected: "a number", help: WRITTEN }));
const scope = oneOf(["rule", "endpoint"], WRITTEN);

const FIGURE = expects({ code: "not-a-decimal", expected: "a decimal", help: WRITTEN });

/** A figure as it was compared, or found unfit to be. */
const figure = () =>
  z.codec(z.union([z.string(), z.number()], FIGURE), z.custom<DecimalLike>(), {
    decode: (wire) => wire,
    encode: wireDecimal,
  });

const TIME = expects({
  code: "not-an-instant",
  expected: "an ISO 8601 time with an offset, or milliseconds",
  help: WRITTEN,
});

/** An instant; a far cooldown can end past the calendar, and goes as a number then. */
const time = () =>
  z.codec(
    accepting<string | number>((value) => typeof value === "number" || readInstant(value) !== null, TIME).meta({
      anyOf: JSON_INSTANT,
    }),
    z.number(TIME),
    { decode: (wire) => (typeof wire === "number" ? wire : Number(readInstant(wire))), encode: wireInstant },
  );

/** A count, null on the wire where the snapshot's was no number. */
const count = () =>
  z.codec(number().nullable(), z.custom<number>(), {
    decode: (wire) => wire ?? Number.NaN,
    encode: (value) => (Number.isFinite(value) ? value : null),
  });

const base = {
  ruleId: words(),
  metric: object(
    {
      source: z.custom<MetricSource>().meta({ type: "string" }),
      aggregation: z.exactOptional(z.custom<Aggregation>().meta({ type: "string" })),
      name: words(),
    },
    "the metric",
  ),
};

const condition = { comparator: oneOf(COMPARATORS, WRITTEN), threshold: figure(), step: number() };

const met = { ...base, ...condition, value: figure(), from: number() };

const faultSchema = object(
  {
    code: oneOf(FAULT_CODES, WRITTEN),
    path: words(),
    found: words(),
    expected: words(),
    help: words(),
    message: words(),
  },
  "a fault",
);

const kind = <Kind extends string, Shape extends z.ZodRawShape>(name: Kind, shape: Shape) =>
  object({ kind: z.literal(name), ...shape }, "an outcome");

const OUTCOME = expects({ code: "not-one-of", expected: "an outcome of a kind that there is", help: WRITTEN });

const outcomeSchema = z.discriminatedUnion(
  "kind",
  [
    kind("triggered", { ...met, to: number() }),
    kind("not-met", { ...base, value: figure(), conditions: list(object(condition, "a condition"), WRITTEN) }),
    kind("no-metric", { ...base, reason: missingReason.nullable() }),
    kind("stale-metric", { ...base, at: time(), maxAgeSeconds: number() }),
    kind("invalid-metric", {
      ...base,
      value: figure(),
      reason: oneOf(INVALID_METRIC_REASONS, WRITTEN),
    }),
    kind("out-of-bounds", {
      ...met,
      proposed: number(),
      bound: oneOf(["min", "max"], WRITTEN),
      limit: number(),
      scope,
      minReplicas: number().nullable(),
      maxReplicas: number().nullable(),
    }),
    kind("cooling-down", { ...met, proposed: number(), until: time(), scope }),
    z.discriminatedUnion(
      "because",
      [
        kind("superseded", { ...base, because: z.literal("came-later"), by: words() }),
        kind("superseded", { ...met, because: oneOf(["outbid", "vetoed"], WRITTEN), by: words(), proposed: number() }),
      ],
      OUTCOME,
    ),
    kind("disabled", base),
    z.discriminatedUnion(
      "paused",
      [
        kind("paused", { ...base, paused: z.literal("both"), until: time().nullable() }),
        kind("paused", { ...met, paused: oneOf(["out", "in"], WRITTEN), proposed: number(), until: time().nullable() }),
      ],
      OUTCOME,
    ),
    kind("invalid-input", { ...base, fault: faultSchema }),
  ],
  OUTCOME,
);

const linkSchema = object(
  {
    stage: oneOf(CHAIN_STAGES, WRITTEN),
    from: number(),
    to: number(),
    by: z.exactOptional(words()),
  },
  "a link of the chain",
);

/** A decision, in its wire form and as the core's `Decision`. */
export const decisionSchema = object(
  {
    endpointId: words(),
    replicas: count(),
    desired: count(),
    delta: number(),
    wouldBe: z.exactOptional(number()),
    fault: z.exactOptional(faultSchema),
    outcomes: list(outcomeSchema, WRITTEN),
    chain: list(linkSchema, WRITTEN),
  },
  "a decision",
);

const DELTAS = expects({ code: "wrong-type", expected: "an object of deltas by endpoint id", help: WRITTEN });

const deltasByEndpoint = z.codec(
  accepting<Record<string, number>>(isRecord, DELTAS).meta({
    type: "object",
    additionalProperties: { type: "integer" },
  }),
  accepting<ReadonlyMap<EndpointId, number>>((value) => value instanceof Map, DELTAS),
  { decode: (wire) => new Map(Object.entries(wire)), encode: (deltas) => Object.fromEntries(deltas) },
);

/** An evaluation, in its wire form and as the core's `Evaluation`. */
export const evaluationSchema = object(
  {
    decisions: list(decisionSchema, WRITTEN),
    deltas: deltasByEndpoint,
    triggered: timesByRule,
    orphans: list(words(), WRITTEN),
    recheckAt: time().nullable(),
  },
  "an evaluation",
);
