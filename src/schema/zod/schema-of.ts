import * as z from "zod";
import {
  type CodedDomain,
  type Domain,
  expectedOf,
  type Field,
  type FieldTable,
  type ListDomain,
  type ObjectDomain,
  type PlainDomain,
  type Presence,
} from "../../fields/domain.ts";
import { NUMBER_TEXT } from "../../fields/number-text.ts";
import { accepting, expects, refusing } from "./expectation.ts";

/** A schema of one value: of what is written, and of what it is read as. */
export interface ScalarSchema<Value, Wire = Value> extends z.ZodType<Value, Wire> {}

/** The schema of a domain. */
export type SchemaOf<Of> =
  Of extends ObjectDomain<infer Parts>
    ? z.ZodObject<{
        -readonly [Name in keyof Parts]: Present<Parts[Name]["stored"], ValueSchema<Parts[Name]>>;
      }>
    : Of extends ListDomain<infer Items>
      ? z.ZodReadonly<z.ZodArray<z.ZodObject<StoredShape<Items>>>>
      : Of extends CodedDomain<infer Value, infer Wire>
        ? ScalarSchema<Value, Wire>
        : Of extends PlainDomain<infer Value>
          ? ScalarSchema<Value>
          : never;

/** The schema of a field's value, where there is one. */
export type ValueSchema<Of extends Field> = Of["nullable"] extends true
  ? z.ZodNullable<SchemaOf<Of["domain"]>>
  : SchemaOf<Of["domain"]>;

/** A schema of what may be absent. */
export type Present<When extends Presence, Schema extends z.ZodType> = When extends "optional"
  ? z.ZodExactOptional<Schema>
  : When extends "filled"
    ? z.ZodDefault<Schema>
    : Schema;

/** The schemas of a record's fields as they are stored. */
export type StoredShape<Fields extends FieldTable> = {
  -readonly [Name in keyof Fields]: Present<Fields[Name]["stored"], ValueSchema<Fields[Name]>>;
};

/** The schemas of a record's fields as they are stored. */
export function storedShape<const Fields extends FieldTable>(fields: Fields): StoredShape<Fields>;
export function storedShape(fields: FieldTable): Record<string, z.ZodType> {
  return shapeBy(fields, (field) => present(field.stored, valueSchema(field)));
}

/** An object with a schema for each field, which says what the field is. */
export function shapeBy<Of extends Field>(
  fields: Readonly<Record<string, Of>>,
  schemaOfField: (field: Of) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const schema = schemaOfField(field);
      return [name, schema.meta({ ...schema.meta(), description: field.description })];
    }),
  );
}

/** A schema of what may be absent. */
export function present(when: Presence, schema: z.ZodType): z.ZodType {
  if (when === "optional") return z.exactOptional(schema);
  return when === "filled" ? schema.default(null) : schema;
}

/**
 * The schema of a field's value; of another domain where the values may not be all that the field
 * can have.
 */
export function valueSchema<const Of extends Field>(field: Of, domain?: Domain): ValueSchema<Of>;
export function valueSchema(field: Field, domain: Domain = field.domain): z.ZodType {
  const schema = schemaBy(domain, field.help, (expected) => expectedOf(field, expected));
  return field.nullable ? schema.nullable() : schema;
}

/** The schema of a domain. `help` says how to fix a value that is not in it. */
export function schemaOf<Of extends Domain>(domain: Of, help: string): SchemaOf<Of>;
export function schemaOf(domain: Domain, help: string): z.ZodType {
  return schemaBy(domain, help, (expected) => expected);
}

const UNQUOTE = "write the number without quotes";

function isNumberText(value: unknown): boolean {
  return typeof value === "string" && NUMBER_TEXT.test(value);
}

function schemaBy(domain: Domain, help: string, inWords: (expected: string) => string): z.ZodType {
  const { code } = domain;
  if ("coding" in domain) {
    const { coding } = domain;
    return codecOf(coding, expects({ code, expected: inWords(coding.expected), help }));
  }
  const option = expects({ code, expected: inWords(domain.expected), help });
  if ("parts" in domain) return z.object(storedShape(domain.parts), option);
  if ("items" in domain) {
    const wrongItem = expects({
      code: "wrong-type",
      expected: domain.item,
      help: `give ${domain.item}, or leave it out`,
    });
    return z.array(z.object(storedShape(domain.items), wrongItem), option).readonly();
  }
  const { accepts, limits = [], form } = domain;
  const checks = limits.map((limit) => ({ accepts: limit.accepts, ...expects(limit) }));
  const isNumeric = form["type"] === "integer" || form["type"] === "number";
  const quoted = expects({ code, expected: inWords(domain.expected), help: UNQUOTE });
  return refusing((value) => {
    if (!accepts(value)) return isNumeric && isNumberText(value) ? quoted.error : option.error;
    return checks.find((check) => !check.accepts(value))?.error ?? null;
  }).meta(form);
}

function codecOf(
  { form, is, read, write, mistakes = [] }: CodedDomain<unknown, unknown>["coding"],
  option: { readonly error: string },
): z.ZodType {
  const checks = mistakes.map((mistake) => ({ accepts: mistake.accepts, ...expects(mistake) }));
  const wire = refusing((value) => {
    const mistake = checks.find((check) => !check.accepts(value));
    return mistake?.error ?? (read(value) === null ? option.error : null);
  }).meta(form);
  return z.codec(wire, accepting<unknown>(is, option), { decode: read, encode: write });
}
