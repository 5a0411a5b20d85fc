import { itemAt } from "../../util/item-at.ts";
import { hasPlaceFor, withoutPlaceholders } from "./placeholders.ts";
import type { Preset } from "./read-presets.ts";

/** The labels of a deployment that the manager knows the values of. */
const DEPLOYMENT_LABEL = "deployment_id";
const WIDER_LABELS = ["project", "session_owner"];

/** Whose series a preset answers with for one deployment. */
export type Scope = "deployment" | "project" | "everyone";

/** Only labels that the preset lists, and that its query has a place for, narrow it down. */
export function scopeOf({ filterLabels, template }: Preset): Scope {
  if (!hasPlaceFor("labels", template)) return "everyone";
  if (filterLabels.includes(DEPLOYMENT_LABEL)) return "deployment";
  return WIDER_LABELS.some((label) => filterLabels.includes(label)) ? "project" : "everyone";
}

/** The names of metrics in a query: neither functions nor the labels that it groups or matches by. */
export function metricsIn(template: string): readonly string[] {
  const tokens = tokensOf(template);
  const names: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = itemAt(tokens, at);
    const isFollowed = tokens[at + 1] === "(";
    if (isWord(token)) {
      if (isFollowed && takesLabels(token)) at = closing(tokens, at + 1);
    } else if (isName(token) && !isFollowed && !isAggregation(tokens, at)) {
      names.push(token);
    }
  }
  return names;
}

/**
 * Whether a query may answer with several series: the manager groups by nothing, so that it does where something outside of
 * an aggregation has one for each replica, or where an aggregation groups by labels of its own.
 */
export function mayHaveSeveralSeries(template: string): boolean {
  const tokens = tokensOf(template);
  return hasSeveral(tokens, 0, tokens.length);
}

const AGGREGATIONS = [
  ...["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "quantile"],
  ...["topk", "bottomk", "count_values", "limitk"],
];
/** These keep as many series as they are asked for. */
const KEEPING = ["topk", "bottomk", "count_values", "limitk"];
/** These answer with one series, or with a number, whatever they are given. */
const SINGLE = ["scalar", "vector", "absent", "absent_over_time", "time"];
const GROUPINGS = ["by", "without"];
const MATCHINGS = ["on", "ignoring", "group_left", "group_right"];
const OPERATORS = ["and", "or", "unless", "offset", "bool", "inf", "nan", "atan2"];

function isName(token: string): boolean {
  return /^[A-Za-z_:]/.test(token);
}

function isWord(token: string): boolean {
  return [...GROUPINGS, ...MATCHINGS, ...OPERATORS].includes(token.toLowerCase());
}

/** Names and parentheses; texts, selectors of labels and ranges say nothing of how many series there are. */
function tokensOf(template: string): readonly string[] {
  const plain = withoutPlaceholders(template)
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, "")
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, " ");
  // Durations and numbers begin with a digit, and are no names.
  return Array.from(plain.matchAll(/\d[\w.]*|[A-Za-z_:][\w:]*|[()]/g), ([token]) => token);
}

/**
 * Whether some of the tokens from one place up to another give several series. Within a quantile of a histogram a series for
 * each bucket does not count.
 */
function hasSeveral(
  tokens: readonly string[],
  start: number,
  end: number,
  inHistogram = false,
): boolean {
  let at = start;
  while (at < end) {
    const token = itemAt(tokens, at).toLowerCase();
    if (MATCHINGS.includes(token)) {
      at = tokens[at + 1] === "(" ? closing(tokens, at + 1) + 1 : at + 1;
    } else if (isAggregation(tokens, at)) {
      const call = aggregationAt(tokens, at, inHistogram);
      if (call.keepsSeveral) return true;
      at = call.end;
    } else if (tokens[at + 1] === "(" && isName(token) && !isWord(token)) {
      const close = closing(tokens, at + 1);
      const ofBuckets = inHistogram || token === "histogram_quantile";
      if (!SINGLE.includes(token) && hasSeveral(tokens, at + 2, close, ofBuckets)) return true;
      at = close + 1;
    } else if (isName(token) && !isWord(token)) {
      return true;
    } else {
      at += 1;
    }
  }
  return false;
}

/** `and (a)` is of metrics, `on (a)` of labels. */
function takesLabels(token: string): boolean {
  return [...GROUPINGS, ...MATCHINGS].includes(token.toLowerCase());
}

function isAggregation(tokens: readonly string[], at: number): boolean {
  return AGGREGATIONS.includes(itemAt(tokens, at).toLowerCase()) && isCall(tokens, at);
}

function isCall(tokens: readonly string[], at: number): boolean {
  const next = tokens[at + 1]?.toLowerCase() ?? "";
  return next === "(" || GROUPINGS.includes(next);
}

/** An aggregation: `sum(…)`, `sum by (…) (…)` or `sum(…) by (…)`. */
function aggregationAt(
  tokens: readonly string[],
  at: number,
  inHistogram: boolean,
): { readonly keepsSeveral: boolean; readonly end: number } {
  const name = itemAt(tokens, at).toLowerCase();
  let next = at + 1;
  let isGrouped = false;
  const takeGrouping = (): void => {
    const word = tokens[next]?.toLowerCase() ?? "";
    if (!GROUPINGS.includes(word) || tokens[next + 1] !== "(") return;
    const close = closing(tokens, next + 1);
    const labels = tokens.slice(next + 2, close).filter((label) => !inHistogram || label !== "le");
    isGrouped ||= word === "without" || labels.length > 0;
    next = close + 1;
  };
  takeGrouping();
  // The one largest, topk(1, …), is a single series.
  const keeps = KEEPING.includes(name) && tokens[next + 1] !== "1";
  if (tokens[next] === "(") next = closing(tokens, next) + 1;
  takeGrouping();
  return { keepsSeveral: isGrouped || keeps, end: next };
}

/** The place of the parenthesis that closes the one at a place; the end where none does. */
function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === "(") depth += 1;
    if (tokens[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}
