import type { RowOptions } from "../../backend-ai/forms/table-row.ts";
import { quoted } from "../../model/show.ts";
import { itemAt } from "../../util/item-at.ts";
import { nearestFirst } from "../../util/nearest-first.ts";
import { printable } from "../../util/printable.ts";
import type { VerifyInput } from "../../verify/input/verify-input.ts";
import type { FileFault } from "../document/document.ts";
import { inFile } from "../document/file-faults.ts";
import { inTwoPlaces } from "../endpoint-inputs.ts";
import { idleOption, type RowOption } from "../idle-option.ts";
import type { Io } from "../io.ts";
import { type RuleFile, type RuleSetInFile, readRuleFile } from "../read-rule-file.ts";
import { placeText } from "../report-faults.ts";
import { type Accepted, unusedOf } from "./accepted.ts";
import type { Outcome, Remark, VerifiedEndpoint } from "./outcome.ts";
import { verifySet } from "./verify-set.ts";

/** How files are to be verified. */
interface How {
  /** What the command line says, which counts for more than a file. */
  readonly overriding: Partial<VerifyInput>;
  /** What it says of rows of Backend.AI. */
  readonly rows: RowOptions;
  readonly accepted: Accepted;
}

/** Verifies the rules of files one by one; an error where one cannot be read. */
export async function verifyFiles(files: readonly string[], how: How, io: Io): Promise<Outcome | Error> {
  const endpoints: VerifiedEndpoint[] = [];
  const faults: FileFault[] = [];
  const used = new Set<RowOption>();
  let faultCount = 0;
  for (const file of files) {
    const read = await readRuleFile(file, how.rows, io);
    if (read instanceof Error) return read;
    for (const set of read.sets) await warnOfUnlisted(set, io);
    for (const option of read.sets.flatMap(({ uses }) => uses)) used.add(option);
    const all = await verifyFile(read, how);
    endpoints.push(...all.endpoints);
    faults.push(...all.faults);
    faultCount += all.total;
  }
  const idle = faultCount === 0 ? idleOption(how.rows, used) : null;
  if (idle !== null) return new Error(idle);
  warnOfSplit(endpoints, io);
  const unused = await unusedOf(how.accepted, endpoints);
  return { files: files.length, endpoints, faults, faultCount, unused, namesIds: how.accepted.document !== null };
}

async function verifyFile({ sets, faults: wrong }: RuleFile, { overriding, accepted }: How) {
  const endpoints: VerifiedEndpoint[] = [];
  const faults = [...wrong.faults];
  let { total } = wrong;
  for (const set of sets) {
    const { document } = set;
    const { groups, faults: own } = verifySet(set, overriding);
    if (own.length > 0) faults.push(...(await inFile(document, { faults: own }, set.toPath)).faults);
    total += own.length;
    for (const group of groups) {
      endpoints.push({ file: document.file, ...group, remarks: await remarksOf(set, group, accepted) });
    }
  }
  return { endpoints, faults, total };
}

async function remarksOf(
  { document, toPath }: RuleSetInFile,
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

/** Rules on an endpoint that is not among those that the document lists: they were verified without its bounds. */
async function warnOfUnlisted(
  { set: { rules, endpoints = [] }, document, toPath }: RuleSetInFile,
  io: Io,
): Promise<void> {
  const ids = endpoints.map(({ id }) => id);
  const strangers = new Map([...rules.entries()].reverse().map(([at, { endpointId }]) => [endpointId, at]));
  for (const [endpointId, at] of [...strangers].reverse()) {
    const [nearest] = nearestFirst(endpointId, ids);
    if (nearest === undefined || ids.includes(endpointId)) continue;
    const where = placeText(document.file, (await document.places()).of(toPath(["rules", at, "endpointId"])));
    const says = `rule ${quoted(itemAt(rules, at).id)} is on endpoint ${quoted(endpointId)}, which is not listed; the nearest that is listed is ${quoted(nearest)}`;
    io.err(`${where}warning: ${printable(says)}\n`);
  }
}

/** Rules of one endpoint in two places are evaluated together, and were verified apart. */
function warnOfSplit(endpoints: readonly VerifiedEndpoint[], io: Io): void {
  const first = new Map<string, string>();
  for (const { endpointId, file } of endpoints) {
    const other = first.get(endpointId);
    if (other === undefined) first.set(endpointId, file);
    else io.err(`warning: ${printable(`${inTwoPlaces(endpointId, other, file)}: each part was verified alone`)}\n`);
  }
}
