import * as z from "zod";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { METRIC_SOURCES, type MissingReason } from "../model/metric.ts";
import { endpointSchema } from "./endpoint-schema.ts";
import { accepting, expects } from "./expectation.ts";
import { figure, instant, list, oneOf, readInstant, text, wireInstant } from "./fields.ts";
import { isObject, object } from "./object.ts";
import { ruleSchema } from "./rule-schema.ts";

const METRIC_KEY = {
  endpointId: text("give the id of the endpoint that the average is of"),
  source: oneOf(METRIC_SOURCES, "say where the average comes from"),
  name: text("give the name under which the source exports the metric"),
  ruleId: z.exactOptional(text("leave it out but for the answer to one rule's own query")),
};

const MISSING_REASONS = [
  "no-stats",
  "no-metric",
  "histogram",
  "unparsable",
  "no-replicas",
  "incomputable",
  "source-failed",
] as const satisfies readonly MissingReason[];

/** A metric that was looked for in vain, and why. */
export const missingReason = oneOf(MISSING_REASONS, "say why there is no average");

const TIMES = expects({
  code: "wrong-type",
  expected: "an object of times by rule id",
  help: "use {} where no rule ever triggered",
});
const TIME = expects({
  code: "not-an-instant",
  expected: "an ISO 8601 time with an offset, or milliseconds since 1970",
  help: "leave out a rule that never triggered",
});

/**
 * Last-triggered times by rule id: an object on the wire, where null means never; a Map inside. Read by hand, as any text
 * may be an id and an object schema would lose `__proto__`.
 */
export const timesByRule = z.codec(
  accepting<Record<string, unknown>>(isObject, TIMES).meta({
    type: "object",
    additionalProperties: { anyOf: [{ type: "string", format: "date-time" }, { type: "number" }, { type: "null" }] },
  }),
  accepting<ReadonlyMap<RuleId, Instant>>((value) => value instanceof Map, TIMES),
  {
    decode: (wire, context) => {
      const times = new Map<RuleId, Instant>();
      for (const [id, value] of Object.entries(wire)) {
        if (value === null) continue;
        const time = readInstant(value);
        if (time === null) context.issues.push({ code: "custom", input: value, path: [id], message: TIME.error });
        else times.set(id, time);
      }
      return times;
    },
    encode: (times) => Object.fromEntries([...times].map(([id, time]) => [id, wireInstant(time)])),
  },
);

/** A snapshot, in its wire form and as the core's `Snapshot`. */
export const snapshotSchema = object(
  {
    now: instant("give the host's clock"),
    endpoints: list(endpointSchema, "list the endpoints; [] for none"),
    rules: list(ruleSchema, "list the rules in the order in which they are to be tried; [] for none"),
    metrics: list(
      object(
        {
          ...METRIC_KEY,
          value: figure("leave out an average that is not known"),
          at: z.exactOptional(instant("leave it out for an average that cannot be stale")),
        },
        "an average",
      ),
      "list the averages; [] for none",
    ),
    lastTriggered: timesByRule.prefault({}),
    missing: z.exactOptional(
      list(object({ ...METRIC_KEY, reason: missingReason }, "a missing metric"), "leave it out for none"),
    ),
  },
  "the snapshot",
);
