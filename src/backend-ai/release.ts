import { type Fault, fault } from "../model/fault.ts";
import { backendAi25, backendAi26, type Semantics } from "../model/semantics.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { itemAt } from "../util/item-at.ts";

/** The newest release whose behaviour was read. */
export const NEWEST_RELEASE = "26.8";

/** From this release on rules are bands, and the legacy API derives its comparator from them. */
export const BANDS_SINCE = "26.4.2";

/** The last release whose table has a comparator and one threshold. */
export const LAST_OF_COMPARATORS = "26.4.1";

/** From this release on nothing writes what INFERENCE_FRAMEWORK rules read. */
export const NO_INFERENCE_METRICS_SINCE = "26.4.4";

/** From this release on queries name what is put into them `${{labels}}`, not `{labels}`. */
export const DOLLAR_PLACEHOLDERS_SINCE = "26.8";

/** From this release on the first rule that triggers decides. */
const FIRST_SINCE = "25.13";

/** From this release on the manager looks at every deployment once in so many seconds. */
const CYCLE_SINCE = "26.0";
const CYCLE_SECONDS = 30;

/** `26.8`, `26.4.2`, `v26.4.2`, `26.4.2+`, `26.8.0rc1`; `25.x` for 25.1 to 25.12, `26.x` for the newest. */
const RELEASE = /^v?(\d{2})\.(?:(x)|(\d{1,3})(?:\.(\d{1,3}))?(?:\+|[a-z]+\d+)?)$/i;

/** The numbers of a release, for telling which is the later; null for text that names none. */
function numbersOf(release: string): readonly number[] | null {
  const match = RELEASE.exec(release.trim());
  if (match === null) return null;
  const [, major = "0", any, minor = "0", patch = "0"] = match;
  if (any === undefined) return [Number(major), Number(minor), Number(patch)];
  return Number(major) < 26 ? [Number(major), 0, 0] : [Number(major), Number.POSITIVE_INFINITY, 0];
}

/** What is wrong with a release, as a fault of that option; null for one that can be read. */
export function releaseFault(release: unknown): Fault | null {
  return typeof release === "string" && numbersOf(release) !== null ? null : noRelease(release);
}

function noRelease(release: unknown): Fault {
  const params = { newest: NEWEST_RELEASE };
  return fault({ code: "not-a-release", params }, { keys: ["release"], value: release });
}

/**
 * Whether a release is another one or later.
 *
 * @throws SchemaError where one of them is no release
 */
export function isSince(release: string, other: string): boolean {
  const [one, two] = [knownNumbers(release), knownNumbers(other)];
  for (const [at, number] of one.entries()) {
    const difference = number - itemAt(two, at);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function knownNumbers(release: string): readonly number[] {
  const numbers = numbersOf(release);
  if (numbers === null) throw new SchemaError([noRelease(release)]);
  return numbers;
}

/**
 * Whose answers a release gives.
 *
 * @throws SchemaError where it is no release
 * @example
 * semanticsOfRelease("26.8"); // backendAi26
 */
export function semanticsOfRelease(release: string): Semantics {
  return isSince(release, FIRST_SINCE) ? backendAi26 : backendAi25;
}

/** Seconds from cycle to cycle on a release; null where it is not known. */
export function cycleSecondsOfRelease(release: string): number | null {
  return isSince(release, CYCLE_SINCE) ? CYCLE_SECONDS : null;
}
