import { describe, expect, test } from "vitest";
import {
  type Decision,
  type Endpoint,
  evaluate,
  type Instant,
  type Rule,
  recommended,
  type Semantics,
} from "../../../src/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../../support/build.ts";

interface Past {
  /** Seconds since each rule last triggered. */
  readonly since?: Readonly<Record<string, number>>;
  /** Seconds since the count last fell. */
  readonly sinceFall?: number;
  readonly settings?: Partial<Endpoint>;
}

const ago = (seconds: number): Instant => NOON - seconds * 1000;

/** Both metrics idle, at 5 replicas. */
function pastOf({ since = {}, sinceFall, settings = {} }: Past, rules: readonly Rule[]) {
  const lastScaledAt =
    sinceFall === undefined ? {} : { lastScaledAt: { out: null, in: ago(sinceFall) } };
  return snapshot({
    endpoints: [endpoint({ replicas: 5, ...lastScaledAt, ...settings })],
    rules,
    metrics: [average("10"), average("10", { name: "mem" })],
    lastTriggered: new Map(Object.entries(since).map(([id, seconds]) => [id, ago(seconds)])),
  });
}

function agree(past: Past, rules: readonly Rule[], semantics: Semantics = recommended): Decision {
  const [decision] = evaluate(pastOf(past, rules), semantics).decisions;
  if (decision === undefined) throw new Error("the snapshot has no endpoint");
  return decision;
}

const quick = inRule({ id: "quick" });
const slow = inRule({ id: "slow", metricName: "mem", cooldownSeconds: 60 });
const paced = (by: string, until: Instant) => ({ kind: "superseded", because: "paced", by, until });

describe("a fall waits for the cooldown of every rule that can lower the count,", () => {
  test("counted from that rule's own last trigger", () => {
    const { delta, chain, outcomes } = agree({ since: { slow: 10 } }, [quick, slow]);
    expect([delta, chain]).toEqual([0, []]);
    expect(outcomes).toEqual([
      {
        kind: "superseded",
        ruleId: "quick",
        metric: { source: "KERNEL", name: "cuda_util" },
        value: "10",
        comparator: "LESS_THAN",
        threshold: "20",
        step: -1,
        direction: "in",
        field: "threshold",
        from: 5,
        proposed: 4,
        because: "paced",
        by: "slow",
        until: NOON + 50_000,
      },
      expect.objectContaining({ kind: "cooling-down", scope: "rule", until: NOON + 50_000 }),
    ]);
  });

  test("or from the last fall, whatever made it", () => {
    expect(agree({ sinceFall: 10 }, [quick, slow]).outcomes).toMatchObject([
      paced("slow", NOON + 50_000),
      paced("slow", NOON + 50_000),
    ]);
  });

  test("whichever of the two is later", () => {
    expect(agree({ since: { slow: 50 }, sinceFall: 10 }, [quick, slow]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 50_000),
    );
    expect(agree({ since: { slow: 10 }, sinceFall: 50 }, [quick, slow]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 50_000),
    );
  });

  test("the rule's own proposal, too: a rule that never triggered waits for its cooldown after another's fall", () => {
    expect(agree({ sinceFall: 10 }, [slow, quick]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 50_000),
    );
  });

  test("until the end of it; at that very instant only where the end is exclusive", () => {
    expect(agree({ sinceFall: 60 }, [quick, slow]).delta).toBe(-1);
    expect(agree({ sinceFall: 59.999_999 }, [quick, slow]).delta).toBe(0);
    const exclusive = { ...recommended, cooldownEnd: "exclusive" } as const;
    expect(agree({ sinceFall: 60 }, [quick, slow], exclusive).outcomes[0]).toMatchObject(
      paced("slow", NOON),
    );
    expect(agree({ sinceFall: 60.000_001 }, [quick, slow], exclusive).delta).toBe(-1);
  });

  test("and beyond it where a last trigger is in the future", () => {
    expect(agree({ since: { slow: -30 } }, [quick, slow]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 90_000),
    );
    expect(agree({ sinceFall: -30 }, [quick, slow]).outcomes[0]).toMatchObject(
      paced("quick", NOON + 30_000),
    );
  });

  test("of a band after it triggered outward as well, as it has one cooldown for both", () => {
    const band = bandRule({ id: "slow", metricName: "mem", cooldownSeconds: 60 });
    expect(agree({ since: { slow: 10 } }, [quick, band]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 50_000),
    );
  });

  test("though that rule is at its minimum, and will not lower it itself", () => {
    const bounded = { ...slow, minReplicas: 5 };
    expect(agree({ sinceFall: 10 }, [quick, bounded]).outcomes).toMatchObject([
      paced("slow", NOON + 50_000),
      { kind: "out-of-bounds" },
    ]);
  });

  test("though that rule is a tier that does not hold itself", () => {
    const deep = inRule({ id: "deep", threshold: "5", cooldownSeconds: 60 });
    expect(agree({ since: { deep: 10 } }, [quick, deep]).outcomes).toMatchObject([
      paced("deep", NOON + 50_000),
      { kind: "not-met" },
    ]);
  });

  test("and names the rule of the smallest id that still waits, though another one waits longer", () => {
    const longer = { ...slow, id: "z", cooldownSeconds: 600 };
    expect(agree({ sinceFall: 10 }, [quick, longer, slow]).outcomes[0]).toMatchObject(
      paced("slow", NOON + 50_000),
    );
    expect(agree({ sinceFall: 60 }, [quick, longer, slow]).outcomes[0]).toMatchObject(
      paced("z", NOON + 540_000),
    );
  });
});

describe("a fall does not wait", () => {
  test("for the cooldown of a rule that can only raise the count", () => {
    const up = rule({ id: "up", cooldownSeconds: 60 });
    expect(agree({ since: { up: 10 }, sinceFall: 10 }, [quick, up]).delta).toBe(-1);
  });

  test("for that of a rule that is disabled", () => {
    expect(
      agree({ since: { slow: 10 }, sinceFall: 10 }, [quick, { ...slow, enabled: false }]).delta,
    ).toBe(-1);
  });

  test("after a change outward", () => {
    const settings = { lastScaledAt: { out: ago(10), in: null } };
    expect(agree({ settings }, [quick, slow]).delta).toBe(-1);
  });

  test("where nothing ever triggered or fell", () => {
    expect(agree({}, [quick, slow]).delta).toBe(-1);
    // Nor before 1970, the time of which is below 0.
    const early = { ...pastOf({}, [quick, slow]), now: -1000 };
    expect(evaluate(early, recommended).deltas.get("chat")).toBe(-1);
  });

  test("for a cooldown of 0 seconds that ends at once; one that ends a moment later makes it wait for that", () => {
    expect(agree({ sinceFall: 0 }, [quick]).delta).toBe(-1);
    const exclusive = { ...recommended, cooldownEnd: "exclusive" } as const;
    expect(agree({ sinceFall: 0 }, [quick], exclusive).outcomes[0]).toMatchObject(
      paced("quick", NOON),
    );
  });
});

test("a rise does not wait for the pace", () => {
  const up = rule({ id: "up", comparator: "LESS_THAN", threshold: "20" });
  expect(agree({ since: { slow: 10 }, sinceFall: 10 }, [slow, up]).delta).toBe(1);
});

test("the end of the pace is the time to look again", () => {
  const given = pastOf({ sinceFall: 10 }, [quick, slow]);
  expect(evaluate(given, recommended).recheckAt).toBe(NOON + 50_000);
  expect(evaluate({ ...given, now: NOON + 50_000 }, recommended).deltas).toEqual(
    new Map([["chat", -1]]),
  );
});
