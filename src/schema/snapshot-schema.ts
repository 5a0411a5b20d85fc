import * as z from "zod";
import { METRIC_HELP, TIME_HELP } from "../check/field-help.ts";
import type { RuleId } from "../model/ids.ts";
import { type Instant, isInstant } from "../model/instant.ts";
import { METRIC_SOURCES, MISSING_REASONS } from "../model/metric.ts";
import { isRecord } from "../util/is-record.ts";
import { endpointSchema } from "./endpoint-schema.ts";
import { accepting, expects } from "./expectation.ts";
import {
  aggregation,
  figure,
  INSTANT,
  instant,
  JSON_INSTANT,
  list,
  oneOf,
  readInstant,
  text,
  wireInstant,
} from "./fields.ts";
import { object } from "./object.ts";
import { ruleSchema } from "./rule-schema.ts";

const METRIC_KEY = {
  endpointId: text(METRIC_HELP.endpointId),
  source: oneOf(METRIC_SOURCES, METRIC_HELP.source),
  name: text(METRIC_HELP.name),
  aggregation: z.exactOptional(aggregation(METRIC_HELP.aggregation)),
  ruleId: z.exactOptional(text(METRIC_HELP.ruleId)),
};

/** A metric that was looked for in vain, and why. */
export const missingReason = oneOf(MISSING_REASONS, "say why there is no average");

const TIMES = expects({
  code: "wrong-type",
  expected: "an object of times by rule id",
  help: "use {} where no rule ever triggered",
});
const TIME = expects({ ...INSTANT, help: TIME_HELP.lastTriggered });

/**
 * Last-triggered times by rule id: an object on the wire, where null means never; a Map inside. Read by hand, as any text
 * may be an id and an object schema would lose `__proto__`.
 */
export const timesByRule = z.codec(
  accepting<Record<string, unknown>>(isRecord, TIMES).meta({
    type: "object",
    additionalProperties: { anyOf: [...JSON_INSTANT, { type: "null" }] },
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
    encode: (times, context) => {
      const entries = [...times].map(([id, time]) => {
        if (!isInstant(time)) context.issues.push({ code: "custom", input: time, path: [id], message: TIME.error });
        return [id, wireInstant(time)] as const;
      });
      return Object.fromEntries(entries);
    },
  },
);

/** A snapshot, in its wire form and as the core's `Snapshot`. */
export const snapshotSchema = object(
  {
    now: instant(TIME_HELP.now),
    endpoints: list(endpointSchema, "list the endpoints; [] for none"),
    rules: list(ruleSchema, "list the rules in the order in which they are to be tried; [] for none"),
    metrics: list(
      object(
        {
          ...METRIC_KEY,
          value: figure(METRIC_HELP.value),
          at: z.exactOptional(instant(METRIC_HELP.at)),
        },
        "an average",
      ),
      "list the averages; [] for none",
    ),
    lastTriggered: timesByRule,
    missing: z.exactOptional(
      list(object({ ...METRIC_KEY, reason: missingReason }, "a missing metric"), "leave it out for none"),
    ),
  },
  "the snapshot",
);
