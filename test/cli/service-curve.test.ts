import { describe, expect, test } from "vitest";
import { go } from "./go.ts";

const SERVICE = "{ model: llm, concurrency: 8, lengths: constant }";
const BENCHMARK = `
benchmark:
  - { concurrency: 1, inputTokens: 512, outputTokens: 128, firstTokenMs: 14, perTokenMs: 6.5 }
  - { concurrency: 16, inputTokens: 512, outputTokens: 128, firstTokenMs: 42, perTokenMs: 10.9 }
concurrency: 32
`;

describe("service-curve", () => {
  test("prints how a replica of a service serves by its load, of a scenario's service too", async () => {
    const { code, out, err } = await go("service-curve a --input-tokens 500 --output-tokens 100 --requests 50", {
      a: SERVICE,
    });
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^load {2}requests\/s {2}tokens\/s {2}first token p50/);
    expect(lines[11]).toMatch(/^saturated at [\d.]+ requests\/s of 500 tokens in and 100 out$/);
    const ofScenario = { service: { model: "llm", concurrency: 8, lengths: "constant" } };
    expect(
      (await go("service-curve - --input-tokens 500 --output-tokens 100 --requests 50", { "-": ofScenario })).out,
    ).toBe(out);
  });

  test("takes the mean tokens of a scenario's trace, where no option says others", async () => {
    const trace = "t,requests,input_tokens,output_tokens\n0,2,600,120\n10,1,900,180\n";
    const files = { "plan/a": `service: ${SERVICE}\ntrace: { file: b.csv }`, "plan/b.csv": trace };
    expect((await go("service-curve plan/a --requests 50", files)).out).toContain(" of 500 tokens in and 100 out\n");
    expect((await go("service-curve plan/a --input-tokens 7 --requests 50", files)).out).toContain(
      " of 7 tokens in and 100 out\n",
    );
    const generated = { a: `service: ${SERVICE}\ntrace: { generate: constant, rate: 1, seconds: 60 }` };
    expect((await go("service-curve a --requests 50", generated)).out).toContain(" of 1155 tokens in and 211 out\n");
    const { code, err } = await go("service-curve a", { a: `service: ${SERVICE}\ntrace: { file: none.csv }` });
    expect([code, err]).toEqual([1, expect.stringMatching(/^a:2:\d+: fault: trace.file is "none.csv"/)]);
  });

  test("finds a service from the rows of a benchmark, and says how well it fits", async () => {
    const { code, out } = await go("service-curve a --requests 50", { a: BENCHMARK });
    expect(code).toBe(0);
    expect(out).toMatch(
      /\nfitted to 4 measures; the furthest off: firstTokenMs of benchmark\[1\] is [\d.]+ in place of 42, \d+ % off\n$/,
    );
    const json = JSON.parse((await go("service-curve a --json --requests 50", { a: BENCHMARK })).out);
    expect(Object.keys(json)).toEqual(["service", "residuals", "warnings", "curve"]);
    expect(json.service).toMatchObject({ model: "llm", concurrency: 32 });
    expect(json.curve.rows).toHaveLength(10);
  });

  test("warns of a benchmark that cannot tell the step times apart", async () => {
    const single = "benchmark: [{ concurrency: 1, inputTokens: 1000, outputTokens: 200, perTokenMs: 8 }]";
    const { code, out, err } = await go("service-curve a --requests 50", { a: single });
    expect(code).toBe(0);
    expect(err).toBe(
      "warning: benchmark: 5 step times need at least 5 different measures, and the rows have 1: the rest is guessed from usual proportions; add rows of few and of many requests at a time, and of short and of long prompts\n",
    );
    expect(out).toMatch(
      /\nfitted to 1 measure; the furthest off: perTokenMs of benchmark\[0\] is 8 in place of 8, 0 % off\n$/,
    );
  });

  test("draws it in a file, or prints its specification", async () => {
    const { written } = await go("service-curve a --chart curve.svg --requests 50", { a: SERVICE });
    expect(String(written["curve.svg"])).toMatch(/^<svg /);
    expect(JSON.parse((await go("service-curve a --chart - --requests 50", { a: SERVICE })).out).$schema).toMatch(
      "vega-lite",
    );
    const render = async () => {
      throw new Error("nothing draws here");
    };
    const failed = await go("service-curve a --chart curve.png --requests 50", { a: SERVICE }, { render });
    expect([failed.code, failed.err]).toEqual([2, expect.stringContaining("nothing draws here")]);
  });

  test.each([
    ["{ model: llm, concurency: 8 }", "a:1:15: fault: unknown key `concurency`; did you mean `concurrency`?"],
    ["{ model: fluid, requestsPerSecond: 4 }", 'a:1:10: fault: model is "fluid", expected llm'],
    [
      "[1]",
      "a:1:1: fault: the input is an array, expected an object; give { model: llm }, or the rows of a benchmark as { benchmark: [ … ] }",
    ],
    ["{ service: 5 }", "a:1:12: fault: service is 5, expected an object; give { model: llm }"],
    [
      "{ benchmark: [{ concurrency: 1, inputTokens: 1, outputTokens: 1 }] }",
      "a:1:14: fault: benchmark is without any measurement, expected at least one of firstTokenMs, perTokenMs, requestsPerSecond, outputTokensPerSecond, totalTokensPerSecond; give what the benchmark printed, in any of its rows",
    ],
    ["{ benchmark: 5 }", "a:1:14: fault: benchmark is 5, expected an array of rows"],
    [
      "{ benchmark: [{ concurrency: 0, inputTokens: 1, outputTokens: 1, perTokenMs: 1 }] }",
      "a:1:30: fault: benchmark[0].concurrency",
    ],
  ])("names what is wrong with %s, and where", async (a, fault) => {
    const { code, err } = await go("service-curve a", { a });
    expect(code).toBe(1);
    expect(err).toContain(fault);
  });

  test("follows as many requests as are asked for, and more near saturation", async () => {
    const rows = async (requests: number) => {
      const { out } = await go(`service-curve a --requests ${requests} --json`, { a: SERVICE });
      return JSON.parse(out).curve.rows.map((row: { queue: { mean: number } }) => row.queue.mean);
    };
    const [few, more] = [await rows(10), await rows(40)];
    expect(few).toHaveLength(10);
    expect(few).not.toEqual(more);
    const { err } = await go("service-curve a --requests none", { a: SERVICE });
    expect(err).toContain('--requests is "none", expected a number above 0');
  });

  test("refuses options that it cannot take", async () => {
    const { code, err } = await go("service-curve a --input-tokens 0 --output-tokens x", { a: SERVICE });
    expect(code).toBe(1);
    expect(err).toContain('--input-tokens is "0", expected a number above 0');
    expect(err).toContain('--output-tokens is "x", expected a number above 0');
    const inScenario = await go("service-curve a --input-tokens 0", { a: `service: ${SERVICE}` });
    expect(inScenario.err).toBe(
      'fault: --input-tokens is "0", expected a number above 0 and at most 1,000,000; give mean tokens of a request\n',
    );
    expect((await go("service-curve a --chart curve.gif --requests 50", { a: SERVICE })).code).toBe(2);
    expect((await go("service-curve b", { a: SERVICE })).code).toBe(2);
    expect((await go("service-curve", {}, { inputIsTerminal: true })).code).toBe(2);
    expect((await go("service-curve a", { a: "" })).code).toBe(1);
    expect((await go("service-curve a", { a: "model: llm\nmodel: llm\n" })).code).toBe(1);
  });
});
