import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readScenario } from "../../src/cli/read-scenario.ts";
import { checkScenario, type Scenario, simulate, summarize, svg, type Timeline } from "../../src/simulation/index.ts";
import { itemAt } from "../../src/util/item-at.ts";

const FOLDER = "examples/stories";

interface Story {
  readonly scenarios: readonly Scenario[];
  readonly timelines: readonly Timeline[];
  readonly objectiveSeconds: number;
}

async function told(name: string): Promise<Story> {
  const files = { read: (path: string) => readFile(path, "utf8"), folder: FOLDER, instead: null, columns: null };
  const text = await readFile(`${FOLDER}/${name}.yaml`, "utf8");
  const { scenario, variants, objectiveSeconds } = await readScenario(parse(text, { merge: true }), files);
  const scenarios = [scenario, ...variants];
  return { objectiveSeconds, scenarios, timelines: scenarios.map((each) => simulate(each)) };
}

/** The seconds of the decisions at which something holds. */
function secondsOf({ seconds, cycleSeconds }: Timeline, holds: (cycle: number) => boolean): readonly number[] {
  return seconds.flatMap((second, cycle) => (holds(cycle) ? [second + cycleSeconds] : []));
}

/** The seconds of the decisions that change the count, and what they change it to. */
function changesOf(timeline: Timeline): readonly (readonly [number, number])[] {
  const { replicas, desired } = timeline;
  const moves = (cycle: number) => replicas[cycle] !== desired[cycle];
  return secondsOf(timeline, moves).map((second) => [second, itemAt(desired, second / timeline.cycleSeconds - 1)]);
}

/** The seconds of the decisions at which a rule came to an outcome. */
function outcomesOf(timeline: Timeline, ruleId: string, kind: string): readonly number[] {
  const column = timeline.outcomes.find((each) => each.ruleId === ruleId);
  return secondsOf(timeline, (cycle) => column?.kinds[cycle] === kind);
}

/** Every decision from one second to before another. */
function every(from: number, to: number): readonly number[] {
  return Array.from({ length: (to - from) / 10 }, (_, nth) => from + 10 * nth);
}

const most = (counts: readonly number[]) => Math.max(...counts);
const within5 = (timeline: Timeline) => summarize(timeline, { objectiveSeconds: 5 }).withinObjective;

describe("a load that rises while each replica takes three minutes to start", async () => {
  const { scenarios, timelines } = await told("slow-start");
  const [without, held] = [itemAt(timelines, 0), itemAt(timelines, 1)];
  const rested = simulate({ ...itemAt(scenarios, 0), startupSeconds: 0 });

  test("makes more replicas without `settle` than if they started at once, and takes some away again", () => {
    expect(most(without.desired)).toBeGreaterThan(most(rested.desired));
    expect(summarize(without).reversals).toBe(2);
  });

  test("makes no more with `settle`, takes none away, and keeps every request within 5 s", () => {
    expect(most(held.desired)).toBe(most(rested.desired));
    expect(changesOf(held).map(([, count]) => count)).toEqual([3, 4, 5, 6, 7]);
    expect([within5(without), within5(held)]).toEqual([1, 1]);
    expect(summarize(held).replicaHours).toBeLessThan(0.9 * summarize(without).replicaHours);
  });

  test("moves no count with `settle` while a replica starts", () => {
    const starting = secondsOf(held, (cycle) => itemAt(held.ready, cycle) < itemAt(held.replicas, cycle));
    expect(starting.length).toBe(5 * 18);
    expect(changesOf(held).filter(([second]) => starting.includes(second))).toEqual([]);
    expect(held.stages?.map(({ stage }) => stage)).toEqual(["settling"]);
  });
});

describe("an endpoint that goes to zero and back", async () => {
  const timeline = itemAt((await told("to-zero")).timelines, 0);

  test("wakes up at the first decision with a request in the queue, and sleeps after ten minutes without use", () => {
    expect(changesOf(timeline)).toEqual([
      [310, 1],
      [730 + 600, 0],
      [2110, 1],
      [2350 + 600, 0],
    ]);
    const served = timeline.metrics.find(({ name }) => name === "requests_per_second");
    const queue = timeline.metrics.find(({ name }) => name === "queue_length");
    expect(secondsOf(timeline, (cycle) => queue?.values[cycle] !== 0)[0]).toBe(310);
    expect(secondsOf(timeline, (cycle) => served?.values[cycle] !== 0).findLast((second) => second < 2000)).toBe(720);
  });

  test("loses no request, and adds no second replica for those that waited while the first one started", () => {
    expect(summarize(timeline)).toMatchObject({ lost: 0, unfinished: 0, arrived: 930 });
    expect(outcomesOf(timeline, "busy", "pending").length).toBeGreaterThan(0);
    expect(outcomesOf(timeline, "busy", "triggered")).toEqual([]);
  });
});

describe("a metric store that is down for five minutes while the load rises", async () => {
  const { timelines } = await told("metrics-down");
  const [without, fallback] = [itemAt(timelines, 0), itemAt(timelines, 1)];

  test("leaves the count alone without a fallback, so that a quarter of the requests wait too long", () => {
    expect(outcomesOf(without, "busy", "no-metric")).toEqual(every(600, 900));
    expect(changesOf(without)[0]).toEqual([900, 4]);
    expect(within5(without)).toBeLessThan(0.75);
  });

  test("gets the count of the fallback once a minute is over, and no request waits", () => {
    expect(changesOf(fallback)[0]).toEqual([660, 7]);
    expect(outcomesOf(fallback, "busy", "no-metric")).toEqual(every(600, 660));
    expect(outcomesOf(fallback, "busy", "fallback")).toEqual(every(660, 900));
    expect(within5(fallback)).toBe(1);
  });
});

describe("half of the replicas silent for ten minutes under a constant load", async () => {
  const { timelines } = await told("silent-half");
  const [without, covered] = [itemAt(timelines, 0), itemAt(timelines, 1)];

  test("make the load look like half, so that the count falls below what it needs", () => {
    expect(changesOf(without).slice(0, 2)).toEqual([
      [600, 7],
      [660, 6],
    ]);
    expect(without.needed.every((needed) => needed === 7)).toBe(true);
    expect(within5(without)).toBeLessThan(0.6);
  });

  test("lower no count where three quarters must have reported", () => {
    expect(changesOf(covered)).toEqual([]);
    expect(outcomesOf(covered, "idle", "uncovered")).toEqual(every(600, 1200));
    expect(within5(covered)).toBe(1);
  });
});

const STORIES = ["slow-start", "to-zero", "metrics-down", "silent-half"];

test.each(STORIES)("the picture of %s beside its scenario is what its simulation looks like", async (name) => {
  const { scenarios, timelines, objectiveSeconds } = await told(name);
  expect(scenarios.flatMap((scenario) => checkScenario(scenario))).toEqual([]);
  const shown = timelines.length === 1 ? itemAt(timelines, 0) : timelines;
  await expect(svg(shown, { objectiveSeconds })).toMatchFileSnapshot(`../../${FOLDER}/${name}.svg`);
});
