import type { EndpointId } from "../../model/ids.ts";
import { quoted } from "../../model/show.ts";
import type { Acceptance } from "../../schema/acceptances-schema.ts";
import { choice } from "../../util/words.ts";
import type { Advice } from "../../verify/answer/advice.ts";
import type { Finding, Severity } from "../../verify/answer/finding.ts";
import type { Verification } from "../../verify/answer/verification.ts";
import { counted } from "../counted.ts";
import type { FileFault, Place } from "../document/document.ts";

/** A finding or advice about the rules of a file. */
export interface Remark {
  readonly file: string;
  readonly place: Place | null;
  readonly endpointId: EndpointId;
  readonly about: Finding | Advice;
  /** Null: nobody has accepted it, nor what it follows from. */
  readonly accepted: Acceptance | null;
}

/** One endpoint's rules in one file, and what is known of them. */
export interface VerifiedEndpoint {
  readonly file: string;
  readonly endpointId: EndpointId;
  readonly verification: Verification;
  /** Each finding, then each piece of advice. */
  readonly remarks: readonly Remark[];
}

/** An acceptance that accepts nothing. */
export interface UnusedAcceptance {
  readonly file: string;
  readonly place: Place | null;
  readonly acceptance: Acceptance;
  /** Its endpoint was verified, and has no finding with this id; else its endpoint was not there at all. */
  readonly stale: boolean;
  /** The ids that may have been meant, the nearest first: of findings of the endpoint that nobody has accepted. */
  readonly meant: readonly string[];
}

/** All that came of verifying files. */
export interface Outcome {
  readonly files: number;
  readonly endpoints: readonly VerifiedEndpoint[];
  readonly faults: readonly FileFault[];
  /** How many faults there are, listed or not. */
  readonly faultCount: number;
  readonly unused: readonly UnusedAcceptance[];
  /** Somebody keeps a list of what was accepted, for which texts name the ids. */
  readonly namesIds: boolean;
}

/** Why an acceptance accepts nothing, and what to do about it. */
export function unusedText({ acceptance: { endpointId, id }, stale, meant }: UnusedAcceptance): string {
  if (!stale) return `endpoint ${quoted(endpointId)} was not among those verified`;
  const says = `endpoint ${quoted(endpointId)} has no finding with the id ${quoted(id)}`;
  return meant.length === 0
    ? `${says}: remove the acceptance`
    : `${says}; did you mean ${choice(meant.map(quoted))}? Otherwise remove the acceptance`;
}

/** Every remark that nobody has accepted. */
export function openRemarks({ endpoints }: Outcome): readonly Remark[] {
  return endpoints.flatMap(({ remarks }) => remarks).filter(({ accepted }) => accepted === null);
}

/** Of those what follows from nothing else: of these severities, or of all. */
export function openCauses(outcome: Outcome, only: readonly Severity[] | null): readonly Remark[] {
  return openRemarks(outcome).filter(
    ({ about }) => about.because === null && (only === null || only.includes(about.severity)),
  );
}

/** `3 endpoints in 2 files: 1 error, 0 warnings, 2 notes`: what a run ends with. What follows from a cause goes with it. */
export function summaryOf(outcome: Outcome): string {
  const { endpoints, files, faultCount, unused } = outcome;
  const severities = (["error", "warning", "note"] as const).map((severity) =>
    counted(openCauses(outcome, [severity]).length, severity),
  );
  const causes = endpoints.flatMap(({ remarks }) => remarks).filter(({ about }) => about.because === null);
  const accepted = causes.length - openCauses(outcome, null).length;
  const stale = unused.filter((each) => each.stale).length;
  return [
    `${counted(endpoints.length, "endpoint")} in ${counted(files, "file")}: ${severities.join(", ")}`,
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
    ...(stale === 0 ? [] : [`${counted(stale, "acceptance")} stale`]),
    ...(faultCount === 0 ? [] : [counted(faultCount, "fault")]),
  ].join(", ");
}
