import { backendAi25, backendAi26, recommended } from "../dist/index.js";
import {
  ages,
  aggregations,
  bands,
  disabledRules,
  endpointBounds,
  endpointCooldowns,
  missingAverages,
  ownQueries,
  pauses,
  priorities,
} from "./features.mjs";

/** The semantics and the features of every workload. The first is what the others are compared with. */
export const WORKLOADS = {
  threshold: { title: "threshold rules", semantics: backendAi25, features: [] },
  agreement: { title: "the same, `recommended`", semantics: recommended, features: [] },
  band: { title: "band rules, `backendAi26`", semantics: backendAi26, features: [(given) => bands(given)] },
  queries: {
    title: "a quarter on queries of their own",
    semantics: backendAi25,
    features: [(given) => ownQueries(given, 1 / 4)],
  },
  missing: {
    title: "one average in twenty missing",
    semantics: backendAi25,
    features: [(given) => missingAverages(given, 1 / 20)],
  },
  bounds: { title: "endpoints with bounds", semantics: backendAi25, features: [(given) => endpointBounds(given)] },
  clamp: { title: "bounds that clamp", semantics: { ...backendAi25, bounds: "clamp" }, features: [] },
  disabled: {
    title: "a quarter disabled",
    semantics: backendAi25,
    features: [(given) => disabledRules(given, 1 / 4)],
  },
  ages: { title: "ages of averages", semantics: backendAi25, features: [(given) => ages(given)] },
  priorities: { title: "priorities", semantics: backendAi25, features: [priorities] },
  cooldowns: {
    title: "endpoints with cooldowns, some paused",
    semantics: backendAi25,
    features: [(given) => endpointCooldowns(given), (given) => pauses(given, 1 / 50)],
  },
  aggregations: {
    title: "a quarter on p95 or maximum",
    semantics: backendAi25,
    features: [(given) => aggregations(given, 1 / 4)],
  },
  mixture: { title: "a mixture of all", semantics: backendAi25, features: mixture() },
  "mixture-agreement": { title: "the mixture, `recommended`", semantics: recommended, features: mixture() },
};

/** Some of everything, as a large cluster has it. */
function mixture() {
  return [
    (given) => bands(given, 1 / 4),
    (given) => ownQueries(given, 1 / 8),
    (given) => aggregations(given, 1 / 8),
    (given) => disabledRules(given, 1 / 8),
    priorities,
    (given) => ages(given, 1 / 2),
    (given) => missingAverages(given, 1 / 20),
    (given) => endpointBounds(given, 1 / 2),
    (given) => endpointCooldowns(given, 1 / 4),
    (given) => pauses(given, 1 / 50),
  ];
}

/** A snapshot with the features of a workload. */
export function withFeatures(snapshot, { features }) {
  return asParsed(features.reduce((given, feature) => feature(given), snapshot));
}

/**
 * The same snapshot with its lists as a host gets them, parsed from text: objects of one form share their shape. Objects made by
 * spreading others each have a shape of their own in some engines, which makes every candidate several times slower.
 */
function asParsed({ now, lastTriggered, ...lists }) {
  return { now, lastTriggered, ...JSON.parse(JSON.stringify(lists)) };
}
