import { isSoundButCount } from "../check/endpoint-faults.ts";
import { doubleAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import type { Clock } from "./clock.ts";
import {
  changeAt,
  constraintsWithoutZero,
  type EndpointConstraints,
  type EndpointSettings,
  UNCONSTRAINED,
} from "./constraints.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
const NEVER = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };

/**
 * Settings of endpoints that are read once instead of in every cycle, for hosts in which few of them change from one cycle to
 * the next. Made by {@link RuleColumns.prepareEndpoints}.
 *
 * Settings must not be changed once they are here; set others instead.
 */
export class PreparedEndpoints {
  /** What they were made for: an endpoint has its number there, and its semantics say how the settings are read. */
  readonly #owner: object;
  readonly #votes: boolean;
  readonly #settings: (EndpointSettings | undefined)[];
  /** By endpoint: what its settings came to, for a clock from one time up to another, in microseconds. */
  readonly #constraints: EndpointConstraints[];
  readonly #from: Float64Array;
  readonly #until: Float64Array;

  /** @internal Use {@link RuleColumns.prepareEndpoints}. */
  constructor(owner: object, endpoints: number, votes: boolean) {
    this.#owner = owner;
    this.#votes = votes;
    this.#settings = new Array<EndpointSettings | undefined>(endpoints).fill(undefined);
    this.#constraints = new Array<EndpointConstraints>(endpoints).fill(UNCONSTRAINED);
    this.#from = new Float64Array(endpoints).fill(ALWAYS.from);
    this.#until = new Float64Array(endpoints).fill(ALWAYS.until);
  }

  /** The settings of an endpoint, by its number; undefined where it has none. */
  get(endpoint: number): EndpointSettings | undefined {
    return this.#settings[endpoint];
  }

  /**
   * Gives an endpoint other settings, from the next cycle on.
   *
   * @param endpoint - its number
   * @param settings - all its settings, whether or not it had some of them before; undefined for none
   * @throws RangeError where there is no such endpoint
   * @example
   * const endpoints = columns.prepareEndpoints([[0, { maxReplicas: 8 }]]);
   * endpoints.set(0, { maxReplicas: 8, lastScaledAt: { out: now, in: null } });
   */
  set(endpoint: number, settings: EndpointSettings | undefined): void {
    if (!(endpoint in this.#settings)) {
      throw new RangeError(`there is no endpoint ${endpoint} among ${this.#settings.length}`);
    }
    this.#settings[endpoint] = settings;
    this.#keep(endpoint, UNCONSTRAINED, settings === undefined ? ALWAYS : NEVER);
  }

  /** @internal Whether these are endpoints of those rules. */
  isOf(owner: object): boolean {
    return this.#owner === owner;
  }

  /** @internal What constrains an endpoint; null where that has to be worked out in this very cycle. */
  constraintsOf(endpoint: number, clock: Clock): EndpointConstraints | null {
    const { micros } = clock;
    const isKept =
      doubleAt(this.#from, endpoint) <= micros && micros < doubleAt(this.#until, endpoint);
    return isKept ? itemAt(this.#constraints, endpoint) : this.#workOut(endpoint, clock);
  }

  /** Whether an endpoint is in use depends on averages, and of one with a fault its count is said as well. */
  #workOut(endpoint: number, clock: Clock): EndpointConstraints | null {
    const settings = known(this.#settings[endpoint]);
    if (settings.zero !== undefined || !isSoundButCount(settings)) return null;
    const constraints = constraintsWithoutZero(settings, clock, this.#votes);
    this.#keep(endpoint, constraints, { from: clock.micros, until: changeAt(constraints, clock) });
    return constraints;
  }

  #keep(endpoint: number, constraints: EndpointConstraints, { from, until }: typeof ALWAYS): void {
    this.#constraints[endpoint] = constraints;
    this.#from[endpoint] = from;
    this.#until[endpoint] = until;
  }
}
