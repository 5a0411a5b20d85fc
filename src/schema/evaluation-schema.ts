import * as z from "zod";
import { DECIMAL, wireDecimal } from "../fields/decimal-domains.ts";
import { aType, aWord } from "../fields/expectations.ts";
import { INSTANT, readInstant, WIRE_INSTANT, wireInstant } from "../fields/instant-domain.ts";
import { MEMORY } from "../fields/memory-domain.ts";
import { MISSING_DETAIL } from "../fields/metric-fields.ts";
import type { Aggregation } from "../model/aggregation.ts";
import { COMPARATORS } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { CHAIN_STAGES } from "../model/decision.ts";
import { PAUSES } from "../model/endpoint.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import { FAULT_CODES } from "../model/fault-params.ts";
import type { EndpointId } from "../model/ids.ts";
import { type MetricSource, MISSING_REASONS } from "../model/metric.ts";
import type { Params } from "../model/params.ts";
import { FALLBACKS } from "../model/rule.ts";
import {
  FAILURE_KINDS,
  FALLBACK_HOLDS,
  INVALID_METRIC_REASONS,
  OUTCOME_KINDS,
  type RuleOutcome,
  TAKING_STAGES,
} from "../model/rule-outcome.ts";
import { isRecord } from "../util/is-record.ts";
import { timesByRule } from "./snapshot-schema.ts";
import { accepting, expecting } from "./zod/expectation.ts";
import { object } from "./zod/object.ts";
import { schemaOf } from "./zod/schema-of.ts";
import { list } from "./zod/values.ts";

const WRITTEN = "write it with formatEvaluation";

// What the evaluator writes is read back as it is: the limits of its input do not apply to its
// output.
const WORDS = expecting({ expects: aType("text"), help: WRITTEN });

/** Text; what a faulty rule has in its place goes as the text that it prints as. */
const words = () =>
  z.codec(z.string(WORDS), z.custom<string>(), { decode: (wire) => wire, encode: String });

const number = () => z.number(expecting({ expects: aType("number"), help: WRITTEN }));

/** What is said of any other value than these words. */
const oneOf = (words: readonly string[]) => expecting({ expects: aWord(words), help: WRITTEN });

const word = <const Word extends string>(words: readonly Word[]) => z.enum(words, oneOf(words));

const DIRECTIONS = ["out", "in"] as const;

const FIGURE = expecting({ expects: DECIMAL.expects, help: WRITTEN });

/** A value as it was compared, or found unfit to be. */
const figure = () =>
  z.codec(z.union([z.string(), z.number()], FIGURE), z.custom<DecimalLike>(), {
    decode: (wire) => wire,
    encode: wireDecimal,
  });

const TIME = expecting({ expects: WIRE_INSTANT, help: WRITTEN });

/** An instant; a far cooldown can end past the calendar, and goes as a number then. */
const time = () =>
  z.codec(
    accepting<string | number>(
      (value) => typeof value === "number" || readInstant(value) !== null,
      TIME,
    ).meta(INSTANT.coding.form),
    z.number(TIME),
    {
      decode: (wire) => (typeof wire === "number" ? wire : Number(readInstant(wire))),
      encode: wireInstant,
    },
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

const condition = {
  comparator: word(COMPARATORS),
  threshold: figure(),
  step: number(),
  direction: word(DIRECTIONS).nullable(),
  field: word(["threshold", "maxThreshold", "minThreshold"]),
};

const met = { ...base, ...condition, value: figure(), from: number() };

const proposal = { ...met, proposed: number() };

const PARAMS = expecting({ expects: aType("object"), help: WRITTEN });

/** The parameters of a fault: of every code its own. */
const params = accepting<Params>(isRecord, PARAMS).meta({ type: "object" });

const keys = list(z.union([z.string(), z.number()], WORDS), WRITTEN);

const faultObject = object(
  {
    code: word(FAULT_CODES),
    path: words(),
    keys,
    params,
    found: words(),
    expected: words(),
    help: words(),
    message: words(),
  },
  "a fault",
);

type FaultObject = typeof faultObject;
/** The schema of a fault, likewise. */
export interface FaultSchema extends FaultObject {}
const faultSchema: FaultSchema = faultObject;

const kind = <Kind extends RuleOutcome["kind"], Shape extends z.ZodRawShape>(
  name: Kind,
  shape: Shape,
) => object({ kind: z.literal(name), ...shape }, "an outcome");

const cooling = { ...proposal, until: time() };

const superseded = { ...proposal, by: words() };

/** A schema for each kind of outcome: one without does not compile. */
const OUTCOMES = {
  triggered: kind("triggered", { ...met, to: number() }),
  "not-met": kind("not-met", {
    ...base,
    value: figure(),
    conditions: list(object(condition, "a condition"), WRITTEN),
  }),
  "no-metric": kind("no-metric", {
    ...base,
    reason: word(MISSING_REASONS).nullable(),
    detail: z.exactOptional(schemaOf(MISSING_DETAIL, WRITTEN)),
  }),
  "stale-metric": kind("stale-metric", { ...base, at: time(), maxAgeSeconds: number() }),
  "invalid-metric": kind("invalid-metric", {
    ...base,
    value: figure(),
    reason: word(INVALID_METRIC_REASONS),
  }),
  "out-of-bounds": kind("out-of-bounds", {
    ...proposal,
    bound: word(["min", "max"]),
    limit: number(),
    scope: word(["rule", "endpoint"]),
    minReplicas: number().nullable(),
    maxReplicas: number().nullable(),
  }),
  "cooling-down": z.discriminatedUnion(
    "scope",
    [
      kind("cooling-down", { ...cooling, scope: word(["rule", "endpoint"]) }),
      kind("cooling-down", { ...cooling, scope: z.literal("signal"), by: words() }),
    ],
    oneOf(["rule", "endpoint", "signal"]),
  ),
  superseded: z.discriminatedUnion(
    "because",
    [
      kind("superseded", { ...base, because: z.literal("came-later"), by: words() }),
      kind("superseded", { ...superseded, because: z.literal("outbid") }),
      kind("superseded", {
        ...superseded,
        because: z.literal("vetoed"),
        veto: word(["objection", "no-consent"]),
      }),
      kind("superseded", { ...superseded, because: z.literal("paced"), until: time() }),
      kind("superseded", { ...proposal, because: word(TAKING_STAGES) }),
    ],
    oneOf(["came-later", "outbid", "vetoed", "paced", ...TAKING_STAGES]),
  ),
  pending: kind("pending", { ...met, since: time(), until: time(), remainingSeconds: number() }),
  uncovered: kind("uncovered", {
    ...met,
    reported: number(),
    of: number(),
    filled: figure().nullable(),
  }),
  fallback: kind("fallback", {
    ...base,
    failure: word(FAILURE_KINDS),
    since: time(),
    how: word(FALLBACKS),
    from: number(),
    proposed: number(),
    to: number(),
    direction: word(DIRECTIONS).nullable(),
    heldBy: word(FALLBACK_HOLDS).nullable(),
    by: words().nullable(),
  }),
  disabled: kind("disabled", base),
  paused: z.discriminatedUnion(
    "paused",
    [
      kind("paused", { ...base, paused: z.literal("both"), until: time().nullable() }),
      kind("paused", { ...proposal, paused: word(DIRECTIONS), until: time().nullable() }),
    ],
    oneOf(PAUSES),
  ),
  "invalid-input": kind("invalid-input", { ...base, fault: faultSchema }),
} satisfies {
  readonly [Kind in RuleOutcome["kind"]]: z.ZodType<Extract<RuleOutcome, { kind: Kind }>>;
};

const outcomeSchema = z.discriminatedUnion(
  "kind",
  [
    OUTCOMES.triggered,
    OUTCOMES["not-met"],
    OUTCOMES["no-metric"],
    OUTCOMES["stale-metric"],
    OUTCOMES["invalid-metric"],
    OUTCOMES["out-of-bounds"],
    OUTCOMES["cooling-down"],
    OUTCOMES.superseded,
    OUTCOMES.pending,
    OUTCOMES.uncovered,
    OUTCOMES.fallback,
    OUTCOMES.disabled,
    OUTCOMES.paused,
    OUTCOMES["invalid-input"],
  ],
  oneOf(OUTCOME_KINDS),
);

const linkSchema = object(
  {
    stage: word(CHAIN_STAGES),
    from: number(),
    to: number(),
    by: z.exactOptional(words()),
  },
  "a link of the chain",
);

const decisionObject = object(
  {
    endpointId: words(),
    replicas: count(),
    desired: count(),
    delta: number(),
    wouldBe: z.exactOptional(number()),
    fault: z.exactOptional(faultSchema),
    outcomes: list(outcomeSchema, WRITTEN),
    chain: list(linkSchema, WRITTEN),
    memory: z.exactOptional(schemaOf(MEMORY, WRITTEN)),
  },
  "a decision",
);

type DecisionObject = typeof decisionObject;
/** The schema of a decision, with a name: what holds it does not spell it out again. */
export interface DecisionSchema extends DecisionObject {}

/** A decision, in its wire form and as the core's `Decision`. */
export const decisionSchema: DecisionSchema = decisionObject;

const DELTAS = expecting({ expects: aType("deltas"), help: WRITTEN });

const deltasByEndpoint = z.codec(
  accepting<Record<string, number>>(isRecord, DELTAS).meta({
    type: "object",
    additionalProperties: { type: "integer" },
  }),
  accepting<ReadonlyMap<EndpointId, number>>((value) => value instanceof Map, DELTAS),
  {
    decode: (wire) => new Map(Object.entries(wire)),
    encode: (deltas) => Object.fromEntries(deltas),
  },
);

const MEMORIES = expecting({ expects: aType("memories"), help: WRITTEN });

const memoriesByEndpoint = z.codec(
  accepting<Record<string, EndpointMemory>>(
    (value) => isRecord(value) && Object.values(value).every(MEMORY.accepts),
    MEMORIES,
  ).meta({ type: "object", additionalProperties: MEMORY.form }),
  accepting<ReadonlyMap<EndpointId, EndpointMemory>>((value) => value instanceof Map, MEMORIES),
  {
    decode: (wire) => new Map(Object.entries(wire)),
    encode: (memories) => Object.fromEntries(memories),
  },
);

/** An evaluation, in its wire form and as the core's `Evaluation`. */
export const evaluationSchema = object(
  {
    decisions: list(decisionSchema, WRITTEN),
    deltas: deltasByEndpoint,
    triggered: timesByRule,
    memories: z.exactOptional(memoriesByEndpoint),
    orphans: list(words(), WRITTEN),
    recheckAt: time().nullable(),
  },
  "an evaluation",
);
