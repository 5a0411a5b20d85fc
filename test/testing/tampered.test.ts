import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evaluation, evaluate, type Semantics, type Snapshot } from "../../src/index.ts";
import { checkLaws, laws } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { digest } from "../support/digest.ts";
import { once } from "../support/once.ts";
import { crowds } from "./crowds.ts";
import { faults } from "./faults.ts";
import { atOdds, heldBack, illMeasured, manyOfEach } from "./standoffs.ts";

/** A value that has something else in one place. */
interface Tampered {
  readonly place: string;
  readonly value: unknown;
}

interface Case {
  readonly given: Snapshot;
  readonly semantics: Semantics;
  readonly evaluation: Evaluation;
}

const drawn = <T>(one: fc.Arbitrary<T>, numRuns: number) =>
  fc.sample(fc.tuple(one, any.semantics()), { numRuns, seed: 20261126 });

const judged = (cases: readonly (readonly [Snapshot, Semantics])[]): readonly Case[] =>
  cases.map(([given, semantics]) => ({ given, semantics, evaluation: evaluate(given, semantics) }));

/** Small groups first: most slips show in any of them. */
const groups: Readonly<Record<string, () => readonly Case[]>> = {
  sound: once(() => judged(drawn(any.snapshot(), 8))),
  faulty: once(() => {
    const given = drawn(any.snapshot(), faults.length);
    return judged(given.map(([snapshot, semantics], nth) => [faults[nth]?.(snapshot) ?? snapshot, semantics]));
  }),
  crowded: once(() => judged(drawn(crowds, 14).map(([given, how]) => [given, { ...how, combine: "agreement" }]))),
  "at-odds": once(() => judged(atOdds)),
  "ill-measured": once(() => judged(illMeasured)),
  "held-back": once(() => judged(heldBack)),
  numerous: once(() => judged(manyOfEach)),
};

/** Every word that some evaluation has under a key, so that one can stand in another's place. */
const words = once(() => {
  const byKey = new Map<string, Set<string>>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === "string") byKey.set(key, (byKey.get(key) ?? new Set()).add(value));
    else if (typeof value === "object" && value !== null) {
      for (const [name, part] of Object.entries(value)) collect(part, Array.isArray(value) ? key : name);
    }
  };
  for (const cases of Object.values(groups)) for (const { evaluation } of cases()) collect(evaluation, "");
  return byKey;
});

/** The value with one figure, word or item of a list changed, in every place there is. */
function tampered(value: unknown, key: string, place: string): Tampered[] {
  const inside = (part: unknown, name: string, at: string | number, build: (part: unknown) => unknown) =>
    tampered(part, name, `${place}.${at}`).map((each) => ({ ...each, value: build(each.value) }));
  if (value instanceof Map) {
    const entries = tampered([...value], key, place);
    return entries.map((each) => ({ ...each, value: new Map(each.value as readonly (readonly [string, number])[]) }));
  }
  if (Array.isArray(value)) {
    const items = value.flatMap((item, at) => inside(item, key, at, (part) => value.with(at, part)));
    const lists = value.length === 0 ? [] : [value.slice(1), [...value, value[0]]];
    return [...items, ...lists.map((list) => ({ place: `${place} of ${list.length}`, value: list }))];
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, part]) =>
      inside(part, name, name, (other) => ({ ...value, [name]: other })),
    );
  }
  return othersThan(value, key).map((other) => ({ place: `${place} ${other}`, value: other }));
}

function othersThan(value: unknown, key: string): readonly unknown[] {
  if (typeof value === "number") return [value + 1, value - 1, Number.NaN];
  if (value === null) return [1_768_103_855_000];
  const known = [...(words().get(key) ?? [])];
  const at = known.indexOf(String(value));
  return [...known.slice(at + 1), ...known.slice(0, at)].slice(0, 2);
}

/** The first of them to be read, and all of them in a digest. */
function someOf(texts: readonly string[], first = 2): readonly string[] {
  return texts.length <= first ? texts : [...texts.slice(0, first), ` … ${texts.length} in all, ${digest(texts)}`];
}

/** That no law is broken without a change; which laws each change breaks, by their places in the list, and what the laws say. */
function verdictsOn(cases: readonly Case[]): string {
  const said = new Map<string, Set<string>>();
  const lines = cases.map(({ given, semantics, evaluation }, nth) => {
    expect(checkLaws(given, evaluation, semantics)).toEqual([]);
    const verdicts = new Map<string, string[]>();
    for (const { place, value } of tampered(evaluation, "", "")) {
      // What laws are for: answers of hosts, which no type vouches for.
      const broken = checkLaws(given, value as Evaluation, semantics);
      for (const { law, message } of broken) said.set(law, (said.get(law) ?? new Set()).add(message));
      const numbers = broken.map(({ law }) => laws.findIndex(({ name }) => name === law)).join(" ");
      verdicts.set(numbers, [...(verdicts.get(numbers) ?? []), place]);
    }
    return [`${nth}:`, ...[...verdicts].map(([numbers, places]) => `  ${numbers}: ${someOf(places).join(",")}`)];
  });
  const texts = laws.map(({ name }, at) => [`${at} ${name}:`, ...someOf([...(said.get(name) ?? [])], 8)]);
  return `${[...lines, ...texts].flat().join("\n")}\n`;
}

describe("which laws an evaluation breaks that has one thing changed, and what they say, was recorded", () => {
  test.each(Object.entries(groups))("of snapshots that are %s", async (name, cases) => {
    await expect(verdictsOn(cases())).toMatchFileSnapshot(`./recorded/tampered/${name}.txt`);
  });
});
