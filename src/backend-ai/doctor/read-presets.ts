import type { Fault } from "../../model/fault.ts";
import { safeParseBy } from "../../schema/parse.ts";
import { object } from "../../schema/zod/object.ts";
import { list, text } from "../../schema/zod/values.ts";
import { isRecord } from "../../util/is-record.ts";
import { fromJsonText } from "../forms/from-json-text.ts";
import { readGlobalId } from "../forms/global-id.ts";
import { joined, placedIn } from "../forms/table-rows.ts";
import { type Columns, findRecords, underColumnNames } from "./find-records.ts";

const labels = list(text("give a label's name"), "list the labels; [] for none");

const presetSchema = object(
  {
    id: text("give the preset's id"),
    name: text("give the preset's name").nullish(),
    metric_name: text("give the metric's name"),
    query_template: text("give the query"),
    filter_labels: labels,
  },
  "a preset",
);

/** A query preset: a row of `prometheus_query_presets`. */
export interface Preset {
  readonly id: string;
  readonly name: string | null;
  readonly metricName: string;
  readonly template: string;
  readonly filterLabels: readonly string[];
  /** What its column of JSON has besides. */
  readonly options: Columns;
  /** Its place in the input. */
  readonly path: string;
  /** The preset as it was handed out. */
  readonly source: unknown;
}

/** The presets of an answer or a dump, and what is wrong with them. */
export function readPresets(
  input: unknown,
  root: string,
): { readonly presets: readonly Preset[]; readonly faults: readonly Fault[] } {
  const found = findRecords(input, (columns) => "query_template" in columns);
  const faults: Fault[] = [];
  const presets = found.flatMap(({ path, columns, source }): Preset[] => {
    const place = joined(root, path);
    const options = optionsOf(columns);
    const labels = columns["filter_labels"] ?? options["filter_labels"] ?? [];
    const parsed = safeParseBy(presetSchema, { ...columns, filter_labels: labels });
    if (!parsed.success) {
      faults.push(...parsed.error.faults.map((each) => placedIn(place, each)));
      return [];
    }
    const { id, name = null, metric_name, query_template, filter_labels } = parsed.data;
    return [
      {
        id: readGlobalId(id)?.id ?? id,
        name,
        metricName: metric_name,
        template: query_template,
        filterLabels: filter_labels,
        path: place,
        options,
        source,
      },
    ];
  });
  return { presets, faults };
}

/** The options, which are an object in answers and may be JSON text in dumps; empty where they are not there. */
function optionsOf({ options }: Columns): Columns {
  const read = fromJsonText(options);
  return isRecord(read) ? underColumnNames(read) : {};
}
