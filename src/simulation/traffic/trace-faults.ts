import { type Fault, fault, show } from "../../model/fault.ts";
import { isInstant } from "../../model/instant.ts";
import { isRecord } from "../../util/is-record.ts";

const MOST_BINS = 10_000_000;

/** Everything wrong with a trace. */
export function traceFaults(trace: unknown, path: string): readonly Fault[] {
  if (!isRecord(trace)) {
    const help = "read one with readTrace, or generate one: constant({ rate: 5, seconds: 3600 })";
    return [fault({ code: "wrong-type", path, found: show(trace), expected: "a trace", help })];
  }
  const { binSeconds, requests, arrivals, startAt } = trace;
  const faults: Fault[] = [];
  if (!isBin(binSeconds)) {
    const facts = { code: "out-of-range", expected: "seconds above 0, of whole milliseconds" } as const;
    faults.push(
      fault({ ...facts, path: `${path}.binSeconds`, found: show(binSeconds), help: "give the length of a bin" }),
    );
  }
  if (arrivals !== undefined && arrivals !== "counted" && arrivals !== "poisson") {
    const facts = { code: "not-one-of", expected: "counted or poisson", help: "leave it out for counted" } as const;
    faults.push(fault({ ...facts, path: `${path}.arrivals`, found: show(arrivals) }));
  }
  if (startAt !== undefined && !isInstant(startAt)) {
    const facts = {
      code: "not-an-instant",
      expected: "milliseconds since 1970",
      help: "leave it out where it is unknown",
    } as const;
    faults.push(fault({ ...facts, path: `${path}.startAt`, found: show(startAt) }));
  }
  if (!Array.isArray(requests)) return [...faults, ...listFaults(requests, `${path}.requests`, 0, true)];
  const { length } = requests;
  const sums = ["inputTokens", "outputTokens"].filter((name) => trace[name] !== undefined);
  return [
    ...faults,
    ...listFaults(requests, `${path}.requests`, length, true),
    ...sums.flatMap((name) => listFaults(trace[name], `${path}.${name}`, length, false)),
  ];
}

function isBin(value: unknown): boolean {
  return (
    typeof value === "number" && value > 0 && value <= 1e9 && Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6
  );
}

function listFaults(list: unknown, path: string, length: number, gaps: boolean): Fault[] {
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_BINS || list.length !== length) {
    const expected = gaps ? "an array of 1 to 10,000,000 counts" : `an array of ${length} sums, one a bin`;
    const found = Array.isArray(list) ? `an array of ${list.length}` : show(list);
    return [fault({ code: "wrong-type", path, found, expected, help: "give one value for each bin" })];
  }
  const faults: Fault[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const value: unknown = list[at];
    if ((gaps && value === null) || (typeof value === "number" && value >= 0 && value <= 1e9)) continue;
    const expected = gaps ? "a number from 0 to 1e9, or null for a gap" : "a number from 0 to 1e9";
    const help = "give what arrives in the bin";
    faults.push(fault({ code: "out-of-range", path: `${path}[${at}]`, found: show(value), expected, help }));
  }
  return faults;
}
