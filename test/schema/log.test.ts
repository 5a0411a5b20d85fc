import { expect, test } from "vitest";
import {
  applyEvaluation,
  backendAi25,
  type CycleRecord,
  evaluate,
  recommended,
} from "../../src/index.ts";
import { formatRecord, parseLog, SchemaError, safeParseLog } from "../../src/schema/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

const given = snapshot({ rules: [rule()], metrics: [average("90")] });
const record: CycleRecord = {
  snapshot: given,
  semantics: backendAi25,
  decisions: evaluate(given, backendAi25).decisions,
};
const line = JSON.stringify(formatRecord(record));

test("a log gives back the cycles that were recorded, whatever ends its lines, and passes over empty ones", () => {
  expect(parseLog(`${line}\n${line}\n`)).toEqual([record, record]);
  expect(safeParseLog(`\r\n${line}\r\n \n${line}`)).toEqual({
    success: true,
    data: [record, record],
  });
  expect(parseLog("")).toEqual([]);
});

test("a cycle that is read from a log decides and remembers what it did, though a rule waits or its metric fails", () => {
  const rules = [
    rule({ id: "__proto__", forSeconds: 60, onUnknown: "keep" }),
    rule({
      id: "blind",
      metricName: "gone",
      onFailure: { afterSeconds: 60, count: 9, how: "static" },
    }),
  ];
  const chat = endpoint({ zero: { activation: [], idleSeconds: 600 } });
  let state = snapshot({ endpoints: [chat], rules, metrics: [average(90)] });
  const lines = [0, 30_000, 60_000, 90_000].map((later) => {
    const given = { ...state, now: NOON + later };
    const evaluation = evaluate(given, recommended);
    state = { ...state, ...applyEvaluation(given, evaluation) };
    const cycle = { snapshot: given, semantics: recommended, decisions: evaluation.decisions };
    return JSON.stringify(formatRecord(cycle));
  });
  const replayed = parseLog(lines.join("\n"));
  for (const cycle of replayed)
    expect(evaluate(cycle.snapshot, cycle.semantics).decisions).toEqual(cycle.decisions);
  expect(replayed.map(({ decisions }) => decisions[0]?.desired)).toEqual([3, 3, 9, 10]);
  expect(replayed[0]?.decisions[0]?.memory?.failingSince).toEqual({ blind: NOON });
  expect(Object.keys(replayed[1]?.snapshot.endpoints[0]?.memory?.breachedSince ?? {})).toEqual([
    "__proto__",
  ]);
});

test("what is no text is no log", () => {
  for (const bytes of [Buffer.from("{}"), undefined, null, 7]) {
    // As plain JavaScript can pass it.
    const { error } = safeParseLog(bytes as unknown as string);
    expect(error?.faults).toMatchObject([{ code: "wrong-type", expected: "the text of a log" }]);
  }
  expect(() => parseLog(Buffer.from("{}") as unknown as string)).toThrow(
    'the input is a Uint8Array, expected the text of a log; pass text: readFile(path, "utf8")',
  );
});

test("the faults of all lines of a log are listed at once, each with its line", () => {
  const bad = line.replace('"sequential"', '"loudest"').replace('"replicas":3', '"replicas":-1');
  const parsed = safeParseLog(`${line}\n\n{\n${bad}\n`);
  if (parsed.success) expect.unreachable();
  expect(parsed.error).toBeInstanceOf(SchemaError);
  expect(
    parsed.error.faults.map(({ path, message }) => ({ path, message })),
  ).toMatchInlineSnapshot(`
    [
      {
        "message": "line 3 is "{", expected JSON",
        "path": "line 3",
      },
      {
        "message": "line 4: semantics.combine is "loudest", expected sequential, first or agreement",
        "path": "line 4: semantics.combine",
      },
      {
        "message": "line 4: snapshot.endpoints[0].replicas is -1, expected an integer of 0 or more",
        "path": "line 4: snapshot.endpoints[0].replicas",
      },
    ]
  `);
  expect(() => parseLog(bad)).toThrow(SchemaError);
});
