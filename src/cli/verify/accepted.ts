import { nearestName } from "../../fields/nearest-name.ts";
import type { EndpointId } from "../../model/ids.ts";
import { type Acceptance, safeParseAcceptances } from "../../schema/acceptances-schema.ts";
import { itemAt } from "../../util/item-at.ts";
import { nearestFirst } from "../../util/nearest-first.ts";
import type { Advice } from "../../verify/answer/advice.ts";
import type { Finding } from "../../verify/answer/finding.ts";
import type { Document } from "../document/document.ts";
import { inFile } from "../document/file-faults.ts";
import type { ExitCode, Io } from "../io.ts";
import { openOwnDocument } from "../open-document.ts";
import { reportFaults } from "../report-faults.ts";
import type { Remark, UnusedAcceptance, VerifiedEndpoint } from "./outcome.ts";

/** What somebody has accepted, to be asked about each finding. */
export class Accepted {
  readonly acceptances: readonly Acceptance[];
  readonly document: Document | null;

  constructor(acceptances: readonly Acceptance[] = [], document: Document | null = null) {
    this.acceptances = acceptances;
    this.document = document;
  }

  /** The acceptance of a finding, or of what it follows from. */
  of(endpointId: EndpointId, { id, because }: Finding | Advice): Acceptance | null {
    const found = this.acceptances.find(
      (each) => each.endpointId === endpointId && (each.id === id || each.id === because),
    );
    return found ?? null;
  }
}

/** The acceptances in a file; where it holds none, that is reported, and the command's end comes back. */
export async function openAccepted(file: string, json: boolean, io: Io): Promise<Accepted | ExitCode> {
  const document = await openOwnDocument(file, json, io);
  if (typeof document === "number") return document;
  const parsed = safeParseAcceptances(document.value);
  if (!parsed.success) return reportFaults(await inFile(document, parsed.error), json, io);
  return new Accepted(parsed.data.accepted, document);
}

/** The acceptances that accept nothing of what was verified. */
export async function unusedOf(
  { acceptances, document }: Accepted,
  endpoints: readonly VerifiedEndpoint[],
): Promise<readonly UnusedAcceptance[]> {
  if (document === null) return [];
  const places = await document.places();
  return acceptances.flatMap((acceptance, at) => {
    const own = endpoints.filter(({ endpointId }) => endpointId === acceptance.endpointId);
    const remarks = own.flatMap((each) => each.remarks);
    if (remarks.some(({ about }) => about.id === acceptance.id)) return [];
    const place = places.of(["accepted", at]);
    const meant = meantBy(acceptance.id, remarks);
    return [{ file: document.file, place, acceptance, stale: own.length > 0, meant }];
  });
}

/** More would not be read. */
const MOST_MEANT = 3;

/** The ids of the code that an id begins with, or of the nearest to it. */
function meantBy(id: string, remarks: readonly Remark[]): readonly string[] {
  const open = remarks.flatMap(({ about, accepted }) => (about.because === null && accepted === null ? [about] : []));
  const codes = [...new Set(open.map(({ code }) => code))].map((name) => ({ name }));
  const code = nearestName(itemAt(id.split("/"), 0), codes);
  const ids = open.filter((each) => each.code === code).map((each) => each.id);
  return nearestFirst(id, ids).slice(0, MOST_MEANT);
}
