import { INSTANT } from "../fields/instant-domain.ts";
import { TIME_HELP } from "../fields/time-help.ts";
import { type Fault, fault, show } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";

const { accepts, code, expected } = INSTANT;

/** What is wrong with the host's clock; null for nothing. */
export function clockFault(now: unknown): Fault | null {
  if (accepts(now)) return null;
  return fault({ code, expected, path: "now", found: show(now), help: TIME_HELP.now });
}

/** What is wrong with a last-triggered time that is no instant. */
export function lastTriggeredFault(ruleId: RuleId, found: unknown): Fault {
  const path = `lastTriggered[${show(ruleId)}]`;
  return fault({ code, expected, path, found: show(found), help: TIME_HELP.lastTriggered });
}
