import { type Fault, fault, named, show } from "../model/fault.ts";
import { firstPlaces } from "../util/first-places.ts";

/** What duplicates differ by. */
interface Identified {
  readonly id: string;
}

/** The fault of a rule whose id an earlier, different rule has. */
export function duplicateRuleFault({ id }: Identified, index: number, firstIndex: number): Fault {
  const help = "rename or remove one of the two, or give both the same fields";
  return duplicateFault("rule", "rules", id, index, firstIndex, help);
}

/** The fault of an endpoint whose id an earlier one has. */
export function duplicateEndpointFault(
  { id }: Identified,
  index: number,
  firstIndex: number,
): Fault {
  return duplicateFault(
    "endpoint",
    "endpoints",
    id,
    index,
    firstIndex,
    "rename or remove one of the two",
  );
}

/** The fault of each id that two or more endpoints have: that of the second one. */
export function duplicateEndpointFaults(
  endpoints: readonly Identified[],
): ReadonlyMap<string, Fault> {
  const first = firstPlaces(endpoints);
  const faults = new Map<string, Fault>();
  for (const [index, endpoint] of endpoints.entries()) {
    const firstIndex = first.get(endpoint.id);
    if (firstIndex === undefined || firstIndex === index || faults.has(endpoint.id)) continue;
    faults.set(endpoint.id, duplicateEndpointFault(endpoint, index, firstIndex));
  }
  return faults;
}

function duplicateFault(
  noun: string,
  list: string,
  id: string,
  index: number,
  firstIndex: number,
  help: string,
): Fault {
  const path = `${list}[${index}].id`;
  const expected = `a unique id: ${list}[${firstIndex}] has it too`;
  return fault({ code: "duplicate-id", path, found: show(id), expected, help }, named(noun, id));
}
