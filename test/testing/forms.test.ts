import { describe, expect, test } from "vitest";
import { type Evaluation, evaluate, type Snapshot } from "../../src/index.ts";
import { formatEvaluation, formatSnapshot, parseEvaluation, parseSnapshot } from "../../src/schema/index.ts";
import { checkLaws, laws, relationalLaws } from "../../src/testing/index.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";

const given = snapshot({
  rules: [rule({ forSeconds: 60 }), rule({ id: "low", threshold: "95" })],
  metrics: [average("90")],
});
const sound = evaluate(given);

/** As another program may give it. */
const untyped = (value: unknown) => Object.assign(JSON.parse('{ "value": null }'), { value }).value;

/** An evaluation with something else in one place. */
function withPart(path: readonly (string | number)[], part: unknown, whole: object = { ...sound }): Evaluation {
  const [key = "", ...rest] = path;
  const old: unknown = Reflect.get(whole, key);
  const inside = rest.length === 0 || typeof old !== "object" || old === null ? part : withPart(rest, part, old);
  return Array.isArray(whole) ? untyped(whole.with(Number(key), inside)) : untyped({ ...whole, [key]: inside });
}

const HELP = "give what `evaluate` gives; read JSON with parseEvaluation";

describe("an answer of another form is refused, with its part, what it is, what is expected and what to do:", () => {
  test.each<[string, unknown, string]>([
    [
      "JSON that was not parsed",
      JSON.parse(JSON.stringify(sound)),
      "`deltas` of the evaluation is an object, expected a Map",
    ],
    ["JSON that was formatted", formatEvaluation(sound), "`deltas` of the evaluation is an object, expected a Map"],
    ["text", "{}", 'the evaluation is "{}", expected an object'],
    ["nothing", undefined, "the evaluation is missing, expected an object"],
    ["an empty object", {}, "`deltas` of the evaluation is missing, expected a Map"],
    ["the promise of an answer", Promise.resolve(sound), "the evaluation is a Promise, expected an object"],
    [
      "entries for a map",
      withPart(["triggered"], [["out", 1]]),
      "`triggered` of the evaluation is an array, expected a Map",
    ],
    ["memories in an object", withPart(["memories"], {}), "`memories` of the evaluation is an object, expected a Map"],
    ["no orphans", withPart(["orphans"], null), "`orphans` of the evaluation is null, expected an array"],
    ["decisions by id", withPart(["decisions"], {}), "`decisions` of the evaluation is an object, expected an array"],
    ["no decision", withPart(["decisions", 0], null), "`decisions[0]` of the evaluation is null, expected an object"],
    [
      "a decision without a chain",
      withPart(["decisions", 0, "chain"], undefined),
      "`decisions[0].chain` of the evaluation is missing, expected an array",
    ],
    [
      "a fault without keys",
      withPart(["decisions", 0, "fault"], { code: "missing", path: "now" }),
      "`decisions[0].fault.keys` of the evaluation is missing, expected an array",
    ],
    [
      "a memory that is null",
      withPart(["decisions", 0, "memory"], null),
      "`decisions[0].memory` of the evaluation is null, expected an object",
    ],
    [
      "breaches in a list of nothing",
      withPart(["decisions", 0, "memory", "breachedSince"], null),
      "`decisions[0].memory.breachedSince` of the evaluation is null, expected an object",
    ],
    [
      "a breach that is a time",
      withPart(["decisions", 0, "memory", "breachedSince", "out"], 1),
      "`decisions[0].memory.breachedSince.out` of the evaluation is 1, expected an object",
    ],
    [
      "an outcome without its metric",
      withPart(["decisions", 0, "outcomes", 1, "metric"], undefined),
      "`decisions[0].outcomes[1].metric` of the evaluation is missing, expected an object",
    ],
    [
      "conditions in an object",
      withPart(["decisions", 0, "outcomes", 1, "conditions"], {}),
      "`decisions[0].outcomes[1].conditions` of the evaluation is an object, expected an array",
    ],
  ])("%s", (_, answer, words) => {
    const refused = new TypeError(`${words}; ${HELP}`);
    expect(() => checkLaws(given, untyped(answer))).toThrow(refused);
    for (const { holds } of laws) expect(() => holds(given, untyped(answer))).toThrow(refused);
    const [first] = relationalLaws;
    expect(() => first?.holds(() => untyped(answer), given)).toThrow(refused);
  });

  test("a snapshot of JSON as well", () => {
    const json = untyped(JSON.parse(JSON.stringify(formatSnapshot(given))));
    const refused = new TypeError(
      "`lastTriggered` of the snapshot is an object, expected a Map; read JSON with parseSnapshot",
    );
    expect(() => checkLaws(json, sound)).toThrow(refused);
    for (const { holds } of relationalLaws) expect(() => holds(evaluate, json)).toThrow(refused);
    expect(() => checkLaws(untyped(undefined), sound)).toThrow("the snapshot is missing, expected an object");
    const rules: Snapshot["rules"] = untyped([null]);
    expect(() => checkLaws({ ...given, rules }, sound)).toThrow(
      "`rules[0]` of the snapshot is null, expected an object",
    );
  });
});

test("JSON that was parsed is compared as it was", () => {
  const stored = parseEvaluation(JSON.parse(JSON.stringify(formatEvaluation(sound))));
  expect(checkLaws(parseSnapshot(formatSnapshot(given)), stored)).toEqual([]);
});

test("numbers that are BigInts are differences like any other", () => {
  const scaled = snapshot({ endpoints: [endpoint({ minReplicas: 5 })], rules: [rule({ cooldownSeconds: 60 })] });
  const right = evaluate(scaled);
  expect(checkLaws(scaled, withPart(["decisions", 0, "desired"], 5n, right))).toMatchObject([
    { message: 'endpoint `chat`: `desired` is "5n", must be 5' },
  ]);
  expect(checkLaws(scaled, withPart(["recheckAt"], 5n, right))).toMatchObject([
    { message: 'the evaluation: `recheckAt` is "5n", must be null' },
  ]);
});
