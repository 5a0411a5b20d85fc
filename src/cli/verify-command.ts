import { type Fault, fault, show } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";
import { itemAt } from "../util/item-at.ts";
import type { Finding, RulePath } from "../verify/answer/finding.ts";
import type { Verification } from "../verify/answer/verification.ts";
import { VerifyError } from "../verify/input/verify-error.ts";
import type { VerifyInput } from "../verify/input/verify-input.ts";
import { verifyRules } from "../verify/verify-rules.ts";
import { caught } from "./caught.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { painter } from "./paint.ts";
import { type ReadRuleSet, readRuleSet } from "./read-rule-set.ts";
import { notSeconds, readSeconds } from "./read-seconds.ts";
import { readText } from "./read-text.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { chosenSemantics } from "./semantics-by-name.ts";
import { verificationReport } from "./verification-report.ts";

export interface VerifyOptions {
  readonly semantics?: string | undefined;
  readonly release?: string | undefined;
  readonly json: boolean;
  readonly strict: boolean;
  readonly load?: string | undefined;
  readonly "cycle-seconds"?: string | undefined;
  readonly "startup-seconds"?: string | undefined;
}

/** One endpoint's rules, and what is known of it. */
interface Group {
  readonly endpointId: EndpointId;
  readonly verification: Verification;
}

/** `autoscaling-rules verify [FILE|-]`. */
export async function verifyCommand(file: string | undefined, options: VerifyOptions, io: Io): Promise<ExitCode> {
  const chosen = chosenSemantics(options.semantics);
  if (chosen instanceof Error) return refuse(chosen.message, io);
  const cycleSeconds = readSeconds(options["cycle-seconds"]);
  if (cycleSeconds === null) return refuse(notSeconds("--cycle-seconds", options["cycle-seconds"]), io);
  const startupSeconds = readSeconds(options["startup-seconds"]);
  if (startupSeconds === null) return refuse(notSeconds("--startup-seconds", options["startup-seconds"]), io);
  if (file === undefined && io.inputIsTerminal) return refuse("verify takes a file, or rules on standard input", io);
  const text = await readText(file, io);
  if (text instanceof Error) return refuse(text.message, io);

  const read = await readRuleSet(text, options.release);
  if (!read.success) return reportFaults(read.error, options.json, io);
  for (const { message, help } of read.data.warnings) io.err(`warning: ${message}; ${help}\n`);
  const { groups, faults } = verifyAll(read.data, {
    ...(chosen === null ? {} : { semantics: chosen }),
    ...(options.load === undefined ? {} : { load: { metric: options.load } }),
    ...(cycleSeconds === undefined ? {} : { cycleSeconds }),
    ...(startupSeconds === undefined ? {} : { startupSeconds }),
  });
  if (faults.length > 0) return reportFaults({ faults, total: faults.length }, options.json, io);

  io.out(options.json ? `${JSON.stringify(groups, null, 2)}\n` : report(file ?? "-", groups, io));
  const worst = options.strict ? ["error", "warning"] : ["error"];
  const remarks = groups.flatMap(({ verification }) => [...verification.findings, ...verification.advice]);
  return remarks.some(({ severity }) => worst.includes(severity)) ? EXIT.faultyInput : EXIT.done;
}

/** The rules of each endpoint alone, in the order in which the endpoints first occur, and every fault of any of them. */
function verifyAll(
  { set, semantics }: ReadRuleSet,
  overriding: Partial<VerifyInput>,
): { readonly groups: readonly Group[]; readonly faults: readonly Fault[] } {
  const { endpoints = [], rules, semantics: _, ...known } = set;
  const [load, path] = overriding.load === undefined ? [known.load, "load.metric"] : [overriding.load, "--load"];
  const stray = strayLoad(rules, load, path);
  if (stray !== null) return { groups: [], faults: [stray] };
  // Of two endpoints with one id the first counts.
  const endpointById = new Map(endpoints.toReversed().map((endpoint) => [endpoint.id, endpoint]));
  const groups: Group[] = [];
  const faults: Fault[] = [];
  for (const [endpointId, places] of placesByEndpoint(rules)) {
    const inFile = (text: string): string => text.replace(/\brules\[(\d+)\]/g, (_match, at) => `rules[${places[at]}]`);
    const endpoint = endpointById.get(endpointId);
    const own = places.map((at) => itemAt(rules, at));
    try {
      const verification = verifyRules({ semantics, ...known, endpoint, ...overriding, rules: own });
      groups.push({ endpointId, verification: placed(verification, inFile) });
    } catch (error) {
      for (const fault of caught(error, VerifyError).faults) {
        faults.push({ ...fault, path: inFile(fault.path), message: inFile(fault.message) });
      }
    }
  }
  return { groups, faults };
}

/** A load that was asked for and that no endpoint's rules read: nothing would be proved. */
function strayLoad(rules: readonly Rule[], load: VerifyInput["load"], path: string): Fault | null {
  const read = new Set(rules.filter(({ enabled }) => enabled !== false).map(({ metricName }) => metricName));
  if (rules.length === 0 || !load || read.has(load.metric)) return null;
  const expected = `a metric that an enabled rule reads: ${[...read].join(", ") || "there is none"}`;
  return fault({
    code: "not-one-of",
    path,
    found: show(load.metric),
    expected,
    help: "check its spelling, or leave it out",
  });
}

/** Where the rules of each endpoint stand, in the order in which the endpoints first occur. */
function placesByEndpoint(rules: readonly Rule[]): ReadonlyMap<EndpointId, number[]> {
  const places = new Map<EndpointId, number[]>();
  for (const [at, { endpointId }] of rules.entries()) {
    const own = places.get(endpointId);
    if (own === undefined) places.set(endpointId, [at]);
    else own.push(at);
  }
  return places;
}

/** With the places of rules as the file has them. */
function placed(verification: Verification, inFile: (path: string) => string): Verification {
  const { findings, advice } = verification;
  return {
    ...verification,
    findings: findings.map((finding) => ({ ...finding, ...placesOf(finding, inFile) })),
    advice: advice.map((each) => ({ ...each, ...placesOf(each, inFile) })),
  };
}

function placesOf({ path, paths }: Pick<Finding, "path" | "paths">, inFile: (path: string) => string) {
  const inFileKeys = ([list, at, ...field]: RulePath): RulePath =>
    typeof at === "number" && list !== undefined
      ? [list, Number(inFile(`rules[${at}]`).slice(6, -1)), ...field]
      : ["rules"];
  return { path: inFile(path), paths: paths.map(inFileKeys) };
}

function report(file: string, groups: readonly Group[], io: Io): string {
  const paint = painter(io.colour);
  const parts = groups.map(({ endpointId, verification }) => verificationReport(file, endpointId, verification, paint));
  const remarks = groups.flatMap(({ verification }) => [...verification.findings, ...verification.advice]);
  const counts = ["error", "warning", "note"].map((severity) => {
    const { length } = remarks.filter((remark) => remark.severity === severity);
    return `${length} ${severity}${length === 1 ? "" : "s"}`;
  });
  const summary = `${counts.join(", ")}\n`;
  return [...parts, summary].join("\n");
}
