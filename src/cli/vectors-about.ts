import type { Profile } from "../backend-ai/profile.ts";

/** What recorded cases are, so that a program in any language can run them. */
export const ABOUT_VECTORS = {
  what:
    "What Backend.AI itself decides, recorded by running its own code on generated inputs. Every number is a safe integer or " +
    "a double; every decimal that matters is text, to be compared by value.",
  recordedFrom: {
    pr3277: "25.1: pull request 3277 with its fix 3761, _autoscale_endpoints",
    v26: "26.8: calculate_desired_replicas with calculate_desired_replicas_for_deployment",
  } satisfies Record<Profile, string>,
  case: "{ case, theme, input, expected, precision }",
  input: {
    now: "the manager's clock, ISO 8601",
    endpoints:
      "id, replicas, routes [{ id, session or null, status }]; v26 also desired_replicas, which where it is not " +
      "null, 0 included, is the count to start from. Routes are summed in the order in which they stand",
    kernels: "id, session. A kernel whose session is on no route does not count",
    kernel_stats: "kernel id to its live stat; null or absent: it never reported",
    endpoint_stats: "endpoint id to its live stat, likewise",
    prometheus: "v26: rule id to what its query answered, as text; null for no answer",
    rules:
      "rows under their column names, in evaluation order. v26 writes enums in lower case, and old rows have them in upper " +
      "case: both occur. Rows have either threshold and comparator, or min_threshold and max_threshold",
  },
  expected: {
    triggered: "ids of the rules that triggered, in order: their last_triggered_at becomes now",
    metric_average: "rule id to the average that it compares, as Python prints it; null for none",
    no_average: "rule id to why that is null",
    outcome:
      "rule id to triggered, no_trigger, out_of_bounds, cooldown, no_metric, histogram, unparseable, error or not_reached",
    desired: "v26: endpoint id to the new count; null where no rule triggered, or there is none",
    replicas: "pr3277: endpoint id to the count afterwards",
    error: "not null where Backend.AI raised: pr3277 loses the whole cycle by that, v26 the decision of that endpoint",
    errors: "v26: endpoint id to what was raised, and by which rule",
    manual: "v26: endpoint id without rules to the count that the code around it stores. It is not part of desired",
    before_error: "pr3277: counts and triggered rules up to the one that raised",
  },
  arithmetic:
    "Python's decimal with its default context: 28 significant digits, ROUND_HALF_EVEN, after each addition and after the " +
    "division. Reading a value and comparing it do not round",
  fill:
    "Cases of the routes to create and to remove: { case, input, expected }. v26: a route counts if it is provisioning, or " +
    "running with active traffic; converged: without a target revision, counted = desired; in a rollout, the current " +
    "revision's counted is at most its desired, and the target has no provisioning route and exactly its desired number " +
    "running with active traffic",
} as const;

/** The files that hold the cases of each profile, beside each other. */
export const VECTOR_FILES: Readonly<Record<Profile, { readonly cases: string; readonly fill: string }>> = {
  pr3277: { cases: "backendai-pr3277", fill: "backendai-fill" },
  v26: { cases: "backendai-v26", fill: "backendai-fill-v26" },
};
