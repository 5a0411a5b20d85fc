import type { Domain, FieldTable } from "../../fields/domain.ts";
import { ENDPOINT_FIELDS } from "../../fields/endpoint-fields.ts";
import { FACT_FIELDS } from "../../fields/fact-fields.ts";
import { RULE_FIELDS } from "../../fields/rule-fields.ts";
import type { RuleSet } from "../../schema/parsers.ts";
import { isRecord } from "../../util/is-record.ts";

/** How one part of a document of rules should be written. */
export type Layout =
  /** As it is. */
  | { readonly kind: "plain" }
  | { readonly kind: "coded"; readonly canonical: (wire: unknown) => unknown }
  | { readonly kind: "list"; readonly item: Layout }
  /** Names that people give, in their order. */
  | { readonly kind: "names"; readonly item: Layout }
  /** Known keys, in this order. */
  | { readonly kind: "fields"; readonly fields: ReadonlyMap<string, Layout> };

const PLAIN: Layout = { kind: "plain" };

const RULE = fieldsOf(RULE_FIELDS);

const FACTS: Layout = { kind: "names", item: fieldsOf(FACT_FIELDS) };

/** What concerns all rules comes first. */
const RULE_SET = fields({
  $schema: PLAIN,
  semantics: PLAIN,
  cycleSeconds: PLAIN,
  startupSeconds: PLAIN,
  load: PLAIN,
  metrics: FACTS,
  domain: FACTS,
  counts: fields({ min: PLAIN, max: PLAIN }),
  initial: PLAIN,
  endpoints: { kind: "list", item: fieldsOf(ENDPOINT_FIELDS) },
  rules: { kind: "list", item: RULE },
} satisfies Record<keyof RuleSet | "$schema", Layout>);

/** How a document of rules should be written: a rule, a rule set, or a list of either. */
export function layoutOf(value: unknown): Layout {
  if (Array.isArray(value)) return { kind: "list", item: layoutOf(value[0]) };
  return isRecord(value) && Array.isArray(value["rules"]) ? RULE_SET : RULE;
}

function fields(layouts: Readonly<Record<string, Layout>>): Layout {
  return { kind: "fields", fields: new Map(Object.entries(layouts)) };
}

function fieldsOf(table: FieldTable): Layout {
  return fields(Object.fromEntries(Object.entries(table).map(([name, { domain }]) => [name, ofDomain(domain)])));
}

function ofDomain(domain: Domain): Layout {
  if ("parts" in domain) return fieldsOf(domain.parts);
  if ("items" in domain) return { kind: "list", item: fieldsOf(domain.items) };
  if (!("coding" in domain)) return PLAIN;
  const { coding } = domain;
  return {
    kind: "coded",
    canonical: (wire) => {
      const value = coding.read(wire);
      return value === null ? wire : coding.canonical(value);
    },
  };
}

/** How the part under a key should be written. */
export function layoutUnder(layout: Layout, key: string): Layout {
  if (layout.kind === "fields") return layout.fields.get(key) ?? PLAIN;
  return "item" in layout ? layout.item : PLAIN;
}

/** Things with keys, in the order in which they should stand; those that are not known come last. */
export function inOrder<Item>(items: readonly Item[], layout: Layout, keyOf: (item: Item) => string): readonly Item[] {
  if (layout.kind !== "fields") return items;
  const known = [...layout.fields.keys()];
  const rank = (item: Item): number => {
    const at = known.indexOf(keyOf(item));
    return at < 0 ? known.length : at;
  };
  return items.toSorted((one, other) => rank(one) - rank(other));
}

/** What a document says, written one way: two that say the same give the same text. */
export function meaningOf(value: unknown, layout: Layout = layoutOf(value)): string {
  if (Array.isArray(value)) return `[${value.map((item) => meaningOf(item, layoutUnder(layout, ""))).join()}]`;
  if (!isRecord(value)) return JSON.stringify(layout.kind === "coded" ? layout.canonical(value) : value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${meaningOf(value[key], layoutUnder(layout, key))}`);
  return `{${entries.join()}}`;
}
