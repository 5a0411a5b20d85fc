import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DayReport, dayOf } from "../src/answers/day.ts";
import { readTraffic } from "../src/answers/traffic.ts";
import { setRule } from "../src/draft/edit.ts";
import { NEW_RULE } from "../src/draft/rule-set-draft.ts";
import { NEW_VIEW } from "../src/draft/view.ts";
import { example } from "./support.ts";

const narrow = example("a gap too narrow");
const { day } = NEW_VIEW;

function figure(report: DayReport, name: string): number {
  if ("faults" in report) throw new Error(report.faults.join("\n"));
  return Number.parseFloat(report.figures.find((each) => each.name === name)?.text ?? "");
}

describe("a day", () => {
  test("has fewer changes once the rules are repaired", () => {
    const changes = (draft: typeof narrow) => figure(dayOf(draft, "backend-ai-25", day, 700), "changes of the count");
    assert.ok(changes(setRule(narrow, 1, { threshold: "40" })) < changes(narrow) / 2);
  });

  test("is a picture of its own, without anything to load", () => {
    const report = dayOf(narrow, "recommended", day, 700);
    assert.ok("svg" in report && report.svg.startsWith("<svg ") && !/href|url\(http/.test(report.svg));
  });

  test("whose metric is the rate needs no capacity", () => {
    const shared = { ...day, service: "shared", low: "10", high: "500", perReplica: "" } as const;
    assert.ok(figure(dayOf(narrow, "recommended", shared, 700), "changes of the count") > 5);
  });

  test("whose metric is the rate has that of the first rule that is on", () => {
    const shared = { ...day, service: "shared", low: "10", high: "500" } as const;
    const off = { ...NEW_RULE, id: "off", metricSource: "PROMETHEUS", metricName: "orders", isEnabled: false };
    const changes = (draft: typeof narrow) =>
      figure(dayOf(draft, "backend-ai-26", shared, 700), "changes of the count");
    assert.equal(changes({ ...narrow, rules: [off, ...narrow.rules] }), changes(narrow));
  });

  test("of a field that is invalid says which", () => {
    const report = dayOf(narrow, "recommended", { ...day, perReplica: "many" }, 700);
    assert.ok("faults" in report);
    assert.match(report.faults.join("\n"), /requestsPerSecond/);
  });

  test("warns of a rule whose metric the replicas do not report", () => {
    const draft = setRule(narrow, 0, { metricSource: "PROMETHEUS", metricName: "orders" });
    const report = dayOf(draft, "recommended", day, 700);
    assert.ok("warnings" in report);
    assert.match(report.warnings.join("\n"), /orders/);
  });
});

describe("traffic of the author's own", () => {
  const read = readTraffic("mine.csv", "t,requests\n0,94\n300,56\n600,\n900,95\n");

  test("is read from a file", () => {
    assert.deepEqual(read, {
      trace: { name: "mine.csv", binSeconds: 300, startAt: null, requests: [94, 56, null, 95] },
    });
  });

  test("takes the place of the made-up day, scaled and stretched", () => {
    assert.ok("trace" in read);
    const own = { ...day, trace: read.trace, times: "10" };
    const stretched = { ...own, isStretched: true };
    const hours = [own, stretched].map((each) => figure(dayOf(narrow, "recommended", each, 700), "replica-hours"));
    assert.ok((hours[1] ?? 0) > 20 * (hours[0] ?? 0));
  });

  test("that cannot be read says why", () => {
    const empty = readTraffic("notes.txt", "hello");
    assert.ok("faults" in empty && empty.faults.length > 0);
  });
});
