import { isRecord } from "../../util/is-record.ts";
import { isUnfit } from "../forms/find-rows.ts";
import { fromJsonText } from "../forms/from-json-text.ts";
import { withUnderscores } from "../forms/rule-form.ts";

/** A record under the names of its columns. */
export type Columns = Readonly<Record<string, unknown>>;

/** A record of an answer or a dump. */
export interface FoundRecord {
  /** Its place within the input. */
  readonly path: string;
  readonly source: unknown;
  readonly columns: Columns;
}

/** An answer is no deeper than this. */
const DEEPEST = 12;

/** Every record of an answer or a dump that has certain columns, in lists, `items`, edges and nodes, and tables by name. */
export function findRecords(
  given: unknown,
  isWanted: (columns: Columns) => boolean,
  path = "",
  depth = 0,
): readonly FoundRecord[] {
  if (depth > DEEPEST) return [];
  const input = fromJsonText(given);
  if (Array.isArray(input)) {
    if (isUnfit(input)) return [];
    return input.flatMap((each, at) => findRecords(each, isWanted, `${path}[${at}]`, depth + 1));
  }
  if (!isRecord(input)) return [];
  const columns = underColumnNames(input);
  if (isWanted(columns)) return [{ path, source: input, columns }];
  return Object.entries(input).flatMap(([key, value]) =>
    findRecords(value, isWanted, path === "" ? key : `${path}.${key}`, depth + 1),
  );
}

/** A record of any form under the names of its columns. */
export function underColumnNames(record: Columns): Columns {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.map(([key, value]) => [withUnderscores(key), value]));
}
