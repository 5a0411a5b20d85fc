import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { cycleFrom, orbitsOf } from "../counts/orbits.ts";
import { shownFrom } from "../counts/run.ts";
import { PAST, type Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { isOut } from "../rules/policy.ts";
import { actingRules, fieldPath, readingParams } from "../words/places.ts";

/** Readings that, held forever, make the count oscillate, or grow without end. */
export function heldReadings(settled: Settled, space: Space): Finding[] {
  const orbits = space.next.map((row) => orbitsOf(row, PAST));
  const cycles = orbits.flatMap(({ cycles: members }, classIndex) =>
    members.map((member) => cycleIn(space, classIndex, member)),
  );
  const shortest = cycles.toSorted((one, other) => one.counts.length - other.counts.length)[0];
  const [runaway] = orbits.flatMap(({ escaping }, classIndex) =>
    escaping === null ? [] : [{ classIndex, index: escaping }],
  );
  return [
    ...(shortest === undefined ? [] : [limitCycle(settled, space, shortest)]),
    ...(runaway === undefined ? [] : [runawayFinding(settled, space, runaway.classIndex, runaway.index)]),
  ];
}

interface HeldCycle {
  readonly readingClass: ReadingClass;
  readonly index: number;
  readonly counts: readonly number[];
}

function cycleIn({ classes, counts, next }: Space, at: number, member: number): HeldCycle {
  const row = itemAt(next, at);
  const countOf = (index: number): number => itemAt(counts, index);
  const members = cycleFrom(member, (index) => itemAt(row, index), countOf);
  return {
    readingClass: itemAt(classes, at),
    index: itemAt(members, 0),
    counts: members.map(countOf),
  };
}

function limitCycle(settled: Settled, space: Space, { readingClass, index, counts }: HeldCycle): Finding {
  const witness = shownFrom(settled, space, index, { seenAt: (count) => known(readingClass.at(count)) });
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.held",
    model: "held",
    rules: actingRules(witness),
    counts,
    witness,
    path: ruleField(readingClass, "stepSize"),
    params: { ...readingParams(readingClass.readings), counts: [...counts, itemAt(counts, 0)] },
  });
}

function runawayFinding(settled: Settled, space: Space, at: number, index: number): Finding {
  const readingClass = itemAt(space.classes, at);
  const beyond = settled.greatestBound + settled.furthestStep;
  const witness = shownFrom(settled, space, index, {
    seenAt: (count) => known(readingClass.at(count)),
    isEnough: (count) => count > beyond,
  });
  return findingOf({
    code: "runaway",
    key: "runaway.held",
    model: "free",
    rules: actingRules(witness),
    counts: [itemAt(space.counts, index)],
    witness,
    path: ruleField(readingClass, "maxReplicas"),
    params: { ...readingParams(readingClass.readings), from: itemAt(space.counts, index) },
  });
}

/** A field of the first rule that raises the count: without one, none oscillates, and none grows. */
function ruleField({ matched }: ReadingClass, field: string): string {
  const raising = matched.findIndex(isOut);
  return fieldPath(itemAt(matched, raising).rule, field);
}
