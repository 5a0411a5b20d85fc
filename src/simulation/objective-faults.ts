import { unknownKeyFault } from "../fields/unknown-key-fault.ts";
import { type Fault, fault, show } from "../model/fault.ts";
import { isRecord } from "../util/is-record.ts";
import { LATENCIES } from "./service/latencies.ts";

/** Everything wrong with objectives. */
export function objectiveFaults(objectives: unknown): readonly Fault[] {
  const path = "scenario.objectives";
  if (objectives === undefined) return [];
  if (!isRecord(objectives)) {
    const help = "name what users wait for: { firstToken: 2, perToken: 0.05 }";
    return [fault({ code: "wrong-type", path, found: show(objectives), expected: "an object", help })];
  }
  const names = LATENCIES.map((name) => ({ name }));
  return Object.entries(objectives).flatMap(([key, value]) => {
    const place = `${path}.${key}`;
    if (!LATENCIES.some((latency) => latency === key)) return unknownKeyFault(key, place, value, names);
    if (value === undefined || isLimit(value)) return [];
    const expected = "seconds of 0 or more, or { seconds, share } with a share from 0 to 1";
    return fault({
      code: "out-of-range",
      path: place,
      found: show(value),
      expected,
      help: "leave it out for no objective",
    });
  });
}

function isLimit(value: unknown): boolean {
  if (!isRecord(value)) return isFrom0(value);
  const { seconds, share, ...others } = value;
  if (Object.keys(others).length > 0) return false;
  return isFrom0(seconds) && (share === undefined || (isFrom0(share) && Number(share) <= 1));
}

function isFrom0(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}
