import { aNumber, aType, aWord } from "../../fields/expectations.ts";
import { INSTANT } from "../../fields/instant-domain.ts";
import { ARRIVALS, MOST_IN_A_BIN, WHOLE_MILLISECONDS } from "../../fields/scenario-domains.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { Keys } from "../../model/fault-place.ts";
import { isRecord } from "../../util/is-record.ts";

const MOST_BINS = 10_000_000;

/** Everything wrong with a trace. `place` leads to it. */
export function traceFaults(trace: unknown, place: Keys): readonly Fault[] {
  if (!isRecord(trace)) {
    const help = "read one with readTrace, or generate one: constant({ rate: 5, seconds: 3600 })";
    return [fault(aType("trace"), { keys: place, value: trace, help })];
  }
  const { binSeconds, requests, arrivals, startAt } = trace;
  const faults: Fault[] = [];
  if (!WHOLE_MILLISECONDS.accepts(binSeconds)) {
    const at = { keys: [...place, "binSeconds"], value: binSeconds, help: "give the length of a bin" };
    faults.push(fault(WHOLE_MILLISECONDS.expects, at));
  }
  if (arrivals !== undefined && !ARRIVALS.some((each) => each === arrivals)) {
    const at = { keys: [...place, "arrivals"], value: arrivals, help: "leave it out for counted" };
    faults.push(fault(aWord(ARRIVALS), at));
  }
  if (startAt !== undefined && !INSTANT.accepts(startAt)) {
    const at = { keys: [...place, "startAt"], value: startAt, help: "leave it out where it is unknown" };
    faults.push(fault(INSTANT.expects, at));
  }
  const length = Array.isArray(requests) ? requests.length : null;
  const sums = ["inputTokens", "outputTokens"].filter((name) => length !== null && trace[name] !== undefined);
  return [
    ...faults,
    ...listFaults(requests, [...place, "requests"], null),
    ...sums.flatMap((name) => listFaults(trace[name], [...place, name], length)),
  ];
}

/** Faults of a list of so many values; of one that says itself how many bins there are, and may have gaps, where that is null. */
function listFaults(list: unknown, keys: Keys, length: number | null): Fault[] {
  const gaps = length === null;
  const [min, max] = gaps ? [1, MOST_BINS] : [length, length];
  if (!Array.isArray(list) || list.length < min || list.length > max) {
    const count = Array.isArray(list) ? list.length : null;
    const place = { keys, value: list, help: "give one value for each bin" };
    return [fault({ code: "wrong-length", params: { count, min, max } }, place)];
  }
  const faults: Fault[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const value: unknown = list[at];
    if ((gaps && value === null) || (typeof value === "number" && value >= 0 && value <= MOST_IN_A_BIN)) continue;
    const help = `give what arrives in the bin${gaps ? ", null for a gap" : ""}`;
    const place = { keys: [...keys, at], value, nullable: gaps, help };
    faults.push(fault(aNumber({ min: 0, max: MOST_IN_A_BIN }), place));
  }
  return faults;
}
