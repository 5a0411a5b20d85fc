import { expect, test } from "vitest";
import { planRollout, type RolloutRows } from "../../src/backend-ai/index.ts";

const route = {
  id: "r1",
  status: "running",
  health_status: "healthy",
  traffic_status: "active",
  revision: "one",
  created_at: "2026-03-02T12:00:00Z",
} as const;

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

test("a route whose health is a word of another release goes like one that nobody has looked at", () => {
  const of = (health_status: string) =>
    planRollout({
      ...steady,
      desired_current: 2,
      routes: ["healthy", health_status, "healthy"].map((health, nth) => ({
        ...route,
        id: `r${nth}`,
        health_status: health,
      })),
    });
  expect(of("confused")).toEqual(of("not_checked"));
  expect(of("confused").destroy).toEqual(["r1"]);
  expect(of("unhealthy").destroy).not.toEqual([]);
});
