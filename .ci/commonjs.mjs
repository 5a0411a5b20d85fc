// CommonJS out of an ES module that the bundler has made: its imports become requires, its exports assignments, and all between stays
// as it is to the letter. Modules import none that comes after them, so that what is required is there when it is taken.
import { parseAst } from "rolldown/parseAst";

/** The text of a CommonJS module that does what `code` does. */
export function toCommonJs(code) {
  const edits = parseAst(code).body.flatMap((node) => {
    const text = WRITTEN[node.type]?.(node);
    return text === undefined ? [] : [{ ...node, text }];
  });
  const kept = edits.map(({ start, text }, i) => code.slice(edits[i - 1]?.end ?? 0, start) + text);
  return `"use strict";${kept.join("")}${code.slice(edits.at(-1)?.end ?? 0)}`;
}

const WRITTEN = {
  ImportDeclaration: ({ specifiers, source }) =>
    specifiers.length === 0 ? `${required(source)};` : `const ${taken(specifiers)}=${required(source)};`,
  ExportNamedDeclaration({ specifiers, source }) {
    if (source === null)
      return specifiers.map(({ exported, local }) => `exports.${exported.name}=${local.name};`).join("");
    const given = specifiers.map(({ exported, local }) => `exports.${exported.name}=m.${local.name};`).join("");
    return `{const m=${required(source)};${given}}`;
  },
};

const required = (source) => `require(${JSON.stringify(source.value)})`;

function taken(specifiers) {
  const [first] = specifiers;
  if (first.type === "ImportNamespaceSpecifier") return first.local.name;
  const names = specifiers.map(({ imported, local }) =>
    imported.name === local.name ? local.name : `${imported.name}:${local.name}`,
  );
  return `{${names.join(",")}}`;
}
