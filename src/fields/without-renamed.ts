import type { Fault } from "../model/fault.ts";
import { pathOf } from "../model/fault-place.ts";

/** Faults without those of a missing field for which an unknown key beside it was most likely meant: renaming it is one repair. */
export function withoutRenamed(faults: readonly Fault[]): readonly Fault[] {
  const renamed = new Set(
    faults.flatMap(({ code, keys, params }) =>
      code === "unknown-key" && typeof params["near"] === "string"
        ? pathOf([...keys.slice(0, -1), params["near"]])
        : [],
    ),
  );
  if (renamed.size === 0) return faults;
  return faults.filter(
    ({ keys, params }) => params["kind"] !== "nothing" || !renamed.has(pathOf(keys)),
  );
}
