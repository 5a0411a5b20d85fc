import { type Domain, type FieldTable, fieldValue } from "../fields/domain.ts";
import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { ruleFieldsOf } from "../fields/rule-fields.ts";
import type { StoredState } from "../host/rule-store.ts";
import { isInstant, microseconds } from "../model/instant.ts";
import { named, quoted } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import { itemAt } from "../util/item-at.ts";
import { ContractError, demand, jsonText } from "./contract.ts";

/**
 * Compares what was stored with what was loaded by what it means: a field that is absent is its default, decimals and times are
 * compared as such, endpoints may come in any order, rules in any that keeps the order of each endpoint's.
 */
export function demandSameState(stored: StoredState, loaded: StoredState): void {
  demandSameRecords("endpoint", stored.endpoints, loaded.endpoints, () => ENDPOINT_FIELDS);
  demandSameRecords("rule", stored.rules, loaded.rules, ({ type }) => ruleFieldsOf(type));
  for (const { id } of stored.endpoints)
    demand(`the order of the rules of ${named("endpoint", id)}`, rulesOf(loaded, id), rulesOf(stored, id));
  demandSameTimes(stored, loaded);
}

/** The last-triggered times of the rules that there are; others mean nothing. */
export function demandSameTimes(stored: StoredState, loaded: StoredState): void {
  for (const { id } of stored.rules) {
    const [before, after] = [stored.lastTriggered.get(id), loaded.lastTriggered.get(id)];
    demandSame(`${named("rule", id)}: its last-triggered time`, before, after, isSameTime(before, after));
  }
}

function rulesOf({ rules }: StoredState, endpoint: string): readonly string[] {
  return rules.flatMap(({ id, endpointId }) => (endpointId === endpoint ? id : []));
}

interface Identified {
  readonly id: string;
}

function demandSameRecords<Item extends Identified>(
  noun: string,
  stored: readonly Item[],
  loaded: readonly Item[],
  fieldsOf: (item: Item) => FieldTable,
): void {
  demand(`the ids of the ${noun}s`, idsOf(loaded), idsOf(stored));
  const others = sortedById(loaded);
  for (const [nth, before] of sortedById(stored).entries()) {
    const after = itemAt(others, nth);
    for (const [name, field] of Object.entries(fieldsOf(before))) {
      const [was, is] = [fieldValue(before, name, field), fieldValue(after, name, field)];
      demandSame(`${named(noun, before.id)}: ${quoted(name)}`, was, is, isSame(was, is, field.domain));
    }
  }
}

function idsOf(items: readonly Identified[]): readonly string[] {
  return sortedById(items).map(({ id }) => id);
}

function sortedById<Item extends Identified>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function demandSame(what: string, stored: unknown, loaded: unknown, same: boolean): void {
  if (!same) throw new ContractError(`${what} was stored as ${jsonText(stored)} and is loaded as ${jsonText(loaded)}`);
}

/** What is absent is null, and an object of nulls too. */
function isSame(one: unknown, other: unknown, domain: Domain): boolean {
  if ("parts" in domain) {
    return Object.entries(domain.parts).every(([name, part]) =>
      isSame(partOf(one, name), partOf(other, name), part.domain),
    );
  }
  const [was, is] = [one ?? null, other ?? null];
  if (was === is || isSameTime(was, is)) return true;
  if ("items" in domain) return isSameList(was, is, domain.items);
  if (!("coding" in domain)) return sortedText(was) === sortedText(is);
  const { coding } = domain;
  return coding.isSame !== undefined && coding.is(was) && coding.is(is) && coding.isSame(was, is);
}

function isSameList(one: unknown, other: unknown, fields: FieldTable): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((item, nth) =>
    Object.entries(fields).every(([name, field]) => isSame(partOf(item, name), partOf(other[nth], name), field.domain)),
  );
}

/** JSON with the keys of objects in order: a database may give them back in another, as `jsonb` of PostgreSQL does. */
function sortedText(value: unknown): string {
  return jsonText(value, (part) => {
    if (!isRecord(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

function partOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : null;
}

/** Times are compared in whole microseconds, as the library compares them. */
function isSameTime(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return isInstant(one) && isInstant(other) && microseconds(one) === microseconds(other);
}
