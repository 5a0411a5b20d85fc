import { readEndpoints } from "../backend-ai/doctor/read-endpoints.ts";
import { findRows } from "../backend-ai/forms/find-rows.ts";
import type { RowOptions } from "../backend-ai/forms/table-row.ts";
import { semanticsOfRelease } from "../backend-ai/release.ts";
import type { RowWarning } from "../backend-ai/row-warnings.ts";
import { readRuleRows } from "../backend-ai/rules-from-rows.ts";
import { type Fault, fault } from "../model/fault.ts";
import { keysOf } from "../model/fault-place.ts";
import { backendAi25, backendAi26, type Semantics } from "../model/semantics.ts";
import type { Parsed } from "../schema/parse.ts";
import { type RuleSet, safeParseRuleSet } from "../schema/parsers.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { isRecord } from "../util/is-record.ts";
import { itemAt } from "../util/item-at.ts";
import type { Document, FileFaults, Path } from "./document/document.ts";
import { inFile, repeatedKeys } from "./document/file-faults.ts";
import type { RowOption } from "./idle-option.ts";
import { isLoneRule, isRows, isSnapshot, readRows, readSnapshot } from "./read-snapshot.ts";
import { semanticsByName } from "./semantics-by-name.ts";

/** A rule set as the command line reads it. */
export interface ReadRuleSet {
  readonly set: RuleSet;
  /** Whose answers the input itself suggests. */
  readonly semantics: Semantics;
  /** What is odd about rules that came from rows. */
  readonly warnings: readonly RowWarning[];
  /** The options that rows in it can need. */
  readonly uses: readonly RowOption[];
  /** The way from a path in the set to the place in the document. */
  readonly toPath: (path: Path) => Path;
}

/** The rule sets of a file, and what is wrong with others. */
export interface ReadRuleSets {
  readonly sets: readonly ReadRuleSet[];
  readonly faults: FileFaults;
}

/**
 * The rule sets of a document: a rule or a list of rules, a rule set or a list of them, a snapshot, or what Backend.AI hands
 * out (rows of a cycle, answers of its interfaces, dumps of its tables), whichever it holds. One without a rule is a fault.
 */
export async function readRuleSets(document: Document, options: RowOptions = {}): Promise<ReadRuleSets> {
  const repeated = await repeatedKeys(document);
  if (repeated.total > 0) return { sets: [], faults: repeated };
  const sets: ReadRuleSet[] = [];
  const faults: FileFaults["faults"][number][] = [];
  let total = 0;
  for (const { input, toPath } of partsOf(document.documents)) {
    const read = readRuleSet(input, options);
    const wrong = read.success ? withoutRules(read.data.set) : read.error;
    if (read.success && wrong === null) sets.push({ ...read.data, toPath: (path) => toPath(read.data.toPath(path)) });
    if (wrong === null) continue;
    const placed = await inFile(document, wrong, toPath);
    faults.push(...placed.faults);
    total += placed.total;
  }
  return { sets, faults: { faults, total } };
}

/** Whether documents hold rules as this library writes them: no snapshot, and nothing of Backend.AI's. */
export function isOwnForm(documents: readonly unknown[]): boolean {
  return partsOf(documents).every(({ input }) => !isRows(input) && !isOfBackendAi(input) && !isSnapshot(input));
}

/** What is to be read as one rule set. */
interface Part {
  readonly input: unknown;
  readonly toPath: (path: Path) => Path;
}

/** A piece of a file, and its place in it. */
interface Piece {
  readonly value: unknown;
  readonly keys: Path;
}

/**
 * Rules without a rule set around them belong together, in whichever documents of a stream they are, and so do rows of
 * Backend.AI. A document of a stream that is empty says nothing.
 */
function partsOf(documents: readonly unknown[]): readonly Part[] {
  const isStream = documents.length > 1;
  const pieces = documents.map((value, at) => ({ value, keys: isStream ? [at] : [] }));
  const rules: Piece[] = [];
  const rows: Piece[] = [];
  const parts: Part[] = [];
  for (const piece of pieces.filter(({ value }) => !isStream || value !== null)) {
    const { value, keys } = piece;
    if (areRows(value)) rows.push(piece);
    else if (isLoneRule(value)) rules.push(piece);
    else if (!Array.isArray(value)) parts.push(partOf(piece));
    else {
      const items = value.map((item: unknown, at) => ({ value: item, keys: [...keys, at] }));
      if (areSets(value)) parts.push(...items.map(partOf));
      else rules.push(...items);
    }
  }
  if (rows.length > 0) parts.push(rowsPart(rows));
  return rules.length > 0 || parts.length === 0 ? [rulesPart(rules), ...parts] : parts;
}

/** Rows of Backend.AI, wherever they stand; those of a cycle, and those in sets, are sets of their own. */
function areRows(value: unknown): boolean {
  const areApart = isRows(value) || isSet(value) || (Array.isArray(value) && areSets(value));
  return !areApart && isOfBackendAi(value);
}

function areSets(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every(isSet);
}

function isSet(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value["rules"]);
}

function partOf({ value, keys }: Piece): Part {
  return { input: value, toPath: (path) => [...keys, ...path] };
}

/** Rows of one document are read as they stand in it. */
function rowsPart(rows: readonly Piece[]): Part {
  if (rows.length === 1) return partOf(itemAt(rows, 0));
  return { input: valuesOf(rows), toPath: (path) => pathIn(rows, path) };
}

/** Rules stand for `rules`, and nothing else is in that set. */
function rulesPart(rules: readonly Piece[]): Part {
  return { input: { rules: valuesOf(rules) }, toPath: ([, ...path]) => pathIn(rules, path) };
}

function valuesOf(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.map(({ value }) => value);
}

/** Where a part of a list of pieces is in their file; what is of the whole list is of the whole file. */
function pathIn(pieces: readonly Piece[], [at, ...path]: Path): Path {
  return typeof at === "number" ? [...itemAt(pieces, at).keys, ...path] : [];
}

function readRuleSet(data: unknown, options: RowOptions): Parsed<ReadRuleSet> {
  if (isRows(data)) return ofCycle(data, options);
  if (isOfBackendAi(data)) return ofBackendAi(data, options);
  if (isSnapshot(data)) return ofCycle(data, options);
  if (isRecord(data) && data["rules"] === undefined) return { success: false, error: notRules(data) };
  const parsed = safeParseRuleSet(data);
  if (!parsed.success) return parsed;
  const semantics = semanticsByName(parsed.data.semantics ?? "") ?? backendAi25;
  // What is odd about rules of this library is for the verifier to find.
  return { success: true, data: { set: parsed.data, semantics, warnings: [], uses: [], toPath: (path) => path } };
}

function ofCycle(input: unknown, { release }: RowOptions): Parsed<ReadRuleSet> {
  const read = isRows(input) ? readRows(input, release) : readSnapshot(input);
  if (!read.success) return read;
  const { snapshot, semantics, warnings } = read.data;
  const { rules, endpoints } = snapshot;
  const uses = isRows(input) ? (["release"] as const) : [];
  return { success: true, data: { set: { rules, endpoints }, semantics, warnings, uses, toPath: (path) => path } };
}

/** Rows with a comparator are decided as in 25.x, bands as in 26.x, where no release is given. */
function ofBackendAi(input: unknown, options: RowOptions): Parsed<ReadRuleSet> {
  const read = readRuleRows(input, options);
  if (!read.success) return read;
  const { endpoints, faults } = readEndpoints(input, "");
  if (faults.length > 0) return { success: false, error: new SchemaError(faults) };
  const rules = read.data.map(({ rule }) => rule);
  const known = rules.some(({ type }) => type === "band") ? backendAi26 : backendAi25;
  return {
    success: true,
    data: {
      set: {
        rules,
        endpoints: endpoints.map(({ id, replicas, desired }) => ({ id, replicas: desired ?? replicas })),
      },
      semantics: options.release === undefined ? known : semanticsOfRelease(options.release),
      warnings: read.data.flatMap(({ warnings }) => warnings),
      uses: ["release", "endpoint"],
      // Its fields have other names in a row, so that the row has to do.
      toPath: ([list, at]) =>
        list === "rules" && typeof at === "number" ? keysOf(itemAt(read.data, at).row.path) : [],
    },
  };
}

/** Names that rules of this library have, and no form of Backend.AI. */
const OWN_NAMES = ["type", "endpointId", "cooldownSeconds"];

/** Whether the rules in a document are Backend.AI's. */
function isOfBackendAi(data: unknown): boolean {
  // Beside rules there can be conditions of endpoints, which look like rows.
  const found = findRows(isRecord(data) && Array.isArray(data["rules"]) ? data["rules"] : data);
  if (found === null) return false;
  if (isRecord(data) && data["endpoint_auto_scaling_rules"] !== undefined) return true;
  // An answer without a rule. A rule set of this library has its rules under that name.
  if (found.length === 0) return isRecord(data) && data["rules"] === undefined;
  return found.some(
    ({ row }) =>
      isRecord(row) &&
      ["metric_source", "metricSource", "--metric-source"].some((name) => Object.hasOwn(row, name)) &&
      OWN_NAMES.every((name) => !Object.hasOwn(row, name)),
  );
}

function notRules(data: Readonly<Record<string, unknown>>): SchemaError {
  const beside = Object.keys(data).slice(0, 8);
  return new SchemaError([fault({ code: "rules-missing", params: { beside } }, { keys: ["rules"] })]);
}

/** A set without a rule is sound, and hardly what was meant. */
function withoutRules({ rules }: RuleSet): { readonly faults: readonly Fault[] } | null {
  if (rules.length > 0) return null;
  return { faults: [fault({ code: "rules-empty", params: {} }, { keys: ["rules"], value: rules })] };
}
