import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Evaluation, evaluate } from "../../src/index.ts";
import { checkLaws, laws } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { digest } from "../support/digest.ts";
import { once } from "../support/once.ts";
import { crowds } from "./crowds.ts";
import { faults } from "./faults.ts";
import { standoffs } from "./standoffs.ts";

/** A value that has something else in one place. */
interface Tampered {
  readonly place: string;
  readonly value: unknown;
}

/** Sound snapshots, one with each fault, and such as let rules get in each other's way. */
const cases = once(() => {
  const alone = fc.sample(fc.tuple(any.snapshot(), any.semantics()), { numRuns: 8 + faults.length, seed: 20261126 });
  const faulty = alone.map(([given, semantics], nth) => [faults[nth - 8]?.(given) ?? given, semantics] as const);
  const crowded = fc.sample(fc.tuple(crowds, any.semantics()), { numRuns: 14, seed: 20261126 });
  const agreed = crowded.map(([given, semantics]) => [given, { ...semantics, combine: "agreement" }] as const);
  return [...faulty, ...agreed, ...standoffs].map(([given, semantics]) => ({
    given,
    semantics,
    evaluation: evaluate(given, semantics),
  }));
});

/** Every word that some evaluation has under a key, so that one can stand in another's place. */
const words = once(() => {
  const byKey = new Map<string, Set<string>>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === "string") byKey.set(key, (byKey.get(key) ?? new Set()).add(value));
    else if (typeof value === "object" && value !== null) {
      for (const [name, part] of Object.entries(value)) collect(part, Array.isArray(value) ? key : name);
    }
  };
  for (const { evaluation } of cases()) collect(evaluation, "");
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
  if (typeof value === "number") return [value + 1, value - 1];
  if (value === null) return [1_768_103_855_000];
  const known = [...(words().get(key) ?? [])];
  return known.slice(known.indexOf(String(value)) + 1).slice(0, 2);
}

/** The first of them to be read, and all of them in a digest. */
function someOf(texts: readonly string[], first = 2): readonly string[] {
  return texts.length <= first ? texts : [...texts.slice(0, first), ` … ${texts.length} in all, ${digest(texts)}`];
}

test("which laws an evaluation breaks that has one thing changed, and what they say, was recorded", async () => {
  const said = new Map<string, Set<string>>();
  const lines = cases().map(({ given, semantics, evaluation }, nth) => {
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
  const texts = laws.map(({ name }, at) => {
    return [`${at} ${name}:`, ...someOf([...(said.get(name) ?? [])], 20)];
  });
  await expect(`${[...lines, ...texts].flat().join("\n")}\n`).toMatchFileSnapshot("./recorded/tampered.txt");
});
