import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findFiles } from "../../src/cli/find-files.ts";
import { bandRule, rule } from "../support/build.ts";
import { go } from "./go.ts";
import { narrow, qps, row, sound } from "./inputs.ts";

const diff = (old: unknown, now: unknown, more = "") =>
  go(`diff old.json new.json${more}`, { "old.json": old, "new.json": now });

describe("two rule sets in files", () => {
  test("that decide the same end with 0", async () => {
    expect(await diff(sound, sound)).toMatchObject({
      code: 0,
      out: "1 endpoint: no difference at any count and reading, while no cooldown runs\n",
      err: "",
    });
    const other = sound.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }));
    const yaml = `# the same\nrules: ${JSON.stringify([...other, ...sound])}\n`;
    const both = await go("diff - new.jsonc", {
      "-": yaml,
      "new.jsonc": `// again\n${JSON.stringify([...sound, ...other])}`,
    });
    expect(both).toMatchObject({ code: 0, out: expect.stringMatching(/^2 endpoints: no difference/) });
  });

  test("that decide the same by a fact that is only assumed say so", async () => {
    const low = (stepSize: number, id = "low", endpointId = "chat") =>
      rule({ ...qps, id, endpointId, metricName: "headroom", comparator: "LESS_THAN", threshold: "0", stepSize });
    const { code, out } = await diff([low(1)], [low(2)]);
    expect([code, out]).toEqual([
      0,
      "1 endpoint: no difference at any count and reading, while no cooldown runs\n" +
        "  given that headroom is never below 0 (assumed)\n",
    ]);
    const [result] = JSON.parse((await diff([low(1)], [low(2)], " --json")).out).endpoints;
    expect(result.restsOn).toMatchObject([
      { metric: { name: "headroom" }, fact: "min", value: "0", ground: "assumed" },
    ]);
    const other = rule({ ...qps, id: "other", endpointId: "other", metricName: "headroom", threshold: "3" });
    const both = await diff([low(1), other], [low(2), { ...other, threshold: "4" }, low(1, "more", "other")]);
    expect(both.out).toMatch(
      /\n {2}given that .*\n\n2 endpoints: OLD and NEW differ in 1\n {2}the others decide the same, given that headroom is never below 0 \(assumed\)\n$/,
    );
  });

  test("that differ are told in words, with an example, and end with 1", async () => {
    const { code, out, err } = await diff(narrow, sound);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toBe(`endpoint chat
  at 2 to 7 replicas, where qps is 30 or more and below 60: OLD removes 1 replica, NEW keeps the count
    as a total load that the replicas share: 60 <= L < 420
    example: 2 replicas, with qps at 50: OLD goes to 1 (rule \`in\`), NEW keeps 2

1 endpoint: OLD and NEW differ
`);
  });

  test("are told count by count, and by loads that lie apart", async () => {
    const steep = [rule({ ...qps, threshold: "75.5", stepSize: 3 }), ...sound.slice(1)];
    const { out } = await diff(sound, steep);
    expect(out).toContain(
      "  at 1 to 5 replicas, where qps is above 75 and at most 75.5: OLD adds 1 replica, NEW keeps the count\n" +
        "    as a total load that the replicas share: 75 < L <= 75.5, 150 < L <= 151, 225 < L <= 226.5 and 2 more intervals\n",
    );
    expect(out).toContain("  at 1 to 3 replicas, where qps is above 75.5: OLD adds 1 replica, NEW adds 3 replicas\n");
    expect(out).toContain("  at 4 to 5 replicas, where qps is above 75.5: OLD adds 1 replica, NEW keeps the count\n");
    const one = await diff(sound, [rule({ ...qps, threshold: "75", maxReplicas: 7 }), ...sound.slice(1)]);
    expect(one.out).toContain("  at 6 replicas, where qps is above 75: OLD keeps 6, NEW goes to 7\n");
  });

  test("are told at the counts that bounds bring back, though nothing leads there", async () => {
    const bounded = (maxReplicas: number) => ({ rules: sound, endpoints: [{ id: "chat", replicas: 1, maxReplicas }] });
    const { out } = await diff(bounded(6), bounded(8));
    expect(out).toContain(`
  at 7 to 8 replicas, where no condition holds: OLD goes to 6, NEW keeps the count
  at 9 replicas or more, where no condition holds: OLD goes to 6, NEW goes to 8
    neither leads to these counts from where the endpoint starts
    example: 7 replicas, with qps at 50: OLD goes to 6, NEW keeps 7
`);
    const unread = await diff(
      { ...bounded(6), rules: [rule({ ...qps, comparator: "GREATER_THAN_OR_EQUAL", threshold: "0" })] },
      { ...bounded(8), rules: [rule({ ...qps, comparator: "GREATER_THAN_OR_EQUAL", threshold: "0" })] },
    );
    expect(unread.out).toContain("    example: 7 replicas: OLD goes to 6, NEW keeps 7\n");
  });

  test("are told at single readings, on both sides of others, and where anything is read", async () => {
    const at = (comparator: "GREATER_THAN" | "GREATER_THAN_OR_EQUAL") => [
      rule({ ...qps, comparator, threshold: "75" }),
    ];
    expect((await diff(at("GREATER_THAN"), at("GREATER_THAN_OR_EQUAL"))).out).toContain(
      "  at 1 to 5 replicas, where qps is 75: OLD keeps the count, NEW adds 1 replica\n",
    );
    const still = bandRule({ ...qps, stepSize: 0 });
    const always = rule({ ...qps, comparator: "LESS_THAN", threshold: "1000" });
    const free = (rules: readonly unknown[]) => ({ rules, domain: { qps: { min: null } } });
    expect((await diff(free([still]), free([still, always]))).out).toContain(
      "where qps is below 20 or above 80 and below 1000:",
    );
    const inverted = bandRule({ ...qps, minThreshold: "80", maxThreshold: "20", stepSize: 0 });
    const upTo = (maxReplicas: number) => ({
      ...free([inverted]),
      endpoints: [{ id: "chat", replicas: 1, maxReplicas }],
    });
    expect((await diff(upTo(6), upTo(8))).out).toContain("at 7 to 8 replicas, where qps is anything: OLD goes to 6,");
    const whole = { qps: { min: 0, integer: true } };
    const low = (comparator: string) => ({ rules: [{ ...always, comparator, threshold: "3.5" }], metrics: whole });
    expect((await diff(low("LESS_THAN"), low("GREATER_THAN"))).out).toContain("where qps is 0 or more and below 3.5:");
    const most = (comparator: string) => [{ ...always, comparator, threshold: "3" }];
    expect((await diff(free(most("LESS_THAN_OR_EQUAL")), free(most("GREATER_THAN")))).out).toContain(
      "where qps is at most 3:",
    );
  });

  test("name queries and aggregations, and sum up what further conditions add", async () => {
    const query = { metricSource: "PROMETHEUS", metricName: "waiting\u001b", queryPresetId: "q" } as const;
    const peak = rule({ ...qps, id: "peak", aggregation: "max", threshold: "90" });
    const waiting = rule({ ...query, id: "waits", threshold: "5" });
    const { out } = await diff([peak], [peak, waiting]);
    expect(out).toContain("where waiting\u{fffd} (waits) is above 5: OLD keeps the count, NEW adds 1 replica\n");
    expect(out).toContain("  and at 1 more combination of readings, in which further conditions hold\n");
    expect((await diff([peak], [{ ...peak, threshold: "95" }])).out).toContain(
      "where max of qps is above 90 and at most 95:",
    );
    expect((await diff([peak], [peak, waiting, rule({ ...qps, id: "more", metricName: "x" })])).out).toMatch(
      /and at \d+ more combinations of readings/,
    );
  });

  test("that differ in what a cycle at rest does not show end with 1, and say in what", async () => {
    const slow = sound.map((each) => ({ ...each, cooldownSeconds: 7 }));
    const { code, out } = await diff({ rules: sound }, { rules: slow, semantics: "backend-ai-26" });
    expect(code).toBe(1);
    expect(out).toBe(`endpoint chat
  differs too, and was not compared: cooldownSeconds of rules \`out\` and \`in\`
  differs too, and was not compared: semantics.cooldownEnd

1 endpoint: OLD and NEW differ
`);
    expect(
      (await diff({ rules: sound }, { rules: sound, semantics: "recommended" }, " --semantics backend-ai-25")).code,
    ).toBe(0);
  });

  test("with more counts than can be gone through are not called the same", async () => {
    const wide = [rule({ ...qps, maxReplicas: 2_000_000 })];
    const { code, out } = await diff(wide, wide);
    expect(code).toBe(1);
    expect(out).toContain("  there are too many counts and kinds of readings: not all of them were compared\n");
  });

  test("have endpoints of their own, which are compared with none", async () => {
    const other = sound.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }));
    const { code, out } = await diff(sound, other);
    expect(code).toBe(1);
    expect(out).toContain("endpoint chat, of which NEW has no rules\n");
    expect(out).toContain("endpoint other, of which OLD has no rules\n");
    expect(out).toContain("OLD removes 1 replica, NEW keeps the count\n");
    expect(out).toMatch(/\n2 endpoints: OLD and NEW differ in 2\n$/);
  });

  test("are told to programs with all that is known of each endpoint", async () => {
    const { code, out } = await diff(narrow, sound, " --format json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      same: false,
      endpoints: [
        {
          endpointId: "chat",
          old: "old.json",
          new: "new.json",
          differences: [{ counts: [{ min: 2, max: 7 }], witness: { replicas: 2 } }],
          complete: true,
          notCompared: [],
        },
      ],
    });
    expect(JSON.parse((await diff(sound, sound, " --json")).out)).toMatchObject({ same: true });
  });

  test("are those of folders too, and of Backend.AI", async () => {
    const folder = mkdtempSync(join(tmpdir(), "diff-"));
    for (const side of ["old", "new"]) mkdirSync(join(folder, side));
    for (const side of ["old", "new"]) writeFileSync(join(folder, side, "a.json"), JSON.stringify(sound));
    writeFileSync(join(folder, "new", "rows.json"), JSON.stringify([row]));
    const onDisk = { find: findFiles, read: async (path: string) => readFileSync(path, "utf8") };
    const told = await go(`diff ${folder}/old ${folder}/new`, {}, onDisk);
    rmSync(folder, { recursive: true });
    expect(told.err).toContain("warning: ");
    // The rows are of the same endpoint as the rules.
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toContain("endpoint `chat` has rules in ");
    const rows = (threshold: string) => [{ ...row, min_threshold: threshold }];
    expect((await diff(rows("20"), rows("30"))).out).toContain("where cuda_util is 20 or more and below 30:");
  });
});

describe("a comparison that cannot be made ends with 2", () => {
  test("where the command line is wrong", async () => {
    const refused = async (args: string, files = {}) => {
      const { code, out, err } = await go(args, files);
      expect([code, out]).toEqual([2, ""]);
      return err;
    };
    expect(await refused("diff")).toContain("diff needs two files: the old rules and the new ones");
    expect(await refused("diff a b c")).toContain("diff needs two files");
    expect(await refused("diff a b --format sarif")).toContain("--format is sarif, expected text or json");
    expect(await refused("diff a b --semantics loud")).toContain("no such semantics: loud");
    expect(await refused("diff a b")).toContain("cannot read a: ");
    expect(await refused("diff a b", { a: sound })).toContain("cannot read b: ");
    expect(await refused("diff a b", { a: [...sound, { rules: sound }], b: sound })).toContain("fault");
    const twice = [{ rules: sound }, { rules: narrow }];
    expect(await refused("diff a b", { a: twice })).toContain(
      "endpoint `chat` has rules twice in a: put them into one set",
    );
    const none = await go("diff a b", {}, { find: async () => [] });
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining("a has no files of rules") });
  });

  test("where a file has faults: all of them are printed, with their places", async () => {
    const files = {
      "old.yaml": `rules: ${JSON.stringify(sound)}\nlimit: 4\n`,
      "new.json": JSON.stringify([
        { ...sound[0], maxReplica: 3 },
        { ...sound[1], stepSize: 0.5 },
      ]),
    };
    const { code, err, out } = await go("diff old.yaml new.json", files);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("old.yaml:2:1: fault: unknown key `limit`");
    expect(err).toContain("did you mean `maxReplicas`?");
    expect(err).toContain("rule `in`: rules[1].stepSize is 0.5");
    const unread = await go("diff old.yaml new.json --json", { ...files, "old.yaml": "a: [" });
    expect(JSON.parse(unread.out)).toMatchObject({ total: 3 });
    const startless = { rules: sound, initial: [1], counts: { min: 5, max: 2 } };
    expect((await diff(startless, sound)).err).toContain("old.json:1:");
  });
});
