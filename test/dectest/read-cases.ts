import { readFileSync } from "node:fs";

/** One line of a decTest file, with the directives in force there. */
export interface DecTest {
  readonly id: string;
  readonly operation: string;
  readonly operands: readonly string[];
  readonly result: string;
  /** What the operation raises, in small letters: `inexact`, `rounded`. */
  readonly conditions: readonly string[];
  readonly precision: number;
  readonly rounding: string;
}

/**
 * Reads a file of the General Decimal Arithmetic test cases.
 *
 * @see https://speleotrove.com/decimal/dtfile.html
 */
export function readCases(path: string): DecTest[] {
  let precision = 9;
  let rounding = "half_up";
  return readFileSync(path, "latin1")
    .split(/\r?\n/)
    .flatMap((line): DecTest[] => {
      const directive = /^(\w+)\s*:\s*(\S+)/.exec(line.trim());
      if (directive !== null) {
        const [, name = "", value = ""] = directive;
        if (name.toLowerCase() === "precision") precision = Number(value);
        if (name.toLowerCase() === "rounding") rounding = value.toLowerCase();
        return [];
      }
      const tokens = (line.match(/'[^']*'|"[^"]*"|--.*$|\S+/g) ?? []).filter((token) => !token.startsWith("--"));
      const arrow = tokens.indexOf("->");
      const [id, operation, ...operands] = tokens.slice(0, Math.max(0, arrow)).map(unquoted);
      const [result, ...conditions] = tokens.slice(arrow + 1).map(unquoted);
      if (id === undefined || operation === undefined || result === undefined) return [];
      const raised = conditions.map((condition) => condition.toLowerCase());
      return [{ id, operation: operation.toLowerCase(), operands, result, conditions: raised, precision, rounding }];
    });
}

function unquoted(token: string): string {
  return /^(['"]).*\1$/.test(token) ? token.slice(1, -1) : token;
}
