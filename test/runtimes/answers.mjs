/**
 * What the built library answers to the recorded cases, as one text: the same bytes in every engine, time zone, locale and
 * realm. `library` holds the modules, as each realm loads them in its own way.
 */
export function answers({ core, verify, boundary }, { decisions, rows }, { presets, readSnapshot }) {
  const lines = [];
  const snapshots = linesOf(decisions).map(({ snapshot }) => readSnapshot(snapshot));
  for (const snapshot of snapshots) {
    for (const semantics of Object.values(presets)) {
      const evaluation = core.evaluate(snapshot, semantics);
      lines.push(JSON.stringify([plain(evaluation), evaluation.decisions.map(core.explain)]));
    }
    lines.push(JSON.stringify(core.checkSnapshot(snapshot)));
  }
  for (const { rules, endpoints } of snapshots.slice(0, 60)) {
    const own = rules.filter(({ endpointId }) => endpointId === rules[0]?.endpointId);
    const endpoint = endpoints.find(({ id }) => id === own[0]?.endpointId);
    lines.push(
      JSON.stringify(
        verify.verifyRules({ rules: own, endpoint, cycleSeconds: 10, startupSeconds: 60, maxSteps: 2000 }),
      ),
    );
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
