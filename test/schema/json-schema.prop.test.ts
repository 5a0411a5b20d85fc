import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/index.ts";
import {
  formatRule,
  formatSnapshot,
  jsonSchema,
  type Parsed,
  type SchemaName,
  safeParseAcceptances,
  safeParseRule,
  safeParseRuleInput,
  safeParseRulePatch,
  safeParseRuleSet,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { any, wireable } from "../support/arbitraries.ts";
import { changed } from "../support/changed.ts";
import { COMPILED_SOON } from "../support/compiled-soon.ts";
import { RUNS } from "../support/runs.ts";

type Json = Readonly<Record<string, unknown>>;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const snapshots = wireable.map((each) => formatSnapshot(each) as Json);
const rules = fc.oneof(any.rule(), any.rule()).map((each) => formatRule(each) as Json);
const acceptance = {
  endpointId: "chat",
  id: "limit-cycle/load",
  reason: "known",
  date: "2026-03-02",
};

/** What people write, by schema: how it is read, and values that are mostly right. */
const WRITTEN: Readonly<
  Record<
    Exclude<SchemaName, "evaluation" | "scenario">,
    readonly [(input: unknown) => Parsed<unknown>, fc.Arbitrary<Json>]
  >
> = {
  snapshot: [safeParseSnapshot, snapshots],
  rule: [safeParseRule, rules],
  "rule-input": [safeParseRuleInput, rules],
  "rule-patch": [
    safeParseRulePatch,
    rules.map(({ type: _, id: __, endpointId: ___, ...changes }) => changes),
  ],
  "rule-set": [
    safeParseRuleSet,
    snapshots.map(({ rules: listed, endpoints }) => ({
      rules: listed,
      endpoints,
      cycleSeconds: 10,
      counts: { min: 1, max: 9 },
    })),
  ],
  acceptances: [safeParseAcceptances, fc.constant({ accepted: [acceptance, acceptance] })],
};

/** JSON Schema compares no two values, and no text with a number. */
const isSaid = ({ code, found }: Fault) =>
  code !== "bounds-reversed" &&
  code !== "thresholds-reversed" &&
  !(code === "not-a-share" && /^"[-+.\d]+"$/.test(found));

describe.each(Object.entries(WRITTEN))("the JSON Schema of %s", (name, [parse, values]) => {
  const ajv = new Ajv2020({
    strict: false,
    allowUnionTypes: true,
    unicode: false,
    ...COMPILED_SOON,
    formats: { "date-time": ISO },
  });
  const validate = ajv.compile(jsonSchema(name as SchemaName));

  test("accepts what the parser accepts, and refuses what it refuses, but for what it cannot say", () => {
    let refused = 0;
    fc.assert(
      fc.property(
        values,
        fc.boolean(),
        fc.infiniteStream(fc.nat({ max: 1e6 })),
        (value, isChanged, numbers) => {
          const input: unknown = JSON.parse(
            JSON.stringify(
              isChanged ? changed(value, (below) => numbers.next().value % below) : value,
            ),
          );
          const { error } = parse(input);
          const faults = (error?.faults ?? []).filter(isSaid);
          if (faults.length > 0) refused += 1;
          const isValid = validate(input);
          if (isValid === (faults.length === 0)) return;
          const said = faults.map(({ message }) => message);
          expect.fail(JSON.stringify({ input, faults: said, errors: validate.errors }));
        },
      ),
      { numRuns: 5 * RUNS },
    );
    expect(refused).toBeGreaterThan(RUNS / 2);
  });
});
