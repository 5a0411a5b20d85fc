import { type Fault, fault, show } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import { type Instant, isInstant } from "../model/instant.ts";

const INSTANT = { code: "not-an-instant", expected: "milliseconds since 1970" } as const;

/** What is wrong with the host's clock; null for nothing. */
export function clockFault(now: Instant): Fault | null {
  if (isInstant(now)) return null;
  return fault({ ...INSTANT, path: "now", found: show(now), help: "pass the time as Date.now() gives it" });
}

/** What is wrong with a last-triggered time that is no instant. */
export function lastTriggeredFault(ruleId: RuleId, found: Instant): Fault {
  const help = "leave out a rule that never triggered";
  return fault({ ...INSTANT, path: `lastTriggered[${show(ruleId)}]`, found: show(found), help });
}
