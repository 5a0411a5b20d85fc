import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { renderPng } from "../../src/cli/render-png.ts";
import { helpOf } from "../../src/cli/usage.ts";
import { parseLog } from "../../src/schema/index.ts";
import { replay } from "../../src/simulation/index.ts";
import { blocksOf, readPage } from "../support/pages.ts";
import { go } from "./go.ts";

const RULES = `
rules:
  - &out { type: threshold, id: out, endpointId: chat, metricSource: KERNEL, metricName: cuda_util, comparator: GREATER_THAN,
           threshold: 80, stepSize: 1, cooldownSeconds: 60, maxReplicas: 9 }
  - { <<: *out, id: in, comparator: LESS_THAN, threshold: 30, stepSize: -1, cooldownSeconds: 300, minReplicas: 1 }
`;
const HOUR = `${RULES}
name: an hour
initialReplicas: 1
service: { model: fluid, requestsPerSecond: 4 }
trace: { generate: ramp, from: 2, to: 20, seconds: 3600 }
`;

describe("simulate", () => {
  test("prints what came of a scenario in YAML, what each rule did, and the digest", async () => {
    const { code, out, err } = await go("simulate hour.yaml", { "hour.yaml": HOUR });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "         within 10 s  mean wait  p99 wait  lost  replica-hours   under     over  changes  reversals
      an hour     100.00 %     0.00 s    0.00 s     0            4.9  0.83 %  76.39 %        6          0

      within 10 s          share of the requests whose answers began within 10 s
      mean wait, p99 wait  time in the queue; p99: 99 % of the requests waited no longer
      lost                 requests that gave up, were turned away, or were served by a replica that failed
      replica-hours        hours of all replicas together, also of those that start and drain
      under, over          share of the time with fewer, or more, ready replicas than needed
      changes, reversals   changes of the count, and those turned back within 10 minutes

      out  not-met 322, triggered 6, cooling-down 32
      in   not-met 360

      cycles in which
      triggered     the rule changed the count
      not-met       its condition did not hold
      cooling-down  a cooldown had not ended

      digest 6d9f55a2469f70db
      "
    `);
  });

  test("writes a line of CSV for each cycle, of every variant under its name", async () => {
    const { written } = await go("simulate a --csv day.csv", {
      a: `${HOUR}variants:\n  - { name: "slow, then", startupSeconds: 900 }\n`,
    });
    const lines = String(written["day.csv"]).split("\n");
    expect(lines[0]).toMatch(/^name,time,seconds,arrived,.*,p95Seconds,.*cuda_util,.*rule:out,rule:in$/);
    expect(lines.slice(1).filter((line) => line.startsWith("an hour,"))).toHaveLength(360);
    expect(lines.slice(1).filter((line) => line.startsWith('"slow, then",'))).toHaveLength(360);
    expect(lines[721]).toBe("");
    expect((await go("simulate a --csv -", { a: HOUR })).out.split("\n")).toHaveLength(362);
    const sweeping = `${HOUR}sweep: { axes: [{ rule: out, field: threshold, values: [70, 80] }] }\n`;
    expect(await go("simulate a --csv day.csv", { a: sweeping })).toMatchObject({ code: 2, written: {} });
  });

  test("takes JSON, standard input, and semantics by name", async () => {
    const scenario = {
      initialReplicas: 2,
      rules: [],
      service: { model: "fluid", requestsPerSecond: 9 },
      semantics: "Recommended",
    };
    const text = JSON.stringify({ ...scenario, trace: { binSeconds: 10, requests: [5, 6] } });
    const { code, out } = await go("simulate --json", { "-": `\uFEFF${text}` });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ summary: { arrived: 11 }, timeline: { desired: [2, 2] } });
    const object = { combine: "first", bounds: "skip", cooldownEnd: "inclusive" };
    const own = JSON.stringify({ ...JSON.parse(text), semantics: object });
    expect((await go("simulate -", { "-": own })).code).toBe(0);
  });

  test("reads a trace beside the scenario, reshaped, or the one of the command line", async () => {
    const file = `${RULES}
initialReplicas: 1
service: { model: fluid, requestsPerSecond: 4 }
trace: { file: day.csv, from: 10, to: 30, speed: 2, scale: 3, stretchOver: 100 }
`;
    const csv = "t,requests\n0,10\n10,20\n20,40\n30,50\n";
    const beside = await go("simulate runs/a.yaml --json", { "runs/a.yaml": file, "runs/day.csv": csv });
    // 60 requests in 20 s, in 10 s, 180 of them, and those in 100 s at the same rate.
    expect(JSON.parse(beside.out).summary).toMatchObject({ arrived: 1800, seconds: 100 });
    const other = await go("simulate runs/a.yaml --json --trace other.csv", { "runs/a.yaml": file, "other.csv": csv });
    expect(JSON.parse(other.out).summary.arrived).toBe(1800);
    const none = `${RULES}\ninitialReplicas: 1\nservice: { model: fluid, requestsPerSecond: 4 }`;
    expect(JSON.parse((await go("simulate a --json --trace b", { a: none, b: csv })).out).summary.arrived).toBe(120);
  });

  test("reads traces of other programs, under the names that their columns have", async () => {
    const none = `${RULES}\ninitialReplicas: 1\nservice: { model: fluid, requestsPerSecond: 4 }`;
    const files = { a: none, b: "when,n\n2026-03-02T09:00:00Z,5\n2026-03-02T09:00:10Z,7\n" };
    const { out } = await go("simulate a --json --trace b --columns t=when,requests=n", files);
    expect(JSON.parse(out)).toMatchObject({
      summary: { arrived: 12 },
      timeline: { startAt: Date.parse("2026-03-02T09:00:00Z") },
    });
    const inFile = { ...files, a: `${none}\ntrace: { file: b, columns: { t: when, rate: n } }` };
    expect(JSON.parse((await go("simulate a --json", inFile)).out).summary.arrived).toBe(120);
    for (const odd of ["when", "t=", "t=a=b", "x=when"]) {
      const { code, err } = await go(`simulate a --trace b --columns ${odd}`, files);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining("--columns needs COLUMN=NAME,… with a COLUMN of t, requests,"),
      ]);
    }
    const wrong = { ...files, a: `${none}\ntrace: { file: b, columns: { t: 5 }, kind: speed, binSeconds: 0 }` };
    expect((await go("simulate a", wrong)).err).toMatch(
      /trace.columns is an object, expected names of columns.*\n.*trace.kind is "speed".*\n.*trace.binSeconds is 0/,
    );
    const unknown = { ...files, a: `${none}\ntrace: { file: b, columns: { time: when } }` };
    expect((await go("simulate a", unknown)).err).toContain("unknown key `scenario.trace.columns.time`");
  });

  test("warns of what a scenario leaves to assumptions, once", async () => {
    const llm = HOUR.replace(/service: .*/, "service: { model: llm }").replace("cuda_util", "gpu_util");
    const { code, err } = await go("simulate a", { a: `${llm}\nvariants: [{ name: b, seed: 2 }]` });
    expect(code).toBe(0);
    expect(err.split("\n")).toEqual([
      expect.stringContaining("warning: scenario.trace: the trace has no token lengths"),
      expect.stringContaining("warning: scenario.rules[0].metricName: rule `out` reads `gpu_util` from KERNEL"),
      expect.stringContaining("warning: scenario.rules[1].metricName: rule `in`"),
      "",
    ]);
  });

  test("warns of a column that is read as requests per second because its name does not say what it holds", async () => {
    const csv = "time,value\n2026-03-02T00:00:00Z,480\n2026-03-02T00:01:00Z,480\n";
    const files = { a: `${HOUR}startupSeconds: 0\n`, b: csv };
    const assumed = await go("simulate a --trace b --json", files);
    expect(JSON.parse(assumed.out).summary.arrived).toBe(57_600);
    expect(assumed.err).toBe(
      "warning: scenario.trace (b): column `value` is read as requests per second, as no name says otherwise; name it by the option columns, as requests if it holds counts, as rate if it holds rates\n",
    );
    for (const [columns, arrived] of [
      ["t=time,requests=value", 960],
      ["rate=value", 57_600],
    ]) {
      const { out, err } = await go(`simulate a --trace b --columns ${columns} --json`, files);
      expect([JSON.parse(out).summary.arrived, err]).toEqual([arrived, ""]);
    }
    const curve = { a: `service: { model: llm }\ntrace: { file: b }`, b: csv };
    expect((await go("service-curve a --requests 50", curve)).err).toBe("");
  });

  test("runs the variants, the sweep and the search that the guide and the help show", async () => {
    const [example = ""] = blocksOf(readPage("src/simulation/README.md")).flatMap(({ language, code }) =>
      language === "yaml" ? [code] : [],
    );
    const questions = example.split(/^# or\n/m);
    expect(questions.map((each) => each.split(":")[0])).toEqual(["variants", "sweep", "recommend"]);
    const [help = ""] = helpOf("simulate").split("Its trace is").slice(0, 1);
    const [axes = "", aim = ""] = [...help.matchAll(/\{ (?:axes.*?\}\] \}|target.*?\})/gs)].map(([form]) => form);
    for (const question of [
      ...questions,
      `sweep: ${axes.replace("ID", "out").replace(/\n */, " ")}`,
      `recommend: ${aim}`,
    ]) {
      const { code, err, out } = await go("simulate a", { a: `${HOUR}${question}` });
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(/^ +within|REPLICA-HOURS/);
    }
  });

  test("sets variants beside the scenario", async () => {
    const variants = `${HOUR}\nvariants:\n  - { name: slow start, startupSeconds: 600 }\n  - { name: less, rules: [] }\n`;
    const { out } = await go("simulate a", { a: variants });
    const rows = out.split("\n").slice(0, 5);
    expect(rows.map((line) => line.slice(0, 10).trim())).toEqual(["", "an hour", "slow start", "less", ""]);
    expect(JSON.parse((await go("simulate a --json", { a: variants })).out).digests).toHaveLength(3);
  });

  test("says below its table what each column and each outcome of a rule means, and nothing of others", async () => {
    const { out } = await go("simulate a", { a: HOUR });
    const [comparison = "", key = "", counts = "", outcomes = ""] = out.split("\n\n");
    const [titles = ""] = comparison.split("\n");
    const wordsOf = (text: string) => text.split("\n").map((line) => line.split(/ {2,}/)[0] ?? "");
    expect(wordsOf(key).join(", ")).toBe(titles.trim().split(/ {2,}/).join(", "));
    const [heading, ...kinds] = wordsOf(outcomes);
    expect(heading).toBe("cycles in which");
    expect(new Set(kinds)).toEqual(new Set([...counts.matchAll(/([a-z-]+) \d+/g)].map(([, kind]) => kind)));
    const without = await go("simulate a", { a: HOUR.replace(RULES, "rules: []\n") });
    expect(without.out).not.toContain("cycles in which");
    const llm = HOUR.replace(/service: .*/, "service: { model: llm }\nobjectives: { firstToken: 2 }");
    expect((await go("simulate a", { a: llm })).out).toMatch(/\np95 {2,}95 % of .*\nviolated {2,}time/);
  });

  test("sweeps a grid, with a bar for someone who looks", async () => {
    const grid = `${HOUR}\nsweep: { axes: [{ rule: out, field: threshold, values: [60, 70, 80, 90] }] }`;
    const quiet = await go("simulate a", { a: grid });
    expect(quiet.err).toBe("");
    expect(quiet.out).toMatch(/^REPLICA-HOURS {2}SERVICE LEVEL {2}CHANGES {2}VALUES\n/);
    expect(quiet.out).toContain("of 4 combinations are on the front: none is better for as little");
    expect(quiet.out).toMatch(/\nservice level: share of the requests whose answers began within 10 s\nchanges: how/);
    const enough = grid.replace("sweep: {", "sweep: { serviceLevel: enough-replicas,");
    expect((await go("simulate a", { a: enough })).out).toContain("\nservice level: share of the time with enough");
    const kept = `${grid}\nobjectives: { queue: 1 }`;
    expect((await go("simulate a", { a: kept })).out).toContain("\nservice level: how much of its share the objective");
    const { err } = await go("simulate a", { a: grid }, { errIsTerminal: true });
    expect(err).toContain("\rsweep [#######.......................] 1/4");
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  test("sweeps in parts, on machines or by processes, to the same bytes", async () => {
    const grid = `${HOUR}\nsweep: { axes: [{ rule: out, field: threshold, values: [60, 70, 80, 90] }] }`;
    const whole = await go("simulate a --json", { a: grid });
    const parts = await Promise.all([1, 2, 3].map((part) => go(`simulate a --json --shard ${part}/3`, { a: grid })));
    const files = Object.fromEntries(parts.map(({ out }, at) => [`p${at}`, out]));
    expect(await go("merge p2 p0 p1 --json", files)).toEqual(whole);
    expect((await go("merge p2 p0 p1", files)).out).toBe((await go("simulate a", { a: grid })).out);
    expect((await go("simulate a --json --jobs 2", { a: grid })).out).toBe(whole.out);
    expect((await go("simulate --json --jobs 3", { "-": grid })).out).toBe(whole.out);
    const traced = { a: grid, t: "when,n\n0,5\n10,70\n20,5\n" };
    const args = "simulate a --json --trace t --columns t=when,requests=n";
    const alone = await go(args, traced);
    expect(alone.out).not.toBe(whole.out);
    expect((await go(`${args} --jobs 2`, traced)).out).toBe(alone.out);
  });

  test("says what is not a part of a sweep", async () => {
    const said = async (args: string, files = {}) => {
      const { code, err } = await go(args, { a: HOUR, ...files });
      return `${code}: ${err.split("\n")[0]}`;
    };
    expect(await said("simulate a --shard 1/2")).toBe(
      "2: autoscaling-rules: --shard and --jobs are for scenarios with a sweep",
    );
    expect(await said("simulate a --jobs 2")).toContain("2: autoscaling-rules: --shard and --jobs");
    for (const part of ["0/2", "3/2", "x", "1/2/3", "1.5/2"]) {
      expect(await said(`simulate a --shard ${part}`)).toBe(
        `2: autoscaling-rules: --shard takes a part such as 2/8, not ${part}`,
      );
    }
    expect(await said("simulate a --jobs many")).toContain("--jobs takes a number from 1 to 256, not many");
    expect(await said("merge")).toContain(
      "2: autoscaling-rules: merge needs the outputs of simulate --json --shard I/N",
    );
    expect(await said("merge a")).toContain("1: fault: a is not a part of a sweep");
    expect(await said("merge b", { b: "{}" })).toContain("1: fault: b is not a part of a sweep");
    expect(await said("merge none")).toContain("there is no such file or folder");
    const sweep = '{ "kind": "sweep", "points": [] }';
    expect(await said("merge c", { c: sweep })).toContain("1: fault: parts is a whole sweep");
  });

  test("shows how far a single run has come", async () => {
    const { err } = await go("simulate a", { a: HOUR }, { errIsTerminal: true });
    expect(err).toContain("simulate [########......................] 27/100");
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  test("recommends rules, and says why", async () => {
    const wanted = `${HOUR.replace("threshold: 80", "threshold: 99")}\nrecommend: { target: 0.9, mostRuns: 60 }`;
    const { out, err } = await go("simulate a", { a: wanted }, { errIsTerminal: true });
    expect(out).toMatch(/^out: .* -> .*; without it /m);
    expect(out).toContain("the objective is met\n");
    expect(err).toContain("recommend [");
    const hopeless = await go("simulate a", {
      a: `${HOUR}\nobjectiveSeconds: 0\nrecommend: { target: 1, mostRuns: 2 }`,
    });
    expect(hopeless.out).toContain("the objective is not met by any rules that were tried\n");
    const unread = HOUR.replace("metricName: cuda_util", "metricName: net_rx");
    const kept = await go("simulate a", { a: `${unread}\nrecommend: { target: 0, mostRuns: 2 }` });
    expect(kept.out).toContain("the verifier still finds an error (dead-rule): rule `out` can never trigger");
  });

  test("writes a picture, and a log that replays", async () => {
    const files = { a: HOUR };
    const { written, code } = await go("simulate a --chart out.svg --log out.jsonl", files);
    expect(code).toBe(0);
    expect(written["out.svg"]).toMatch(/^<svg .*<\/svg>\n$/s);
    const records = parseLog(String(written["out.jsonl"]));
    expect(replay(records)).toEqual({ cycles: 360, parting: null });
    const sweep = { a: `${HOUR}\nsweep: { axes: [{ field: seed, values: [1] }] }` };
    expect(Object.keys((await go("simulate a --log b", sweep)).written)).toEqual(["b"]);
  });

  test("draws pages and specifications, which need nothing, and prints one for a program", async () => {
    const files = { a: HOUR };
    const page = await go("simulate a --chart out.html", files);
    expect(page.written["out.html"]).toMatch(/^<!doctype html>.*<svg /s);
    const specification = await go("simulate a --chart out.json", files);
    const spec: unknown = JSON.parse(String(specification.written["out.json"]));
    expect(spec).toMatchObject({ $schema: "https://vega.github.io/schema/vega-lite/v6.json" });
    const { out, written } = await go("simulate a --chart -", files);
    expect([JSON.parse(out), written]).toEqual([spec, {}]);
    expect((await go("simulate a --chart out.png", files)).written["out.png"]).toEqual(
      new TextEncoder().encode("<svg"),
    );
  });

  test("draws the days of what it compares", async () => {
    const { written } = await go("simulate a --chart b.svg", {
      a: `${HOUR}\nvariants: [{ name: slow start, startupSeconds: 600 }]`,
    });
    expect(String(written["b.svg"]).match(/>asked for</g)).toHaveLength(2);
  });

  test("draws PNG by the renderer of the folder where it runs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "autoscaling-rules-"));
    const cwd = vi.spyOn(process, "cwd").mockReturnValue(folder);
    try {
      await expect(renderPng("<svg/>")).rejects.toThrow(
        "@resvg/resvg-js is not installed; npm install @resvg/resvg-js",
      );
      // What is installed here need not be: this one says what it is given.
      const home = join(folder, "node_modules", "@resvg", "resvg-js");
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, "package.json"), '{ "type": "module", "main": "index.js" }');
      writeFileSync(
        join(home, "index.js"),
        `export class Resvg {
          constructor(svg, { fitTo, font }) { this.png = [svg, fitTo.mode, fitTo.value, font.loadSystemFonts]; }
          render() { return { asPng: () => this.png }; }
        }`,
      );
      expect(await renderPng("<svg/>")).toEqual(["<svg/>", "zoom", 2, true]);
    } finally {
      cwd.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });

  test("says what it lacks to draw", async () => {
    const render = () => Promise.reject(new Error("a renderer is not installed"));
    const told = await go("simulate a --chart out.png", { a: HOUR }, { render });
    expect(told).toMatchObject({ code: 2, err: expect.stringContaining("cannot draw out.png: a renderer is not") });
    expect(await go("simulate a --chart out.gif", { a: HOUR })).toMatchObject({ code: 2, out: "" });
  });

  test("names the line of a trace that cannot be read, and an invalid variant", async () => {
    const trace = "trace: { file: t.csv }";
    const files = {
      a: HOUR.replace(/trace: .*/, trace).concat("variants: quick\n"),
      "t.csv": "t,requests\n0,many\n10,1\n",
    };
    const { code, err } = await go("simulate a", files);
    expect(code).toBe(1);
    expect(err).toContain('scenario.trace (t.csv): line 2, column requests is "many"');
    expect(err).toContain('scenario.variants[0] is "quick"');
  });

  test("lists every fault of a scenario at once, each with its place", async () => {
    const bad = `
rules: [{ type: threshold, id: x, endpointId: chat, metricSource: KERNEL, metricName: a, comparator: LESS_THAN, threshold: z, stepSize: 1, cooldownSeconds: 1 }, 5]
semantics: loud
trace: { generate: wave }
speed: 3
variants: [7, { name: b, trace: { file: no.csv }, rules: {} }, { name: c, trace: { generate: step, from: 1 } }, { zeal: 1, trace: 4 }]
sweep: [1]
objectiveSeconds: -1
`;
    const { code, out, err } = await go("simulate a --json", { a: bad });
    expect(code).toBe(1);
    expect(JSON.parse(out).total).toBe(16);
    expect(err).toMatchInlineSnapshot(`
      "a:5:1: fault: unknown key \`scenario.speed\`; did you mean \`seed\`?
      a:3:12: fault: scenario.semantics is "loud", expected backend-ai-25, backend-ai-26 or recommended; leave it out for backend-ai-25
      a:2:124: fault: scenario.rules[0].threshold is "z", expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"
      a:2:162: fault: scenario.rules[1] is 5, expected an object; give a rule as an object
      a:4:20: fault: scenario.trace.generate is "wave", expected constant, step, ramp, diurnal or bursts; name a generator
      a:6:12: fault: scenario.variants[0] is 7, expected an object; name it, and give what differs
      a:6:58: fault: scenario.variants[1].rules is an object, expected an array of rules; list the rules; [] for none
      a:6:41: fault: scenario.variants[1].trace: file is "no.csv", expected a file that can be read; there is no such file or folder
      a:6:82: fault: scenario.variants[2].trace.to is missing, expected a number of 0 or more; step needs it
      a:6:82: fault: scenario.variants[2].trace.at is missing, expected a number of 0 or more; step needs it
      a:6:82: fault: scenario.variants[2].trace.seconds is missing, expected a number of 0 or more; step needs it
      a:6:115: fault: unknown key \`scenario.variants[3].zeal\`; rename or remove it: the known keys are name, rules, semantics, endpoint, initialReplicas, trace, service, objectives, cycleSeconds, seconds, startupSeconds, firstStartupSeconds, startsAtOnce, capacity, startFailureProbability, drainSeconds, failuresPerReplicaHour, metricLagSeconds, metricLoss, outages, silences, averaging, startAt, seed
      a:6:131: fault: scenario.variants[3].trace is 4, expected an object; give { file: traffic.csv }, or { generate: constant, rate: 5, seconds: 3600 }
      a:7:8: fault: scenario.sweep is an array, expected an object; leave it out for none
      a:8:19: fault: scenario.objectiveSeconds is -1, expected a number of seconds of 0 or more; leave it out for 10
      a:7:8: fault: scenario.sweep is an array, expected one of variants, sweep and recommend; ask for one at a time
      "
    `);
    expect((await go("simulate a", { a: "[1" })).err).toMatch(
      /^a:1:3: fault: the input is text that does not parse, expected JSON, YAML, or tables of a database; /,
    );
    expect((await go("simulate a", { a: "7" })).err).toMatch(/^a:1:1: fault: scenario is 7, expected an object; /);
    const { err: late } = await go("simulate a", { a: HOUR.replace("initialReplicas: 1", "initialReplicas: -1") });
    expect(late).toMatch(/^a:8:18: fault: scenario.initialReplicas is -1/);
  });

  test("takes no key that has no meaning in a rule, an endpoint or a window, and says which was meant", async () => {
    const misspelt = `
rules: [{ type: threshold, id: x, endpointId: chat, metricSource: KERNEL, metricName: a, comparator: LESS_THAN, threshold: 1, stepSize: 1, cooldownSeconds: 1, forSecond: 60, onFailure: { afterSeconds: 1, count: 1, how: static, hwo: 1 } }]
initialReplicas: 1
trace: { generate: constant, rate: 1, seconds: 60 }
service: { model: fluid, requestsPerSecond: 1 }
endpoint: { setle: hold, replicas: 3, pausedUntil: soon, zero: { activation: [{ metricSource: PROMETHEUS, metricName: q, comparator: GREATER_THAN, treshold: 0 }], idleSecond: 5 } }
capacity: [{ fromSeconds: 0, replicas: 4, until: 5 }]
outages: [{ form: 5 }]
silences: [{ fromSeconds: 5, toSeconds: 6, shares: 1 }, 7]
variants: [{ name: b, endpoint: 5 }, { name: c, endpoint: { settle: wait } }]
`;
    const { code, err } = await go("simulate a", { a: misspelt });
    expect(code).toBe(1);
    expect(err).toMatchInlineSnapshot(`
      "a:7:43: fault: unknown key \`scenario.capacity[0].until\`; rename or remove it: the known keys are fromSeconds, replicas
      a:8:13: fault: unknown key \`scenario.outages[0].form\`; rename or remove it: the known keys are source, fromSeconds, toSeconds
      a:9:44: fault: unknown key \`scenario.silences[0].shares\`; did you mean \`share\`?
      a:6:13: fault: unknown key \`scenario.endpoint.setle\`; did you mean \`settle\`?
      a:6:26: fault: unknown key \`scenario.endpoint.replicas\`; rename or remove it: the known keys are id, paused, pausedUntil, advisory, cooldownSeconds, lastScaledAt, minReplicas, maxReplicas, settle, settleAtMostSeconds, createdAt, zero, memory
      a:6:164: fault: unknown key \`scenario.endpoint.zero.idleSecond\`; did you mean \`idleSeconds\`?
      a:6:148: fault: unknown key \`scenario.endpoint.zero.activation[0].treshold\`; did you mean \`threshold\`?
      a:6:52: fault: scenario.endpoint.pausedUntil is "soon", expected an ISO 8601 time with an offset, or milliseconds since 1970; leave it out for a pause without an end
      a:2:228: fault: unknown key \`scenario.rules[0].onFailure.hwo\`; did you mean \`how\`?
      a:2:160: fault: unknown key \`scenario.rules[0].forSecond\`; did you mean \`forSeconds\`?
      a:10:33: fault: scenario.variants[0].endpoint is 5, expected an object; give the endpoint as an object
      a:10:69: fault: scenario.variants[1].endpoint.settle is "wait", expected hold or count; leave it out to let rules act while replicas start
      "
    `);
  });

  test("reads what an endpoint asks, and says what its stages did", async () => {
    const asking = HOUR.concat(
      'endpoint: { settle: hold, settleAtMostSeconds: 600, createdAt: "1970-01-01T00:00:00Z" }\n',
      "outages: [{ fromSeconds: 100, toSeconds: 200 }]\nsilences: [{ fromSeconds: 0, toSeconds: 50, share: 1 }]\n",
    );
    const { code, out, err } = await go("simulate a", { a: asking });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "         within 10 s  mean wait  p99 wait  lost  replica-hours   under     over  changes  reversals
      an hour     100.00 %     0.00 s    0.00 s     0            3.9  0.83 %  41.11 %        6          0

      within 10 s          share of the requests whose answers began within 10 s
      mean wait, p99 wait  time in the queue; p99: 99 % of the requests waited no longer
      lost                 requests that gave up, were turned away, or were served by a replica that failed
      replica-hours        hours of all replicas together, also of those that start and drain
      under, over          share of the time with fewer, or more, ready replicas than needed
      changes, reversals   changes of the count, and those turned back within 10 minutes

      out         no-metric 14, not-met 235, triggered 6, cooling-down 36, superseded 69
      in          no-metric 14, not-met 346
      (settling)  in 69 cycles

      cycles in which
      triggered     the rule changed the count
      not-met       its condition did not hold
      no-metric     its metric had no reading
      cooling-down  a cooldown had not ended
      superseded    another rule or stage came before it

      digest ba5c9149e440d46e
      "
    `);
  });

  test("says so where there is nothing to read", async () => {
    expect(await go("simulate", {}, { inputIsTerminal: true })).toMatchObject({ code: 2, out: "" });
    expect(await go("simulate gone.yaml")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot read gone.yaml: there is no such file or folder"),
    });
  });

  test("runs the example", async () => {
    const example = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), "utf8");
    const csv = "traces/azure-llm-2023-conv.csv";
    const { code, out } = await go("simulate llm-day.yaml", {
      // An hour of it.
      "llm-day.yaml": `${example("llm-day.yaml")}\nseconds: 3600\n`,
      [csv]: example(csv),
    });
    expect(code).toBe(0);
    expect(out).toContain("patient");
  });
});
