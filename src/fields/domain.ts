import type { Expectation } from "../model/fault-params.ts";

/** Keywords of JSON Schema, as plain data. */
export type JsonForm = Readonly<Record<string, unknown>>;

/** What is said of a value that is not in a set of values. */
interface Expecting {
  readonly expects: Expectation;
}

/**
 * A condition of the boundary alone: the core works with any value, and no input needs those past a
 * limit.
 */
export interface Limit extends Expecting {
  /** Values that are not in the domain pass: they have a fault already. */
  readonly accepts: (value: unknown) => boolean;
}

/** Values that JSON has: they are written as they are. */
export interface PlainDomain<Value> extends Expecting {
  readonly accepts: (value: unknown) => value is Value;
  readonly form: JsonForm;
  readonly limits?: readonly Limit[];
  /** Whether two are the same value, where that is not plain. */
  isSame?(one: Value, other: Value): boolean;
}

/** How values that JSON does not have are written. */
interface Coding<Value, Wire> {
  readonly expects: Expectation;
  readonly form: JsonForm;
  /** Whether it can be written at all. */
  is(value: unknown): value is Value;
  /** Null for what stands for no value. */
  read(wire: unknown): Value | null;
  write(value: Value): Wire;
  /** The one way in which files should have it. */
  canonical(value: Value): Wire;
  /** Mistakes that have a help of their own. A value is refused that one of them does not accept. */
  readonly mistakes?: readonly Limit[];
  /** Whether two are the same value, where one value can be written in several ways. */
  isSame?(one: Value, other: Value): boolean;
}

/** Values that JSON does not have: decimals and instants. */
export interface CodedDomain<Value, Wire> extends Expecting {
  readonly accepts: (value: unknown) => value is Value;
  readonly coding: Coding<Value, Wire>;
}

/** Objects of known fields, each of which is checked like a field of the record itself. */
export interface ObjectDomain<Parts extends FieldTable> extends Expecting {
  readonly accepts: (value: unknown) => boolean;
  readonly parts: Parts;
}

/** Lists of objects of known fields. */
export interface ListDomain<Items extends FieldTable> extends Expecting {
  readonly accepts: (value: unknown) => boolean;
  readonly items: Items;
  /** What an item should be, and how to fix one that is no object. */
  readonly item: { readonly expects: Expectation; readonly help: string };
}

/** A set of values, and what to say of any other value. */
export type Domain =
  | PlainDomain<unknown>
  | CodedDomain<unknown, unknown>
  | ObjectDomain<FieldTable>
  | ListDomain<FieldTable>;

/**
 * What a stored record does without a field.
 *
 * - `required`: a fault
 * - `optional`: it stays absent
 * - `filled`: it becomes null
 */
export type Presence = "required" | "optional" | "filled";

/** One field of a record: what it accepts, and what is said of it. */
export interface Field {
  readonly domain: Domain;
  /** Whether null may stand for no value. */
  readonly nullable: boolean;
  readonly stored: Presence;
  /** What it means that the field is absent, where that is a value. */
  readonly absent?: unknown;
  /** How to fix a faulty value. */
  readonly help: string;
  /** What the field is, for JSON Schema. */
  readonly description: string;
}

/** The fields of a record, in the order in which they are checked and listed. */
export interface FieldTable {
  readonly [name: string]: Field;
}

/** What a table must say of a field of this type: checked when the table is compiled. */
export type FieldOf<Value> = Field & {
  readonly domain: DomainOf<NonNullable<Value>>;
  readonly nullable: null extends Value ? true : false;
  readonly stored: undefined extends Value ? "optional" : "required" | "filled";
};

type DomainOf<Value> =
  | { readonly accepts: (value: unknown) => value is Value }
  | { readonly parts: TableOf<Value> }
  | (Value extends readonly (infer Item)[] ? { readonly items: TableOf<Item> } : never);

/** A table with an entry for each field of a record, and no others. */
export type TableOf<Item> = { readonly [Name in keyof Item]-?: FieldOf<Item[Name]> };

/** The value of a field, or what it means that it is absent. */
export function fieldValue(record: object, name: string, { absent }: Field): unknown {
  const value: unknown = Reflect.get(record, name);
  return value === undefined ? absent : value;
}
