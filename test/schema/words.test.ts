import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/index.ts";
import {
  formatEvaluation,
  formatSnapshot,
  jsonSchema,
  type Parsed,
  parseRuleSet,
  SCHEMA_NAMES,
  SchemaError,
  safeParseEvaluation,
  safeParseLog,
  safeParseRule,
  safeParseRuleInput,
  safeParseRulePatch,
  safeParseRuleSet,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { expectationOf, expecting } from "../../src/schema/zod/expectation.ts";
import { average, rule, snapshot } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

/** Each fault as a caller prints it. */
const told = (parsed: Parsed<unknown>): string[] =>
  parsed.success ? [] : parsed.error.faults.map(faultText);

const { comparator: _, threshold: __, ...common } = rule();
const band = { ...common, type: "band", minThreshold: "20", maxThreshold: "80" };

test("one sentence is about one kind of fault", () => {
  const help = "write one";
  const expects = { code: "zero-step", params: {} } as const;
  expect(expecting({ expects, help })).toEqual(expecting({ expects, help }));
  const word = {
    code: "not-one-of",
    params: { words: ["a list of texts"], percentiles: [] },
  } as const;
  const texts = { code: "wrong-type", params: { type: "texts", fields: [] } } as const;
  expecting({ expects: word, help });
  expect(() => expecting({ expects: texts, help })).toThrow(
    "two codes for one fault: expected a list of texts; write one",
  );
});

test("a schema that does not say what it expects is a mistake of the library", () => {
  expect(() => expectationOf("Invalid input")).toThrow(
    "a schema without words of its own: Invalid input",
  );
});

describe("the words of every fault", () => {
  test("of a stored rule", () => {
    const junk = {
      id: 1,
      endpointId: 1,
      metricSource: 1,
      metricName: 1,
      aggregation: "mean",
      comparator: "=",
      threshold: "x",
      stepSize: 0.5,
      cooldownSeconds: "1",
      minReplicas: 0.5,
      maxReplicas: 0.5,
      maxAgeSeconds: -1,
      enabled: 1,
      priority: "1",
    };
    expect(told(safeParseRule({ ...rule(), ...junk }))).toMatchInlineSnapshot(`
      [
        "wrong-type: id is 1, expected text; put it in quotes: "1"",
        "wrong-type: endpointId is 1, expected text; put it in quotes: "1"",
        "not-one-of: metricSource is 1, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "wrong-type: metricName is 1, expected text; put it in quotes: "1"",
        "not-one-of: aggregation is "mean", expected average, min, max, sum or p50 to p99; leave it out for the average",
        "not-one-of: comparator is "=", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "not-a-decimal: threshold is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"",
        "not-an-integer: stepSize is 0.5, expected an integer; use 2 to add two replicas, -1 to remove one",
        "not-a-number: cooldownSeconds is "1", expected a number of seconds; write the number without quotes",
        "not-an-integer: minReplicas is 0.5, expected an integer, or null; use null for no bound",
        "not-an-integer: maxReplicas is 0.5, expected an integer, or null; use null for no bound",
        "not-a-number: maxAgeSeconds is -1, expected a number of seconds of 0 or more; leave it out to act on an average of any age",
        "wrong-type: enabled is 1, expected true or false; leave it out for an enabled rule",
        "not-a-number: priority is "1", expected a number; write the number without quotes",
      ]
    `);
    expect(
      told(safeParseRule({ ...band, minThreshold: "x", maxThreshold: {} })),
    ).toMatchInlineSnapshot(`
      [
        "not-a-decimal: minThreshold is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; write it as digits, such as "80" or "0.75"; use null for no lower end",
        "not-a-decimal: maxThreshold is an object, expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; write it as digits, such as "80" or "0.75"; use null for no upper end",
      ]
    `);
    expect([...told(safeParseRule(7)), ...told(safeParseRule({}))]).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is 7, expected an object; give a rule as an object",
        "missing: type is missing, expected threshold or band; use "type": "threshold" for one comparator, "band" for a minimum and a maximum",
        "missing: id is missing, expected text; give the rule an id: its last-triggered time is stored under it",
        "missing: endpointId is missing, expected text; give the id of the endpoint whose count the rule changes",
        "missing: metricSource is missing, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "missing: metricName is missing, expected text; give the name under which the source exports the metric",
        "missing: comparator is missing, expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "missing: threshold is missing, expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"",
        "missing: stepSize is missing, expected an integer; use 2 to add two replicas, -1 to remove one",
        "missing: cooldownSeconds is missing, expected a number of seconds; use 0 for a rule that may trigger at every evaluation",
      ]
    `);
  });

  test("of a new rule", () => {
    const empty = { id: "", endpointId: "", metricName: "", cooldownSeconds: 0.5, priority: 0.5 };
    const bounds = { minReplicas: 5, maxReplicas: 4, stepSize: 0, colour: "red" };
    expect(told(safeParseRuleInput({ ...rule(), ...empty, ...bounds }))).toMatchInlineSnapshot(`
      [
        "empty: id is "", expected text of one character or more; give it a name",
        "empty: endpointId is "", expected text of one character or more; give it a name",
        "empty: metricName is "", expected text of one character or more; give it a name",
        "not-an-integer: cooldownSeconds is 0.5, expected an integer of 0 or more; use 0 for a rule that may trigger at every evaluation",
        "not-an-integer: priority is 0.5, expected an integer; leave it out for priority 0; higher goes first",
        "unknown-key: unknown key \`colour\`; rename or remove it: the known keys are type, id, endpointId, metricSource, metricName, aggregation, queryPresetId, comparator, threshold, stepSize, cooldownSeconds, minReplicas, maxReplicas, maxAgeSeconds, enabled, priority, minCoverage, unreported, forSeconds, onUnknown, rearm, onFailure, scales",
        "zero-step: stepSize is 0, expected an integer other than 0; use 2 to add two replicas, -1 to remove one; enabled: false for a rule that does nothing",
        "bounds-reversed: maxReplicas is 4, expected 5 or more, as minReplicas is 5; raise maxReplicas or lower minReplicas: no count is within both",
      ]
    `);
    const ends = {
      minThreshold: "80",
      maxThreshold: "20",
      minReplicas: 5,
      maxReplicas: 4,
      stepSize: 0,
    };
    expect(told(safeParseRuleInput({ ...band, ...ends }))).toMatchInlineSnapshot(`
      [
        "signed-step: stepSize is 0, expected an integer of 1 or more; it is added above maxThreshold and subtracted below minThreshold: give it without a sign",
        "bounds-reversed: maxReplicas is 4, expected 5 or more, as minReplicas is 5; raise maxReplicas or lower minReplicas: no count is within both",
        "thresholds-reversed: maxThreshold is "20", expected 80 or more, as minThreshold is 80; swap the two: between them both conditions would hold",
      ]
    `);
    expect(
      told(
        safeParseRuleInput({ ...band, minThreshold: null, maxThreshold: null, maxReplicas: -1 }),
      ),
    ).toMatchInlineSnapshot(`
      [
        "not-an-integer: maxReplicas is -1, expected an integer of 0 or more, or null; use null for no bound",
        "no-threshold: maxThreshold is null, expected a decimal, as minThreshold is null too; give at least one of the two: a band without ends never triggers",
      ]
    `);
  });

  test("of a patch", () => {
    const junk = {
      endpointId: "",
      comparator: "=",
      minThreshold: 1n,
      maxAgeSeconds: -1,
      id: "other",
    };
    expect(told(safeParseRulePatch(junk))).toMatchInlineSnapshot(`
      [
        "not-one-of: comparator is "=", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "not-a-decimal: minThreshold is 1n, expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; write it as digits, such as "80" or "0.75"; use null for no lower end",
        "not-a-number: maxAgeSeconds is -1, expected a number of seconds of 0 or more; leave it out to act on an average of any age",
        "cannot-change: endpointId is "", expected nothing, as a patch cannot change it; leave it out, or create another rule",
        "cannot-change: id is "other", expected nothing, as a patch cannot change it; leave it out, or create another rule",
      ]
    `);
    expect(told(safeParseRulePatch([]))).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is an array, expected an object; give the changes as an object",
      ]
    `);
  });

  test("of a snapshot", () => {
    const halves = {
      id: "a",
      replicas: 1,
      cooldownSeconds: { out: -1, in: "1" },
      lastScaledAt: { out: "never", in: 1n },
      pausedUntil: "later",
      advisory: 1,
      maxReplicas: 0.5,
    };
    const wire = {
      now: 0,
      endpoints: [halves, { id: 1, replicas: 1, cooldownSeconds: 60, lastScaledAt: 60 }],
      rules: [],
      metrics: [7, { ...average("x"), aggregation: "mean", ruleId: 1, at: "later" }],
      lastTriggered: [],
      missing: [7],
    };
    expect(told(safeParseSnapshot(wire))).toMatchInlineSnapshot(`
      [
        "not-an-instant: endpoint \`a\`: endpoints[0].pausedUntil is "later", expected an ISO 8601 time with an offset, or milliseconds since 1970; leave it out for a pause without an end",
        "wrong-type: endpoint \`a\`: endpoints[0].advisory is 1, expected true or false; leave it out for an endpoint whose count may change",
        "not-a-number: endpoint \`a\`: endpoints[0].cooldownSeconds.out is -1, expected a number of seconds of 0 or more; use 0 for no cooldown in that direction",
        "not-a-number: endpoint \`a\`: endpoints[0].cooldownSeconds.in is "1", expected a number of seconds of 0 or more; write the number without quotes",
        "not-an-instant: endpoint \`a\`: endpoints[0].lastScaledAt.out is "never", expected an ISO 8601 time with an offset, or milliseconds since 1970, or null; use null where the count never changed in that direction",
        "not-an-instant: endpoint \`a\`: endpoints[0].lastScaledAt.in is 1n, expected an ISO 8601 time with an offset, or milliseconds since 1970, or null; use null where the count never changed in that direction",
        "not-an-integer: endpoint \`a\`: endpoints[0].maxReplicas is 0.5, expected an integer of 0 or more, or null; use null for no bound",
        "wrong-type: endpoints[1].id is 1, expected text; put it in quotes: "1"",
        "wrong-type: endpoints[1].cooldownSeconds is 60, expected an object of out and in; give both directions, as { out: 60, in: 600 }, or leave it out for no cooldowns",
        "wrong-type: endpoints[1].lastScaledAt is 60, expected an object of out and in; give both directions, as { out: null, in: null }, or leave it out for never",
        "wrong-type: metrics[0] is 7, expected an object; give an average as an object",
        "not-one-of: metrics[1].aggregation is "mean", expected average, min, max, sum or p50 to p99; leave it out for the average",
        "wrong-type: metrics[1].ruleId is 1, expected text; put it in quotes: "1"",
        "not-a-decimal: metrics[1].value is "x", expected a decimal number, Infinity, -Infinity or NaN; leave out an average that is not known",
        "not-an-instant: metrics[1].at is "later", expected an ISO 8601 time with an offset, or milliseconds since 1970; leave it out for an average that cannot be stale",
        "wrong-type: lastTriggered is an array, expected an object of times by rule id; use {} where no rule ever triggered",
        "wrong-type: missing[0] is 7, expected an object; give a missing metric as an object",
      ]
    `);
    expect(
      told(safeParseSnapshot({ ...wire, endpoints: 1, rules: 1, metrics: 1, missing: 1 })),
    ).toMatchInlineSnapshot(`
      [
        "wrong-type: endpoints is 1, expected an array; list the endpoints; [] for none",
        "wrong-type: rules is 1, expected an array; list the rules in evaluation order; [] for none",
        "wrong-type: metrics is 1, expected an array; list the averages; [] for none",
        "wrong-type: lastTriggered is an array, expected an object of times by rule id; use {} where no rule ever triggered",
        "wrong-type: missing is 1, expected an array; leave it out for none",
      ]
    `);
  });

  test("of a rule set", () => {
    const junk = {
      rules: 1,
      endpoints: 1,
      semantics: "mine",
      initial: [-1],
      counts: { min: -1, max: 0.5 },
      domain: { load: { min: "x", max: {} }, other: 7 },
      load: { metric: 1 },
      cycleSeconds: -1,
      startupSeconds: "1",
    };
    expect(told(safeParseRuleSet(junk))).toMatchInlineSnapshot(`
      [
        "wrong-type: rules is 1, expected an array; list the rules in evaluation order; [] for none",
        "wrong-type: endpoints is 1, expected an array; list the endpoints that the rules are on, or leave them out",
        "not-one-of: semantics is "mine", expected backend-ai-25, backend-ai-26 or recommended; name whose answers the rules get",
        "not-an-integer: initial[0] is -1, expected an integer of 0 or more; give a count of replicas",
        "not-an-integer: counts.min is -1, expected an integer of 0 or more; give a count of replicas",
        "not-an-integer: counts.max is 0.5, expected an integer of 0 or more; give a count of replicas",
        "not-a-decimal: domain.load.min is "x", expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; an end of what the metric's readings can be; null for none",
        "not-a-decimal: domain.load.max is an object, expected a decimal number (at most 1,000 digits, exponent within ±9,999), or null; an end of what the metric's readings can be; null for none",
        "wrong-type: domain.other is 7, expected an object; give the facts of a metric as an object",
        "wrong-type: load.metric is 1, expected text; name the metric that the replicas share",
        "not-a-number: cycleSeconds is -1, expected a number of seconds of 0 or more; give the time from cycle to cycle",
        "not-a-number: startupSeconds is "1", expected a number of seconds of 0 or more; write the number without quotes",
      ]
    `);
    expect(
      told(safeParseRuleSet({ rules: [], initial: 1, counts: 1, domain: 1, load: 1 })),
    ).toMatchInlineSnapshot(`
      [
        "wrong-type: initial is 1, expected an array; list the counts to start from",
        "wrong-type: counts is 1, expected an object; give the counts that should be reachable as an object",
        "wrong-type: domain is 1, expected an object of facts by metric name; give { "min": "0", "max": "100" } for each metric",
        "wrong-type: load is 1, expected an object; give the load as an object",
      ]
    `);
    expect(told(safeParseRuleSet(7))).toMatchInlineSnapshot(`
      [
        "wrong-type: the input is 7, expected an object; give the rule set as an object",
      ]
    `);
  });

  test("of nothing where a rule set is sound", () => {
    const domain = { qps: { min: "0", max: null }, util: { max: 100 } };
    const metrics = {
      qps: { unit: "requests", integer: true, load: "shared", busy: "more", atZero: false },
    };
    expect(parseRuleSet({ rules: [], domain, metrics, $schema: "rule-set.json" })).toEqual({
      rules: [],
      domain,
      metrics,
    });
  });

  test("of an evaluation", () => {
    const wire = formatEvaluation(evaluate(snapshot()));
    const junk = {
      endpointId: 1,
      replicas: "1",
      desired: "1",
      delta: "1",
      wouldBe: "1",
      fault: { code: "odd", path: 1, found: 1, expected: 1, help: 1, message: 1 },
      outcomes: [
        { kind: "odd" },
        {
          kind: "triggered",
          ruleId: 1,
          metric: { source: "KERNEL", name: 1 },
          comparator: "=",
          threshold: {},
        },
        { kind: "superseded", because: "luck" },
        { kind: "cooling-down", scope: "moon" },
        { kind: "paused", paused: "never" },
        { kind: "stale-metric", ruleId: "a", metric: 7, at: "once", maxAgeSeconds: "1" },
        {
          kind: "not-met",
          ruleId: "a",
          metric: { source: "KERNEL", name: "n" },
          value: 1,
          conditions: [7],
        },
        { kind: "invalid-input", ruleId: "a", metric: { source: "KERNEL", name: "n" }, fault: 7 },
      ],
      chain: [7, { stage: "weekend", from: "1", to: "1", by: 1 }],
    };
    expect(told(safeParseEvaluation({ ...wire, decisions: [junk, 7] }))).toMatchInlineSnapshot(`
      [
        "wrong-type: decisions[0].endpointId is 1, expected text; put it in quotes: "1"",
        "wrong-type: decisions[0].replicas is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].desired is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].delta is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].wouldBe is "1", expected a number; write it with formatEvaluation",
        "not-one-of: decisions[0].fault.code is "odd", expected missing, wrong-type, wrong-form, not-a-decimal, not-a-share, not-an-integer, not-a-number, not-whole-milliseconds, empty, too-long, too-many, too-large, wrong-length, hole, not-an-instant, no-offset, seconds, not-a-day, not-one-of, unknown-key, given-twice, not-together, unreadable, other-type, cannot-change, duplicate-id, unknown-endpoint, other-endpoint, unknown-rule, unknown-metric, conflicting-averages, bounds-reversed, thresholds-reversed, ends-reversed, no-threshold, zero-step, signed-step, query-without-prometheus, unreported-of-percentile, scales-no-average, starting-unknown, starting-counted, not-json, no-json, not-json-lines, no-document, unreadable-file, rules-missing, rules-empty, no-column, not-in-rows, not-in-form, half-a-row, not-a-release, release-missing, not-derived, no-rows, several-rules, own-rule, unknown-trace, one-instant, no-samples, no-requests, not-requests, refused-query, partial-answer, no-log-time, column-missing, not-a-trace-time, not-a-trace-figure, not-a-bin, trace-too-short, out-of-order, off-grid, step-below-concurrency, nothing-measured, not-a-shard, not-a-part or parts-differ; write it with formatEvaluation",
        "wrong-type: decisions[0].fault.path is 1, expected text; write it with formatEvaluation",
        "missing: decisions[0].fault.keys is missing, expected an array; write it with formatEvaluation",
        "missing: decisions[0].fault.params is missing, expected an object; write it with formatEvaluation",
        "wrong-type: decisions[0].fault.found is 1, expected text; write it with formatEvaluation",
        "wrong-type: decisions[0].fault.expected is 1, expected text; write it with formatEvaluation",
        "wrong-type: decisions[0].fault.help is 1, expected text; write it with formatEvaluation",
        "wrong-type: decisions[0].fault.message is 1, expected text; write it with formatEvaluation",
        "not-one-of: decisions[0].outcomes[0].kind is "odd", expected not-met, triggered, out-of-bounds, cooling-down, superseded, no-metric, stale-metric, invalid-metric, invalid-input, paused, disabled, pending, uncovered or fallback; write it with formatEvaluation",
        "wrong-type: decisions[0].outcomes[1].ruleId is 1, expected text; put it in quotes: "1"",
        "wrong-type: decisions[0].outcomes[1].metric.name is 1, expected text; put it in quotes: "1"",
        "not-one-of: decisions[0].outcomes[1].comparator is "=", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write it with formatEvaluation",
        "not-a-decimal: decisions[0].outcomes[1].threshold is an object, expected a decimal number; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].step is missing, expected a number; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].direction is missing, expected out or in; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].field is missing, expected threshold, maxThreshold or minThreshold; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].value is missing, expected a decimal number; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].from is missing, expected a number; write it with formatEvaluation",
        "missing: decisions[0].outcomes[1].to is missing, expected a number; write it with formatEvaluation",
        "not-one-of: decisions[0].outcomes[2].because is "luck", expected came-later, outbid, vetoed, paced, projection, zero or settling; write it with formatEvaluation",
        "not-one-of: decisions[0].outcomes[3].scope is "moon", expected rule, endpoint or signal; write it with formatEvaluation",
        "not-one-of: decisions[0].outcomes[4].paused is "never", expected both, out or in; write it with formatEvaluation",
        "wrong-type: decisions[0].outcomes[5].metric is 7, expected an object; give the metric as an object",
        "not-an-instant: decisions[0].outcomes[5].at is "once", expected an ISO 8601 time with an offset, or milliseconds since 1970; write it with formatEvaluation",
        "wrong-type: decisions[0].outcomes[5].maxAgeSeconds is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].outcomes[6].conditions[0] is 7, expected an object; give a condition as an object",
        "wrong-type: decisions[0].outcomes[7].fault is 7, expected an object; give a fault as an object",
        "wrong-type: decisions[0].chain[0] is 7, expected an object; give a link of the chain as an object",
        "not-one-of: decisions[0].chain[1].stage is "weekend", expected rules, projection, zero, settling, settling-timeout, bounds, paused, cooldown or advisory; write it with formatEvaluation",
        "wrong-type: decisions[0].chain[1].from is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].chain[1].to is "1", expected a number; write it with formatEvaluation",
        "wrong-type: decisions[0].chain[1].by is 1, expected text; write it with formatEvaluation",
        "wrong-type: decisions[1] is 7, expected an object; give a decision as an object",
      ]
    `);
    expect(
      told(
        safeParseEvaluation({
          decisions: 1,
          deltas: 1,
          triggered: 1,
          orphans: 1,
          recheckAt: "soon",
        }),
      ),
    ).toMatchInlineSnapshot(`
      [
        "wrong-type: decisions is 1, expected an array; write it with formatEvaluation",
        "wrong-type: deltas is 1, expected an object of deltas by endpoint id; write it with formatEvaluation",
        "wrong-type: triggered is 1, expected an object of times by rule id; use {} where no rule ever triggered",
        "wrong-type: orphans is 1, expected an array; write it with formatEvaluation",
        "not-an-instant: recheckAt is "soon", expected an ISO 8601 time with an offset, or milliseconds since 1970; write it with formatEvaluation",
      ]
    `);
    expect(told(safeParseEvaluation(7))).toEqual([
      "wrong-type: the input is 7, expected an object; give an evaluation as an object",
    ]);
    const bounded = { kind: "out-of-bounds", bound: "left", scope: "moon", limit: "1" };
    const fitted = {
      ...wire,
      decisions: [{ ...junk, fault: undefined, outcomes: [bounded], chain: [] }],
    };
    expect(
      told(safeParseEvaluation(fitted)).filter((line) => /bound|scope|limit/.test(line)),
    ).toMatchInlineSnapshot(`
      [
        "not-one-of: decisions[0].outcomes[0].bound is "left", expected min or max; write it with formatEvaluation",
        "wrong-type: decisions[0].outcomes[0].limit is "1", expected a number; write it with formatEvaluation",
        "not-one-of: decisions[0].outcomes[0].scope is "moon", expected rule or endpoint; write it with formatEvaluation",
      ]
    `);
  });

  test("of a record", () => {
    const semantics = { combine: "best", bounds: 1, cooldownEnd: null };
    const lines = [
      7,
      { semantics, snapshot: 7 },
      { semantics: 7, snapshot: formatSnapshot(snapshot()), decisions: {} },
    ];
    const parsed = safeParseLog(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(told(parsed)).toMatchInlineSnapshot(`
      [
        "wrong-type: line 1 is 7, expected an object; give the record as an object",
        "not-one-of: line 2: semantics.combine is "best", expected sequential, first or agreement; see Semantics; backendAi25 is sequential, skip, exclusive",
        "not-one-of: line 2: semantics.bounds is 1, expected skip or clamp; see Semantics; backendAi25 is sequential, skip, exclusive",
        "not-one-of: line 2: semantics.cooldownEnd is null, expected exclusive or inclusive; see Semantics; backendAi25 is sequential, skip, exclusive",
        "wrong-type: line 2: snapshot is 7, expected an object; give the snapshot as an object",
        "missing: line 2: decisions is missing, expected an array; list the decisions; [] for none",
        "wrong-type: line 3: semantics is 7, expected an object; give the semantics as an object",
        "wrong-type: line 3: decisions is an object, expected an array; list the decisions; [] for none",
      ]
    `);
  });

  test("of an input that cannot be read", () => {
    const trap = {
      get now(): number {
        throw new Error("no clock");
      },
    };
    const parsed = safeParseSnapshot(trap);
    expect(told(parsed)).toMatchInlineSnapshot(`
      [
        "unreadable: the input is an object, expected data that can be read; pass plain objects and arrays: a getter or a proxy in it threw an error",
      ]
    `);
    expect(parsed.error).toBeInstanceOf(SchemaError);
    expect(parsed.error?.cause).toEqual(new Error("no clock"));
  });

  test("of lists with holes, and of lists that are too long", () => {
    const wire = { now: 0, endpoints: [], rules: [], metrics: [], lastTriggered: {} };
    const holed = [average("1")];
    holed.length = 3;
    expect(told(safeParseSnapshot({ ...wire, metrics: holed }))).toMatchInlineSnapshot(`
      [
        "hole: metrics[1] is a hole, expected an item; give every item of the list, or remove the empty places",
      ]
    `);
    expect(
      safeParseSnapshot({ ...wire, rules: new Array(10_000_000) }).error?.faults,
    ).toMatchObject([{ code: "hole", path: "rules[0]" }]);
    expect(
      told(safeParseSnapshot({ ...wire, rules: new Array(10_000_001) })),
    ).toMatchInlineSnapshot(`
      [
        "too-many: rules is an array, expected at most 10,000,000 items; split it, or fix its length",
      ]
    `);
    const evaluation = formatEvaluation(evaluate(snapshot()));
    const decisions = evaluation.decisions.map((decision) => ({
      ...decision,
      chain: new Array(2),
    }));
    expect(told(safeParseEvaluation({ ...evaluation, decisions }))).toMatchInlineSnapshot(`
      [
        "hole: decisions[0].chain[0] is a hole, expected an item; give every item of the list, or remove the empty places",
      ]
    `);
  });
});

// `npx vitest run test/schema -u` writes them.
test.each(SCHEMA_NAMES)(
  "the JSON Schema of %s is the one that was recorded: a change of it is a change of the wire",
  async (name) => {
    const written = `${JSON.stringify(jsonSchema(name), null, 2)}\n`;
    await expect(written).toMatchFileSnapshot(`./json-schema/${name}.json`);
  },
);
