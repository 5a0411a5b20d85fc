import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENDPOINT_FIELDS } from "../../src/fields/endpoint-fields.ts";
import { RULE_FIELDS } from "../../src/fields/rule-fields.ts";
import {
  backendAi25,
  type Endpoint,
  type Evaluation,
  evaluate,
  type Fault,
  type Rule,
  recommended,
  type Snapshot,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { VALUES } from "../fields/junk.ts";
import { any } from "../support/arbitraries.ts";
import { average, bandRule, endpoint, rule, snapshot } from "../support/build.ts";

/** Values that a host can have read from somewhere: numbers of all kinds, and what JSON has. */
const PLAIN = VALUES.filter((value) => {
  return !["bigint", "symbol", "function"].includes(typeof value) && !(value instanceof Map);
});

/** Every field of a record with every value; what records are known by is text. */
function spoilt<Item extends object>(items: readonly Item[], fields: object): Item[] {
  return items.flatMap((item) =>
    Object.keys(fields).flatMap((name) =>
      PLAIN.filter((value) => typeof value === "string" || !IDS.includes(name)).map((value) =>
        Object.assign({ ...item }, { [name]: value }),
      ),
    ),
  );
}

const IDS = ["id", "endpointId"];

const rules = spoilt<Rule>([rule(), bandRule()], RULE_FIELDS);
const endpoints = spoilt<Endpoint>([endpoint()], ENDPOINT_FIELDS);

/** The faults of each endpoint and of each of its rules. */
function faultsOf({ decisions }: Evaluation): unknown {
  const text = (fault: Fault | undefined) => fault && `${fault.code} at ${fault.path}`;
  return decisions.map(({ fault, outcomes }) => [
    text(fault),
    ...outcomes.map((outcome) => (outcome.kind === "invalid-input" ? text(outcome.fault) : outcome.kind)),
  ]);
}

function expectReference(all: readonly Snapshot[]): void {
  for (const semantics of [backendAi25, recommended]) {
    const found = all.map((given) => faultsOf(evaluate(given, semantics)));
    expect(found).toEqual(all.map((given) => faultsOf(referenceEvaluate(given, semantics))));
  }
}

// A field that is new to the tables is here by itself: the reference has lists of its own, which the compiler cannot know.
describe("the library and the reference find the same faults in every field of the tables, whatever its value:", () => {
  test("of a rule", () => {
    expectReference(rules.map((one) => snapshot({ rules: [one], metrics: [average("90")] })));
  });

  test("of a rule that is given twice, with and without it", () => {
    const twice = rules.map((one) => [one.type === "band" ? bandRule() : rule(), one]);
    expectReference(twice.map((both) => snapshot({ rules: both, metrics: [average("90")] })));
  });

  test("of an endpoint", () => {
    const given = { rules: [rule()], metrics: [average("90")] };
    expectReference(endpoints.map((one) => snapshot({ ...given, endpoints: [one] })));
  });

  test("of an activation condition", () => {
    const zeros = PLAIN.map((condition) => ({ activation: [condition], idleSeconds: 60 }));
    const odd = zeros.map((zero) => Object.assign(endpoint(), { zero }));
    expectReference(odd.map((one) => snapshot({ endpoints: [one] })));
  });
});

describe("what is generated has every field of the tables:", () => {
  test.each([
    ["a rule", any.rule(), RULE_FIELDS],
    ["an endpoint", any.endpoint(), ENDPOINT_FIELDS],
  ] as const)("%s", (_, arbitrary, fields) => {
    const drawn = fc.sample<object>(arbitrary, 2000).flatMap((one) => Object.keys(one));
    expect([...new Set(drawn)].toSorted()).toEqual(Object.keys(fields).toSorted());
  });
});
