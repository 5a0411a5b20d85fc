import * as z from "zod";
import { aType } from "../fields/expectations.ts";
import {
  INSTANT_FORMS,
  INSTANT_MISTAKES,
  readInstant,
  WIRE_INSTANT,
  wireInstant,
} from "../fields/instant-domain.ts";
import { METRIC_FIELDS, MISSING_FIELDS } from "../fields/metric-fields.ts";
import { TIME_HELP } from "../fields/time-help.ts";
import type { RuleId } from "../model/ids.ts";
import { type Instant, isInstant } from "../model/instant.ts";
import { isRecord } from "../util/is-record.ts";
import { strictEndpointSchema } from "./endpoint-schema.ts";
import { strictRuleSchema } from "./rule-schema.ts";
import { accepting, expecting } from "./zod/expectation.ts";
import { strictObject } from "./zod/object.ts";
import { storedShape } from "./zod/schema-of.ts";
import { described, instant, list } from "./zod/values.ts";

const TIMES = expecting({
  expects: aType("times"),
  help: "use {} where no rule ever triggered",
});
const TIME = expecting({ expects: WIRE_INSTANT, help: TIME_HELP.lastTriggered });
const MISTAKES = INSTANT_MISTAKES.map((mistake) => ({ ...mistake, ...expecting(mistake) }));

/**
 * Last-triggered times by rule id: an object on the wire, where null means never; a Map inside.
 * Read by hand, as any text may be an id and an object schema would lose `__proto__`.
 */
export const timesByRule = z.codec(
  accepting<Record<string, unknown>>(isRecord, TIMES).meta({
    type: "object",
    additionalProperties: { anyOf: [...INSTANT_FORMS, { type: "null" }] },
  }),
  accepting<ReadonlyMap<RuleId, Instant>>((value) => value instanceof Map, TIMES),
  {
    decode: (wire, context) => {
      const times = new Map<RuleId, Instant>();
      for (const [id, value] of Object.entries(wire)) {
        if (value === null) continue;
        const time = readInstant(value);
        const mistake = MISTAKES.find(({ accepts }) => !accepts(value));
        if (mistake !== undefined || time === null) {
          const { error: message } = mistake ?? TIME;
          context.issues.push({ code: "custom", input: value, path: [id], message });
        } else times.set(id, time);
      }
      return times;
    },
    encode: (times, context) => {
      const entries = [...times].map(([id, time]) => {
        if (!isInstant(time))
          context.issues.push({ code: "custom", input: time, path: [id], message: TIME.error });
        return [id, wireInstant(time)] as const;
      });
      return Object.fromEntries(entries);
    },
  },
);

/** A snapshot, in its wire form and as the core's `Snapshot`. */
export const snapshotSchema = strictObject(
  {
    now: described("The time of the cycle, by the host's clock.", instant(TIME_HELP.now)),
    endpoints: described(
      "The endpoints to decide on.",
      list(strictEndpointSchema, "list the endpoints; [] for none"),
    ),
    rules: described(
      "The rules, in the order in which they are to be tried.",
      list(strictRuleSchema, "list the rules in evaluation order; [] for none"),
    ),
    metrics: described(
      "The averages that were read.",
      list(
        strictObject(storedShape(METRIC_FIELDS, "strict"), "an average"),
        "list the averages; [] for none",
      ),
    ),
    lastTriggered: described(
      "By rule id: when it last triggered; null, or no entry, for never.",
      timesByRule,
    ),
    missing: z.exactOptional(
      described(
        "Metrics that could not be read, with the reason.",
        list(
          strictObject(storedShape(MISSING_FIELDS, "strict"), "a missing metric"),
          "leave it out for none",
        ),
      ),
    ),
  },
  "the snapshot",
);
