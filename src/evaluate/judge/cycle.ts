import type { Fault } from "../../model/fault.ts";
import type { RuleId } from "../../model/ids.ts";
import { type Instant, microseconds } from "../../model/instant.ts";
import type { Semantics } from "../../model/semantics.ts";
import { assertNever } from "../../util/assert-never.ts";
import type { Readings } from "./readings.ts";
import type { RecheckClock } from "./recheck-clock.ts";

/** What every judgement of one cycle shares. */
export interface Cycle {
  readonly now: Instant;
  /** The clock is no clock, so that no rule can be judged. */
  readonly fault: Fault | null;
  readonly semantics: Semantics;
  readonly readings: Readings;
  readonly lastTriggered: Pick<ReadonlyMap<RuleId, Instant>, "get">;
  readonly recheck: RecheckClock;
}

/** Whether a cooldown that ends at `until` still runs. */
export function isCooling({ now, semantics }: Pick<Cycle, "now" | "semantics">, until: Instant): boolean {
  const left = microseconds(until) - microseconds(now);
  switch (semantics.cooldownEnd) {
    case "exclusive":
      return left >= 0;
    case "inclusive":
      return left > 0;
    default:
      return assertNever(semantics.cooldownEnd);
  }
}
