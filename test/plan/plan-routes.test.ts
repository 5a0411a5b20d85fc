import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planRoutes, ROUTE_STATUSES, type Route, type RoutePlanInput, type RouteStatus } from "../../src/index.ts";

const routes = (...statuses: readonly RouteStatus[]): Route[] =>
  statuses.map((status, nth) => ({ id: `${status}-${nth}`, status }));

const plan = (changes: Partial<RoutePlanInput>) =>
  planRoutes({ desired: 0, lifecycle: "created", retries: 0, routes: [], ...changes });

const input: fc.Arbitrary<RoutePlanInput> = fc.record({
  desired: fc.integer({ min: 0, max: 8 }),
  lifecycle: fc.constantFrom("created", "destroying", "destroyed"),
  retries: fc.constantFrom(0, 5, 6),
  victims: fc.constantFrom("unhealthy-first", "backend-ai-25"),
  routes: fc
    .array(fc.tuple(fc.constantFrom(...ROUTE_STATUSES), fc.option(fc.integer({ min: 0, max: 5 }), { nil: null })), {
      maxLength: 10,
    })
    .map((list) =>
      list.map(
        ([status, createdAt], nth): Route => ({ id: `r${nth}`, status, ...(createdAt === null ? {} : { createdAt }) }),
      ),
    ),
});

/** The routes once a plan is carried out: those that were created are provisioning, those that were removed are gone. */
function carryOut({ routes: before }: RoutePlanInput, { create, remove }: ReturnType<typeof planRoutes>): Route[] {
  const created = Array.from({ length: create }, (_, nth): Route => ({ id: `new${nth}`, status: "provisioning" }));
  return [...before.filter(({ id }) => !remove.includes(id)), ...created];
}

describe("planRoutes", () => {
  test("leaves as many routes that count as are desired, or says why not yet", () => {
    fc.assert(
      fc.property(input, (given) => {
        const made = planRoutes(given);
        const wanted = given.lifecycle === "created" || given.victims === "backend-ai-25" ? given.desired : 0;
        if (made.terminated) return;
        const { counted } = planRoutes({ ...given, routes: carryOut(given, made) });
        if (made.waiting.length === 0) expect(counted).toBe(wanted);
        else expect(counted).not.toBe(wanted);
      }),
    );
  });

  test("has nothing left to do once it is carried out, where it waits for nothing", () => {
    fc.assert(
      fc.property(input, (given) => {
        const made = planRoutes(given);
        fc.pre(made.waiting.length === 0);
        expect(planRoutes({ ...given, routes: carryOut(given, made) })).toMatchObject({
          create: 0,
          remove: [],
          waiting: [],
        });
      }),
    );
  });

  test("never creates and removes at once, and removes no route twice or that does not count", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { create, remove } = planRoutes(given);
        expect(create === 0 || remove.length === 0).toBe(true);
        expect(new Set(remove).size).toBe(remove.length);
        const gone: readonly RouteStatus[] = ["failed_to_start", "terminated", "terminating"];
        for (const { id, status } of given.routes) if (remove.includes(id)) expect(gone).not.toContain(status);
      }),
    );
  });

  test("removes the worst first, and of equals the older", () => {
    const given: Route[] = [
      { id: "young", status: "healthy", createdAt: 9 },
      { id: "unchecked", status: "not_checked" },
      { id: "old", status: "healthy", createdAt: 1 },
      { id: "ill", status: "unhealthy" },
      { id: "slow", status: "degraded" },
      { id: "ageless", status: "healthy" },
      { id: "starting", status: "provisioning" },
    ];
    expect(plan({ routes: given }).remove).toEqual(["starting", "ill", "slow", "unchecked", "ageless", "old", "young"]);
  });

  test("counts neither what failed to start nor what is on its way out", () => {
    const given = routes("healthy", "failed_to_start", "terminating", "terminated");
    expect(plan({ desired: 3, routes: given })).toMatchObject({ create: 2, counted: 1 });
    expect(plan({ desired: 1, routes: given })).toMatchObject({ create: 0, remove: [] });
  });

  test("creates nothing more after too many retries, and says so", () => {
    expect(plan({ desired: 2, retries: 5 })).toMatchObject({ create: 2, waiting: [] });
    expect(plan({ desired: 2, retries: 6 })).toMatchObject({ create: 0, waiting: ["retries-exhausted"] });
    expect(plan({ desired: 2, retries: 2, maxRetries: 1 })).toMatchObject({
      create: 0,
      waiting: ["retries-exhausted"],
    });
  });

  test("under Backend.AI 25 waits for what it cannot remove", () => {
    const given = routes("provisioning", "terminating", "unhealthy", "healthy");
    const made = plan({ routes: given, victims: "backend-ai-25" });
    expect(made).toMatchObject({
      remove: ["healthy-3", "unhealthy-2"],
      waiting: ["provisioning", "terminating"],
      counted: 4,
    });
  });

  test("is done with an endpoint that is being destroyed when its last route is gone", () => {
    const destroy = { desired: 4, lifecycle: "destroying" } as const;
    expect(plan({ ...destroy, routes: routes("healthy") })).toMatchObject({ remove: ["healthy-0"], terminated: false });
    expect(plan({ ...destroy, routes: routes("terminating") })).toMatchObject({ remove: [], terminated: false });
    expect(plan({ ...destroy, routes: routes("failed_to_start", "terminated") })).toMatchObject({
      create: 0,
      terminated: true,
    });
  });

  test("refuses victims that there are none of", () => {
    expect(() =>
      planRoutes(
        Object.assign({ desired: 0, lifecycle: "created", retries: 0, routes: routes("healthy") } as const, {
          victims: "all" as "backend-ai-25",
        }),
      ),
    ).toThrow(TypeError);
  });
});

describe("planRoutes under Backend.AI 25", () => {
  const under25 = (changes: Partial<RoutePlanInput>) => plan({ victims: "backend-ai-25", ...changes });

  test("removes healthy routes first, then all that are not well, each in the order given whatever their age", () => {
    const given: Route[] = [
      { id: "unchecked", status: "not_checked", createdAt: 9 },
      { id: "slow", status: "degraded", createdAt: 8 },
      { id: "ill", status: "unhealthy", createdAt: 1 },
      { id: "young", status: "healthy", createdAt: 7 },
      { id: "old", status: "healthy", createdAt: 2 },
    ];
    expect(under25({ routes: given }).remove).toEqual(["young", "old", "unchecked", "slow", "ill"]);
  });

  test("names only what there is of the routes that it cannot remove", () => {
    expect(under25({ routes: routes("provisioning", "healthy") }).waiting).toEqual(["provisioning"]);
    expect(under25({ routes: routes("terminating", "healthy") }).waiting).toEqual(["terminating"]);
  });

  test("creates nothing for an endpoint whose destruction is done, whatever its desired count", () => {
    expect(under25({ desired: 2, lifecycle: "destroyed", routes: routes("terminated") })).toEqual({
      create: 0,
      remove: [],
      terminated: true,
      counted: 0,
      waiting: [],
    });
  });
});

test("planRoutes names the victims that there are none of", () => {
  // What a program in JavaScript can pass.
  const given: RoutePlanInput = { desired: 0, lifecycle: "created", retries: 0, routes: routes("healthy") };
  expect(() => planRoutes(Object.assign(given, JSON.parse('{ "victims": "all" }')))).toThrow("unexpected case: all");
});
