import { describe, expect, test } from "vitest";
import {
  evaluate,
  evaluatePrepared,
  explain,
  type MissingMetric,
  prepare,
} from "../../src/index.ts";
import { average, decide, endpoint, NOON, outcomeOf, rule, snapshot } from "../support/build.ts";
import { BASE } from "../support/met.ts";

describe("a rule without an average", () => {
  test("has the outcome `no-metric`, with the reason where the host gives one", () => {
    const missing = [
      { endpointId: "chat", source: "KERNEL", name: "cuda_util", reason: "source-failed" } as const,
    ];
    expect(outcomeOf(rule(), { metrics: [] })).toEqual({
      kind: "no-metric",
      ...BASE,
      reason: null,
    });
    expect(outcomeOf(rule(), { metrics: [], missing })).toEqual({
      kind: "no-metric",
      ...BASE,
      reason: "source-failed",
    });
  });

  test("is told what is known beyond the reason", () => {
    const detail = { says: "no such series" };
    const metric = { endpointId: "chat", source: "KERNEL", name: "cuda_util" } as const;
    const missing = [{ ...metric, reason: "source-failed", detail } as const];
    expect(outcomeOf(rule(), { metrics: [], missing })).toMatchObject({
      kind: "no-metric",
      detail,
    });
  });

  test("is told nothing where the reason is of another metric, or is none of the known ones", () => {
    const metric = {
      endpointId: "chat",
      source: "KERNEL",
      name: "mem",
      reason: "no-stats",
    } as const;
    const unknown = Object.assign({}, metric, { name: "cuda_util", reason: "odd" });
    const readsIt = rule({ id: "reads", metricName: "mem" });
    for (const missing of [[metric], [unknown], [{ ...metric, endpointId: "gone" }]])
      for (const rules of [[rule()], [rule(), readsIt]])
        expect(decide({ rules, missing }).outcomes[0]).toMatchObject({ reason: null });
    expect(decide({ rules: [rule(), readsIt], missing: [metric] }).outcomes).toMatchObject([
      { kind: "no-metric", reason: null },
      { kind: "no-metric", reason: "no-stats" },
    ]);
  });

  test("gets the last of several reasons", () => {
    const missing = (["no-stats", "histogram"] as const).map((reason): MissingMetric => {
      return { endpointId: "chat", source: "KERNEL", name: "cuda_util", reason };
    });
    expect(outcomeOf(rule(), { metrics: [], missing })).toMatchObject({ reason: "histogram" });
  });

  test("reads the average all the same where a reason is given for an average that is there", () => {
    const missing = [
      { endpointId: "chat", source: "KERNEL", name: "cuda_util", reason: "no-stats" } as const,
    ];
    expect(outcomeOf(rule(), { missing }).kind).toBe("triggered");
  });
});

test("an average of an endpoint that has no rules changes nothing for those that have", () => {
  const rules = [rule(), rule({ id: "b", metricName: "mem" })];
  const metrics = [average(90, { endpointId: "bare" })];
  expect(decide({ rules, metrics }).outcomes).toMatchObject([
    { kind: "no-metric" },
    { kind: "no-metric" },
  ]);
});

test("an average that no rule asks for changes nothing, however many its endpoint's rules ask for", () => {
  const rules = Array.from({ length: 40 }, (_, nth) =>
    rule({ id: `r${nth}`, metricName: `m${nth}` }),
  );
  const metrics = rules.map(({ metricName }) => average("90", { name: metricName }));
  const asked = decide({ rules, metrics });
  expect(asked.delta).toBeGreaterThan(0);
  expect(decide({ rules, metrics: [average("1", { name: "unasked" }), ...metrics] })).toEqual(
    asked,
  );
});

describe("an average that is no decimal", () => {
  test.each([
    "NaN",
    Number.NaN,
    "",
    " 90",
    "90 ",
    "90\u00a0",
    "0x5a",
    "9_0",
    "ninety",
    "plusinf",
    "1e1000000000000000",
    "1e-1000000000000000",
    "0x10",
    "0b1",
    "0o7",
  ])("is invalid: %j", (value) => {
    expect(outcomeOf(rule(), { metrics: [average(value)] })).toEqual({
      kind: "invalid-metric",
      ...BASE,
      value,
      reason: "not-a-number",
    });
  });
});

describe("two averages of one metric", () => {
  const kindOf = (...metrics: readonly ReturnType<typeof average>[]) => {
    const outcome = outcomeOf(rule(), { metrics });
    return outcome.kind === "invalid-metric" ? outcome.reason : outcome.kind;
  };

  test("that contradict each other are invalid", () => {
    expect(kindOf(average("90"), average("70"))).toBe("conflict");
    expect(kindOf(average("90"), average("NaN"))).toBe("conflict");
    expect(kindOf(average("90", { at: NOON }), average("70", { at: NOON }))).toBe("conflict");
  });

  test("that say the same are one", () => {
    expect(kindOf(average("90"), average("90.0"))).toBe("triggered");
    expect(kindOf(average("NaN"), average("abc"))).toBe("not-a-number");
  });

  test("do not contradict each other where one is newer: it counts, and one without a time is older than any", () => {
    expect(kindOf(average("70", { at: NOON - 2 }), average("90", { at: NOON - 1 }))).toBe(
      "triggered",
    );
    expect(kindOf(average("90", { at: NOON - 1 }), average("70"))).toBe("triggered");
    const unread = average("70", { at: Number.NaN });
    expect(kindOf(unread, average("90", { at: 5 }))).toBe("triggered");
    expect(kindOf(average("90", { at: 5 }), unread)).toBe("triggered");
  });

  test("contradict each other no more once a newer one is there", () => {
    expect(kindOf(average("70"), average("60"), average("90", { at: NOON }))).toBe("triggered");
  });
});

describe("a rule with an aggregation", () => {
  const tail = rule({ aggregation: "p95" });

  test("compares that aggregation of the metric, and no other", () => {
    const metrics = [
      average("10"),
      average("90", { aggregation: "p95" }),
      average("20", { aggregation: "max" }),
    ];
    expect(outcomeOf(tail, { metrics })).toMatchObject({
      kind: "triggered",
      value: "90",
      metric: { aggregation: "p95" },
    });
    expect(outcomeOf(rule(), { metrics })).toMatchObject({ kind: "not-met", value: "10" });
    expect(outcomeOf(rule({ aggregation: "average" }), { metrics })).toMatchObject({
      kind: "not-met",
      value: "10",
    });
    expect(outcomeOf(tail, { metrics: [average("90")] }).kind).toBe("no-metric");
  });

  test("compares it whatever the rules of the endpoint before aggregate", () => {
    const aggregations = ["max", "average", "max", "p95", "average"] as const;
    const ids = aggregations.map((aggregation, at) => `${aggregation}-${at}`);
    const rules = aggregations.map((aggregation, at) => {
      const id = `${aggregation}-${at}`;
      return rule({ id, endpointId: id, ...(aggregation === "average" ? {} : { aggregation }) });
    });
    const values = { average: "10", max: "90", p95: "85" };
    const metrics = ids.flatMap((endpointId) => [
      average(values.average, { endpointId }),
      average(values.max, { endpointId, aggregation: "max" }),
      average(values.p95, { endpointId, aggregation: "p95" }),
    ]);
    const endpoints = ids.map((id) => endpoint({ id }));
    const { decisions } = evaluate(snapshot({ endpoints, rules, metrics }));
    expect(decisions.map(({ outcomes }) => outcomes)).toMatchObject(
      aggregations.map((aggregation) => [{ value: values[aggregation] }]),
    );
  });

  test("is explained with its name", () => {
    expect(
      explain(decide({ rules: [tail], metrics: [average("90", { aggregation: "p95" })] })),
    ).toContain("p95 of `cuda_util` (KERNEL) is 90");
  });

  test("is faulty where there is no such aggregation", () => {
    for (const aggregation of ["p49", "p100", "median", "", 95, null]) {
      const odd = Object.assign(rule(), { aggregation });
      expect(outcomeOf(odd)).toMatchObject({
        kind: "invalid-input",
        fault: { path: "rules[0].aggregation" },
      });
    }
  });
});

describe("a Prometheus rule", () => {
  const query = rule({ metricSource: "PROMETHEUS" });
  const answer = { source: "PROMETHEUS" } as const;

  test("compares the answer to its own query rather than the endpoint's average of that name", () => {
    const metrics = [average("10", answer), average("90", { ...answer, ruleId: "out" })];
    expect(outcomeOf(query, { metrics })).toMatchObject({ kind: "triggered", value: "90" });
    expect(outcomeOf(query, { metrics: [average("90", answer)] }).kind).toBe("triggered");
  });

  test("compares the answer to its own query, whatever endpoint and name stand beside the answer", () => {
    const metrics = [
      average("90", { ...answer, ruleId: "out", endpointId: "elsewhere", name: "whatever" }),
    ];
    expect(outcomeOf(query, { metrics })).toMatchObject({ kind: "triggered", value: "90" });
  });

  test("does not compare the answer to another rule's query", () => {
    expect(
      outcomeOf(query, { metrics: [average("90", { ...answer, ruleId: "other" })] }).kind,
    ).toBe("no-metric");
  });

  test("gets the reason why its own query has no answer before the reason of the metric", () => {
    const reasonOf = (...missing: readonly MissingMetric[]) =>
      outcomeOf(query, { metrics: [], missing });
    const shared = {
      endpointId: "chat",
      name: "cuda_util",
      reason: "no-metric",
      ...answer,
    } as const;
    expect(reasonOf(shared)).toMatchObject({ reason: "no-metric" });
    expect(reasonOf({ ...shared, ruleId: "out", reason: "unparsable" }, shared)).toMatchObject({
      kind: "no-metric",
      reason: "unparsable",
    });
  });

  test("compares an infinite answer as a number", () => {
    expect(
      outcomeOf(query, { metrics: [average("+Inf", { ...answer, ruleId: "out" })] }).kind,
    ).toBe("triggered");
    expect(
      outcomeOf(query, { metrics: [average("-Inf", { ...answer, ruleId: "out" })] }).kind,
    ).toBe("not-met");
  });
});

test("rules compare their own metric, whatever those beside them, or on the endpoint before, read", () => {
  const query = { metricSource: "PROMETHEUS", metricName: "queue" } as const;
  const framework = { metricSource: "INFERENCE_FRAMEWORK" } as const;
  const rules = [
    rule(),
    rule({ id: "query", ...query }),
    rule({ id: "framework", endpointId: "b", ...framework }),
  ];
  const endpoints = [endpoint(), endpoint({ id: "b" })];
  const metrics = [
    average("10"),
    average("90", { source: "PROMETHEUS", name: "queue" }),
    average("20", { endpointId: "b" }),
    average("30", { endpointId: "b", source: "INFERENCE_FRAMEWORK" }),
  ];
  const { decisions } = evaluate(snapshot({ endpoints, rules, metrics }));
  expect(decisions.map(({ outcomes }) => outcomes)).toMatchObject([
    [{ value: "10" }, { value: "90" }],
    [{ value: "30" }],
  ]);
});

test("a rule of another source ignores the `ruleId` of an average", () => {
  expect(outcomeOf(rule(), { metrics: [average("90", { ruleId: "other" })] }).kind).toBe(
    "triggered",
  );
});

test("each rule finds its metric among hundreds of others on one endpoint", () => {
  const names = Array.from({ length: 300 }, (_, nth) => `metric_${nth}`);
  const rules = names.map((metricName, nth) =>
    rule({ id: metricName, metricName, threshold: nth }),
  );
  const metrics = names.map((name, nth) => average(nth + (nth % 2), { name }));
  const again = rule({ id: "again", metricName: "metric_7", threshold: 7 });
  const { triggered } = evaluate(snapshot({ rules: [...rules, again], metrics }));
  expect([...triggered.keys()]).toEqual([...names.filter((_, nth) => nth % 2 === 1), "again"]);
});

test("each rule finds its metric among many on its endpoint, wherever the endpoint stands", () => {
  const names = Array.from({ length: 20 }, (_, at) => `m${at}`);
  for (const endpointId of ["chat", "search"]) {
    const rules = names.map((metricName) =>
      rule({ id: `${endpointId}-${metricName}`, endpointId, metricName }),
    );
    const repeated = names.map((metricName) =>
      rule({ id: `again-${metricName}`, endpointId, metricName }),
    );
    const { decisions } = evaluate(
      snapshot({
        endpoints: [endpoint(), endpoint({ id: "search" })],
        rules: [rule(), rule({ id: "other", metricName: "other" }), ...rules, ...repeated],
        metrics: [
          average("5"),
          ...names.map((name, at) => average(at % 2 === 0 ? "95" : "5", { endpointId, name })),
        ],
      }),
    );
    const outcomes = decisions.find((each) => each.endpointId === endpointId)?.outcomes.slice(-40);
    const expected = [...names, ...names].map((_, at) => (at % 2 === 0 ? "triggered" : "not-met"));
    expect(outcomes?.map(({ kind }) => kind)).toEqual(expected);
  }
});

test("prepared rules compare each average with the threshold anew, one at the threshold after others", () => {
  const prepared = prepare([rule({ comparator: "GREATER_THAN_OR_EQUAL" })]);
  const kindAt = (value: number) =>
    evaluatePrepared(prepared, snapshot({ metrics: [average(value)] })).decisions[0]?.outcomes[0]
      ?.kind;
  const values = [70, 80, 90, 80, 70];
  const kinds = ["not-met", "triggered", "triggered", "triggered", "not-met"];
  expect(values.map(kindAt)).toEqual(kinds);
});
