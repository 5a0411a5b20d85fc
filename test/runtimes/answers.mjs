/**
 * What the built library answers to the same snapshots, scenarios and rows, as one text: the same bytes in every engine, time zone, locale and
 * realm. `library` holds the modules, as each realm loads them in its own way.
 */
export function answers({ core, verify, simulation, boundary }, { snapshots, presets, rows }) {
  const lines = [];
  for (const snapshot of snapshots) {
    for (const semantics of Object.values(presets)) {
      const evaluation = core.evaluate(snapshot, semantics);
      lines.push(JSON.stringify([plain(evaluation), evaluation.decisions.map(core.explain)]));
    }
    lines.push(JSON.stringify(core.checkSnapshot(snapshot)));
  }
  for (const { rules, endpoints } of snapshots.slice(0, 20)) {
    const own = rules.filter(({ endpointId }) => endpointId === rules[0]?.endpointId);
    const endpoint = endpoints.find(({ id }) => id === own[0]?.endpointId);
    lines.push(
      JSON.stringify(
        verify.verifyRules({ rules: own, endpoint, cycleSeconds: 10, startupSeconds: 60, maxSteps: 2000 }),
      ),
    );
  }
  for (const scenario of scenarios(simulation)) {
    const timeline = simulation.simulate(scenario);
    lines.push(JSON.stringify([timeline.digest, simulation.summarize(timeline), simulation.chart(timeline)]));
  }
  // Schemas and rows need zod, which is not held to run in every realm that the core runs in.
  if (boundary !== undefined) {
    for (const snapshot of snapshots) {
      const { success, data, error } = boundary.safeParseSnapshot({ ...snapshot, lastTriggered: {} });
      lines.push(JSON.stringify(success ? boundary.formatSnapshot(data) : error.faults));
    }
    for (const { input } of rows.flatMap(linesOf)) {
      lines.push(JSON.stringify(boundary.formatSnapshot(boundary.snapshotFromRows(input))));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** An hour on each service, with all that is drawn at random. */
function scenarios({ bursts, diurnal }) {
  const rule = (id, metricSource, metricName, comparator, threshold, stepSize) => ({
    ...{ type: "threshold", id, endpointId: "chat", metricSource, metricName, comparator, threshold, stepSize },
    ...{ cooldownSeconds: 60, minReplicas: 1, maxReplicas: 9 },
  });
  const rules = [
    rule("busy", "INFERENCE_FRAMEWORK", "vllm:num_requests_running", "GREATER_THAN", "33.3", 1),
    rule("hot", "KERNEL", "cuda_util", "GREATER_THAN", "80", 2),
    rule("idle", "KERNEL", "cuda_util", "LESS_THAN", "30", -1),
  ];
  const chance = {
    startupSeconds: [60, 90, 240],
    startFailureProbability: 0.1,
    failuresPerReplicaHour: 1,
    metricLoss: 0.1,
  };
  const common = { rules, initialReplicas: 2, seed: 7, drainSeconds: 30, ...chance };
  const tide = diurnal({ low: 1, high: 12, seconds: 3600 });
  const rush = bursts({ base: 1, burst: 20, seconds: 3600, burstSeconds: 120, everySeconds: 900 });
  return [
    { ...common, trace: tide, service: { model: "fluid", requestsPerSecond: 3 } },
    { ...common, trace: rush, service: { model: "llm", concurrency: 32 } },
    { ...common, trace: tide, service: { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } },
  ];
}

function linesOf(text) {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Maps as pairs, in their order. */
function plain({ deltas, triggered, ...rest }) {
  return { ...rest, deltas: [...deltas], triggered: [...triggered] };
}
