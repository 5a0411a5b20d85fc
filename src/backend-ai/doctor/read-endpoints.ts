import { readInstant } from "../../fields/instant-domain.ts";
import type { Fault } from "../../model/fault.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { safeParseBy } from "../../schema/parse.ts";
import { object } from "../../schema/zod/object.ts";
import { count, text } from "../../schema/zod/values.ts";
import { greatestOf } from "../../util/extremes.ts";
import { readGlobalId } from "../forms/global-id.ts";
import { joined, placedIn } from "../forms/table-rows.ts";
import { integerOrText } from "../integer-or-text.ts";
import { type Columns, findRecords } from "./find-records.ts";

const COUNT = "give the endpoint's target count";

const endpointSchema = object(
  {
    id: text("give the endpoint's id"),
    replicas: integerOrText(count(COUNT)),
    desired_replicas: integerOrText(count(COUNT).nullish()),
    lifecycle_stage: text("give the endpoint's stage").nullish(),
  },
  "an endpoint",
);

/** A row of `endpoints`. */
export interface EndpointRow {
  readonly id: EndpointId;
  readonly replicas: number;
  /** Where it is not null, the count to start from. */
  readonly desired: number | null;
  /** It is being destroyed, or has been: its count is nobody's business any more. */
  readonly isEnding: boolean;
  /** When the row was last written; null where it is not known. */
  readonly updatedAt: Instant | null;
  readonly path: string;
  readonly source: unknown;
}

/** The columns that may say when a row was last written. */
const WRITTEN = /(?:updated|modified|changed|scaled)_?at$/;

/** The endpoints of an answer or a dump, and what is wrong with them. */
export function readEndpoints(
  input: unknown,
  root: string,
): { readonly endpoints: readonly EndpointRow[]; readonly faults: readonly Fault[] } {
  const found = findRecords(input, (columns) => "replicas" in columns && "id" in columns);
  const faults: Fault[] = [];
  const endpoints = found.flatMap(({ path, source, columns }): EndpointRow[] => {
    const place = joined(root, path);
    const parsed = safeParseBy(endpointSchema, columns);
    if (!parsed.success) {
      faults.push(...parsed.error.faults.map((each) => placedIn(place, each)));
      return [];
    }
    const { id, replicas, desired_replicas: desired = null, lifecycle_stage: stage } = parsed.data;
    return [
      {
        id: readGlobalId(id)?.id ?? id,
        replicas,
        desired,
        isEnding: ENDING.includes(stage?.toLowerCase() ?? ""),
        updatedAt: writtenAt(columns),
        path: place,
        source,
      },
    ];
  });
  return { endpoints, faults };
}

/** The stages of an endpoint that rules do not change any more. */
const ENDING = ["destroying", "destroyed"];

function writtenAt(columns: Columns): Instant | null {
  const times = Object.entries(columns).flatMap(([name, value]) =>
    WRITTEN.test(name) ? (readInstant(value) ?? []) : [],
  );
  return times.length === 0 ? null : greatestOf(times);
}
