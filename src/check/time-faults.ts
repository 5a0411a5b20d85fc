import { INSTANT } from "../fields/instant-domain.ts";
import { TIME_HELP } from "../fields/time-help.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";

const { accepts, expects } = INSTANT;

/** What is wrong with the host's clock; null for nothing. */
export function clockFault(now: unknown): Fault | null {
  if (accepts(now)) return null;
  return fault(expects, { keys: ["now"], value: now, help: TIME_HELP.now });
}

/** What is wrong with a last-triggered time that is no instant. */
export function lastTriggeredFault(ruleId: RuleId, value: unknown): Fault {
  return fault(expects, { keys: ["lastTriggered", ruleId], value, help: TIME_HELP.lastTriggered });
}
