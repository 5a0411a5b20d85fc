import type { EndpointId } from "../../model/ids.ts";
import { type Acceptance, safeParseAcceptances } from "../../schema/acceptances-schema.ts";
import type { Advice } from "../../verify/answer/advice.ts";
import type { Finding } from "../../verify/answer/finding.ts";
import type { Document, FileFaults } from "../document/document.ts";
import { inFile, repeatedKeys } from "../document/file-faults.ts";
import { readDocument } from "../document/read-document.ts";
import type { UnusedAcceptance, VerifiedEndpoint } from "./outcome.ts";

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

/** Reads a file of acceptances. */
export async function readAccepted(text: string, file: string): Promise<Accepted | FileFaults> {
  const document = await readDocument(text, file);
  if (!document.success) return document.error;
  const repeated = await repeatedKeys(document.data);
  if (repeated.total > 0) return repeated;
  const parsed = safeParseAcceptances(document.data.value);
  if (!parsed.success) return inFile(document.data, parsed.error);
  return new Accepted(parsed.data.accepted, document.data);
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
    const isUsed = own.some(({ remarks }) => remarks.some(({ about }) => about.id === acceptance.id));
    if (isUsed) return [];
    return [{ file: document.file, place: places.of(["accepted", at]), acceptance, stale: own.length > 0 }];
  });
}
