import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  RULE_FORMS,
  type RuleForm,
  rowInForm,
  ruleFromRow,
  rulesFromRows,
  safeRulesFromRows,
  snapshotFromRows,
} from "../../../src/backend-ai/index.ts";
import type { Rule } from "../../../src/index.ts";
import { any } from "../../support/arbitraries.ts";
import { bandRule, rule } from "../../support/build.ts";

/** One rule, as each interface of Backend.AI hands it out. */
const ID = "0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11";
const DEPLOYMENT = "7e0b6d1c-2f57-4a6e-8d55-0c9a4b3e1f22";
const PRESET = "598d0148-c3d5-4282-b31c-ea05e7fca98c";
const CREATED = "2026-03-02T09:00:00+00:00";
const TRIGGERED = "2026-03-02T12:00:00+00:00";

const expected = {
  type: "band",
  id: ID,
  endpointId: DEPLOYMENT,
  metricSource: "PROMETHEUS",
  metricName: "vllm:num_requests_waiting",
  queryPresetId: PRESET,
  minThreshold: "1",
  maxThreshold: "10.5",
  stepSize: 2,
  cooldownSeconds: 300,
  minReplicas: 1,
  maxReplicas: null,
};

const TABLE = {
  id: ID,
  metric_source: "PROMETHEUS",
  metric_name: "vllm:num_requests_waiting",
  min_threshold: "1",
  max_threshold: "10.5",
  step_size: 2,
  cooldown_seconds: 300,
  min_replicas: 1,
  max_replicas: null,
  prometheus_query_preset_id: PRESET,
  created_at: CREATED,
  last_triggered_at: TRIGGERED,
  endpoint: DEPLOYMENT,
};

const REST = {
  id: ID,
  model_deployment_id: DEPLOYMENT,
  metric_source: "prometheus",
  metric_name: "vllm:num_requests_waiting",
  min_threshold: "1",
  max_threshold: "10.5",
  step_size: 2,
  time_window: 300,
  min_replicas: 1,
  max_replicas: null,
  prometheus_query_preset_id: PRESET,
  created_at: CREATED,
  last_triggered_at: TRIGGERED,
};

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString("base64");

const STRAWBERRY = {
  __typename: "AutoScalingRule",
  id: globalId("AutoScalingRule", ID),
  modelDeploymentId: DEPLOYMENT,
  metricSource: "PROMETHEUS",
  metricName: "vllm:num_requests_waiting",
  minThreshold: "1",
  maxThreshold: "10.5",
  stepSize: 2,
  timeWindow: 300,
  minReplicas: 1,
  maxReplicas: null,
  prometheusQueryPresetId: PRESET,
  createdAt: CREATED,
  lastTriggeredAt: TRIGGERED,
};

const OPTIONS = {
  "--rule-id": ID,
  "--deployment-id": DEPLOYMENT,
  "--metric-source": "PROMETHEUS",
  "--metric-name": "vllm:num_requests_waiting",
  "--min-threshold": "1",
  "--max-threshold": "10.5",
  "--step-size": "2",
  "--time-window": "300",
  "--min-replicas": "1",
  "--prometheus-query-preset-id": PRESET,
  "--last-triggered-at": TRIGGERED,
};

const FORMS = { TABLE, REST, STRAWBERRY, OPTIONS };

/** What a rule is handed out in, by the place that it has there. */
const CONTAINERS: Readonly<Record<string, (row: object) => unknown>> = {
  "[0]": (row) => [row],
  "items[0]": (row) => ({ items: [row], pagination: { total: 1, offset: 0, limit: 50 } }),
  "auto_scaling_rules[0]": (row) => ({ auto_scaling_rules: [row], pagination: { total: 1 } }),
  auto_scaling_rule: (row) => ({ auto_scaling_rule: row }),
  rule: (row) => ({ rule: row }),
  "rules[0]": (row) => ({ rules: [row] }),
  "edges[0].node": (row) => ({ edges: [{ cursor: "x", node: row }], count: 1 }),
  "data.autoScalingRules.edges[0].node": (row) => ({
    data: { autoScalingRules: { pageInfo: { hasNextPage: false }, edges: [{ node: row }] } },
  }),
  "data.deployment.scalingRule.autoScalingRules[0]": (row) => ({
    data: { deployment: { scalingRule: { autoScalingRules: [row] } } },
  }),
  "endpoint_auto_scaling_rules[0]": (row) => ({
    endpoint_auto_scaling_rules: [row],
    deployment_auto_scaling_policies: [
      {
        id: "p",
        endpoint: "e",
        metric_source: "kernel",
        metric_name: "mem",
        scale_up_step_size: 1,
      },
    ],
    prometheus_query_presets: [
      { id: PRESET, metric_name: "up", query_template: "up", time_window: "5m" },
    ],
    endpoints: [{ id: DEPLOYMENT, replicas: 1 }],
  }),
};

describe("one rule", () => {
  const places = Object.keys(FORMS).flatMap((form) =>
    Object.keys(CONTAINERS).map((container) => [form, container] as const),
  );

  test.each(places)("is the same rule in the form %s at %s", (form, container) => {
    const row = FORMS[form as keyof typeof FORMS];
    const read = rulesFromRows(CONTAINERS[container]?.(row));
    expect(read).toEqual([
      { rule: expected, lastTriggeredAt: Date.parse(TRIGGERED), warnings: [] },
    ]);
    const [one] = read;
    expect(ruleFromRow(Object(CONTAINERS[container]?.(row)))).toEqual(one);
  });

  test.each(places)(
    "has its faults at its place, in its own names: %s at %s",
    (form, container) => {
      const row: Readonly<Record<string, unknown>> = FORMS[form as keyof typeof FORMS];
      const key = Object.keys(row).find((name) => /step/i.test(name)) ?? "";
      const parsed = safeRulesFromRows(CONTAINERS[container]?.({ ...row, [key]: "many" }));
      const place = /^\w+$/.test(key) ? `${container}.${key}` : `${container}.${key}`;
      expect(parsed.error?.faults.map(({ path }) => path)).toEqual([place]);
    },
  );

  test.each(Object.keys(FORMS))("may have its integers as text: %s", (form) => {
    const row = Object.entries(FORMS[form as keyof typeof FORMS]);
    const asText = row.map(([name, value]) => [
      name,
      typeof value === "number" ? String(value) : value,
    ]);
    expect(rulesFromRows([Object.fromEntries(asText)])).toMatchObject([{ rule: expected }]);
  });

  test("of a command line has the table's cooldown where no option says it", () => {
    const { "--time-window": _, ...options } = OPTIONS;
    expect(rulesFromRows(options)).toMatchObject([{ rule: { cooldownSeconds: 300 } }]);
    expect(() => rulesFromRows({ ...REST, time_window: undefined })).toThrow(
      "time_window is missing",
    );
  });

  test("is read where it stands, and a wrong release is a fault of that option", () => {
    for (const release of ["soon", "26", "", "26.x.1", "26.8 or so"]) {
      expect(safeRulesFromRows([TABLE], { release }).error?.faults).toMatchObject([
        { path: "release", code: "not-a-release" },
      ]);
    }
    for (const release of ["26.8", "v26.4.2", "26.4.2+", "26.8.0rc1", "25.x", "26.x", "25.19"]) {
      expect(rulesFromRows([TABLE], { release })).toHaveLength(1);
    }
  });
});

test("a form that there is not is a fault of that option", () => {
  expect(safeRulesFromRows([TABLE], Object({ form: "graphql" })).error?.faults).toMatchObject([
    { path: "form", code: "not-one-of" },
  ]);
});

describe("an answer of one deployment", () => {
  const { modelDeploymentId: _, ...node } = STRAWBERRY;

  test("gives its rules the deployment around them", () => {
    const answer = {
      data: {
        deployment: {
          id: globalId("ModelDeployment", DEPLOYMENT),
          autoScalingRules: { edges: [{ node }, { node }] },
        },
      },
    };
    expect(rulesFromRows(answer).map(({ rule: { endpointId } }) => endpointId)).toEqual([
      DEPLOYMENT,
      DEPLOYMENT,
    ]);
  });

  test("gives them the deployment that is named beside them", () => {
    const { model_deployment_id: __, ...item } = REST;
    for (const name of ["deployment_id", "modelDeploymentId", "endpoint_id"]) {
      const answer = { id: "request-1", [name]: DEPLOYMENT, items: [item] };
      expect(rulesFromRows(answer)).toMatchObject([{ rule: expected }]);
    }
  });

  test("gives them the endpoint that is passed, or says which name is missing", () => {
    expect(ruleFromRow(node, { endpoint: DEPLOYMENT }).rule).toEqual(expected);
    expect(() => ruleFromRow(node)).toThrow(/modelDeploymentId is missing/);
  });
});

describe("a row of the legacy API", () => {
  const node = {
    id: globalId("EndpointAutoScalingRuleNode", ID),
    row_id: ID,
    endpoint: DEPLOYMENT,
    metric_source: "KERNEL",
    metric_name: "mem",
    comparator: "LESS_THAN",
    threshold: "10",
    step_size: 1,
    cooldown_seconds: 60,
    min_replicas: null,
    max_replicas: null,
    created_at: CREATED,
    last_triggered_at: null,
  };
  const derived = { type: "band", id: ID, minThreshold: "10", maxThreshold: null, stepSize: 1 };
  const stored = {
    type: "threshold",
    id: ID,
    comparator: "LESS_THAN",
    threshold: "10",
    stepSize: 1,
  };

  test.each([
    ["26.4.2", derived],
    ["26.8.1", derived],
    ["26.x", derived],
    ["27.0", derived],
    ["26.4.1", stored],
    ["25.12", stored],
    ["25.x", stored],
  ])("is of %s what that release decides by", (release, rule) => {
    expect(ruleFromRow(node, { release }).rule).toMatchObject(rule);
  });

  test("is written with any case and hyphen", () => {
    const hyphen = { ...node, comparator: "less-than" };
    expect(ruleFromRow(hyphen, { release: "26.8" }).rule).toMatchObject(derived);
    expect(ruleFromRow(hyphen, { release: "25.12" }).rule).toMatchObject(stored);
    const { row_id: _, ...flat } = { ...hyphen, id: ID };
    expect(() => ruleFromRow(flat)).toThrow(/without a release/);
  });

  test("with a comparator that no band gives is refused, but as of a release that stores it", () => {
    const row = { ...node, comparator: "LESS_THAN_OR_EQUAL" };
    expect(() => ruleFromRow(row, { release: "26.8" })).toThrow(
      'comparator is "LESS_THAN_OR_EQUAL" on 26.8, expected LESS_THAN or GREATER_THAN',
    );
    expect(ruleFromRow(row, { release: "26.4.1" }).rule).toMatchObject({
      comparator: "LESS_THAN_OR_EQUAL",
    });
    const junk = safeRulesFromRows([{ ...node, comparator: "BELOW" }], { release: "26.8" });
    expect(junk.error?.faults).toMatchObject([{ path: "[0].comparator", code: "not-one-of" }]);
  });

  test("needs the release, and the fault says why", () => {
    const [fault] = safeRulesFromRows({ edges: [{ node }] }).error?.faults ?? [];
    expect(fault).toMatchObject({ path: "edges[0].node.comparator", code: "release-missing" });
    expect(`${fault?.message}; ${fault?.help}`).toBe(
      `rule \`${ID}\`: edges[0].node.comparator is "LESS_THAN" without a release, expected the release of the host ` +
        "beside a comparator; pass the release: LESS_THAN 10 with a step of 1 is -1 below 10 on 26.4.2 and later, " +
        "where the comparator is derived from a band, and +1 below 10 on 25.x",
    );
  });

  test("needs it without its wrapping too, where its step can be meant both ways", () => {
    const { row_id: _, ...flat } = { ...node, id: ID };
    expect(() => ruleFromRow(flat)).toThrow(/without a release/);
    expect(() => ruleFromRow(flat, { form: "legacy-node" })).toThrow(/without a release/);
    expect(ruleFromRow(flat, { form: "table" }).rule).toMatchObject(stored);
    expect(ruleFromRow({ ...flat, step_size: -1 }).rule.type).toBe("threshold");
    expect(ruleFromRow({ ...flat, comparator: "GREATER_THAN" }).rule.type).toBe("threshold");
  });

  test("of 26.4.2 and later comes with a warning that it shows one side alone", () => {
    const { warnings } = ruleFromRow(node, { release: "26.8" });
    expect(warnings).toMatchObject([{ code: "derived-comparator", repaired: null }]);
    expect(ruleFromRow(node, { release: "25.12" }).warnings).toEqual([]);
  });

  test("under the profile of 25.x has that release", () => {
    const rows = {
      now: 0,
      endpoints: [],
      kernels: [],
      kernel_stats: {},
      endpoint_stats: {},
      rules: { edges: [{ node }] },
    };
    expect(snapshotFromRows({ ...rows, profile: "pr3277" }).rules).toMatchObject([stored]);
    expect(() => snapshotFromRows({ ...rows, profile: "v26" })).toThrow(
      /rules\.edges\[0\]\.node\.comparator is "LESS_THAN" without a release/,
    );
    const later = snapshotFromRows({ ...rows, profile: "v26", release: "26.8" });
    expect(later.rules).toMatchObject([derived]);
  });
});

describe("what is not a row", () => {
  test("are refused with the keys that are there", () => {
    const policy = { instance_min_count: 1, scaling_rules: "none" };
    expect(() => rulesFromRows(policy)).toThrow(
      'the input is an object with "instance_min_count", "scaling_rules", expected rules',
    );
    for (const other of [5, null, "5", true])
      expect(() => rulesFromRows(other)).toThrow(/expected rules/);
  });

  test("are rules of this library, whose comparators mean what they say", () => {
    const own = {
      "rules[0]": { rules: [rule()] },
      "": rule(),
      "items[1]": { items: [REST, rule()] },
    };
    for (const [path, input] of Object.entries(own)) {
      const { faults } = safeRulesFromRows(input, { release: "26.8" }).error ?? {};
      expect(faults).toMatchObject([{ code: "own-rule", path, found: "a rule of this library" }]);
    }
  });

  test("with an edge that has no node names the node", () => {
    const { faults } = safeRulesFromRows({ edges: [{ node: null }] }).error ?? {};
    expect(faults).toMatchObject([{ path: "edges[0].node", found: "null" }]);
  });

  test("are no rules where a list is empty", () => {
    for (const empty of [[], { items: [] }, { data: { autoScalingRules: { edges: [] } } }]) {
      expect(rulesFromRows(empty)).toEqual([]);
    }
  });

  test("are one fault each where a list holds something else", () => {
    const parsed = safeRulesFromRows({ items: [5, TABLE, { id: "x" }] });
    const faults = parsed.error?.faults.map(({ path }) => path) ?? [];
    expect(faults[0]).toBe("items[0]");
    expect(new Set(faults.map((path) => path.split(".")[0]))).toEqual(
      new Set(["items[0]", "items[2]"]),
    );
  });

  test("are found in lists of lists, and in JSON text", () => {
    expect(rulesFromRows([[TABLE], [[TABLE]]])).toHaveLength(2);
    expect(rulesFromRows(JSON.stringify({ items: [TABLE] }))).toEqual(rulesFromRows([TABLE]));
    expect(ruleFromRow(Object(JSON.stringify(TABLE)).valueOf())).toEqual(ruleFromRow(TABLE));
    expect(safeRulesFromRows("{").error?.faults).toMatchObject([{ path: "" }]);
    expect(() => ruleFromRow(Object("{").valueOf())).toThrow();
  });

  test("are found in JSON text within an answer, with their faults at its place", () => {
    for (const answer of [
      { data: JSON.stringify({ rules: [TABLE] }) },
      { data: { rules: JSON.stringify([REST]) } },
      [JSON.stringify(TABLE)],
    ]) {
      expect(rulesFromRows(answer)).toMatchObject([{ rule: expected }]);
    }
    const broken = { data: JSON.stringify([{ ...TABLE, step_size: "many" }]) };
    expect(safeRulesFromRows(broken).error?.faults).toMatchObject([{ path: "data[0].step_size" }]);
    expect(() => rulesFromRows({ data: "[no JSON", more: "{" })).toThrow(/expected rules/);
  });

  test("is found neither in what is nested too deep, nor beside rows", () => {
    const deep = Array.from({ length: 20 }).reduce<unknown>((within) => ({ within }), TABLE);
    expect(() => rulesFromRows(deep)).toThrow(/expected rules/);
    const policy = { metric_source: "kernel", metric_name: "mem", scale_up_step_size: 1 };
    expect(() => rulesFromRows({ policy })).toThrow(/expected rules/);
    expect(() => rulesFromRows({ point: { metric_name: "mem", value: 5 } })).toThrow(/expected/);
    expect(rulesFromRows({ other: [1, 2], rules: [TABLE] })).toHaveLength(1);
  });

  test("are refused in a list that cannot be gone through", () => {
    const sparse: unknown[] = [];
    sparse.length = 2;
    for (const rules of [sparse, { rules: sparse }, { items: sparse }]) {
      expect(safeRulesFromRows(rules).success).toBe(false);
    }
    expect(rulesFromRows({ other: sparse, rules: [TABLE] })).toHaveLength(1);
    const endless: unknown[] = [];
    endless.length = 4_000_000_000;
    expect(safeRulesFromRows(endless).success).toBe(false);
  });

  test("several are not one", () => {
    expect(() => ruleFromRow(Object([TABLE, TABLE]))).toThrow(/2 rules, expected one rule/);
  });
});

describe("a rule that is written in a form", () => {
  const plainRule = any.rule({ plain: true });
  const texts = (read: Rule): unknown =>
    read.type === "threshold"
      ? { ...read, threshold: String(read.threshold) }
      : {
          ...read,
          minThreshold: read.minThreshold === null ? null : String(read.minThreshold),
          maxThreshold: read.maxThreshold === null ? null : String(read.maxThreshold),
        };

  test.each(RULE_FORMS.filter((form) => form !== "command-line"))(
    "reads back as that rule, or is refused by the field that would be lost: %s",
    (form: RuleForm) => {
      fc.assert(
        fc.property(plainRule, (given) => {
          let row: object;
          try {
            row = rowInForm(given, form);
          } catch (error) {
            expect(error).toMatchObject({
              faults: [{ code: expect.stringMatching(/^no-column$|^not-in-form$/) }],
            });
            return;
          }
          const release = given.type === "band" ? "26.8" : "25.12";
          expect(ruleFromRow(Object(row), { release }).rule).toEqual(texts(given));
        }),
      );
    },
  );

  test("is refused by name where the form has no place for it", () => {
    const lost = (given: Rule, form: RuleForm) => {
      try {
        return rowInForm(given, form);
      } catch (error) {
        return String(error).split("\n")[1];
      }
    };
    expect(lost(bandRule(), "legacy-node")).toContain('minThreshold is "20", expected null');
    expect(lost(bandRule({ minThreshold: null, maxThreshold: null }), "legacy-node")).toContain(
      "maxThreshold is null, expected a threshold",
    );
    const query = {
      minThreshold: null,
      metricSource: "PROMETHEUS",
      queryPresetId: PRESET,
    } as const;
    expect(lost(bandRule(query), "legacy-node")).toContain("queryPresetId is");
    expect(lost(rule(), "rest-v2")).toContain('comparator is "GREATER_THAN", expected a band rule');
  });

  test("has the names of that form", () => {
    const given = bandRule({ maxThreshold: null });
    expect(rowInForm(given, "strawberry")).toMatchObject({
      modelDeploymentId: "chat",
      metricSource: "KERNEL",
      timeWindow: 0,
      minThreshold: "20",
    });
    expect(rowInForm(given, "legacy-node")).toMatchObject({
      row_id: "band",
      comparator: "LESS_THAN",
      threshold: "20",
    });
    expect(rowInForm(given, "command-line")).toEqual({
      "--deployment-id": "chat",
      "--metric-source": "kernel",
      "--metric-name": "cuda_util",
      "--min-threshold": "20",
      "--step-size": "1",
      "--time-window": "0",
    });
  });
});
