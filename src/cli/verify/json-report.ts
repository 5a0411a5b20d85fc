import { faultJson, placeJson } from "../report-faults.ts";
import type { Outcome, Remark } from "./outcome.ts";
import { summaryOf } from "./outcome.ts";

/** What was found, for programs: each endpoint's verification, witnesses and all, with places and acceptances. */
export function jsonReport(outcome: Outcome): string {
  const { endpoints, faults, faultCount, unused } = outcome;
  const json = {
    summary: summaryOf(outcome),
    endpoints: endpoints.map(({ file, endpointId, verification, remarks }) => {
      const found = remarks.map(remarkJson);
      const { length } = verification.findings;
      return {
        file,
        endpointId,
        verification: { ...verification, findings: found.slice(0, length), advice: found.slice(length) },
      };
    }),
    faults: faults.map(faultJson),
    faultCount,
    unusedAcceptances: unused.map(({ file, place, acceptance, stale, meant }) => ({
      file,
      ...placeJson(place),
      stale,
      meant,
      ...acceptance,
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function remarkJson({ place, about, accepted }: Remark) {
  return { ...about, ...placeJson(place), accepted };
}
