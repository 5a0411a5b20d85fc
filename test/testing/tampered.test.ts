import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evaluation, evaluate, type Semantics, type Snapshot } from "../../src/index.ts";
import { checkLaws, referenceEvaluate } from "../../src/testing/index.ts";
import { violationsBeside } from "../../src/testing/laws/laws.ts";
import { isSameDecimal } from "../../src/testing/reference/exact.ts";
import { any } from "../support/arbitraries.ts";
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

const evaluated = (cases: readonly (readonly [Snapshot, Semantics])[]): readonly Case[] =>
  cases.map(([given, semantics]) => ({ given, semantics, evaluation: evaluate(given, semantics) }));

/** Small groups first: most slips show in any of them. */
const groups: Readonly<Record<string, () => readonly Case[]>> = {
  sound: once(() => evaluated(drawn(any.snapshot(), 8))),
  faulty: once(() => {
    const given = drawn(any.snapshot(), faults.length);
    return evaluated(given.map(([snapshot, semantics], nth) => [faults[nth]?.(snapshot) ?? snapshot, semantics]));
  }),
  crowded: once(() => evaluated(drawn(crowds, 14).map(([given, how]) => [given, { ...how, combine: "agreement" }]))),
  "at-odds": once(() => evaluated(atOdds)),
  "ill-measured": once(() => evaluated(illMeasured)),
  "held-back": once(() => evaluated(heldBack)),
  numerous: once(() => evaluated(manyOfEach)),
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
    const entries: [string, number][] = [...value];
    const others = entries.flatMap(([id, number], nth) => [
      { place: `${place} without ${id}`, value: new Map(entries.toSpliced(nth, 1)) },
      { place: `${place} of another ${id}`, value: new Map(entries.with(nth, [`${id}'`, number])) },
      { place: `${place} with more at ${id}`, value: new Map(entries.with(nth, [id, number + 1])) },
    ]);
    return [...others, { place: `${place} with a stray`, value: new Map([...entries, ["stray", 1]]) }];
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
  if (typeof value === "number") {
    return [value + 1, value - 1, Number.NaN].filter((other) => !Object.is(other, value));
  }
  if (value === null) return [1_768_103_855_000];
  const isDecimal = key === "value" || key === "threshold";
  const known = [...(words().get(key) ?? [])];
  const at = known.indexOf(String(value));
  const others = [...known.slice(at + 1), ...known.slice(0, at)];
  // Another notation of a decimal is no change.
  return others.filter((other) => !isDecimal || !isSameDecimal(other, String(value))).slice(0, 2);
}

/** What laws leave open: the words of faults and what those are made of, and how a word is spelled that says nothing. */
const OPEN = /fault\.(?:(?:found|expected|help|message) |params\b)/;

describe("an evaluation that has any one thing changed breaks a law, and one that has none does not", () => {
  test.each(Object.entries(groups))("of snapshots that are %s", (_, cases) => {
    for (const { given, semantics, evaluation } of cases()) {
      expect(checkLaws(given, evaluation, semantics)).toEqual([]);
      const right = referenceEvaluate(given, semantics);
      // What laws are for: answers of hosts, which no type vouches for.
      const breaksNone = ({ value }: Tampered) =>
        violationsBeside(right, given, value as Evaluation, semantics).length === 0;
      const missed = tampered(evaluation, "", "").filter((each) => !OPEN.test(each.place) && breaksNone(each));
      expect(missed.map(({ place }) => place)).toEqual([]);
    }
  });
});
