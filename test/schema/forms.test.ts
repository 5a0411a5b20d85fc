import { describe, expect, test } from "vitest";
import {
  parseRuleInput,
  parseRulePatch,
  SchemaError,
  safeParseRuleInput,
  safeParseRulePatch,
} from "../../src/schema/index.ts";

/** What a browser sends: text alone. */
const FORM = {
  type: "threshold",
  id: "",
  endpointId: "chat",
  metricSource: "KERNEL",
  metricName: "cuda_util",
  aggregation: "",
  comparator: "GREATER_THAN",
  threshold: " 80.5 ",
  stepSize: "-1",
  cooldownSeconds: "60",
  minReplicas: "",
  maxReplicas: " 8",
  maxAgeSeconds: "2.5",
  enabled: "on",
  priority: "+3",
};

describe("a web form is read", () => {
  test("with numbers, switches and empty fields as the rule has them", () => {
    expect(parseRuleInput(FORM, { coerce: true })).toEqual({
      type: "threshold",
      endpointId: "chat",
      metricSource: "KERNEL",
      metricName: "cuda_util",
      comparator: "GREATER_THAN",
      threshold: "80.5",
      stepSize: -1,
      cooldownSeconds: 60,
      minReplicas: null,
      maxReplicas: 8,
      maxAgeSeconds: 2.5,
      enabled: true,
      priority: 3,
    });
  });

  test("as JSON text too, and what is no text stays as it is", () => {
    const { stepSize } = parseRuleInput(
      JSON.stringify({ ...FORM, stepSize: 2, enabled: "false" }),
      { coerce: true },
    );
    expect(stepSize).toBe(2);
  });

  test("and what cannot be read is a fault of its field", () => {
    const wrong = {
      ...FORM,
      stepSize: "one",
      enabled: "maybe",
      endpointId: "",
      cooldownSeconds: "",
      limit: "3",
    };
    const parsed = safeParseRuleInput(wrong, { coerce: true });
    expect(parsed.error?.faults.map(({ path, found }) => [path, found])).toEqual([
      ["endpointId", '""'],
      ["stepSize", '"one"'],
      ["cooldownSeconds", '""'],
      ["enabled", '"maybe"'],
      ["limit", '"3"'],
    ]);
  });

  test("as changes, where an empty field clears what can be cleared and keeps the rest", () => {
    const changes = {
      threshold: "",
      stepSize: "2",
      maxReplicas: "",
      maxAgeSeconds: "",
      enabled: "off",
    };
    expect(parseRulePatch(changes, { coerce: true })).toEqual({
      stepSize: 2,
      maxReplicas: null,
      maxAgeSeconds: null,
      enabled: false,
    });
  });

  test.each([null, 7, "7", '"text"', "{", []])("and %j is none", (input) => {
    expect(safeParseRuleInput(input, { coerce: true }).success).toBe(false);
    expect(safeParseRulePatch(input, { coerce: true }).success).toBe(false);
    expect(() => parseRuleInput(input, { coerce: true })).toThrow(SchemaError);
    expect(() => parseRulePatch(input)).toThrow(SchemaError);
  });
});

test("without `coerce` a number in quotes is a fault whose help says so", () => {
  const { error } = safeParseRuleInput({
    ...FORM,
    id: "a",
    aggregation: "max",
    enabled: true,
    threshold: "80",
  });
  expect(error?.faults.map(({ path, help }) => [path, help])).toEqual(
    ["stepSize", "cooldownSeconds", "minReplicas", "maxReplicas", "maxAgeSeconds", "priority"].map(
      (path) => [
        path,
        path === "minReplicas" ? "use null for no bound" : "write the number without quotes",
      ],
    ),
  );
});

describe("all faults of a rule without a type come at once", () => {
  const pathsOf = (input: unknown) =>
    safeParseRuleInput(input).error?.faults.map(({ path }) => path);
  const common = ["endpointId", "metricSource", "metricName"];

  test("those of a threshold rule where nothing else shows", () => {
    const all = ["type", ...common, "comparator", "threshold", "stepSize", "cooldownSeconds"];
    expect(pathsOf({})).toEqual(all);
    expect(pathsOf("{}")).toEqual(all);
    expect(pathsOf({ type: "ladder" })).toEqual(all);
  });

  test("those of a band where an end of one is given", () => {
    expect(pathsOf({ minThreshold: "1" })).toEqual([
      "type",
      ...common,
      "stepSize",
      "cooldownSeconds",
    ]);
    expect(pathsOf({ maxThreshold: "1" })).toEqual([
      "type",
      ...common,
      "stepSize",
      "cooldownSeconds",
    ]);
  });

  test("and the type alone where nothing else is wrong", () => {
    const { type: _, ...rest } = parseRuleInput(FORM, { coerce: true });
    expect(pathsOf(rest)).toEqual(["type"]);
  });
});
