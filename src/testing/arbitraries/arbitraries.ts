import type { Arbitrary } from "fast-check";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { MetricAverage } from "../../model/metric.ts";
import type { BandRule, Rule, ThresholdRule } from "../../model/rule.ts";
import { type Semantics, SWITCHES } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { aimAt, finiteDecimals, hit } from "./decimal-arbitraries.ts";
import { type EndpointOptions, endpoints } from "./endpoint-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import { type MetricOptions, metricAverages } from "./metric-arbitraries.ts";
import { anyRules, bandRules, type RuleOptions, thresholdRules } from "./rule-arbitraries.ts";
import { type ScenarioOptions, scenarios } from "./scenario-arbitraries.ts";
import { type SnapshotOptions, snapshots } from "./snapshot-arbitraries.ts";

/** An arbitrary for every type of the model. All of them shrink to plain, readable cases. */
export interface Arbitraries {
  /** Any mix of the three switches; shrinks to `backendAi25`. */
  readonly semantics: () => Arbitrary<Semantics>;
  /** Finite decimals, mostly `"10"` in every spelling and its neighbours; then small integers, zeros, what no double holds. */
  readonly decimal: () => Arbitrary<DecimalLike>;
  /**
   * Decimals that try a comparison with a threshold hardest: the same value written otherwise (`"80"`, `"80.0"`, `"8e+1"`,
   * `80`), values that differ past the 17th digit and share its double, the doubles next to it, values plainly apart, and
   * infinities. Shrinks to the threshold.
   *
   * @example
   * fc.property(decimalNear("80"), (value) => holds(value, "GREATER_THAN", "80") === new Decimal(value).gt("80"));
   */
  readonly decimalNear: (threshold: DecimalLike) => Arbitrary<DecimalLike>;
  /** Rules with one threshold: small steps either way and int32 ends, bounds that small counts hit exactly, cooldowns of any sign. */
  readonly thresholdRule: (options?: RuleOptions) => Arbitrary<ThresholdRule>;
  /** Rules with a band, whose ends may be absent or reversed; else as threshold rules. */
  readonly bandRule: (options?: RuleOptions) => Arbitrary<BandRule>;
  /** Rules of both kinds. */
  readonly rule: (options?: RuleOptions) => Arbitrary<Rule>;
  /** Endpoints with few replicas, at times 2³¹ − 1; with bounds, pauses that end about now, cooldowns and paces that do, advice. */
  readonly endpoint: (options?: EndpointOptions) => Arbitrary<Endpoint>;
  /** Averages about 10, infinities among them and, unless told otherwise, what is no decimal. */
  readonly metricAverage: (options?: MetricOptions) => Arbitrary<MetricAverage>;
  /**
   * Whole snapshots, in which several rules share an endpoint and averages lie at their rule's own thresholds; rules last
   * triggered a cooldown ago, and averages are as old as accepted, or as far ahead of the clock, to the microsecond either side. All rules and endpoints
   * are sound (`checkSnapshot` complains of averages and absent endpoints alone), and their ids differ.
   *
   * @example
   * fc.assert(fc.property(snapshot({ rule: fc.constantFrom(...myRules) }), (given) => checkLaws(given, decide(given)).length === 0));
   */
  readonly snapshot: (options?: SnapshotOptions) => Arbitrary<Snapshot>;
  /**
   * Snapshots that live on: the clock moves (to the ends of cooldowns, and back), averages come and go, users set counts
   * and add, edit and remove rules. Plain data; {@link runScenario} plays them.
   */
  readonly scenario: (options?: ScenarioOptions) => Arbitrary<Scenario>;
}

/**
 * Arbitraries for property tests of whatever decides by rules, aimed at the edges where deciding goes wrong.
 *
 * They are made with the copy of fast-check (4 or later) that your tests use, and this package imports none: the contracts
 * and laws need no fast-check, and two copies cannot meet.
 *
 * @example
 * const { snapshot, semantics } = arbitraries(fc);
 * fc.assert(fc.property(snapshot(), semantics(), (given, how) => checkLaws(given, evaluate(given, how), how).length === 0));
 */
export function arbitraries(fc: FastCheck): Arbitraries {
  return {
    semantics: () =>
      fc.record(
        {
          combine: fc.constantFrom(...SWITCHES.combine),
          bounds: fc.constantFrom(...SWITCHES.bounds),
          cooldownEnd: fc.constantFrom(...SWITCHES.cooldownEnd),
        },
        { noNullPrototype: true },
      ),
    decimal: () => finiteDecimals(fc),
    decimalNear: (threshold) => aimAt(fc).map((aim) => hit(threshold, aim)),
    thresholdRule: (options) => thresholdRules(fc, options),
    bandRule: (options) => bandRules(fc, options),
    rule: (options) => anyRules(fc, options),
    endpoint: (options) => endpoints(fc, options),
    metricAverage: (options) => metricAverages(fc, options),
    snapshot: (options) => snapshots(fc, options),
    scenario: (options) => scenarios(fc, options),
  };
}
