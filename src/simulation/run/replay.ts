import { evaluate } from "../../evaluate/evaluate.ts";
import type { CycleRecord } from "../../model/cycle-record.ts";
import type { Decision } from "../../model/decision.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";

/** Where a replay and its record first part. */
export interface Parting {
  /** Which record, from 0. */
  readonly cycle: number;
  /** The time of the cycle. */
  readonly now: Instant;
  /** Null where one of the two has no decision in that place. */
  readonly endpointId: EndpointId | null;
  readonly recorded: Decision | null;
  readonly replayed: Decision | null;
}

/** What a replay came to. */
export interface Replay {
  /** How many records were replayed: all, or those up to where they part. */
  readonly cycles: number;
  /** Null where every decision is the same, byte for byte. */
  readonly parting: Parting | null;
}

/**
 * Evaluates recorded snapshots again and compares the decisions, byte for byte: after an upgrade, or on another machine.
 *
 * @throws SnapshotError where a snapshot has no one answer
 * @example
 * const { parting } = replay(parseLog(text));
 * if (parting !== null) console.error(`cycle ${parting.cycle}: ${parting.recorded?.desired} is now ${parting.replayed?.desired}`);
 */
export function replay(records: Iterable<CycleRecord>): Replay {
  let cycle = 0;
  for (const { semantics, snapshot, decisions } of records) {
    const replayed = evaluate(snapshot, semantics).decisions;
    for (let at = 0; at < Math.max(decisions.length, replayed.length); at += 1) {
      const [one = null, other = null] = [decisions[at], replayed[at]];
      if (bytes(one) === bytes(other)) continue;
      const endpointId = one === null || other === null ? null : other.endpointId;
      return { cycles: cycle + 1, parting: { cycle, now: snapshot.now, endpointId, recorded: one, replayed: other } };
    }
    cycle += 1;
  }
  return { cycles: cycle, parting: null };
}

/** A decision as text, keys in order; decimals as they print, and values that JSON has no numbers for as text. */
function bytes(decision: Decision | null): string {
  return JSON.stringify(decision, (_, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
