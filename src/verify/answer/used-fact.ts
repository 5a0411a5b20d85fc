import type { FactsGround } from "../../model/facts-of-metric.ts";
import type { MetricKey } from "../../model/metric.ts";

/** What each fact of a metric says. */
export interface FactValues {
  /** No reading is below it: a decimal. */
  readonly min: string;
  /** No reading is above it: a decimal. */
  readonly max: string;
  /** Its values are whole numbers. */
  readonly integer: true;
  /** What a constant load does to it, as `MetricFacts` says. */
  readonly load: "shared" | "total" | "none";
  /** Which way it goes when the replicas have more to do. */
  readonly busy: "more" | "less";
  /** Whether it can be read at 0 replicas. */
  readonly atZero: boolean;
}

/** A fact of a metric on which something rests, and how surely it is known. */
export type UsedFact<Fact extends keyof FactValues = keyof FactValues> = {
  readonly [Each in Fact]: {
    readonly metric: MetricKey;
    readonly fact: Each;
    readonly value: FactValues[Each];
    /** By the catalogue (`known`), by the input (`stated`), or by nobody (`assumed`). */
    readonly ground: FactsGround;
  };
}[Fact];
