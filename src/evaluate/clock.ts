import { type Instant, microseconds } from "../model/instant.ts";
import type { Semantics } from "../model/semantics.ts";

/** The time of one cycle, and how cooldowns end at it. */
export interface Clock {
  readonly now: Instant;
  /** The same in whole microseconds, in which times are compared. */
  readonly micros: number;
  /** At the very instant of its end a cooldown still runs. */
  readonly endsLate: boolean;
}

export function clockOf(now: Instant, { cooldownEnd }: Semantics): Clock {
  // Of what is no number nothing can be worked out; the clock is faulty then.
  const micros = typeof now === "number" ? microseconds(now) : Number.NaN;
  return { now, micros, endsLate: cooldownEnd === "exclusive" };
}

/** Whether an instant has come: at that very instant it has. */
export function isReached({ micros }: Clock, instant: Instant): boolean {
  return micros >= microseconds(instant);
}

/** Whether a cooldown that ends at `until` still runs. */
export function isCooling({ micros, endsLate }: Clock, until: Instant): boolean {
  const left = microseconds(until) - micros;
  return endsLate ? left >= 0 : left > 0;
}
