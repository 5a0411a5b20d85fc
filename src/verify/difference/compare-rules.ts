import { type Fault, within } from "../../model/fault.ts";
import { explore } from "../counts/space.ts";
import { inputFaults } from "../input/input-faults.ts";
import { settle } from "../input/settle.ts";
import { VerifyError } from "../input/verify-error.ts";
import type { VerifyInput } from "../input/verify-input.ts";
import { apartIn } from "./apart-in.ts";
import type { Comparison } from "./difference.ts";
import { differenceIn } from "./difference-in.ts";
import { notCompared } from "./not-compared.ts";
import { pairOf } from "./pair.ts";
import { restsOn } from "./rests-on.ts";

/**
 * Says exactly where two rule sets of one endpoint decide differently: every count (in replicas), and every kind of readings
 * (each in its metric's unit), in one cycle in which no cooldown runs. The thresholds of both cut each metric's axis into
 * finitely many parts, and above all bounds every count moves alike, so that nothing is sampled.
 *
 * What readings can be is what the new rules' `domain`, `metrics` and the catalogue say; where nobody says how low a metric
 * reads, it is assumed never to be below 0. `restsOn` names each of these facts without which the two would differ in more. `PROMETHEUS` rules of one name
 * without a `queryPresetId` are taken to read the same. The new rules' `maxSteps` limits the cycles that are gone through.
 *
 * @throws VerifyError where either has faults; their paths begin with `old` or `new`
 * @example
 * const { differences } = compareRules({ rules: old }, { rules });
 * for (const { witness } of differences) console.log(witness.replicas, witness.readings, witness.old.after, witness.new.after);
 */
export function compareRules(old: VerifyInput, now: VerifyInput): Comparison {
  const faults = [...faultsOf("old", old), ...faultsOf("new", now)];
  if (faults.length > 0) throw new VerifyError(faults);
  const pair = pairOf(settle(old), settle(now));
  const { maxSteps } = pair.now;
  const most = pair.last + 1;
  const counts = Math.min(most, Math.max(1, Math.floor(maxSteps / 2)));
  const extent = { counts, classes: Math.max(1, Math.floor(maxSteps / counts)) };
  const { apart, isComplete } = apartIn(pair, extent);
  // To find these counts takes as long as to compare.
  const reached = new Set(apart.length === 0 ? [] : [pair.old, pair.now].flatMap((settled) => explore(settled).counts));
  return {
    differences: apart.map(({ readingClass, each }) => differenceIn(pair, readingClass, each, reached)),
    complete: counts === most && isComplete,
    restsOn: restsOn(pair, extent),
    notCompared: notCompared(old, now),
  };
}

function faultsOf(set: "old" | "new", input: VerifyInput): Fault[] {
  return inputFaults(input).map((each) => within([set], each));
}
