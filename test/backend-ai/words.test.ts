import { describe, expect, test } from "vitest";
import {
  planRollout,
  rowFromRule,
  ruleFromRow,
  SchemaError,
  snapshotFromRows,
} from "../../src/backend-ai/index.ts";
import type { Rule } from "../../src/index.ts";
import { rule } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

/** Each fault as a caller prints it. */
function told(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SchemaError)) return error;
    return error.faults.map(faultText);
  }
}

/** Input as JSON has it, of no type. */
const untyped = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("the words of every fault", () => {
  test("of a rule's row", () => {
    const row = {
      id: 1,
      endpoint: 1,
      metric_source: 1,
      metric_name: 1,
      comparator: 1,
      threshold: "x",
      min_threshold: "x",
      max_threshold: "x",
      step_size: 0.5,
      cooldown_seconds: "1.5",
      min_replicas: 0.5,
      max_replicas: 0.5,
      last_triggered_at: "noon",
    };
    expect(told(() => ruleFromRow(untyped(row)))).toMatchInlineSnapshot(`
      [
        "wrong-type: id is 1, expected text; put it in quotes: "1"",
        "wrong-type: endpoint is 1, expected text; put it in quotes: "1"",
        "not-one-of: metric_source is 1, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "wrong-type: metric_name is 1, expected text; put it in quotes: "1"",
        "not-one-of: comparator is 1, expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "not-a-decimal: threshold is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"",
        "not-a-decimal: min_threshold is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; write it as digits, such as "80" or "0.75"; use null for no lower end",
        "not-a-decimal: max_threshold is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; write it as digits, such as "80" or "0.75"; use null for no upper end",
        "not-an-integer: step_size is 0.5, expected an integer; use 2 to add two replicas, -1 to remove one",
        "not-a-number: cooldown_seconds is "1.5", expected a number of seconds; write the number without quotes",
        "not-an-integer: min_replicas is 0.5, expected an integer, or null; use null for no bound",
        "not-an-integer: max_replicas is 0.5, expected an integer, or null; use null for no bound",
        "not-an-instant: last_triggered_at is "noon", expected an ISO 8601 time with an offset, milliseconds since 1970, a Date, or null; end the time with its offset, such as +00:00; use null for a rule that never triggered",
      ]
    `);
    expect(told(() => ruleFromRow(untyped(5)))).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is 5, expected an object; give a row as an object",
      ]
    `);
    const { threshold: _, comparator: __, min_threshold: ___, max_threshold: ____, ...rest } = row;
    const sound = { ...rest, ...untyped(rowFromRule(rule())) };
    expect(told(() => ruleFromRow({ ...sound, comparator: null }))).toMatchInlineSnapshot(`
      [
        "half-a-row: rule \`out\`: comparator is null, expected a comparator beside the threshold; a row of 25.x has both; one of 26.x has min_threshold and max_threshold instead",
      ]
    `);
    expect(told(() => ruleFromRow({ ...sound, threshold: null }))).toMatchInlineSnapshot(`
      [
        "half-a-row: rule \`out\`: threshold is null, expected a threshold beside the comparator; a row of 25.x has both; one of 26.x has min_threshold and max_threshold instead",
      ]
    `);
  });

  test("of the rows of a cycle", () => {
    const rows = {
      profile: "v27",
      now: "noon",
      endpoints: [
        5,
        {
          id: 1,
          replicas: -1,
          desired_replicas: 0.5,
          routes: [5, { id: 1, session: 1, status: 1 }],
        },
      ],
      kernels: [5, { id: 1, session: 1 }],
      kernel_stats: [],
      endpoint_stats: null,
      prometheus: 5,
      rules: [5],
    };
    expect(told(() => snapshotFromRows(untyped(rows)))).toMatchInlineSnapshot(`
      [
        "not-one-of: profile is "v27", expected pr3277 or v26; did you mean v26?",
        "not-an-instant: now is "noon", expected an ISO 8601 time with an offset, or milliseconds since 1970; give the manager's clock",
        "wrong-type: endpoints[0] is 5, expected an object; give an endpoint as an object",
        "wrong-type: endpoints[1].id is 1, expected text; put it in quotes: "1"",
        "not-an-integer: endpoints[1].replicas is -1, expected an integer of 0 or more; give the endpoint's target count",
        "not-an-integer: endpoints[1].desired_replicas is 0.5, expected an integer of 0 or more; give the endpoint's target count",
        "wrong-type: endpoints[1].routes[0] is 5, expected an object; give a route as an object",
        "wrong-type: endpoints[1].routes[1].id is 1, expected text; put it in quotes: "1"",
        "wrong-type: endpoints[1].routes[1].session is 1, expected text; use null for a route without a session",
        "wrong-type: endpoints[1].routes[1].status is 1, expected text; give the route's status",
        "wrong-type: kernels[0] is 5, expected an object; give a kernel as an object",
        "wrong-type: kernels[1].id is 1, expected text; put it in quotes: "1"",
        "wrong-type: kernels[1].session is 1, expected text; give the session that the kernel belongs to",
        "wrong-type: kernel_stats is an array, expected an object by id; use {} for none",
        "wrong-type: endpoint_stats is null, expected an object by id; use {} for none",
        "wrong-type: prometheus is 5, expected an object by id; use {} for none",
        "wrong-type: rules[0] is 5, expected an object; give a row as an object",
      ]
    `);
    const none = { kernel_stats: {}, endpoint_stats: {}, kernels: [], rules: [] };
    const sound = { profile: "v26", now: 0, endpoints: [], ...none };
    const noLists = { ...sound, endpoints: 5, kernels: 5, rules: 5 };
    expect(told(() => snapshotFromRows(untyped(noLists)))).toMatchInlineSnapshot(`
      [
        "wrong-type: endpoints is 5, expected an array; list the endpoints; [] for none",
        "wrong-type: kernels is 5, expected an array; list the kernels; [] for none",
        "wrong-type: rules is 5, expected an array; list the rules in evaluation order; [] for none",
      ]
    `);
    expect(
      told(() => snapshotFromRows(untyped({ ...sound, endpoints: [{ routes: 5 }] }))),
    ).toMatchInlineSnapshot(`
      [
        "missing: endpoints[0].id is missing, expected text; name the endpoint, as rules refer to it",
        "missing: endpoints[0].replicas is missing, expected an integer of 0 or more; give the endpoint's target count",
        "wrong-type: endpoints[0].routes is 5, expected an array; list the routes; [] for none",
      ]
    `);
    expect(told(() => snapshotFromRows(untyped(5)))).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is 5, expected an object; give the rows as an object",
      ]
    `);
  });

  test("of a rollout", () => {
    const rollout = {
      current_revision: 1,
      target_revision: 1,
      desired_current: -1,
      desired_target: 0.5,
      routes: [
        5,
        { id: 1, status: 1, health_status: 1, traffic_status: 1, revision: 1, created_at: "noon" },
      ],
    };
    expect(told(() => planRollout(untyped(rollout)))).toMatchInlineSnapshot(`
      [
        "wrong-type: current_revision is 1, expected text; use null where there is none",
        "wrong-type: target_revision is 1, expected text; use null where there is none",
        "not-an-integer: desired_current is -1, expected an integer of 0 or more; give the replicas that the revision should have",
        "not-an-integer: desired_target is 0.5, expected an integer of 0 or more; give the replicas that the revision should have",
        "wrong-type: routes[0] is 5, expected an object; give a route as an object",
        "wrong-type: routes[1].id is 1, expected text; put it in quotes: "1"",
        "not-one-of: routes[1].status is 1, expected provisioning, running, terminating, terminated or failed_to_start; give the route's status",
        "not-one-of: routes[1].health_status is 1, expected not_checked, healthy, unhealthy or degraded; give the route's health",
        "not-one-of: routes[1].traffic_status is 1, expected active or inactive; say whether the route takes traffic",
        "wrong-type: routes[1].revision is 1, expected text; use null for a route of no revision",
        "not-an-instant: routes[1].created_at is "noon", expected an ISO 8601 time with an offset, or milliseconds since 1970; say when the route was created",
      ]
    `);
    const sound = {
      current_revision: null,
      target_revision: null,
      desired_current: 0,
      desired_target: 0,
    };
    expect(told(() => planRollout(untyped({ ...sound, routes: 5 })))).toMatchInlineSnapshot(`
      [
        "wrong-type: routes is 5, expected an array; list the routes; [] for none",
      ]
    `);
    expect(told(() => planRollout(untyped(5)))).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is 5, expected an object; give the rollout as an object",
      ]
    `);
  });

  test("of a rule that has what no row holds", () => {
    const rich: Rule = rule({
      aggregation: "max",
      enabled: false,
      priority: 1,
      maxAgeSeconds: 5,
      cooldownSeconds: 1.5,
    });
    expect(told(() => rowFromRule(rich))).toMatchInlineSnapshot(`
      [
        "no-column: rule \`out\`: aggregation is "max", expected "average", as rows have no column for it; store such rules elsewhere, or remove the field first",
        "not-in-rows: rule \`out\`: cooldownSeconds is 1.5, expected an integer, as rows hold no others; store such rules elsewhere, or remove the field first",
        "no-column: rule \`out\`: maxAgeSeconds is 5, expected nothing, as rows have no column for it; store such rules elsewhere, or remove the field first",
        "no-column: rule \`out\`: enabled is false, expected true, as rows have no column for it; store such rules elsewhere, or remove the field first",
        "no-column: rule \`out\`: priority is 1, expected 0, as rows have no column for it; store such rules elsewhere, or remove the field first",
      ]
    `);
  });
});
