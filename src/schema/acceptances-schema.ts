import type * as z from "zod";
import type { PlainDomain } from "../fields/domain.ts";
import { type Parsed, parseBy, safeParseBy } from "./parse.ts";
import { strictObject } from "./zod/object.ts";
import { schemaOf } from "./zod/schema-of.ts";
import { described, list, text } from "./zod/values.ts";

// A JSON Schema has patterns and no calendar.
const DAYS_OF_31 = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])";
const DAYS_OF_30 = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)";
const DAYS_OF_28 = "02-(?:0[1-9]|1[0-9]|2[0-8])";
const LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const DAY_PATTERN = `^(?:[0-9]{4}-(?:${DAYS_OF_31}|${DAYS_OF_30}|${DAYS_OF_28})|${LEAP_YEAR}-02-29)$`;
const DAY_TEXT = new RegExp(DAY_PATTERN);

/** Days of the calendar. */
const DAY: PlainDomain<string> = {
  accepts: (value): value is string => typeof value === "string" && DAY_TEXT.test(value),
  expects: { code: "not-a-day", params: {} },
  form: { type: "string", pattern: DAY_PATTERN },
};

const acceptance = strictObject(
  {
    endpointId: described(
      "The id of the endpoint whose rules have it.",
      text("give the id of the endpoint whose rules have it"),
    ),
    id: described(
      "The id of the finding or advice, as `verify --format json` prints it.",
      text("give the id of the finding, such as limit-cycle/load/out,in"),
    ),
    reason: described("Why it may stay.", text("say why it may stay")),
    date: described(
      "The day on which it was accepted.",
      schemaOf(DAY, "write year, month and day"),
    ),
  },
  "an acceptance",
);

/** What the owners of rules have accepted of what `verify` finds. */
export const acceptancesSchema = strictObject(
  {
    accepted: described(
      "What was accepted.",
      list(acceptance, "list what was accepted; [] for nothing"),
    ),
  },
  "the acceptances",
);

/** One finding, or piece of advice, that may stay. */
export type Acceptance = z.output<typeof acceptance>;

/** A file of acceptances. */
export type Acceptances = z.output<typeof acceptancesSchema>;

/**
 * Reads what was accepted of what the verifier finds: `{ accepted: [{ endpointId, id, reason, date }] }`.
 *
 * @throws SchemaError with every fault at once
 */
export function parseAcceptances(input: unknown): Acceptances {
  return parseBy(acceptancesSchema, input);
}

/** {@link parseAcceptances} without the throw. */
export function safeParseAcceptances(input: unknown): Parsed<Acceptances> {
  return safeParseBy(acceptancesSchema, input);
}
