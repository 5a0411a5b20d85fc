import { type Endpoint, type Evaluation, evaluate, type Rule, type Semantics, type Snapshot } from "../../src/index.ts";

const CROWD: Endpoint = { id: "\0crowd", replicas: 1 };

/** So many that the objects of an answer are made as they are read. */
const RULES: readonly Rule[] = Array.from({ length: 64 }, (_, nth) => ({
  type: "threshold",
  id: `\0crowd-${nth}`,
  endpointId: CROWD.id,
  metricSource: "KERNEL",
  metricName: "nobody-reports-it",
  comparator: "GREATER_THAN",
  threshold: "0",
  stepSize: 1,
  cooldownSeconds: 0,
  minReplicas: null,
  maxReplicas: null,
}));

/** The snapshot among so many idle rules of another endpoint that the answer is made as it is read. */
export function crowded(snapshot: Snapshot): Snapshot {
  return { ...snapshot, endpoints: [...snapshot.endpoints, CROWD], rules: [...snapshot.rules, ...RULES] };
}

/** An evaluation as if the crowd had not been there. */
function withoutCrowd(evaluation: Evaluation): Evaluation {
  const { decisions } = evaluation;
  return { ...evaluation, decisions: decisions.filter(({ endpointId }) => endpointId !== CROWD.id) };
}

/** The answer of {@link evaluate} to a snapshot, worked out in a crowd. */
export function evaluateInCrowd(snapshot: Snapshot, semantics?: Semantics): Evaluation {
  return withoutCrowd(evaluate(crowded(snapshot), semantics));
}
