import type { PlacedFault, Remark, Report } from "../answers/report.ts";

/** What is to be seen at each field: what is invalid in it, and how bad what it takes part in is. */
export interface Places {
  readonly faultAt: (path: string) => PlacedFault | null;
  /** What is invalid in the whole of something: `rules[1]`. */
  readonly faultsIn: (whole: string) => readonly PlacedFault[];
  readonly markAt: (path: string) => Remark["severity"] | null;
}

export function placesOf(report: Report | null): Places {
  const marks = new Map<string, Remark["severity"]>();
  for (const { paths, severity } of report?.remarks ?? []) {
    if (severity === "note") continue;
    for (const path of paths) if (!marks.has(path)) marks.set(path, severity);
  }
  return {
    faultAt: (path) => report?.faults.find((fault) => fault.path === path) ?? null,
    faultsIn: (whole) => (report?.faults ?? []).filter(({ path }) => path === whole || path.startsWith(`${whole}.`)),
    markAt: (path) => marks.get(path) ?? null,
  };
}
