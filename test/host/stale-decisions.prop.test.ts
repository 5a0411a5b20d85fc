import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createMemoryStore,
  type MemoryStore,
  type MetricSourcePort,
  type RuleStore,
  runCycle,
  type StoredState,
} from "../../src/host/index.ts";
import { type Endpoint, evaluate, type MetricAverage, type Rule, recommended } from "../../src/index.ts";
import { endpoint, inRule, NOON, rule } from "../support/build.ts";

const RULES: readonly Rule[] = [
  rule({ cooldownSeconds: 30, maxReplicas: 6 }),
  inRule({ cooldownSeconds: 60, minReplicas: 1 }),
];

/** What happens to the store while a manager waits for its metrics. */
type Event =
  | { readonly kind: "endpoint"; readonly changes: Partial<Endpoint> }
  | { readonly kind: "rule"; readonly rule: Rule }
  | { readonly kind: "delete-rule"; readonly id: string }
  | { readonly kind: "delete-endpoint" }
  | { readonly kind: "other-leader"; readonly atSeconds: number; readonly value: string };

const seconds = fc.integer({ min: -120, max: 120 });
const value = fc.constantFrom("5", "50", "95");

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant("endpoint"),
    changes: fc.oneof(
      fc.constantFrom<Partial<Endpoint>>(
        { paused: "both" },
        { paused: "out" },
        { paused: "in" },
        { maxReplicas: 3 },
        { minReplicas: 3 },
        { advisory: true },
        { cooldownSeconds: { out: 300, in: 300 } },
        {},
      ),
      fc.record({ replicas: fc.integer({ min: 0, max: 6 }) }),
    ),
  }),
  fc.record({
    kind: fc.constant("rule"),
    rule: fc.constantFrom(
      rule({ cooldownSeconds: 30, maxReplicas: 6, threshold: "99" }),
      rule({ cooldownSeconds: 900, maxReplicas: 6 }),
      rule({ enabled: false }),
      inRule({ threshold: "1" }),
      inRule({ enabled: false }),
      rule({ id: "new", stepSize: 2 }),
    ),
  }),
  fc.record({ kind: fc.constant("delete-rule"), id: fc.constantFrom("out", "in", "new") }),
  fc.record({ kind: fc.constant("delete-endpoint") }),
  fc.record({ kind: fc.constant("other-leader"), atSeconds: seconds, value }),
);

const average = (of: string): MetricAverage => ({ endpointId: "chat", source: "KERNEL", name: "cuda_util", value: of });

/** A port that answers this, after `meanwhile` has happened. */
const answering = (of: string, meanwhile = async () => {}): MetricSourcePort => ({
  load: async () => {
    await meanwhile();
    return [average(of)];
  },
});

const CYCLE = fc.record({
  atSeconds: seconds,
  value,
  meanwhile: fc.array(event, { maxLength: 4 }),
});

test("no manager stores a change that a fresh decision would not make, and no time runs backwards", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(CYCLE, { minLength: 1, maxLength: 4 }), async (cycles) => {
      const memory = createMemoryStore({ endpoints: [endpoint()], rules: RULES, lastTriggered: new Map() });
      for (const { atSeconds, value: of, meanwhile } of cycles) {
        const happen = async () => {
          for (const each of meanwhile) await perform(memory, each);
        };
        await cycleOf(memory, atSeconds, of, happen);
      }
    }),
  );
});

async function perform(memory: MemoryStore, happening: Event): Promise<void> {
  switch (happening.kind) {
    case "endpoint":
      return memory.putEndpoint({ ...(memory.state().endpoints[0] ?? endpoint()), ...happening.changes });
    case "rule":
      return memory.putRule(happening.rule);
    case "delete-rule":
      return memory.deleteRule(happening.id);
    case "delete-endpoint":
      return memory.deleteEndpoint("chat");
    case "other-leader":
      return cycleOf(memory, happening.atSeconds, happening.value);
  }
}

/** One cycle of one manager, whose commits are compared with what is decided on the very state that they change. */
async function cycleOf(
  memory: MemoryStore,
  atSeconds: number,
  of: string,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const now = NOON + atSeconds * 1000;
  const store: RuleStore = {
    load: memory.load,
    commit: async (commit, signal) => {
      const before = memory.state();
      const report = await memory.commit(commit, signal);
      const fresh = evaluate({ ...before, now, metrics: [average(of)] }, recommended);
      for (const { endpointId, decision } of commit.changes) {
        if (!report.committed.includes(endpointId)) continue;
        expect(decision).toEqual(fresh.decisions.find((each) => each.endpointId === endpointId));
      }
      const after = memory.state();
      for (const [id, at] of before.lastTriggered) expect(after.lastTriggered.get(id)).toBeGreaterThanOrEqual(at);
      for (const direction of ["out", "in"] as const) {
        expect(scaledAt(after, direction)).toBeGreaterThanOrEqual(scaledAt(before, direction));
      }
      return report;
    },
  };
  const report = await runCycle({
    store,
    sources: { KERNEL: answering(of, meanwhile) },
    clock: () => now,
    semantics: recommended,
  });
  // What a commit found out stands in the report: it must not be lost there.
  expect(report.status === "failed" ? report.error : null).toBeNull();
}

function scaledAt({ endpoints }: StoredState, direction: "out" | "in"): number {
  return endpoints[0]?.lastScaledAt?.[direction] ?? Number.NEGATIVE_INFINITY;
}
