import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planRollout, type RolloutRows } from "../../src/backend-ai/index.ts";

const route = {
  id: "r1",
  status: "running",
  health_status: "healthy",
  traffic_status: "active",
  revision: "one",
  created_at: "2026-03-02T12:00:00Z",
};

const steady: RolloutRows = {
  current_revision: "one",
  target_revision: null,
  desired_current: 1,
  desired_target: 0,
  routes: [route],
};

test("a route of no revision belongs to no group, where there is no target either", () => {
  const routes = [route, { ...route, id: "stray", revision: null }];
  expect(planRollout({ ...steady, routes })).toEqual({ create: [], destroy: [], converged: true });
});

test("a group without a revision has no routes, and is given none", () => {
  const nothing = { ...steady, current_revision: null, desired_current: 0, desired_target: 0 };
  expect(planRollout(nothing)).toEqual({ create: [], destroy: [], converged: true });
});

const STATUS = ["provisioning", "running", "terminating", "terminated", "failed_to_start"];
const HEALTH = ["not_checked", "healthy", "unhealthy", "degraded"];
const TRAFFIC = ["active", "inactive"];

const word = (words: readonly string[]) => fc.constantFrom(...words);

/** Rollouts with routes of both revisions, of an older one and of none. */
const rollout: fc.Arbitrary<RolloutRows> = fc.record({
  current_revision: fc.constantFrom("one", null),
  target_revision: fc.constantFrom("two", null),
  desired_current: fc.nat({ max: 3 }),
  desired_target: fc.nat({ max: 3 }),
  routes: fc
    .array(
      fc.record({
        status: word(STATUS),
        health_status: word(HEALTH),
        traffic_status: word(TRAFFIC),
        revision: fc.constantFrom("one", "two", "old", null),
        created_at: fc.nat({ max: 9 }),
      }),
      { maxLength: 8 },
    )
    .map((routes) => routes.map((each, nth) => ({ id: `r${nth}`, ...each }))),
});

/** How many routes of a revision are in one of these states, `running` meaning with active traffic. */
function count(
  { routes }: RolloutRows,
  revision: string | null,
  states: readonly string[],
): number {
  return routes.filter(
    (each) =>
      revision !== null &&
      each.revision === revision &&
      states.includes(each.status) &&
      (each.status !== "running" || each.traffic_status === "active"),
  ).length;
}

describe("a deployment", () => {
  test("without a target has converged where as many routes count as are desired", () => {
    fc.assert(
      fc.property(rollout, (drawn) => {
        const rows = { ...drawn, target_revision: null };
        const counted = count(rows, rows.current_revision, ["provisioning", "running"]);
        expect(planRollout(rows).converged).toBe(counted === rows.desired_current);
      }),
    );
  });

  test("in a rollout has converged where the target has started in full and the current is within its count", () => {
    fc.assert(
      fc.property(rollout, (drawn) => {
        const rows = { ...drawn, target_revision: "two" };
        const counted = count(rows, rows.current_revision, ["provisioning", "running"]);
        const expected =
          counted <= rows.desired_current &&
          count(rows, "two", ["provisioning"]) === 0 &&
          count(rows, "two", ["running"]) === rows.desired_target;
        expect(planRollout(rows).converged).toBe(expected);
      }),
    );
  });

  test("whose current revision drains below its count, or whose target is still starting, says so", () => {
    const rows = { ...steady, target_revision: "two", desired_current: 2, desired_target: 1 };
    const next = { ...route, id: "r2", revision: "two" };
    expect(planRollout({ ...rows, routes: [route, next] }).converged).toBe(true);
    expect(
      planRollout({ ...rows, routes: [route, { ...next, status: "provisioning" }] }).converged,
    ).toBe(false);
  });

  test("that has converged needs no route, and destroys none", () => {
    fc.assert(
      fc.property(rollout, (rows) => {
        const { create, destroy, converged } = planRollout(rows);
        if (converged) expect([create, destroy]).toEqual([[], []]);
      }),
    );
  });
});

describe("a route with a word that no release has", () => {
  test.each(["status", "health_status", "traffic_status"])(
    "is a fault, not left out in silence: %s",
    (column) => {
      const routes = [{ ...route, [column]: "confused" }];
      expect(() => planRollout({ ...steady, routes })).toThrow(
        new RegExp(`routes\\[0\\]\\.${column} is "confused", expected `),
      );
    },
  );

  test("is not one whose word is merely in capitals", () => {
    const shouted = {
      ...route,
      status: "RUNNING",
      health_status: "Unhealthy",
      traffic_status: "ACTIVE",
    };
    const quiet = { ...route, health_status: "unhealthy" };
    const plan = (one: typeof route | typeof shouted) =>
      planRollout({ ...steady, desired_current: 0, routes: [one] });
    expect(plan(shouted)).toEqual(plan(quiet));
  });
});
