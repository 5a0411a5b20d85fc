import { aForm, aType } from "../fields/expectations.ts";
import { unknownKeyFault } from "../fields/unknown-key-fault.ts";
import { type Fault, fault } from "../model/fault.ts";
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
    if (value === undefined || isLimit(value)) return [];
    return fault(aForm("objective"), { keys, value, help: "leave it out for no objective" });
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
