import { describe, expect, test } from "vitest";
import { formatSnapshot } from "../../src/schema/index.ts";
import { bandRule, endpoint, inRule, rule, snapshot } from "../support/build.ts";
import { go } from "./go.ts";
import { narrow, qps, rows, sound } from "./inputs.ts";

test("the axes of two metrics of one name are told apart by their sources", async () => {
  const one = { endpointId: "chat", metricName: "busy", cooldownSeconds: 0, minReplicas: 1, maxReplicas: 3 };
  const rules = [
    {
      ...one,
      type: "threshold",
      id: "out",
      metricSource: "KERNEL",
      comparator: "GREATER_THAN",
      threshold: "80",
      stepSize: 1,
    },
    {
      ...one,
      type: "threshold",
      id: "in",
      metricSource: "INFERENCE_FRAMEWORK",
      comparator: "LESS_THAN",
      threshold: "9",
      stepSize: -1,
    },
  ];
  const { out } = await go("verify -", { "-": rules });
  for (const source of ["KERNEL", "INFERENCE_FRAMEWORK"]) expect(out).toContain(`busy (${source})`);
});

describe("verify", () => {
  test("prints findings as a compiler does, and a picture of each metric's axis, and ends with 1", async () => {
    const { code, out, err } = await go("verify rules.json --load qps", { "rules.json": narrow });
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatchInlineSnapshot(`
      "endpoint chat
        qps  0         60            75
             |  in -1  |  dead zone  |  out +1  >
      rules.json:1:363: error[limit-cycle, load] out, in
        under a constant total qps of 100, shared by the replicas, the count oscillates: 1 -> 2 -> 1; the same for total loads 75 < L < 120, 150 < L < 180 and 225 < L < 240
        help: set threshold of rule \`in\` to 37.5 or less: rule \`out\` scales out from 1 replica at 75 each
        this also causes: reversal
        14 properties proved over 6 counts and 3 kinds of readings
        given that the replicas share qps (stated) and more qps is more to do (stated)

      1 endpoint in 1 file: 1 error, 0 warnings, 0 notes
      "
    `);
  });

  test("shows where rules overlap, where tiers add up, and where a single reading differs", async () => {
    const tiers = [
      rule({ ...qps, threshold: "70" }),
      rule({ ...qps, id: "high", threshold: "90", stepSize: 3 }),
      rule({ ...qps, id: "full", comparator: "GREATER_THAN_OR_EQUAL", threshold: "100", stepSize: 2, maxReplicas: 2 }),
      inRule({ ...qps, threshold: "80" }),
      inRule({ ...qps, id: "idle", comparator: "LESS_THAN_OR_EQUAL", threshold: "0", stepSize: -2 }),
    ];
    const { out } = await go("verify -", { "-": tiers });
    expect(out.split("\n").slice(1, 3).join("\n")).toMatchInlineSnapshot(`
      "  qps  =0                 >0        70                80         90                  100
             |  in -1, idle -2  |  in -1  |  out +1, in -1  |  out +1  |  out +1, high +3  |  out +1, high +3, full +2  >"
    `);
    const apart = [rule({ ...qps, threshold: "70" }), inRule({ ...qps, comparator: "GREATER_THAN", threshold: "70" })];
    expect((await go("verify -", { "-": apart })).out.split("\n").slice(1, 3).join("\n")).toMatchInlineSnapshot(`
      "  qps  0             70
             |  dead zone  |  out +1, in -1  >"
    `);
    const touching = [
      rule({ ...qps, comparator: "GREATER_THAN_OR_EQUAL", threshold: "70" }),
      inRule({ ...qps, comparator: "LESS_THAN_OR_EQUAL", threshold: "70" }),
    ];
    expect((await go("verify -", { "-": touching })).out.split("\n").slice(1, 3).join("\n")).toMatchInlineSnapshot(`
      "  qps  0         =70               >70
             |  in -1  |  out +1, in -1  |  out +1  >"
    `);
  });

  test("names what proofs rest on, and warns of what only an assumption makes wrong", async () => {
    const { code, out } = await go("verify -", { "-": narrow });
    expect(code).toBe(0);
    expect(out).toMatch(/^standard input:1:\d+: warning\[limit-cycle, load\] out, in$/m);
    expect((await go("verify -", { "-": sound })).out).toContain("\n  given that the replicas share qps (assumed)\n");
    const json = JSON.parse((await go("verify - --format json", { "-": sound })).out);
    const { proved } = json.endpoints[0].verification;
    expect(proved.find((each: { code: string }) => each.code === "reversal").restsOn).toEqual([
      {
        metric: { source: "INFERENCE_FRAMEWORK", name: "qps" },
        fact: "load",
        value: "shared",
        ground: "assumed",
      },
    ]);
  });

  test("draws the rules of one endpoint, and says what it cannot draw", async () => {
    const { code, written } = await go("verify rules.json --load qps --chart rules.svg", { "rules.json": narrow });
    expect(code).toBe(1);
    expect(written["rules.svg"]).toMatch(/^<svg[\s\S]*flaps between 1 and 2 replicas/);
    const png = await go("verify rules.json --chart rules.png", { "rules.json": narrow });
    expect([png.code, png.err]).toEqual([2, expect.stringContaining("ends in .svg, not rules.png")]);
    const two = [...sound, ...sound.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }))];
    const both = await go("verify rules.json --chart rules.svg", { "rules.json": two });
    expect([both.code, both.err]).toEqual([2, expect.stringContaining("one endpoint, and there are 2")]);
  });

  test("a band with reversed thresholds is said first, as the cause of what it brings about", async () => {
    const { out } = await go("verify -", { "-": [bandRule({ minThreshold: "80", maxThreshold: "20" })] });
    expect(out.split("\n").slice(3, 7)).toEqual([
      expect.stringMatching(/^standard input:1:\d+: error\[inverted-band\] band$/),
      "  rule `band` has a minThreshold of 80 above its maxThreshold of 20: between them both hold, and only the upper one counts",
      "  help: swap the two",
      "  this also causes: limit-cycle, reversal",
    ]);
  });

  test("ends with 0 where the rules are sound", async () => {
    const { code, out } = await go("verify -", { "-": sound });
    expect(code).toBe(0);
    expect(out).toMatch(/\n1 endpoint in 1 file: 0 errors, 0 warnings, 0 notes\n$/);
  });

  test("counts warnings as errors where that is asked", async () => {
    const set = { rules: sound.map((each) => ({ ...each, cooldownSeconds: 5 })) };
    const args = "verify - --cycle-seconds 10 --startup-seconds 180";
    expect((await go(args, { "-": set })).code).toBe(0);
    const { code, out } = await go(`${args} --strict`, { "-": set });
    expect(code).toBe(1);
    expect(out).toMatch(/^standard input:1:\d+: warning\[cooldown-under-cycle\] out, in$/m);
  });

  test("goes through each endpoint's rules alone, with the places of the file, and shows what is not sound", async () => {
    const other = narrow.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }));
    const lines = JSON.stringify([...sound, ...other], null, 2);
    const { out } = await go("verify - --load qps", { "-": lines });
    expect(out).not.toContain("endpoint chat\n");
    expect(out).toContain("endpoint other\n");
    const [, line = ""] = /^standard input:(\d+):18: error\[limit-cycle, load\] other-out, other-in$/m.exec(out) ?? [];
    expect(lines.split("\n")[Number(line) - 1]).toBe('    "threshold": "60",');
    expect(out).toMatch(/^2 endpoints in 1 file: 1 error, /m);
  });

  test("names the place of the endpoint whose rules something is said of", async () => {
    const other = sound.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }));
    const lines = JSON.stringify({ rules: [...other, ...sound.slice(0, 1)] }, null, 2).split("\n");
    const [, one = ""] =
      /^standard input:(\d+):\d+: \w+\[one-direction\]/m.exec((await go("verify -", { "-": lines.join("\n") })).out) ??
      [];
    expect(Number(one)).toBeGreaterThan(lines.findIndex((line) => line.includes("other-in")));
  });

  test("warns of rules on an endpoint that the document does not list, with the nearest that it does", async () => {
    const stray = sound.map((each) => ({ ...each, endpointId: "chta" }));
    const endpoints = [
      { id: "chat", replicas: 1 },
      { id: "embed", replicas: 1 },
    ];
    const { err } = await go("verify -", { "-": JSON.stringify({ endpoints, rules: stray }, null, 2) });
    expect(err).toMatch(
      /^standard input:\d+:\d+: warning: rule `out` is on endpoint `chta`, which is not listed; the nearest that is listed is `chat`\n$/,
    );
    expect((await go("verify -", { "-": { endpoints, rules: sound } })).err).toBe("");
    expect((await go("verify -", { "-": { rules: stray } })).err).toBe("");
  });

  test("draws what begins past a single reading as past it", async () => {
    const rules = [
      { ...sound[0], comparator: "GREATER_THAN_OR_EQUAL", threshold: "50" },
      { ...sound[1], comparator: "LESS_THAN_OR_EQUAL", threshold: "50" },
    ];
    expect((await go("verify -", { "-": rules })).out).toMatch(/^ {2}qps {2}0 +=50 +>50$/m);
  });

  test("places what is said of an endpoint in the list of endpoints", async () => {
    const reversed = { id: "chat", replicas: 1, minReplicas: 5, maxReplicas: 3 };
    const lines = JSON.stringify({ endpoints: [{ id: "spare", replicas: 1 }, reversed], rules: sound }, null, 2);
    const { err } = await go("verify -", { "-": lines });
    const [, line = ""] = /^standard input:(\d+):\d+: fault: .*endpoints\[1\]\.maxReplicas is 3/m.exec(err) ?? [];
    expect(lines.split("\n")[Number(line) - 1]).toContain('"maxReplicas": 3');
    const asleep = { id: "chat", replicas: 1, zero: { idleSeconds: 300, activation: [] } };
    const text = JSON.stringify({ rules: sound, endpoints: [asleep] }, null, 2);
    const { out } = await go("verify -", { "-": text });
    const [, at = ""] = /^standard input:(\d+):\d+: error\[zero-trap/m.exec(out) ?? [];
    expect(text.split("\n")[Number(at) - 1]).toContain('"activation"');
  });

  test("takes a snapshot, with its endpoints' counts and bounds", async () => {
    const given = snapshot({ endpoints: [endpoint({ maxReplicas: 1 })], rules: narrow });
    const { code, out } = await go("verify -", { "-": formatSnapshot(given) });
    expect(code).toBe(1);
    expect(out).toMatch(/this also causes: .*bounds-conflict/);
  });

  test("refuses a load that no enabled rule reads, as nothing would be proved of it", async () => {
    const told = await go("verify - --load qsp --strict", { "-": narrow });
    expect(told).toMatchObject({
      code: 1,
      out: "0 endpoints in 1 file: 0 errors, 0 warnings, 0 notes, 1 fault\n",
      err: 'fault: --load is "qsp", expected a metric that an enabled rule reads: qps; check its spelling, or leave it out\n',
    });
    const set = { rules: narrow, load: { metric: "qsp" } };
    expect((await go("verify -", { "-": set })).err).toContain(': fault: load.metric is "qsp", expected a metric');
    expect((await go("verify - --load qps", { "-": set })).err).toBe("");
    const off = narrow.map((rule) => ({ ...rule, enabled: false }));
    expect((await go("verify - --load qps", { "-": off })).err).toContain("reads, but no rule is enabled;");
  });

  test("takes a rule set's own semantics, domains and load, unless told otherwise", async () => {
    const set = { rules: narrow, semantics: "recommended", load: null, cycleSeconds: 10 };
    expect((await go("verify -", { "-": set })).code).toBe(0);
    expect((await go("verify - --load qps", { "-": set })).code).toBe(1);
    expect((await go("verify - --semantics backend-ai-26 --load qps", { "-": set })).code).toBe(1);
    const domain = { ...set, domain: { qps: { min: "0", max: "70" } } };
    expect((await go("verify -", { "-": domain })).out).toContain("this also causes: dead-rule");
  });

  test("prints JSON for programs: each endpoint's verification, witnesses and all", async () => {
    const { out } = await go("verify - --json", { "-": narrow });
    const { endpoints } = JSON.parse(out);
    const [{ file, endpointId, verification }] = endpoints;
    expect([file, endpointId]).toEqual(["-", "chat"]);
    expect((await go("verify - --format json", { "-": narrow })).out).toBe(out);
    expect(verification.findings[0]).toMatchObject({ code: "limit-cycle", repair: { value: "37.5" } });
    expect(verification.findings[0].witness.steps.length).toBeGreaterThan(1);
  });

  test("draws every axis: tiers, single readings, and no end", async () => {
    const tiers = [...sound, rule({ ...qps, id: "steep", threshold: "90", stepSize: 2 })];
    expect((await go("verify -", { "-": tiers })).out).toContain("|  out +1  |  out +1, steep +2  >\n");
    const zero = [
      rule({ ...qps, threshold: "75" }),
      rule({ ...qps, id: "in", threshold: "0", comparator: "LESS_THAN_OR_EQUAL", stepSize: -1 }),
    ];
    expect((await go("verify -", { "-": zero })).out).toContain(
      "  qps  =0        >0            75\n       |  in -1  |  dead zone  |  out +1  >\n",
    );
    const { out } = await go("verify -", { "-": { rules: sound, domain: { qps: { min: "50", max: "50" } } } });
    expect(out).toContain("  qps  =50\n       |  dead zone  |\n");
    const open = await go("verify", { "-": { rules: sound, domain: { qps: { min: null } } } });
    expect(open.out).toContain("\n  qps            30            75\n       |  in -1  |  dead zone  |  out +1  >\n");
  });

  test("warns of Backend.AI's rows that hardly say what their author meant", async () => {
    const { out, err } = await go("verify -", { "-": rows });
    expect(err).toContain("warning: rule `r`: a step of -1");
    expect(out).toMatch(/error\[inverted-step, \w+\] r/);
  });

  test("prints every fault of an input, with its place in the file", async () => {
    const { code, err } = await go("verify -", { "-": [{ ...narrow[0], stepSize: "1" }] });
    expect(code).toBe(1);
    expect(err).toContain('rules[0].stepSize is "1"');
    const twice = [...sound, ...narrow.map((each) => ({ ...each, id: "same", endpointId: "other" }))];
    const duplicate = await go("verify - --json", { "-": twice });
    expect(duplicate.code).toBe(1);
    expect(JSON.parse(duplicate.out).faults).toMatchObject([{ path: "rules[3].id" }]);
    expect(duplicate.err).toContain('rules[3].id is "same", expected a unique id');
  });

  test.each([
    [
      "verify - --cycle-seconds soon",
      "--cycle-seconds is soon, expected a number of seconds, from a microsecond to 1e9",
    ],
    ["verify - --cycle-seconds 0.0000009", "--cycle-seconds is 0.0000009, expected"],
    ["verify - --startup-seconds 1000000001", "--startup-seconds is 1000000001, expected"],
    ["verify - --startup-seconds 0", "--startup-seconds is 0, expected"],
    ["verify - --semantics mine", "no such semantics: mine"],
    ["verify missing.json", "cannot read missing.json"],
  ])("refuses %s", async (args, why) => {
    const { code, err } = await go(args, { "-": narrow });
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  test("does not wait for a person to type rules", async () => {
    expect(await go("verify", {}, { inputIsTerminal: true })).toMatchObject({ code: 2 });
  });
});
