import { itemAt } from "../../../util/item-at.ts";
import { known } from "../../../util/known.ts";
import { emptyAsNull, type Fields, type Table, tableOf } from "./table.ts";

/** What may stand between fields: CSV and what spreadsheets and `psql -A` make of it. */
const DELIMITERS = [",", ";", "\t", "|"];

/** A table whose first line names its columns, of which some are of metrics; null for what is no such table. */
export function csvTable(text: string): Table | null {
  const header = text.trimStart().replace(/[\r\n][\s\S]*$/, "");
  const delimiter = DELIMITERS.find((each) => header.includes(each));
  const isOfRules = /\bid\b/.test(header) && /\bmetric_(?:source|name)\b/.test(header);
  const isOfNames = isOfRules && /^["\w\s,;|]*$/.test(header);
  return delimiter === undefined || !isOfNames ? null : readRecords(text, delimiter);
}

/** Fields as RFC 4180 has them: quotes around those with delimiters, quotes or line breaks. */
function readRecords(text: string, delimiter: string): Table | null {
  const end = delimiter === "|" ? String.raw`\|` : delimiter;
  const field = new RegExp(String.raw`(?:"((?:[^"]|"")*)"|([^"\r\n${end}]*))(${end}|\r?\n|$)`, "y");
  const records: { readonly fields: (string | null)[]; readonly line: number }[] = [{ fields: [], line: 1 }];
  let line = 1;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) return null;
    const [whole, quoted, bare = "", stop] = match;
    itemAt(records, records.length - 1).fields.push(
      quoted === undefined ? emptyAsNull(bare.trim()) : quoted.replaceAll('""', '"'),
    );
    line += whole.split("\n").length - 1;
    if (stop !== delimiter) records.push({ fields: [], line });
  }
  const [header, ...rows] = records.filter(({ fields }) => fields.some((each) => each !== null));
  return tableOf(null, known(header).fields.map(String), rows.filter(isNoCount));
}

/** `(3 rows)`, which `psql` prints last. */
function isNoCount({ fields }: Fields): boolean {
  return fields.length > 1 || !/^\(\d+ rows?\)$/.test(String(fields[0]));
}
