import type { Domain, Field, FieldTable, ListDomain } from "../fields/domain.ts";
import type { RelatedFields, Relation } from "../fields/relation.ts";
import { type Fault, fault, type Subject } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { isObject } from "../util/is-object.ts";

/** Nothing wrong: one empty list for everyone, as this is the common case. */
export const NO_FAULTS: readonly Fault[] = [];

/** What is wrong with the fields of a record at `path`. `subject` is what messages call it. */
export function fieldFaults(
  record: object,
  fields: FieldTable,
  keys: Keys,
  subject?: Subject,
): readonly Fault[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    valueFaults(Reflect.get(record, name), field, [...keys, name], subject),
  );
}

/** What is wrong with the fields of a record in relation to each other. */
export function relationFaults(
  record: RelatedFields,
  relations: readonly Relation[],
  keys: Keys,
  subject?: Subject,
): readonly Fault[] {
  return relations.flatMap(({ field, holds, expects }) => {
    if (holds(record)) return NO_FAULTS;
    return fault(expects(record), { keys: [...keys, field], value: record[field] }, subject);
  });
}

/** Whether there is nothing to say of a record, by the table: for records of which few are asked. */
export function isSound(
  record: object,
  fields: FieldTable,
  relations: readonly Relation[],
): boolean {
  const faults = [...fieldFaults(record, fields, []), ...relationFaults(record, relations, [])];
  return faults.length === 0;
}

function valueFaults(
  value: unknown,
  field: Field,
  keys: Keys,
  subject?: Subject,
): readonly Fault[] {
  if (value === undefined && field.stored !== "required") return NO_FAULTS;
  if (value === null && field.nullable) return NO_FAULTS;
  const { domain, help } = field;
  if (domain.accepts(value)) return partFaults(value, domain, keys, subject);
  return [fault(domain.expects, { keys, value, nullable: field.nullable, help }, subject)];
}

function partFaults(
  value: unknown,
  domain: Domain,
  keys: Keys,
  subject?: Subject,
): readonly Fault[] {
  if ("items" in domain && Array.isArray(value)) {
    // Spread, so that a hole is an item that is nothing.
    return [...value].flatMap((item: unknown, at) =>
      itemFaults(item, domain, [...keys, at], subject),
    );
  }
  if (!("parts" in domain) || !isObject(value)) return NO_FAULTS;
  return fieldFaults(value, domain.parts, keys, subject);
}

function itemFaults(
  item: unknown,
  { item: { expects, help }, items }: ListDomain<FieldTable>,
  keys: Keys,
  subject?: Subject,
): readonly Fault[] {
  if (isObject(item)) return fieldFaults(item, items, keys, subject);
  return [fault(expects, { keys, value: item, help }, subject)];
}
