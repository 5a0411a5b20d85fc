import {
  type Domain,
  expectedOf,
  type Field,
  type FieldTable,
  type ListDomain,
} from "../fields/domain.ts";
import type { RelatedFields, Relation } from "../fields/relation.ts";
import { type Fault, fault, show } from "../model/fault.ts";
import { isObject } from "../util/is-object.ts";

/** Nothing wrong: one empty list for everyone, as this is the common case. */
export const NO_FAULTS: readonly Fault[] = [];

/** What is wrong with the fields of a record at `path`. `subject` is what messages call it. */
export function fieldFaults(
  record: object,
  fields: FieldTable,
  path: string,
  subject: string,
): readonly Fault[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    valueFaults(Reflect.get(record, name), field, `${path}.${name}`, subject),
  );
}

/** What is wrong with the fields of a record in relation to each other. */
export function relationFaults(
  record: RelatedFields,
  relations: readonly Relation[],
  path: string,
  subject: string,
): readonly Fault[] {
  return relations.flatMap(({ field, holds, ...facts }) => {
    if (holds(record)) return NO_FAULTS;
    return fault({ ...facts, path: `${path}.${field}`, found: show(record[field]) }, subject);
  });
}

/** Whether there is nothing to say of a record, by the table: for records of which few are asked. */
export function isSound(
  record: object,
  fields: FieldTable,
  relations: readonly Relation[],
): boolean {
  const faults = [
    ...fieldFaults(record, fields, "", ""),
    ...relationFaults(record, relations, "", ""),
  ];
  return faults.length === 0;
}

function valueFaults(
  value: unknown,
  field: Field,
  path: string,
  subject: string,
): readonly Fault[] {
  if (value === undefined && field.stored !== "required") return NO_FAULTS;
  if (value === null && field.nullable) return NO_FAULTS;
  const { domain, help } = field;
  if (domain.accepts(value)) return partFaults(value, domain, path, subject);
  const { code, expected } = domain;
  const facts = { code, path, found: show(value), expected: expectedOf(field, expected), help };
  return [fault(facts, subject)];
}

function partFaults(
  value: unknown,
  domain: Domain,
  path: string,
  subject: string,
): readonly Fault[] {
  if ("items" in domain && Array.isArray(value)) {
    // Spread, so that a hole is an item that is nothing.
    return [...value].flatMap((item: unknown, at) =>
      itemFaults(item, domain, `${path}[${at}]`, subject),
    );
  }
  if (!("parts" in domain) || !isObject(value)) return NO_FAULTS;
  return fieldFaults(value, domain.parts, path, subject);
}

function itemFaults(
  item: unknown,
  { item: expected, items }: ListDomain<FieldTable>,
  path: string,
  subject: string,
): readonly Fault[] {
  if (isObject(item)) return fieldFaults(item, items, path, subject);
  const help = `give ${expected}, or leave it out`;
  return [fault({ code: "wrong-type", path, found: show(item), expected, help }, subject)];
}
