import * as z from "zod";
import type {
  CodedDomain,
  Domain,
  Field,
  FieldTable,
  ListDomain,
  ObjectDomain,
  PlainDomain,
  Presence,
} from "../../fields/domain.ts";
import { NUMBER_TEXT } from "../../fields/number-text.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { accepting, expecting, refusing } from "./expectation.ts";
import { orUnknownKey } from "./object.ts";

/** A schema of one value: of what is written, and of what it is read as. */
export interface ScalarSchema<Value, Wire = Value> extends z.ZodType<Value, Wire> {}

/** The schema of a domain. */
export type SchemaOf<Of> =
  Of extends ObjectDomain<infer Parts>
    ? z.ZodObject<{
        -readonly [Name in keyof Parts]: Present<Parts[Name]["stored"], ValueSchema<Parts[Name]>>;
      }>
    : Of extends ListDomain<infer Items>
      ? z.ZodReadonly<
          z.ZodArray<
            z.ZodObject<{
              -readonly [Name in keyof Items]: Present<
                Items[Name]["stored"],
                ValueSchema<Items[Name]>
              >;
            }>
          >
        >
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

/** What becomes of keys that an object does not know: they are left out, or they are faults. */
export type UnknownKeys = "open" | "strict";

/** The schemas of a record's fields as they are stored. */
export function storedShape<const Fields extends FieldTable>(
  fields: Fields,
  keys?: UnknownKeys,
): StoredShape<Fields>;
export function storedShape(
  fields: FieldTable,
  keys: UnknownKeys = "open",
): Record<string, z.ZodType> {
  return shapeBy(fields, (field) =>
    present(field, field.stored, valueSchema(field, field.domain, keys)),
  );
}

/** An object of the fields of a table. */
function recordOf(
  fields: FieldTable,
  keys: UnknownKeys,
  option: { readonly error: string },
): z.ZodType {
  const shape = storedShape(fields, keys);
  if (keys === "open") return z.object(shape, option);
  const known = Object.keys(fields).map((name) => ({ name }));
  return z.strictObject(shape, orUnknownKey({ known, refused: NONE_REFUSED }, option));
}

const NONE_REFUSED: ReadonlyMap<string, Expectation> = new Map();

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

/** A schema of what may be absent, and what that means. */
export function present({ absent }: Field, when: Presence, schema: z.ZodType): z.ZodType {
  if (when === "filled") return schema.default(null);
  if (when === "required") return schema;
  const optional = z.exactOptional(schema);
  return absent === undefined ? optional : optional.meta({ ...schema.meta(), default: absent });
}

/**
 * The schema of a field's value; of another domain where the values may not be all that the field
 * can have.
 */
export function valueSchema<const Of extends Field>(
  field: Of,
  domain?: Domain,
  keys?: UnknownKeys,
): ValueSchema<Of>;
export function valueSchema(
  field: Field,
  domain: Domain = field.domain,
  keys: UnknownKeys = "open",
): z.ZodType {
  const schema = schemaBy(domain, field.help, field.nullable, keys);
  return field.nullable ? schema.nullable() : schema;
}

/** The schema of a domain. `help` says how to fix a value that is not in it. */
export function schemaOf<Of extends Domain>(domain: Of, help: string): SchemaOf<Of>;
export function schemaOf(domain: Domain, help: string): z.ZodType {
  return schemaBy(domain, help, false, "open");
}

const UNQUOTE = "write the number without quotes";

function isNumberText(value: unknown): boolean {
  return typeof value === "string" && NUMBER_TEXT.test(value);
}

function schemaBy(domain: Domain, help: string, nullable: boolean, keys: UnknownKeys): z.ZodType {
  if ("coding" in domain) {
    const { coding } = domain;
    return codecOf(coding, expecting({ expects: coding.expects, nullable, help }));
  }
  const { expects } = domain;
  const option = expecting({ expects, nullable, help });
  if ("parts" in domain) return recordOf(domain.parts, keys, option);
  if ("items" in domain) {
    const wrongItem = expecting(domain.item);
    return z.array(recordOf(domain.items, keys, wrongItem), option).readonly();
  }
  const { accepts, limits = [], form } = domain;
  const checks = limits.map((limit) => ({ accepts: limit.accepts, ...expecting(limit) }));
  const isNumeric = form["type"] === "integer" || form["type"] === "number";
  const quoted = expecting({ expects, nullable, help: UNQUOTE });
  return refusing((value) => {
    if (!accepts(value)) return isNumeric && isNumberText(value) ? quoted.error : option.error;
    return checks.find((check) => !check.accepts(value))?.error ?? null;
  }).meta(form);
}

function codecOf(
  { form, is, read, write, mistakes = [] }: CodedDomain<unknown, unknown>["coding"],
  option: { readonly error: string },
): z.ZodType {
  const checks = mistakes.map((mistake) => ({ accepts: mistake.accepts, ...expecting(mistake) }));
  const wire = refusing((value) => {
    const mistake = checks.find((check) => !check.accepts(value));
    return mistake?.error ?? (read(value) === null ? option.error : null);
  }).meta(form);
  return z.codec(wire, accepting<unknown>(is, option), { decode: read, encode: write });
}
