import { type Instant, justAfter } from "../../model/instant.ts";
import type { Semantics } from "../../model/semantics.ts";

/** Gathers the instants at which one cycle's answer will differ, and keeps the earliest. */
export class RecheckClock {
  #earliest = Number.POSITIVE_INFINITY;
  #earliestEnd = Number.POSITIVE_INFINITY;

  /** The answer differs at this instant. */
  at(instant: Instant): void {
    if (instant < this.#earliest) this.#earliest = instant;
  }

  /** The answer is still the same at this instant, and differs past it. */
  past(instant: Instant): void {
    if (instant < this.#earliestEnd) this.#earliestEnd = instant;
  }

  /** The answer differs when this cooldown is over. */
  whenOver(until: Instant, cooldownEnd: Semantics["cooldownEnd"]): void {
    if (cooldownEnd === "exclusive") this.past(until);
    else this.at(until);
  }

  /** As {@link earliest}, and forgets them: for one clock over many endpoints, each of which is asked for. */
  take(): Instant | null {
    const earliest = this.earliest();
    if (earliest === null) return null;
    this.#earliest = Number.POSITIVE_INFINITY;
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    return earliest;
  }

  /** The earliest of them all; null for none. */
  earliest(): Instant | null {
    const past = this.#earliestEnd;
    if (past === Number.POSITIVE_INFINITY && this.#earliest === past) return null;
    return Math.min(this.#earliest, past === Number.POSITIVE_INFINITY ? past : justAfter(past));
  }
}
