import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { once } from "./once.ts";
import { pages } from "./pages.ts";

/** Something that people read: a comment, a text of a program, or a line of a page, and where it stands. */
export interface Prose {
  readonly place: string;
  readonly text: string;
}

const TEXTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

/** All that is to be read in src and in the pages. */
export const proses: () => readonly Prose[] = once(() => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return [...sources.flatMap((file) => proseOf(`src/${file}`)), ...pages.flatMap(linesOf)];
});

function linesOf(page: string): Prose[] {
  return readFileSync(page, "utf8")
    .split("\n")
    .map((text, at) => ({ place: `${page}:${at + 1}`, text: text.replace(/`[^`]*`/g, "") }));
}

/** The comments and the texts of a program; code in backticks is left out. */
function proseOf(file: string): Prose[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Prose[] = [];
  const add = (from: number, to: number) => {
    const { line } = source.getLineAndCharacterOfPosition(from);
    const text = source.text.slice(from, to).replace(/\s*\n\s*\*? ?/g, " ");
    found.push({ place: `${file}:${line + 1}`, text: text.replace(/@param [\w.]+/g, "") });
  };
  const visit = (node: ts.Node): void => {
    // One word is a code or a name; sentences have blanks.
    if (TEXTS.has(node.kind) && node.getText().includes(" ")) {
      add(node.getStart(), node.end);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const comments = /\/\*\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*/gm;
  for (const { 0: text, index } of source.text.matchAll(comments)) add(index, index + text.length);
  return found;
}
