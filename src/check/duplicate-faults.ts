import { type Fault, fault, type Subject } from "../model/fault.ts";
import { firstPlaces } from "../util/first-places.ts";

/** What duplicates differ by. */
interface Identified {
  readonly id: string;
}

/** The fault of a rule whose id an earlier, different rule has. */
export function duplicateRuleFault({ id }: Identified, index: number, first: number): Fault {
  return duplicateFault("rules", { noun: "rule", id }, index, first);
}

/** The fault of an endpoint whose id an earlier one has. */
export function duplicateEndpointFault({ id }: Identified, index: number, first: number): Fault {
  return duplicateFault("endpoints", { noun: "endpoint", id }, index, first);
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

function duplicateFault(list: string, subject: Subject, index: number, first: number): Fault {
  const place = { keys: [list, index, "id"], value: subject.id };
  return fault({ code: "duplicate-id", params: { list, first } }, place, subject);
}
