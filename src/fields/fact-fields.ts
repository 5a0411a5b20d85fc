import type { MetricFacts } from "../model/metric-facts.ts";
import { DECIMAL } from "./decimal-domains.ts";
import type { TableOf } from "./domain.ts";
import { FLAG, oneOf, TEXT } from "./plain-domains.ts";

const OPTIONAL = { nullable: false, stored: "optional" } as const;
const END = {
  domain: DECIMAL,
  ...OPTIONAL,
  nullable: true,
  help: "an end of what the metric's readings can be; null for none",
} as const;

/** Every fact of a metric. */
export const FACT_FIELDS = {
  unit: {
    domain: TEXT,
    ...OPTIONAL,
    help: "name what its values count, such as percent or requests",
    description:
      "What its values count: percent (0 to 100), share (0 to 1), requests, tokens, seconds or any other word.",
  },
  min: { ...END, description: "No reading is below it; null: there is no least reading." },
  max: { ...END, description: "No reading is above it; null: there is no greatest reading." },
  integer: {
    domain: FLAG,
    ...OPTIONAL,
    help: "say whether its values are whole numbers",
    description: "True: its values are whole numbers.",
  },
  load: {
    domain: oneOf(["shared", "total", "none"]),
    ...OPTIONAL,
    help: "say whether the replicas share a load that it measures",
    description:
      "What a constant load does to it. shared: the replicas share the load; total: it is the load itself; none: it is not proportional to the load.",
  },
  busy: {
    domain: oneOf(["more", "less"]),
    ...OPTIONAL,
    help: "say which way it goes when the replicas have more to do",
    description: "Which way it goes when the replicas have more to do.",
  },
  atZero: {
    domain: FLAG,
    ...OPTIONAL,
    help: "say whether it has a value at 0 replicas",
    description: "Whether it has a value while the endpoint has no replicas.",
  },
} as const satisfies TableOf<MetricFacts>;
