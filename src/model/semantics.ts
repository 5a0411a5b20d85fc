/** The switches in which Backend.AI's releases and this library's own recommendation differ. Any mix is allowed. */
export interface Semantics {
  /**
   * How the rules of one endpoint combine.
   *
   * - `sequential`: each rule starts from the count that the rules before it left
   * - `first`: the first rule that triggers decides
   * - `agreement`: each rule starts from the endpoint's count, and the order of rules does not matter. The highest
   *   proposal to scale out wins. The count falls only when no scale-out condition holds, when every signal with a rule
   *   that can lower the count consents (one of its scale-in conditions holds), and when the cooldown of every such rule
   *   is over; then to the highest of the signals' bids. A signal is what a rule compares: one metric, or one query
   */
  readonly combine: "sequential" | "first" | "agreement";
  /**
   * What happens to a rule if its step leads past a bound.
   *
   * - `skip`: it does not trigger; under `agreement` a rule does not trigger either if its step moves no count
   * - `clamp`: it goes to the nearest count within the bounds, if that is in its direction; so a count that is outside moves
   *   in by more than the step: step -1 at 9 with at most 3 leads to 3
   *
   * Where a minimum is above a maximum no step is taken.
   */
  readonly bounds: "skip" | "clamp";
  /** Whether a rule is still cooling at exactly last + cooldown (`exclusive`) or free again (`inclusive`). */
  readonly cooldownEnd: "exclusive" | "inclusive";
}

/** The values of each switch. */
export const SWITCHES: { readonly [Switch in keyof Semantics]: readonly Semantics[Switch][] } =
  /* @__PURE__ */ Object.freeze({
    combine: ["sequential", "first", "agreement"],
    bounds: ["skip", "clamp"],
    cooldownEnd: ["exclusive", "inclusive"],
  });

/**
 * Backend.AI 25.3 to 25.12.
 *
 * @see lablup/backend.ai pull requests 3277 and 3761, `_autoscale_endpoints`
 */
export const backendAi25: Semantics = /* @__PURE__ */ Object.freeze({
  combine: "sequential",
  bounds: "skip",
  cooldownEnd: "exclusive",
});

/**
 * Backend.AI 25.13 to 26.4.1 with threshold rules, and 26.4.2 and later with band rules.
 *
 * @see lablup/backend.ai 26.8, `calculate_desired_replicas_for_deployment`
 */
export const backendAi26: Semantics = /* @__PURE__ */ Object.freeze({
  combine: "first",
  bounds: "skip",
  cooldownEnd: "inclusive",
});

/** What this library recommends: the order of rules does not matter, and no rule lowers the count while another that could lower it has no data. */
export const recommended: Semantics = /* @__PURE__ */ Object.freeze({
  combine: "agreement",
  bounds: "clamp",
  cooldownEnd: "inclusive",
});
