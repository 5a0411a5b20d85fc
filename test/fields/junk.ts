import * as fc from "fast-check";
import type { FieldTable } from "../../src/fields/domain.ts";
import { RULE_FIELDS } from "../../src/fields/rule-fields.ts";

/** Values of every kind: most of them fit some field, and none fits all. */
export const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  8.64e15,
  8.64e15 + 1,
  1n,
  "",
  "text",
  "80",
  "8e1",
  "NaN",
  "Infinity",
  "KERNEL",
  "PROMETHEUS",
  "GREATER_THAN",
  "average",
  "p95",
  "threshold",
  "band",
  "both",
  "no-stats",
  "2026-01-11T03:57:34Z",
  "x".repeat(513),
  "9".repeat(1001),
  {},
  { out: 60, in: 600 },
  { out: 1, in: null },
  { out: null, in: Number.NaN },
  { out: 5 },
  Object.assign(new Map(), { out: 1, in: 2 }),
  [],
  new Map(),
  () => 0,
  Symbol("s"),
];

/** A record with a few fields replaced by values of any kind, or left out. */
export function spoiled<Item extends object>(
  sound: fc.Arbitrary<Item>,
  fields: FieldTable,
): fc.Arbitrary<Item> {
  const change = fc.tuple(
    fc.constantFrom(...Object.keys(fields)),
    fc.constantFrom(...VALUES),
    fc.boolean(),
  );
  return fc.tuple(sound, fc.array(change, { maxLength: 3 })).map(([item, changes]) => {
    const copy: Item = { ...item };
    for (const [name, value, isAbsent] of changes) {
      if (isAbsent) Reflect.deleteProperty(copy, name);
      else Reflect.set(copy, name, value);
    }
    return copy;
  });
}

/** The name of any field of a rule. */
export const ruleFieldName = fc.constantFrom(...Object.keys(RULE_FIELDS));
