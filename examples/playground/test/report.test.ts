import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reportOf } from "../src/answers/report.ts";
import { repaired, setEndpoint, setRule } from "../src/draft/edit.ts";
import { EXAMPLES } from "../src/draft/examples.ts";
import { PRESETS } from "../src/draft/presets.ts";
import { example } from "./support.ts";

const narrow = example("a gap too narrow");

describe("the verdict", () => {
  const expected = {
    "a gap too narrow": ["error", "error", "error"],
    "a step past its bound": ["error", "error", "sound"],
    "an order that matters": ["error", "warning", "sound"],
    "a share for a percentage": ["warning", "warning", "warning"],
    "sound rules on a queue": ["sound", "sound", "sound"],
    "one band": ["sound", "sound", "sound"],
  };
  for (const { name, draft } of EXAMPLES) {
    test(`is that of each preset: ${name}`, () => {
      assert.deepEqual(
        PRESETS.map((preset) => reportOf(draft, preset).state),
        expected[name],
      );
    });
  }

  test("says where the first example flaps, and what ends it", () => {
    const { headline, remarks } = reportOf(narrow, "backend-ai-25");
    assert.match(headline, /^flaps between 1 and 2 replicas at a total of 80 to 120: set `in` to 40/);
    assert.deepEqual(remarks[0]?.repairs, [
      {
        says: "Set the threshold of “in” to 40",
        changes: [{ ruleId: "in", field: "threshold", value: "40" }],
      },
    ]);
  });

  test("goes by what a file states of the metrics: no reading is above the end that it gives", () => {
    const limited = { ...narrow, more: { domain: { cuda_util: { max: "70" } } } };
    const codes = [narrow, limited].map((draft) => reportOf(draft, "recommended").remarks.map(({ code }) => code));
    assert.deepEqual(
      codes.map((each) => each.includes("dead-rule")),
      [false, true],
    );
  });

  test("of an empty rule set is `unread`", () => {
    assert.equal(reportOf({ ...narrow, rules: [] }, "recommended").state, "unread");
  });
});

describe("a repair", () => {
  for (const preset of PRESETS) {
    test(`ends what it is offered for: ${preset}`, () => {
      const drafts = [
        ...EXAMPLES.map(({ draft }) => draft),
        setRule(narrow, 0, { comparator: "LESS_THAN" }),
        setRule(narrow, 1, { stepSize: "1" }),
        setRule(example("one band"), 0, { minThreshold: "60" }),
      ];
      const offered = drafts.flatMap((draft) =>
        reportOf(draft, preset).remarks.flatMap(({ id, repairs }) => repairs.map((repair) => ({ draft, id, repair }))),
      );
      assert.ok(offered.length >= 4);
      for (const { draft, id, repair } of offered) {
        const after = reportOf(repaired(draft, repair.changes), preset);
        assert.ok(!after.remarks.some((remark) => remark.id === id), `${repair.says} leaves ${id}`);
      }
    });

    test(`after repair leads to sound rules: ${preset}`, () => {
      let draft = narrow;
      for (let press = 0; press < 3; press += 1) {
        const repair = reportOf(draft, preset).remarks[0]?.repairs[0];
        if (repair !== undefined) draft = repaired(draft, repair.changes);
      }
      assert.equal(reportOf(draft, preset).state, "sound");
    });
  }
});

describe("a field that is invalid", () => {
  const cases = [
    ["rules[0].threshold", setRule(narrow, 0, { threshold: "eighty" })],
    ["rules[1].stepSize", setRule(narrow, 1, { stepSize: "-" })],
    ["rules[1].stepSize", setRule(narrow, 1, { stepSize: "1.5" })],
    ["rules[0].cooldownSeconds", setRule(narrow, 0, { cooldownSeconds: "" })],
    ["rules[0].metricSource", setRule(narrow, 0, { metricSource: "GPU" })],
    ["rules[0].maxReplicas", setRule(narrow, 0, { maxReplicas: "x" })],
    ["endpoint.minReplicas", setEndpoint(narrow, "minReplicas", "-1")],
    ["endpoint.replicas", setEndpoint(narrow, "replicas", "")],
    ["cycleSeconds", { ...narrow, cycleSeconds: "0" }],
    ["startupSeconds", { ...narrow, startupSeconds: "soon" }],
  ] as const;
  for (const [path, draft] of cases) {
    test(`is named by its place: ${path}`, () => {
      const { state, faults } = reportOf(draft, "recommended");
      assert.equal(state, "unread");
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [path],
      );
    });
  }
});

describe("a run", () => {
  test("is what the evaluator does, and comes back to where it repeats", () => {
    for (const { draft } of EXAMPLES) {
      for (const preset of PRESETS) {
        for (const { run } of reportOf(draft, preset).remarks) {
          if (run === null) continue;
          const counts = [run.replicas, ...run.frames.map(({ after }) => after)];
          assert.deepEqual(
            run.frames.map(({ before }) => before),
            counts.slice(0, -1),
          );
          if (run.loopFrom !== null) assert.equal(counts.at(-1), run.frames[run.loopFrom]?.before);
        }
      }
    }
  });

  test("of the first example goes from 1 to 2 and back, and says why", () => {
    const run = reportOf(narrow, "backend-ai-25").remarks[0]?.run;
    assert.deepEqual(
      run?.frames.map(({ before, after, readings }) => [before, after, readings[0]?.value]),
      [
        [1, 2, "100"],
        [2, 1, "50"],
      ],
    );
    assert.match(run?.frames[1]?.says.join("\n") ?? "", /rule `in` triggered: `cuda_util` \(KERNEL\) is 50, < 60/);
  });
});
