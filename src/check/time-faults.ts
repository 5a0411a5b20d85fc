import { type Fault, fault, show } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import { isInstant } from "../model/instant.ts";
import { TIME_HELP } from "./field-help.ts";

const INSTANT = { code: "not-an-instant", expected: "milliseconds since 1970" } as const;

/** What is wrong with the host's clock; null for nothing. */
export function clockFault(now: unknown): Fault | null {
  return isInstant(now) ? null : fault({ ...INSTANT, path: "now", found: show(now), help: TIME_HELP.now });
}

/** What is wrong with a last-triggered time that is no instant. */
export function lastTriggeredFault(ruleId: RuleId, found: unknown): Fault {
  const path = `lastTriggered[${show(ruleId)}]`;
  return fault({ ...INSTANT, path, found: show(found), help: TIME_HELP.lastTriggered });
}
