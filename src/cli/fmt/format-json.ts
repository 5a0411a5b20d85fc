import type { Node } from "jsonc-parser";
import { withExactNumbers } from "../../util/exact-numbers.ts";
import { known } from "../../util/known.ts";
import { JSON_OPTIONS } from "../document/json-text.ts";
import { inOrder, type Layout, layoutUnder } from "./layout.ts";

/** A comment, and where it stands. */
interface Comment {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A part of an object or a list, with its comments. */
interface Entry {
  readonly key: string;
  readonly above: readonly string[];
  readonly text: string;
  readonly beside: readonly string[];
}

/** JSON, with its comments, as it should be written. The text has been read without an error. */
export async function formatJson(given: string, layout: Layout): Promise<string> {
  const text = withExactNumbers(given);
  const { parseTree, visit } = await import("jsonc-parser");
  const comments: Comment[] = [];
  const onComment = (from: number, length: number): void => {
    comments.push({ from, to: from + length, text: text.slice(from, from + length) });
  };
  visit(text, { onComment }, JSON_OPTIONS);
  const root = known(parseTree(text, [], JSON_OPTIONS));
  return new JsonPrinter(text, comments).print(root, layout);
}

/** Goes through a text once, and writes each comment where it passes it. */
class JsonPrinter {
  readonly #text: string;
  /** Those that are still to be written. */
  readonly #comments: Comment[];

  constructor(text: string, comments: Comment[]) {
    this.#text = text;
    this.#comments = comments;
  }

  print(root: Node, layout: Layout): string {
    const above = this.#commentsBefore(root.offset);
    const body = this.#value(root, layout, "");
    const below = this.#commentsBefore(this.#text.length);
    return [...above, body, ...below].map((line) => `${line}\n`).join("");
  }

  #value(node: Node, layout: Layout, indent: string): string {
    if (node.type === "object") return this.#container(node, layout, indent, ["{", "}"]);
    if (node.type === "array") return this.#container(node, layout, indent, ["[", "]"]);
    const value: unknown = node.value;
    return JSON.stringify(layout.kind === "coded" ? layout.canonical(value) : value);
  }

  #container(node: Node, layout: Layout, indent: string, [open, close]: readonly [string, string]): string {
    const children = known(node.children);
    const end = node.offset + node.length;
    const inner = `${indent}  `;
    const entries = children.map((child, at) =>
      this.#entry(child, children[at + 1]?.offset ?? null, end, layout, inner),
    );
    const below = this.#commentsBefore(end).map((comment) => `${inner}${comment}\n`);
    if (entries.length === 0 && below.length === 0) return open + close;
    const lines = inOrder(entries, layout, ({ key }) => key).map(({ above, text, beside }, at, { length }) => {
      const comma = at === length - 1 ? "" : ",";
      return [...above, [text + comma, ...beside].join(" ")].map((line) => `${inner}${line}\n`).join("");
    });
    return [`${open}\n`, ...lines, ...below, indent, close].join("");
  }

  #entry(node: Node, next: number | null, end: number, layout: Layout, indent: string): Entry {
    const above = this.#commentsBefore(node.offset);
    if (node.type !== "property") {
      const text = this.#value(node, layoutUnder(layout, ""), indent);
      return { key: "", above, text, beside: this.#commentsBeside(node, next, end) };
    }
    const [name, value] = known(node.children);
    const key = String(known(name).value);
    const part = known(value);
    above.push(...this.#commentsBefore(part.offset));
    const text = `${JSON.stringify(key)}: ${this.#value(part, layoutUnder(layout, key), indent)}`;
    return { key, above, text, beside: this.#commentsBeside(node, next, end) };
  }

  #commentsBefore(offset: number): string[] {
    const first = this.#comments.findIndex(({ from }) => from >= offset);
    return this.#taken(first < 0 ? this.#comments.length : first);
  }

  /** Those in the line in which a part ends, where no other part begins after them. */
  #commentsBeside({ offset, length }: Node, next: number | null, end: number): string[] {
    let at = offset + length;
    let count = 0;
    for (const { from, to } of this.#comments) {
      const isLast = next === null || this.#text.slice(to, next).includes("\n");
      if (from >= (next ?? end) || !isLast || this.#text.slice(at, from).includes("\n")) break;
      at = to;
      count += 1;
    }
    return this.#taken(count);
  }

  #taken(count: number): string[] {
    return this.#comments.splice(0, count).map(({ text }) => text);
  }
}
