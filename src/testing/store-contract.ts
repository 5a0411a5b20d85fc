import { checkedState } from "../host/checked-state.ts";
import { withLists } from "../host/cycle-changes.ts";
import type { CommitReport, ConflictReason, EndpointChange, RuleStore, StoredState } from "../host/rule-store.ts";
import type { Decision } from "../model/decision.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { type EndpointMemory, isSameMemory } from "../model/endpoint-memory.ts";
import type { BandRule, Rule, ThresholdRule } from "../model/rule.ts";
import { named, quoted } from "../model/show.ts";
import { type ContractCase, ContractError, demand, looked } from "./contract.ts";
import { demandSameState, demandSameTimes } from "./demand-same-state.ts";
import { demandForm, ifAny, method, object } from "./forms.ts";
import {
  bandRule,
  EARLIER,
  ENDPOINT_SAMPLES,
  INITIAL,
  MEMORY,
  NOW,
  RULE_SAMPLES,
  thresholdRule,
} from "./stored-samples.ts";

/** A store under test, and what a user does to it meanwhile. */
export interface StoreUnderTest {
  readonly store: RuleStore;
  /** Sets an endpoint's count, as a user does between two cycles. */
  readonly setReplicas: (endpointId: string, replicas: number) => Promise<void>;
  /** Removes a rule. */
  readonly deleteRule: (ruleId: string) => Promise<void>;
  /** Removes an endpoint, with or without its rules. */
  readonly deleteEndpoint: (endpointId: string) => Promise<void>;
  /** Puts an endpoint in the place of the one of that id. Absent: the contract does not show that a pause meanwhile stands. */
  readonly putEndpoint?: (endpoint: Endpoint) => Promise<void>;
  /** Puts a rule in the place of the one of that id, or adds it. Absent: nor that an edited rule does. */
  readonly putRule?: (rule: Rule) => Promise<void>;
  /** The decisions that are kept of an endpoint, oldest first. Absent: the store keeps none. */
  readonly decisionsOf?: (endpointId: string) => Promise<readonly Decision[]>;
  /** Lets go of whatever the store holds open. */
  readonly close?: () => Promise<void>;
}

const SUBJECT = object({
  store: object({ load: method, commit: method }),
  setReplicas: method,
  deleteRule: method,
  deleteEndpoint: method,
  putEndpoint: ifAny(method),
  putRule: ifAny(method),
  decisionsOf: ifAny(method),
  close: ifAny(method),
});

const HELP = "return { store, setReplicas, deleteRule, deleteEndpoint } from make";

/** What of an endpoint or a rule a store may not have a column for: `endpoint.paused`, `rule.aggregation`. */
export type StoreColumn = `endpoint.${keyof Endpoint}` | `rule.${keyof ThresholdRule | keyof BandRule}`;

/** What a store says of itself. */
export interface StoreContractOptions {
  /** Columns that it does not have: nothing is shown of them. Users cannot set them, or the store refuses them. */
  readonly lacks?: readonly StoreColumn[];
  /** The types of rules that it can keep. Absent: both. */
  readonly ruleTypes?: readonly Rule["type"][];
}

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

/** Endpoint `b` scales in to 4. */
const OTHER: EndpointChange = {
  ...CHANGE,
  endpointId: "b",
  expectedReplicas: 5,
  replicas: 4,
  direction: "in",
  triggered: [{ ruleId: "b1", expectedLastTriggered: null }],
};

const { signal } = new AbortController();

/**
 * What any {@link RuleStore} must do, one case at a time, for whatever test runner you have. Each case makes a store of its
 * own from an initial state.
 *
 * Whether the store has revisions shows in what it loads: one that has must notice every change, one that has not must
 * notice counts and last-triggered times.
 *
 * @param make - a store that holds this state and nothing else
 * @example
 * for (const { name, run } of storeContract(makePostgresStore)) test(name, run);
 */
export function storeContract(
  make: (initial: StoredState) => Promise<StoreUnderTest>,
  { lacks = [], ruleTypes = ["threshold", "band"] }: StoreContractOptions = {},
): readonly ContractCase[] {
  const caseOf = (
    name: string,
    initial: StoredState,
    check: (subject: StoreUnderTest) => Promise<void>,
  ): ContractCase => ({
    name,
    run: async () => {
      const subject = await make(initial);
      demandForm(SUBJECT, subject, "store under test", HELP);
      try {
        await check(subject);
      } finally {
        await subject.close?.();
      }
    },
  });
  const keeps = (name: string, initial: StoredState, column: string | null = null): ContractCase =>
    caseOf(name, initial, async (subject) => {
      const loaded = await load(subject);
      const hint = column === null ? "" : `; of a store without a column for it say so: lacks: ["${column}"]`;
      explaining(
        () => demandSameState(initial, loaded),
        (message) => `${message}${hint}`,
      );
    });
  const has = (column: string) => !lacks.some((lacked) => lacked === column);
  const endpointFields = Object.entries(ENDPOINT_SAMPLES).filter(([field]) => has(`endpoint.${field}`));
  const ruleSamples = RULE_SAMPLES.filter(({ type, field }) => ruleTypes.includes(type) && has(`rule.${field}`));

  return [
    keeps("loads what it was given, times to the microsecond", INITIAL),
    ...endpointFields.map(([field, samples]) =>
      keeps(`keeps ${quoted(field)} of endpoints`, stateOf(samples, []), `endpoint.${field}`),
    ),
    ...ruleSamples.map(({ type, field, rules }) =>
      keeps(`keeps ${quoted(field)} of ${type} rules`, stateOf([], rules), `rule.${field}`),
    ),
    ...(ruleTypes.length < 2
      ? []
      : [
          keeps(
            "keeps rules of both types in their order",
            stateOf([], [bandRule("z", "a"), thresholdRule("m", "a"), bandRule("a", "a")]),
          ),
        ]),
    ...CASES.map(([name, check]) => caseOf(name, INITIAL, check)),
    ...(has("endpoint.memory") ? MEMORY_CASES : []).map(([name, check]) => caseOf(name, INITIAL, check)),
  ];
}

/** What fails, in the words of its case. */
function explaining(check: () => void, words: (message: string) => string): void {
  try {
    check();
  } catch (cause) {
    if (!(cause instanceof ContractError)) throw cause;
    throw new ContractError(words(cause.message), { cause });
  }
}

/** What a store must do with memories. */
const MEMORY_CASES: readonly (readonly [string, (subject: StoreUnderTest) => Promise<void>])[] = [
  [
    "stores a memory with the count",
    async (subject) => {
      demand("the report", await commit(subject, { ...CHANGE, memory: MEMORY }), COMMITTED);
      const state = await load(subject);
      demand("the count", endpointOf(state, "a")?.replicas, 3);
      demandMemory(state, MEMORY);
    },
  ],
  [
    "stores a memory that changed alone, and keeps it where a later change has none",
    async (subject) => {
      const alone = { ...CHANGE, replicas: 2, direction: null, triggered: [] };
      demand("the report", await commit(subject, { ...alone, memory: MEMORY }), COMMITTED);
      demandMemory(await load(subject), MEMORY);
      const next = { ...CHANGE, expectedMemory: MEMORY };
      demand("the report of the later change", await commit(subject, next), COMMITTED);
      demandMemory(await load(subject), MEMORY);
    },
  ],
  [
    "refuses a change that was decided on another memory",
    async (subject) => {
      const state = await load(subject);
      const alone = { ...CHANGE, replicas: 2, direction: null, triggered: [] };
      await commitOn(subject, state, [{ ...alone, memory: MEMORY }]);
      const report = await commitOn(subject, state, [{ ...CHANGE, memory: {} }]);
      demandRefused("the report", report, state, "memory-changed");
      demandMemory(await load(subject), MEMORY);
    },
  ],
];

function demandMemory(state: StoredState, expected: EndpointMemory): void {
  const memory = endpointOf(state, "a")?.memory ?? {};
  // Entries are in no order.
  if (!isSameMemory(memory, expected)) demand("the memory", memory, expected);
}

/** Endpoint `a` as it is, others with these changes, and rules of `a`. */
function stateOf(changes: readonly Partial<Endpoint>[], rules: readonly Rule[]): StoredState {
  const endpoints = changes.map((each, nth) => ({ id: `e${nth}`, replicas: 3, ...each }));
  return { endpoints: [{ id: "a", replicas: 2 }, ...endpoints], rules, lastTriggered: new Map() };
}

const load = async ({ store }: StoreUnderTest): Promise<StoredState> => {
  const state = await store.load(signal);
  return looked(() => checkedState(state));
};

/** Commits changes that were decided on this state. */
const commitOn = async (
  { store }: StoreUnderTest,
  state: StoredState,
  changes: readonly EndpointChange[],
  at = NOW,
): Promise<CommitReport> => {
  const report = await store.commit({ at, changes: changes.map((change) => decidedOn(state, change)) }, signal);
  return looked(() => withLists(report));
};

/** Commits changes that were decided on what is stored now. */
const commit = async (subject: StoreUnderTest, ...changes: readonly EndpointChange[]) =>
  commitOn(subject, await load(subject), changes);

function decidedOn({ revisions }: StoredState, change: EndpointChange): EndpointChange {
  const expectedRevision = revisions?.get(change.endpointId);
  return expectedRevision === undefined ? change : { ...change, expectedRevision };
}

/** That a change of endpoint `a` alone was refused: by its revision where it has one, or for this reason. */
function demandRefused(what: string, report: CommitReport, state: StoredState, reason: ConflictReason): void {
  const expected = state.revisions === undefined || reason === "endpoint-gone" ? reason : "endpoint-changed";
  demand(what, report, { committed: [], conflicts: [{ endpointId: "a", reason: expected }] });
}

const COMMITTED: CommitReport = { committed: ["a"], conflicts: [] };

/** What {@link CHANGE} changes of what is stored. */
const CHANGED: readonly (readonly [what: string, read: (state: StoredState) => unknown])[] = [
  ["the count", (state) => countOf(state, "a")],
  ["the time of scaling", (state) => endpointOf(state, "a")?.lastScaledAt?.out],
  [`the last-triggered time of ${named("rule", "a1")}`, ({ lastTriggered }) => lastTriggered.get("a1")],
  ["the revision", ({ revisions }) => revisions?.get("a")],
];

type Check = (subject: StoreUnderTest) => Promise<void>;

const CASES: readonly (readonly [name: string, check: Check])[] = [
  [
    "stores an endpoint's count, its time of scaling and its rules' times together",
    async (subject) => {
      demand("the report", await commit(subject, CHANGE), COMMITTED);
      const scaled = { id: "a", replicas: 3, lastScaledAt: { out: NOW, in: null } };
      const endpoints = INITIAL.endpoints.map((endpoint) => (endpoint.id === "a" ? scaled : endpoint));
      const lastTriggered = new Map([...INITIAL.lastTriggered, ["a1", NOW]]);
      demandSameState({ ...INITIAL, endpoints, lastTriggered }, await load(subject));
    },
  ],
  [
    "stores times without moving a count where only rules triggered",
    async (subject) => {
      demand("the report", await commit(subject, { ...CHANGE, replicas: 2, direction: null }), COMMITTED);
      const state = await load(subject);
      demandSameState({ ...INITIAL, lastTriggered: new Map([...INITIAL.lastTriggered, ["a1", NOW]]) }, state);
    },
  ],
  [
    "stores counts for which no rule triggered",
    async (subject) => {
      demand("the report", await commit(subject, { ...CHANGE, triggered: [] }), COMMITTED);
      demand("the count", countOf(await load(subject), "a"), 3);
    },
  ],
  [
    "leaves a count alone that a user changed meanwhile, and the rules' times with it",
    async (subject) => {
      const read = await load(subject);
      await subject.setReplicas("a", 7);
      demandRefused("the report", await commitOn(subject, read, [CHANGE]), read, "count-changed");
      const state = await load(subject);
      demand("the count that the user set", countOf(state, "a"), 7);
      demandSameTimes(read, state);
    },
  ],
  [
    "stores the changes beside a conflict",
    async (subject) => {
      const read = await load(subject);
      await subject.setReplicas("a", 7);
      const { committed, conflicts } = await commitOn(subject, read, [CHANGE, OTHER]);
      demand("what is committed", committed, ["b"]);
      demandRefused("the rest of the report", { committed: [], conflicts }, read, "count-changed");
      const state = await load(subject);
      demand("the counts", [countOf(state, "a"), countOf(state, "b")], [7, 4]);
      demand("the time of scaling", endpointOf(state, "b")?.lastScaledAt?.in, NOW);
    },
  ],
  [
    "applies a step once, however often it is committed",
    async (subject) => {
      const read = await load(subject);
      const once = () => commitOn(subject, read, [CHANGE]);
      const reports = await Promise.all([once(), once(), once()]);
      demand("how many of three commits at once were stored", reports.flatMap(({ committed }) => committed).length, 1);
      demand("how many were not", reports.flatMap(({ conflicts }) => conflicts).length, 2);
      demand("the count", countOf(await load(subject), "a"), 3);
    },
  ],
  [
    "leaves an endpoint alone of whose rules one triggered again, or is gone",
    async (subject) => {
      const read = await load(subject);
      await commitOn(subject, read, [{ ...CHANGE, replicas: 2, direction: null }]);
      const report = await commitOn(subject, read, [CHANGE]);
      demandRefused("the report on a rule that triggered since", report, read, "rule-changed");
      const again = await load(subject);
      await subject.deleteRule("a2");
      const second = { ...CHANGE, triggered: [{ ruleId: "a2", expectedLastTriggered: EARLIER }] };
      demandRefused(
        "the report on a rule that is gone",
        await commitOn(subject, again, [second]),
        again,
        "rule-changed",
      );
      const state = await load(subject);
      demand("the count", countOf(state, "a"), 2);
      demand("the rules that are left", state.rules.map(({ id }) => id).sort(), ["a1", "a3", "b1"]);
    },
  ],
  [
    "stores nothing of a change of which one rule triggered since",
    async (subject) => {
      const read = await load(subject);
      const still = { ...CHANGE, replicas: 2, direction: null };
      await commitOn(subject, read, [{ ...still, triggered: [{ ruleId: "a3", expectedLastTriggered: null }] }]);
      const both = [...CHANGE.triggered, { ruleId: "a3", expectedLastTriggered: null }];
      for (const triggered of [both, both.toReversed()]) {
        const report = await commitOn(subject, read, [{ ...CHANGE, triggered }]);
        demandRefused("the report", report, read, "rule-changed");
        const state = await load(subject);
        demand("the count", countOf(state, "a"), 2);
        demandSameTimes({ ...INITIAL, lastTriggered: new Map([...INITIAL.lastTriggered, ["a3", NOW]]) }, state);
      }
    },
  ],
  [
    "never stores over a count that a user sets at the same moment",
    async (subject) => {
      for (const replicas of [7, 8, 9, 10, 11, 12, 13, 14]) {
        const read = await load(subject);
        const count = Number(countOf(read, "a") ?? 0);
        const change = { ...CHANGE, expectedReplicas: count, replicas: count + 1, triggered: [] };
        await Promise.all([commitOn(subject, read, [change]), subject.setReplicas("a", replicas)]);
        // Whichever came first, the user's count is the last that was set.
        demand("the count that the user set", countOf(await load(subject), "a"), replicas);
      }
    },
  ],
  [
    "says that an endpoint is gone",
    async (subject) => {
      const read = await load(subject);
      await subject.deleteEndpoint("a");
      demandRefused("the report", await commitOn(subject, read, [CHANGE]), read, "endpoint-gone");
      const state = await load(subject);
      demand("the endpoint", endpointOf(state, "a"), undefined);
      demand("the other endpoint", countOf(state, "b"), 5);
    },
  ],
  [
    "keeps what it loaded from later changes",
    async (subject) => {
      const loaded = await load(subject);
      const before = CHANGED.map(([what, read]) => ({ what, read, was: read(loaded) }));
      await commit(subject, CHANGE);
      const changed = "the state that load returned changed after a later commit: return copies";
      for (const { what, read, was } of before) demand(`${changed}; ${what}`, read(loaded), was);
    },
  ],
  [
    "never replaces a time by an earlier one",
    async (subject) => {
      await commit(subject, CHANGE);
      const triggered = [{ ruleId: "a1", expectedLastTriggered: NOW }];
      const late = { ...CHANGE, expectedReplicas: 3, replicas: 4, triggered };
      demand("the report", await commitOn(subject, await load(subject), [late], EARLIER), COMMITTED);
      const state = await load(subject);
      demand("the count", countOf(state, "a"), 4);
      demand("the time of scaling", endpointOf(state, "a")?.lastScaledAt?.out, NOW);
      demand("the time at which the rule triggered", state.lastTriggered.get("a1"), NOW);
    },
  ],
  [
    "stores nothing once its signal is aborted",
    async (subject) => {
      const read = await load(subject);
      const gone = AbortSignal.abort(new ContractError("the cycle gave up"));
      const given = { at: NOW, changes: [decidedOn(read, CHANGE)] };
      const end = await subject.store.commit(given, gone).then(
        () => "a report",
        () => "an error",
      );
      demand("what a commit ends with whose signal is aborted", end, "an error");
      demandSameState(read, await load(subject));
    },
  ],
  [
    "has a revision for each endpoint, or for none",
    async (subject) => {
      const { endpoints, revisions } = await load(subject);
      if (revisions === undefined) return;
      demand("the endpoints with a revision", [...revisions.keys()].sort(), endpoints.map(({ id }) => id).sort());
      await commit(subject, CHANGE);
      const later = (await load(subject)).revisions;
      demand(
        "whether the revision of an endpoint that changed is the same",
        later?.get("a") === revisions.get("a"),
        false,
      );
      demand("the revision of one that did not", later?.get("b"), revisions.get("b"));
    },
  ],
  [
    "with revisions: leaves an endpoint alone whose settings or rules a user changed meanwhile",
    async (subject) => {
      const { putEndpoint, putRule, deleteRule } = subject;
      const edits: readonly [string, (() => Promise<void>) | undefined][] = [
        ["a pause", putEndpoint && (() => putEndpoint({ id: "a", replicas: 2, paused: "both" }))],
        ["an endpoint's maximum", putEndpoint && (() => putEndpoint({ id: "a", replicas: 2, maxReplicas: 2 }))],
        ["a threshold", putRule && (() => putRule(thresholdRule("a1", "a", { threshold: "99" })))],
        ["another rule", putRule && (() => putRule(thresholdRule("a3", "a", { stepSize: 2 })))],
        ["a new rule", putRule && (() => putRule(thresholdRule("new", "a")))],
        ["a rule that moves away", putRule && (() => putRule(thresholdRule("new", "b")))],
        ["a rule that did not trigger, and is gone", () => deleteRule("a3")],
      ];
      for (const [what, edit] of edits) {
        const read = await load(subject);
        if (read.revisions === undefined || edit === undefined) continue;
        await edit();
        const report = await commitOn(subject, read, [CHANGE]);
        demandRefused(`the report after ${what} changed`, report, read, "endpoint-changed");
        demand(`the count after ${what} changed`, countOf(await load(subject), "a"), 2);
      }
    },
  ],
  [
    "keeps the decision behind each change, if it keeps any",
    async (subject) => {
      await commit(subject, CHANGE);
      const decisions = await subject.decisionsOf?.("a");
      if (decisions === undefined) return;
      demand(`the decisions on ${named("endpoint", "a")}`, decisions, [CHANGE.decision]);
    },
  ],
];

function endpointOf({ endpoints }: StoredState, id: string): Endpoint | undefined {
  return endpoints.find((endpoint) => endpoint.id === id);
}

function countOf(state: StoredState, id: string): number | undefined {
  return endpointOf(state, id)?.replicas;
}
