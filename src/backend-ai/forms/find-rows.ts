import { isRecord } from "../../util/is-record.ts";
import { fromJsonText } from "./from-json-text.ts";
import { readGlobalId } from "./global-id.ts";
import { COLUMN_NAMES, isOfTable, withUnderscores } from "./rule-form.ts";

/** A row where it was found. */
export interface FoundRow {
  readonly row: unknown;
  /** Its place within the input, as code would write it; empty for the input itself. */
  readonly path: string;
  /** It was the node of a GraphQL connection. */
  readonly isNode: boolean;
  /** The id of the object around it: the deployment whose rules these are. */
  readonly around: string | null;
}

/** The keys under which answers and dumps list rules, and wrap single ones. */
const LISTS = [
  "endpoint_auto_scaling_rules",
  "auto_scaling_rules",
  "scaling_rules",
  "rules",
  "items",
  "edges",
];

/** What stands beside rules in a dump and has lists of its own. */
const OTHERS = ["deployment_auto_scaling_policies", "prometheus_query_presets", "presets"];

/** What an object around rules may call their endpoint. */
const ENDPOINT_NAMES = COLUMN_NAMES.endpoint;

/** An answer is no deeper than this. */
const DEEPEST = 12;

/**
 * Every rule of an answer or a dump: a rule itself, a list, `{ items }`, edges and nodes, tables by name, `{ data }`, and any
 * of these within another. Null where there is no place for rules in it.
 */
export function findRows(input: unknown): readonly FoundRow[] | null {
  return find(input, { path: "", isNode: false, around: null }, 0);
}

type Place = Omit<FoundRow, "row">;

function find(given: unknown, place: Place, depth: number): readonly FoundRow[] | null {
  if (depth > DEEPEST) return null;
  const value = fromJsonText(given);
  if (Array.isArray(value)) return findInList(value, place, depth);
  if (!isRecord(value)) return null;
  if (isRuleLike(value)) return [{ row: value, ...place }];
  const around = endpointOf(value) ?? place.around;
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const column = withUnderscores(key);
    if (OTHERS.includes(column)) return [];
    const path = place.path === "" ? key : `${place.path}.${key}`;
    const found = find(part, { path, isNode: column === "node", around }, depth + 1);
    return found === null ? [] : [found];
  });
  return parts.length === 0 ? null : parts.flat();
}

/** An array can claim four thousand million items and have none. */
const MOST_ITEMS = 10_000_000;

/** A list that is too long to be one, or has holes, which the schema refuses in its own words. */
export function isUnfit(input: unknown): boolean {
  if (!Array.isArray(input)) return false;
  if (input.length > MOST_ITEMS) return true;
  for (let at = 0; at < input.length; at += 1) if (!(at in input)) return true;
  return false;
}

/** The rules of a list. One with nothing like a rule in it is a list of rules all the same, if it stands where rules do. */
function findInList(
  list: readonly unknown[],
  place: Place,
  depth: number,
): readonly FoundRow[] | null {
  const isOfRules = depth === 0 || LISTS.includes(withUnderscores(lastKey(place.path)));
  if (isUnfit(list)) return isOfRules ? [{ row: list, ...place }] : null;
  const items = list.map((item, at) => ({
    item,
    within: { ...place, path: `${place.path}[${at}]` },
  }));
  const found = items.map(({ item, within }) => find(item, within, depth + 1));
  if (!isOfRules && found.every((each) => each === null)) return null;
  return items.flatMap(({ item, within }, at) => found[at] ?? [unwrapped(item, within)]);
}

/** What stands in a list of rules though it is not a rule; of an edge, its node. */
function unwrapped(item: unknown, place: Place): FoundRow {
  if (!isRecord(item) || !("node" in item)) return { row: item, ...place };
  return { row: item["node"], ...place, path: `${place.path}.node` };
}

function lastKey(path: string): string {
  return /(\w+)$/.exec(path)?.[1] ?? "";
}

/** What has a step or a threshold beside a metric is a rule, whatever else it lacks; presets and policies are not rules. */
function isRuleLike(value: Readonly<Record<string, unknown>>): boolean {
  if (isOfTable(value)) return true;
  const keys = new Set(Object.keys(value).map(withUnderscores));
  const isOther = ["scale_up_step_size", "query_template"].some((name) => keys.has(name));
  const [metric, action] = [
    ["metric_source", "metric_name"],
    [
      "step_size",
      "comparator",
      "threshold",
      "min_threshold",
      "max_threshold",
      "time_window",
      "cooldown_seconds",
    ],
  ].map((names) => names.some((name) => keys.has(name)));
  return !isOther && metric === true && (action === true || keys.has("metric_source"));
}

/** The endpoint that an object around rules names, or is. */
function endpointOf(value: Readonly<Record<string, unknown>>): string | null {
  const named = Object.keys(value).find((key) => ENDPOINT_NAMES.includes(withUnderscores(key)));
  const id = value[named ?? "id"];
  return typeof id === "string" ? (readGlobalId(id)?.id ?? id) : null;
}
