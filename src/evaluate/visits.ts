import type { EndpointId } from "../model/ids.ts";

/** Which endpoints a cycle has come by. */
export class Visits {
  /** Two endpoints have one id, so that a count does not say whose it is. */
  repeated = false;
  /** How many groups of rules have had no endpoint. */
  missed: number;

  readonly #groups: number;
  /** The groups before this one are visited: all that there is to know where endpoints come in the order of their rules. */
  #next = 0;
  /** Which groups are visited, from the first endpoint on that comes in another order. */
  #visited: Uint8Array | null = null;
  #withoutRules: Set<EndpointId> | null = null;

  constructor(groups: number) {
    this.missed = groups;
    this.#groups = groups;
  }

  note(endpoint: EndpointId, group: number | undefined): void {
    if (group === undefined) {
      this.#withoutRules ??= new Set();
      this.repeated ||= this.#withoutRules.has(endpoint);
      this.#withoutRules.add(endpoint);
      return;
    }
    this.missed -= 1;
    if (this.#visited === null && group === this.#next) {
      this.#next += 1;
      return;
    }
    this.#visited ??= new Uint8Array(this.#groups).fill(1, 0, this.#next);
    this.repeated ||= this.#visited[group] === 1;
    this.#visited[group] = 1;
  }
}
