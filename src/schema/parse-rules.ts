import { aType } from "../fields/expectations.ts";
import { type Fault, fault, within } from "../model/fault.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";
import { isRecord } from "../util/is-record.ts";
import { orThrow, readJson, safeParseBy } from "./parse.ts";
import { ruleSchema } from "./rule-schema.ts";
import { SchemaError } from "./schema-error.ts";

/** A stored rule that cannot be read. */
export interface FaultyRule {
  /** Its place in the list. */
  readonly index: number;
  /** Its id and that of its endpoint, as far as they can be read. */
  readonly ruleId: RuleId | null;
  readonly endpointId: EndpointId | null;
  /** What is wrong with it, with paths such as `rules[3].threshold`. */
  readonly faults: readonly Fault[];
}

/** Stored rules, as {@link parseRules} reads them. */
export interface ParsedRules {
  /** All that are objects, in their order: a faulty one as it is, so that `evaluate` makes it `invalid-input` and others go on. */
  readonly rules: readonly Rule[];
  readonly faulty: readonly FaultyRule[];
}

/**
 * Reads stored rules one by one, so that one that somebody broke costs no other endpoint its decisions: it stays in the list as
 * it is, has the outcome `invalid-input`, and is named in `faulty`. `parseRule` in a loop would stop every endpoint for it.
 *
 * @param input - a list of rules, or its JSON text
 * @throws SchemaError where the input is no list
 * @example
 * const { rules, faulty } = parseRules(rows);
 * for (const { ruleId, faults } of faulty) log.error({ ruleId, faults });
 */
export function parseRules(input: unknown): ParsedRules {
  const list = typeof input === "string" ? orThrow(readJson(input)) : input;
  if (!Array.isArray(list)) throw new SchemaError([noList(list)]);
  const rules: Rule[] = [];
  const faulty: FaultyRule[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = safeParseBy(ruleSchema, item);
    if (parsed.success) rules.push(parsed.data);
    else {
      faulty.push(faultyRule(item, index, parsed.error.faults));
      if (isRecord(item)) rules.push(asItIs(item));
    }
  }
  return { rules, faulty };
}

function noList(value: unknown): Fault {
  return fault(aType("array"), { keys: [], value, help: "list the rules; [] for none" });
}

function faultyRule(item: unknown, index: number, faults: readonly Fault[]): FaultyRule {
  const { id, endpointId } = isRecord(item) ? item : {};
  const subject = typeof id === "string" ? ({ noun: "rule", id } as const) : undefined;
  return {
    index,
    ruleId: typeof id === "string" ? id : null,
    endpointId: typeof endpointId === "string" ? endpointId : null,
    faults: faults.map((each) => within(["rules", index], each, subject)),
  };
}

/** The evaluator looks at every field of a rule before it uses it. */
function asItIs(item: object): Rule;
function asItIs(item: object): object {
  return item;
}
