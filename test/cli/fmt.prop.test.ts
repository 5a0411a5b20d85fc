import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, visit } from "yaml";
import { RULE_FIELDS } from "../../src/fields/rule-fields.ts";
import { parseRuleSet } from "../../src/schema/index.ts";
import { smallRuleSet } from "../verify/rule-sets.ts";
import { go } from "./go.ts";

/** A decimal in one of its spellings. */
function spelt(value: unknown, how: number): unknown {
  if (typeof value !== "string") return value;
  const plain = new Decimal(value);
  const isShort = plain.eq(Number(value)) && plain.abs().lt("1e15");
  return [value, isShort ? Number(value) : value, `+${value}`, plain.toFixed(), `0${plain.abs().toFixed()}`].at(
    plain.isNegative() ? how % 2 : how % 5,
  );
}

const ruleSets = fc
  .tuple(smallRuleSet, fc.option(fc.integer({ min: 0, max: 3 })), fc.infiniteStream(fc.nat(1000)))
  .map(([{ rules, domain }, endpoint, stream]) => {
    const next = () => stream.next().value;
    /** With its keys in any order. */
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, part]) => ({ key, part, at: next() }));
      const inAnyOrder = entries.toSorted((one, other) => one.at - other.at);
      return Object.fromEntries(
        inAnyOrder.map(({ key, part }) => [
          key,
          /hreshold$|^m(in|ax)$/.test(key) ? spelt(part, next()) : shuffled(part),
        ]),
      );
    };
    const set = {
      rules,
      ...(endpoint === null ? {} : { endpoints: [{ id: "e", replicas: 1, minReplicas: endpoint }] }),
      ...(domain === undefined ? {} : { domain }),
      ...(next() % 2 === 0 ? {} : { semantics: "recommended" }),
    };
    return { value: shuffled(next() % 4 === 0 ? rules : set), next };
  });

/** What a text of rules says, decimals by their value. */
function saidBy(value: unknown): unknown {
  const set = parseRuleSet(Array.isArray(value) ? { rules: value } : value);
  return JSON.parse(
    JSON.stringify(set, (key, part) =>
      /hreshold$|^m(in|ax)$/.test(key) && part !== null ? new Decimal(part).toString() : part,
    ),
  );
}

/** JSON on lines or in one, with comments and commas wherever they may stand. */
function jsonWithComments(value: unknown, next: () => number): { readonly text: string; readonly comments: string[] } {
  const comments: string[] = [];
  const gap = (): string => {
    const kind = next() % 12;
    if (kind > 3) return ["", " ", "\n", "\n\n"][kind % 4] ?? "";
    const name = `c${comments.length}`;
    const comment = kind < 2 ? `// ${name}` : kind === 2 ? `/* ${name} */` : `/* ${name}\n  more */`;
    comments.push(comment);
    return ` ${comment}${kind < 2 || next() % 2 === 0 ? "\n" : " "}${gap()}`;
  };
  const write = (part: unknown): string => {
    if (typeof part !== "object" || part === null) return JSON.stringify(part);
    const parts = Array.isArray(part)
      ? part.map((item: unknown) => gap() + write(item) + gap())
      : Object.entries(part).map(
          ([key, item]) => `${gap()}${JSON.stringify(key)}${gap()}:${gap()}${write(item)}${gap()}`,
        );
    const inside = parts.length === 0 ? gap() : parts.join(",") + (next() % 3 === 0 ? `,${gap()}` : "");
    return Array.isArray(part) ? `[${inside}]` : `{${inside}}`;
  };
  return { text: gap() + write(value) + gap(), comments };
}

/** YAML in block and flow style, with comments beside its lines and between them, at any depth, and with blank lines. */
function yamlWithComments(value: unknown, next: () => number): { readonly text: string; readonly comments: string[] } {
  const document = new Document(value);
  visit(document, {
    Map: (_, node, path) => {
      if (path.length > 2 && next() % 3 === 0) node.flow = true;
    },
  });
  const comments: string[] = [];
  const comment = (): string => {
    comments.push(`# c${comments.length}`);
    return `# c${comments.length - 1}`;
  };
  const lines = document.toString({ lineWidth: 0 }).trimEnd().split("\n");
  const text = lines
    .flatMap((line) => [
      ...(next() % 6 === 0 ? [`${" ".repeat(next() % 8)}${comment()}`] : []),
      ...(next() % 8 === 0 ? [""] : []),
      next() % 6 === 0 ? `${line} ${comment()}` : line,
    ])
    .join("\n");
  return { text: next() % 3 === 0 ? `${text}\n${comment()}` : text, comments };
}

async function formatted(file: string, text: string): Promise<string> {
  const { code, err, written } = await go(`fmt ${file}`, { [file]: text });
  expect({ code, err, text }).toEqual({ code: 0, err: "", text });
  return String(written[file] ?? text);
}

const commentsOf = (text: string) => text.match(/\/\/ c\d+|\/\* c\d+[^*]*\*\/|# c\d+/g)?.toSorted() ?? [];

describe("what fmt writes says the same, with every comment, and is left alone by the next fmt", () => {
  test.each([
    ["r.jsonc", jsonWithComments],
    ["r.yaml", yamlWithComments],
  ] as const)("%s", async (file, write) => {
    await fc.assert(
      fc.asyncProperty(ruleSets, async ({ value, next }) => {
        const { text, comments } = write(value, next);
        const after = await formatted(file, text);
        expect(commentsOf(after)).toEqual(comments.toSorted());
        const plain = await go("verify - --format json", { "-": after });
        expect(JSON.parse(plain.out)).toMatchObject({ faults: [] });
        expect(await formatted(file, after)).toBe(after);
        const again = await go(`fmt ${file} --check`, { [file]: after });
        expect(again).toMatchObject({ code: 0, out: "" });
      }),
    );
  });

  test("as the schema reads it, with the fields of each rule in the order of the table", async () => {
    await fc.assert(
      fc.asyncProperty(ruleSets, async ({ value }) => {
        const after: unknown = JSON.parse(await formatted("r.json", JSON.stringify(value)));
        expect(saidBy(after)).toEqual(saidBy(value));
        for (const rule of parseRules(after)) {
          const known = Object.keys(RULE_FIELDS).filter((name) => name in rule);
          expect(Object.keys(rule)).toEqual(known);
        }
      }),
    );
  });
});

function parseRules(value: unknown): readonly object[] {
  const list: unknown = typeof value === "object" && value !== null && "rules" in value ? value.rules : value;
  return Array.isArray(list) ? list : [];
}
