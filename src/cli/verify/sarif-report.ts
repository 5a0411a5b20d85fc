import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Location, Log, PhysicalLocation, Result } from "sarif";
import { ADVICE_CODES } from "../../verify/answer/advice.ts";
import { FINDING_CODES } from "../../verify/answer/finding.ts";
import type { FileFault, Place } from "../document/document.ts";
import { type Outcome, type Remark, type UnusedAcceptance, unusedText } from "./outcome.ts";

/** A result here always names its kind. */
interface CodedResult extends Result {
  readonly ruleId: string;
}

/**
 * What was found, in the form that code scanning reads.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport({ endpoints, faults, unused }: Outcome, version: string): string {
  const remarks = endpoints.flatMap((endpoint) => endpoint.remarks);
  const results = [
    ...faults.map(faultResult),
    ...remarks.filter(({ about }) => about.because === null).map(remarkResult),
    ...unused.filter(({ stale }) => stale).map(staleResult),
  ];
  const codes = new Set([...FINDING_CODES, ...ADVICE_CODES, ...results.map(({ ruleId }) => ruleId)]);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "autoscaling-rules", version, rules: [...codes].map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function remarkResult({ file, place, endpointId, about, accepted }: Remark): CodedResult {
  const { id, code, severity, message, help } = about;
  const result: CodedResult = {
    ruleId: code,
    level: severity,
    message: { text: `${message}; ${help}` },
    locations: [locationOf(file, place, endpointId)],
    partialFingerprints: { "finding/v1": `${endpointId}/${id}` },
  };
  if (accepted === null) return result;
  const justification = `${accepted.reason} (${accepted.date})`;
  return { ...result, suppressions: [{ kind: "external", status: "accepted", justification }] };
}

function faultResult({ file, place, fault: { code, message, help } }: FileFault): CodedResult {
  const locations = file === null ? [] : [locationOf(file, place)];
  return { ruleId: code, level: "error", message: { text: `${message}; ${help}` }, locations };
}

function staleResult(unused: UnusedAcceptance): CodedResult {
  return {
    ruleId: "stale-acceptance",
    level: "warning",
    message: { text: unusedText(unused) },
    locations: [locationOf(unused.file, unused.place)],
  };
}

function locationOf(file: string, place: Place | null, endpointId?: string): Location {
  const uri = isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file.replaceAll("\\", "/"));
  const physicalLocation: PhysicalLocation = {
    artifactLocation: isAbsolute(file) ? { uri } : { uri, uriBaseId: "%SRCROOT%" },
    ...(place === null ? {} : { region: { startLine: place.line, startColumn: place.column } }),
  };
  if (endpointId === undefined) return { physicalLocation };
  return { physicalLocation, logicalLocations: [{ name: endpointId, kind: "resource" }] };
}
