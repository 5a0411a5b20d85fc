import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  COMPARATORS,
  FAULT_CODES,
  METRIC_SOURCES,
  MISSING_REASONS,
  OUTCOME_KINDS,
  ROUTE_STATUSES,
  recommended,
} from "../../src/index.ts";

describe("the words of the model are as they were first published, in their order", () => {
  test.each([
    ["comparators", COMPARATORS, "LESS_THAN LESS_THAN_OR_EQUAL GREATER_THAN GREATER_THAN_OR_EQUAL"],
    ["metric sources", METRIC_SOURCES, "KERNEL INFERENCE_FRAMEWORK PROMETHEUS"],
    [
      "reasons for a missing metric",
      MISSING_REASONS,
      "no-stats no-metric histogram unparsable no-replicas no-distribution incomputable several-series matrix " +
        "source-failed",
    ],
    [
      "outcomes",
      OUTCOME_KINDS,
      "not-met triggered out-of-bounds cooling-down superseded no-metric stale-metric invalid-metric invalid-input paused disabled " +
        "pending uncovered fallback",
    ],
    [
      "faults",
      FAULT_CODES,
      "missing wrong-type wrong-form not-a-decimal not-a-share not-an-integer not-a-number " +
        "not-whole-milliseconds empty too-long too-many too-large wrong-length hole not-an-instant no-offset " +
        "seconds not-a-day not-one-of unknown-key given-twice not-together unreadable other-type " +
        "cannot-change duplicate-id unknown-endpoint other-endpoint unknown-rule unknown-metric " +
        "conflicting-averages bounds-reversed thresholds-reversed ends-reversed no-threshold zero-step " +
        "signed-step query-without-prometheus unreported-of-percentile scales-no-average starting-unknown " +
        "starting-counted not-json no-json not-json-lines no-document unreadable-file rules-missing " +
        "rules-empty no-column not-in-rows not-in-form half-a-row not-a-release release-missing not-derived " +
        "no-rows several-rules own-rule unknown-trace one-instant no-samples no-requests not-requests refused-query partial-answer no-log-time column-missing " +
        "not-a-trace-time not-a-trace-figure not-a-bin trace-too-short out-of-order off-grid " +
        "step-below-concurrency nothing-measured not-a-shard not-a-part parts-differ",
    ],
    [
      "statuses of routes",
      ROUTE_STATUSES,
      "provisioning healthy unhealthy degraded not_checked terminating terminated failed_to_start",
    ],
  ])("%s", (_, words, expected) => {
    expect(words).toEqual(expected.split(" "));
    expect(Object.isFrozen(words)).toBe(true);
  });

  test("semantics", () => {
    expect(backendAi25).toEqual({ combine: "sequential", bounds: "skip", cooldownEnd: "exclusive" });
    expect(backendAi26).toEqual({ combine: "first", bounds: "skip", cooldownEnd: "inclusive" });
    expect(recommended).toEqual({ combine: "agreement", bounds: "clamp", cooldownEnd: "inclusive" });
  });
});
