import type { EndpointId } from "../model/ids.ts";

/** Which endpoints a cycle has come by. */
export class Visits {
  /** Two endpoints have one id, so that a count does not say whose it is. */
  repeated = false;
  /** How many groups of rules have had no endpoint. */
  missed: number;

  readonly #groups: Uint8Array;
  #withoutRules: Set<EndpointId> | null = null;

  constructor(groups: number) {
    this.missed = groups;
    this.#groups = new Uint8Array(groups);
  }

  note(endpoint: EndpointId, group: number | undefined): void {
    if (group === undefined) {
      this.#withoutRules ??= new Set();
      this.repeated ||= this.#withoutRules.has(endpoint);
      this.#withoutRules.add(endpoint);
    } else {
      this.repeated ||= this.#groups[group] === 1;
      this.#groups[group] = 1;
      this.missed -= 1;
    }
  }
}
