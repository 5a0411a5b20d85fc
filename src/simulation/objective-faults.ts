import { aForm, aNumber, aType, SECONDS_FROM_0 } from "../fields/expectations.ts";
import { unknownKeyFault } from "../fields/unknown-key-fault.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { isRecord } from "../util/is-record.ts";
import { LATENCIES } from "./service/latencies.ts";

/** Everything wrong with objectives. */
export function objectiveFaults(objectives: unknown): readonly Fault[] {
  const place = ["scenario", "objectives"];
  if (objectives === undefined) return [];
  if (!isRecord(objectives)) {
    const help = "name what users wait for: { firstToken: 2, perToken: 0.05 }";
    return [fault(aType("object"), { keys: place, value: objectives, help })];
  }
  const names = LATENCIES.map((name) => ({ name }));
  return Object.entries(objectives).flatMap(([key, value]) => {
    const keys = [...place, key];
    if (!LATENCIES.some((latency) => latency === key)) return unknownKeyFault(keys, value, names);
    if (value === undefined || isFrom0(value)) return [];
    if (isRecord(value)) return limitFaults(value, keys);
    return fault(aForm("objective"), { keys, value, help: "leave it out for no objective" });
  });
}

function limitFaults(limit: Readonly<Record<string, unknown>>, place: Keys): readonly Fault[] {
  const names = ["seconds", "share"].map((name) => ({ name }));
  const { seconds, share, ...others } = limit;
  const faults = Object.entries(others).map(([key, value]) => unknownKeyFault([...place, key], value, names));
  if (!isFrom0(seconds)) {
    const help = "give the seconds that it may take";
    faults.push(fault(SECONDS_FROM_0, { keys: [...place, "seconds"], value: seconds, help }));
  }
  if (share !== undefined && !(isFrom0(share) && Number(share) <= 1)) {
    const help = "write 0.95 for 95 %, or leave it out for 0.99";
    faults.push(fault(aNumber({ min: 0, max: 1 }), { keys: [...place, "share"], value: share, help }));
  }
  return faults;
}

function isFrom0(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}
