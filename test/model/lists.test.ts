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
      "missing wrong-type not-a-decimal not-an-integer not-an-instant seconds not-one-of out-of-range too-long unknown-key " +
        "duplicate-id unknown-endpoint conflict not-json no-column",
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
