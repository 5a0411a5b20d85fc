import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import type { VerifyInput } from "../../verify/input/verify-input.ts";
import type { Document, FileFault } from "../document/document.ts";
import { inFile } from "../document/file-faults.ts";
import { readDocument } from "../document/read-document.ts";
import type { Io } from "../io.ts";
import { type ReadRuleSet, readRuleSets } from "../read-rule-sets.ts";
import { readText } from "../read-text.ts";
import { type Accepted, unusedOf } from "./accepted.ts";
import type { Outcome, Remark, VerifiedEndpoint } from "./outcome.ts";
import { verifySet } from "./verify-set.ts";

/** How files are to be verified. */
interface How {
  /** What the command line says, which counts for more than a file. */
  readonly overriding: Partial<VerifyInput>;
  readonly release: string | undefined;
  readonly accepted: Accepted;
}

/** Verifies the rules of files one by one; an error where one cannot be read. */
export async function verifyFiles(files: readonly string[], how: How, io: Io): Promise<Outcome | Error> {
  const endpoints: VerifiedEndpoint[] = [];
  const faults: FileFault[] = [];
  let faultCount = 0;
  for (const file of files) {
    const text = await readText(file, io);
    if (text instanceof Error) return text;
    const document = await readDocument(text, file);
    const all = document.success ? await verifyDocument(document.data, how, io) : { ...document.error, endpoints: [] };
    endpoints.push(...all.endpoints);
    faults.push(...all.faults);
    faultCount += all.total;
  }
  warnOfSplit(endpoints, io);
  return { files: files.length, endpoints, faults, faultCount, unused: await unusedOf(how.accepted, endpoints) };
}

async function verifyDocument(document: Document, { overriding, release, accepted }: How, io: Io) {
  const { sets, faults: wrong } = await readRuleSets(document, release);
  const endpoints: VerifiedEndpoint[] = [];
  const faults = [...wrong.faults];
  let { total } = wrong;
  for (const set of sets) {
    for (const { message, help } of set.warnings) io.err(`warning: ${printable(message)}; ${printable(help)}\n`);
    const { groups, faults: own } = verifySet(set, overriding);
    if (own.length > 0) faults.push(...(await inFile(document, { faults: own }, set.toPath)).faults);
    total += own.length;
    for (const group of groups) {
      endpoints.push({ file: document.file, ...group, remarks: await remarksOf(document, set, group, accepted) });
    }
  }
  return { endpoints, faults, total };
}

async function remarksOf(
  document: Document,
  { toPath }: ReadRuleSet,
  { endpointId, verification }: Pick<VerifiedEndpoint, "endpointId" | "verification">,
  accepted: Accepted,
): Promise<readonly Remark[]> {
  const all = [...verification.findings, ...verification.advice];
  if (all.length === 0) return [];
  const places = await document.places();
  return all.map((about) => ({
    file: document.file,
    place: places.of(toPath(itemAt(about.paths, 0))),
    endpointId,
    about,
    accepted: accepted.of(endpointId, about),
  }));
}

/** Rules of one endpoint in two places are evaluated together, and were verified apart. */
function warnOfSplit(endpoints: readonly VerifiedEndpoint[], io: Io): void {
  const first = new Map<string, string>();
  for (const { endpointId, file } of endpoints) {
    const other = first.get(endpointId);
    if (other === undefined) first.set(endpointId, file);
    else {
      const where = other === file ? `twice in ${file}` : `in ${other} and in ${file}`;
      io.err(`warning: ${printable(`endpoint \`${endpointId}\` has rules ${where}: each part was verified alone`)}\n`);
    }
  }
}
