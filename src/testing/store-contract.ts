import type {
  CommitReport,
  Conflict,
  CycleCommit,
  EndpointChange,
  RuleStore,
  StoredState,
} from "../host/rule-store.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Instant } from "../model/instant.ts";
import type { ThresholdRule } from "../model/rule.ts";
import { type ContractCase, demand } from "./contract.ts";

/** A store under test, and what a user does to it meanwhile. */
export interface StoreUnderTest {
  readonly store: RuleStore;
  /** Sets an endpoint's count, as a user does between two cycles. */
  readonly setReplicas: (endpointId: string, replicas: number) => Promise<void>;
  /** Removes a rule. */
  readonly deleteRule: (ruleId: string) => Promise<void>;
  /** Removes an endpoint, with or without its rules. */
  readonly deleteEndpoint: (endpointId: string) => Promise<void>;
  /** Lets go of whatever the store holds open. */
  readonly close?: () => Promise<void>;
}

const NOW: Instant = Date.parse("2026-03-02T12:00:00.123Z") + 0.456;
const EARLIER: Instant = NOW - 600_000;

const rule = (id: string, endpointId: string): ThresholdRule => ({
  type: "threshold",
  id,
  endpointId,
  metricSource: "KERNEL",
  metricName: "cuda_util",
  comparator: "GREATER_THAN",
  threshold: "80.5",
  stepSize: 1,
  cooldownSeconds: 60,
  minReplicas: null,
  maxReplicas: 8,
});

const INITIAL: StoredState = {
  endpoints: [
    { id: "a", replicas: 2 },
    { id: "b", replicas: 5 },
  ],
  rules: [rule("a1", "a"), rule("a2", "a"), rule("b1", "b")],
  lastTriggered: new Map([["a2", EARLIER]]),
};

/** Endpoint `a` scales out to 3, as rule `a1` triggered for the first time. */
const CHANGE: EndpointChange = {
  endpointId: "a",
  expectedReplicas: 2,
  replicas: 3,
  direction: "out",
  triggered: [{ ruleId: "a1", expectedLastTriggered: null }],
  decision: {
    endpointId: "a",
    replicas: 2,
    desired: 3,
    delta: 1,
    outcomes: [],
    chain: [{ stage: "rules", from: 2, to: 3, by: "a1" }],
  },
};

const commitOf = (...changes: readonly EndpointChange[]): CycleCommit => ({ at: NOW, changes });

/** The report on a change of endpoint `a` alone that must not be stored. */
const refused = (reason: Conflict["reason"]): CommitReport => ({
  committed: [],
  conflicts: [{ endpointId: "a", reason }],
});

/**
 * What any {@link RuleStore} must do, one case at a time, for whatever test runner you have. Each case makes a store of its
 * own from an initial state.
 *
 * @param make - a store that holds this state and nothing else
 * @example
 * for (const { name, run } of storeContract(makePostgresStore)) test(name, run);
 */
export function storeContract(make: (initial: StoredState) => Promise<StoreUnderTest>): readonly ContractCase[] {
  const contractCase = (name: string, check: (subject: StoreUnderTest) => Promise<void>): ContractCase => ({
    name,
    run: async () => {
      const subject = await make(INITIAL);
      try {
        await check(subject);
      } finally {
        await subject.close?.();
      }
    },
  });
  const { signal } = new AbortController();
  const load = ({ store }: StoreUnderTest) => store.load(signal);
  const commit = ({ store }: StoreUnderTest, ...changes: readonly EndpointChange[]) =>
    store.commit(commitOf(...changes), signal);

  return [
    contractCase("loads what it was given, times to the microsecond", async (subject) => {
      const state = await load(subject);
      demand("the endpoints", sorted(state.endpoints), sorted(INITIAL.endpoints));
      demand("the rules", sorted(state.rules), sorted(INITIAL.rules));
      demand("the last-triggered times", sortedTimes(state), sortedTimes(INITIAL));
    }),

    contractCase("stores an endpoint's count, its time of scaling and its rules' times together", async (subject) => {
      demand("the report", await commit(subject, CHANGE), { committed: ["a"], conflicts: [] });
      const state = await load(subject);
      demand("the count", countOf(state, "a"), 3);
      demand("the time of scaling", endpointOf(state, "a")?.lastScaledAt, { out: NOW, in: null });
      demand("the last-triggered times", sortedTimes(state), [
        ["a1", NOW],
        ["a2", EARLIER],
      ]);
      demand("the other endpoint", countOf(state, "b"), 5);
    }),

    contractCase("stores times without moving a count where only rules triggered", async (subject) => {
      const still = { ...CHANGE, replicas: 2, direction: null };
      demand("the report", await commit(subject, still), { committed: ["a"], conflicts: [] });
      const state = await load(subject);
      demand("the count", countOf(state, "a"), 2);
      demand("the time at which the rule triggered", state.lastTriggered.get("a1"), NOW);
      demand("a time of scaling that did not happen", endpointOf(state, "a")?.lastScaledAt?.out ?? null, null);
    }),

    contractCase("stores counts for which no rule triggered", async (subject) => {
      const bounds = { ...CHANGE, triggered: [] };
      demand("the report", await commit(subject, bounds), { committed: ["a"], conflicts: [] });
      demand("the count", countOf(await load(subject), "a"), 3);
    }),

    contractCase(
      "leaves a count alone that a user changed meanwhile, and the rules' times with it",
      async (subject) => {
        await subject.setReplicas("a", 7);
        demand("the report", await commit(subject, CHANGE), refused("count-changed"));
        const state = await load(subject);
        demand("the count that the user set", countOf(state, "a"), 7);
        demand("the last-triggered times", sortedTimes(state), [["a2", EARLIER]]);
      },
    ),

    contractCase("stores the changes beside a conflict", async (subject) => {
      await subject.setReplicas("a", 7);
      const other: EndpointChange = {
        ...CHANGE,
        endpointId: "b",
        expectedReplicas: 5,
        replicas: 4,
        direction: "in",
        triggered: [{ ruleId: "b1", expectedLastTriggered: null }],
      };
      demand("the report", await commit(subject, CHANGE, other), {
        committed: ["b"],
        conflicts: [{ endpointId: "a", reason: "count-changed" }],
      });
      const state = await load(subject);
      demand("the counts", [countOf(state, "a"), countOf(state, "b")], [7, 4]);
      demand("the time of scaling", endpointOf(state, "b")?.lastScaledAt, { out: null, in: NOW });
    }),

    contractCase("applies a step once, however often it is committed", async (subject) => {
      const reports = await Promise.all([commit(subject, CHANGE), commit(subject, CHANGE), commit(subject, CHANGE)]);
      demand("how many of three commits at once were stored", reports.flatMap(({ committed }) => committed).length, 1);
      demand("how many were not", reports.flatMap(({ conflicts }) => conflicts).length, 2);
      demand("the count", countOf(await load(subject), "a"), 3);
    }),

    contractCase("leaves an endpoint alone of whose rules one triggered again, or is gone", async (subject) => {
      const still = { ...CHANGE, replicas: 2, direction: null };
      await commit(subject, still);
      const stale = refused("rule-changed");
      demand("the report on a rule that triggered since", await commit(subject, CHANGE), stale);
      await subject.deleteRule("a2");
      const second = { ...CHANGE, triggered: [{ ruleId: "a2", expectedLastTriggered: EARLIER }] };
      demand("the report on a rule that is gone", await commit(subject, second), stale);
      const state = await load(subject);
      demand("the count", countOf(state, "a"), 2);
      demand("the rules that are left", state.rules.map(({ id }) => id).sort(), ["a1", "b1"]);
    }),

    contractCase("stores nothing of a change of which one rule triggered since", async (subject) => {
      const both = [
        { ruleId: "a1", expectedLastTriggered: null },
        { ruleId: "a2", expectedLastTriggered: null },
      ];
      for (const triggered of [both, both.toReversed()]) {
        demand("the report", await commit(subject, { ...CHANGE, triggered }), refused("rule-changed"));
        const state = await load(subject);
        demand("the count", countOf(state, "a"), 2);
        demand("the last-triggered times", sortedTimes(state), [["a2", EARLIER]]);
      }
    }),

    contractCase("never stores over a count that a user sets at the same moment", async (subject) => {
      let count = 2;
      for (const replicas of [7, 8, 9, 10, 11, 12, 13, 14]) {
        const change = { ...CHANGE, expectedReplicas: count, replicas: count + 1, triggered: [] };
        await Promise.all([commit(subject, change), subject.setReplicas("a", replicas)]);
        // Whichever came first, the user's count is the last that was set.
        demand("the count that the user set", countOf(await load(subject), "a"), replicas);
        count = replicas;
      }
    }),

    contractCase("says that an endpoint is gone", async (subject) => {
      await subject.deleteEndpoint("a");
      demand("the report", await commit(subject, CHANGE), refused("endpoint-gone"));
      const state = await load(subject);
      demand("the endpoint", endpointOf(state, "a"), undefined);
      demand("the other endpoint", countOf(state, "b"), 5);
    }),

    contractCase("keeps what it loaded from later changes", async (subject) => {
      const before = await load(subject);
      await commit(subject, CHANGE);
      demand("the count that was loaded before", countOf(before, "a"), 2);
      demand("the times that were loaded before", sortedTimes(before), [["a2", EARLIER]]);
    }),
  ];
}

function endpointOf({ endpoints }: StoredState, id: string): Endpoint | undefined {
  return endpoints.find((endpoint) => endpoint.id === id);
}

function countOf(state: StoredState, id: string): number | undefined {
  return endpointOf(state, id)?.replicas;
}

function sorted<Item extends { readonly id: string }>(items: readonly Item[]): readonly [string, unknown][][] {
  const byId = [...items].sort((one, other) => (one.id < other.id ? -1 : 1));
  // Key by key, as a store may hand them over in another order; what is null may be left out, as it means the same.
  return byId.map((item) =>
    Object.entries(item)
      .filter(([, value]) => value !== null && value !== undefined)
      .sort(),
  );
}

function sortedTimes({ lastTriggered }: StoredState): readonly [string, Instant][] {
  return [...lastTriggered].sort();
}
