import { Decimal } from "decimal.js";
import type { Semantics, Snapshot } from "../../src/index.ts";

/** A value as source text that makes it again: NaN, −0, Maps and Decimals too. */
function literal(value: unknown): string {
  if (Decimal.isDecimal(value)) return `new Decimal(${JSON.stringify(String(value))})`;
  if (value instanceof Map) return `new Map(${literal([...value])})`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    // In brackets, a key of `__proto__` is one like any other.
    const fields = Object.entries(value).map(([key, inner]) => `${nameOf(key)}: ${literal(inner)}`);
    return `{ ${fields.join(", ")} }`;
  }
  return Object.is(value, -0) ? "-0" : (JSON.stringify(value) ?? "undefined").replace(/^null$/, String(value));
}

function nameOf(key: string): string {
  return /^[a-z]\w*$/i.test(key) ? key : `[${JSON.stringify(key)}]`;
}

/** A case in which library and reference differ, as a test to paste into test/differential/differential.prop.test.ts. */
export function asTest(snapshot: Snapshot, semantics: Semantics, found: string): string {
  return `test(${JSON.stringify(`library and reference agree: ${found}`)}, () => {
  const given: Snapshot = ${literal(snapshot)};
  const semantics: Semantics = ${literal(semantics)};
  expect(difference(evaluate(given, semantics), referenceEvaluate(given, semantics))).toBeNull();
});`;
}
