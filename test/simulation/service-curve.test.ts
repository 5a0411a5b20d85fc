import { describe, expect, test } from "vitest";
import {
  type BenchmarkRow,
  chart,
  fitService,
  type LlmService,
  serviceCurve,
  serviceCurveTable,
  simulate,
  summarize,
  svg,
} from "../../src/simulation/index.ts";
import { leastSquares } from "../../src/simulation/numbers/least-squares.ts";
import { erlangQueue } from "./erlang.ts";
import { refusalsOf, scenario } from "./scenarios.ts";

describe("least squares of figures of 0 or more", () => {
  test("finds the figures that rows were made of", () => {
    const figures = [20, 0.4, 0, 3];
    const rows = [
      [1, 2, 3, 4],
      [5, 1, 0, 2],
      [2, 9, 4, 1],
      [7, 3, 8, 6],
    ].map((row) => row.map((weight) => weight / row.reduce((sum, each, at) => sum + each * (figures[at] ?? 0), 0)));
    const found = leastSquares(rows, [1, 1, 1, 1]);
    for (const [at, figure] of found.entries()) expect(figure).toBeCloseTo(figures[at] ?? Number.NaN, 6);
  });

  test("gives 0 where less than nothing would fit better, and where a figure has no weight", () => {
    const [one, ...others] = leastSquares(
      [
        [1, 1, 0],
        [1, 3, 0],
      ],
      [1, 0.5],
    );
    expect(one).toBeCloseTo(0.75, 9);
    expect(others).toEqual([0, 0]);
    expect(leastSquares([], [])).toEqual([]);
  });
});

/** What a replica of a service measures with so many requests at a time: runs of a closed queue, a request for each that ends. */
function measured(service: LlmService, concurrency: number, inputTokens: number, outputTokens: number): BenchmarkRow {
  const rate = 50;
  const trace = {
    binSeconds: 400,
    requests: [rate * 400],
    inputTokens: [rate * 400 * inputTokens],
    outputTokens: [rate * 400 * outputTokens],
  };
  const full = simulate(
    scenario({
      rules: [],
      initialReplicas: 1,
      trace,
      service: { ...service, concurrency, lengths: "constant", queueLimit: concurrency },
    }),
  );
  const { latencies, served, seconds } = summarize(full);
  return {
    concurrency,
    inputTokens,
    outputTokens,
    perTokenMs: 1000 * (latencies.perToken.mean ?? Number.NaN),
    totalTokensPerSecond: (served / seconds) * (inputTokens + outputTokens),
  };
}

describe("fitService", () => {
  const truth: LlmService = {
    model: "llm",
    decodeMs: { base: 8, perRequest: 0.2, perCacheToken: 0.0002 },
    prefillMs: { base: 2, perToken: 0.05 },
  };

  test("finds a service again by what it measures, within 15 % on rows that it has not seen", () => {
    const seen = [
      measured(truth, 1, 500, 200),
      measured(truth, 16, 500, 200),
      measured(truth, 64, 100, 300),
      measured(truth, 8, 4000, 50),
    ];
    const { service, residuals } = fitService(seen, { cacheTokens: 500_000 });
    expect(residuals).toHaveLength(8);
    for (const { error } of residuals) expect(Math.abs(error)).toBeLessThan(0.2);
    for (const [concurrency, input, output] of [
      [4, 1000, 100],
      [32, 2000, 200],
    ] as const) {
      const expected = measured(truth, concurrency, input, output);
      const found = measured(service, concurrency, input, output);
      expect(Math.abs(Number(found.totalTokensPerSecond) / Number(expected.totalTokensPerSecond) - 1)).toBeLessThan(
        0.15,
      );
      expect(Math.abs(Number(found.perTokenMs) / Number(expected.perTokenMs) - 1)).toBeLessThan(0.15);
    }
  });

  /**
   * Total tokens per second of Qwen3-14B on one A100 80 GB, vLLM 0.11, as the GPUStack performance lab publishes them
   * (docs.gpustack.ai, performance lab). How many requests ran at a time it does not say: 100 are taken for it.
   */
  const A100: readonly BenchmarkRow[] = [
    { concurrency: 100, inputTokens: 128, outputTokens: 4, totalTokensPerSecond: 4917 },
    { concurrency: 100, inputTokens: 2000, outputTokens: 100, totalTokensPerSecond: 5967 },
    { concurrency: 100, inputTokens: 4000, outputTokens: 200, totalTokensPerSecond: 5153 },
    { concurrency: 100, inputTokens: 32_000, outputTokens: 100, totalTokensPerSecond: 4430 },
  ];

  test("fits half of a published card's rows, and the service throughputs of the other half are within 25 %", () => {
    const known = { concurrency: 256, cacheTokens: 250_000 };
    const { service } = fitService(
      [A100[2], A100[3]].flatMap((row) => row ?? []),
      known,
    );
    for (const row of [A100[0], A100[1]]) {
      if (row === undefined) throw new Error("no row");
      const found = measured(service, row.concurrency, row.inputTokens, row.outputTokens);
      expect(Math.abs(Number(found.totalTokensPerSecond) / Number(row.totalTokensPerSecond) - 1)).toBeLessThan(0.25);
    }
  });

  test("fits what is published of an H100: first token and time per token at 1 and 16 requests", () => {
    const rows = [
      { concurrency: 1, inputTokens: 256, outputTokens: 256, firstTokenMs: 14, perTokenMs: 6.5 },
      { concurrency: 16, inputTokens: 256, outputTokens: 256, firstTokenMs: 42, perTokenMs: 10.9 },
    ];
    const { residuals, service } = fitService(rows);
    expect(residuals.map(({ row, measure }) => [row, measure])).toEqual([
      [0, "firstTokenMs"],
      [0, "perTokenMs"],
      [1, "firstTokenMs"],
      [1, "perTokenMs"],
    ]);
    for (const { measure, error } of residuals)
      if (measure === "perTokenMs") expect(Math.abs(error)).toBeLessThan(0.25);
    expect(service).toMatchObject({ model: "llm" });
  });

  test("finds the same by requests, by tokens of answers and by all tokens per second, and by all three", () => {
    const rate = { concurrency: 8, inputTokens: 300, outputTokens: 100 };
    const others = [
      { concurrency: 1, inputTokens: 300, outputTokens: 100, firstTokenMs: 40, perTokenMs: 10 },
      { concurrency: 1, inputTokens: 3000, outputTokens: 100, firstTokenMs: 300, perTokenMs: 11 },
    ];
    const measured = { requestsPerSecond: 6, outputTokensPerSecond: 600, totalTokensPerSecond: 2400 };
    const all = fitService([{ ...rate, ...measured }, ...others]);
    expect(all.residuals.map(({ row, measure }) => `${row} ${measure}`)).toEqual([
      ...Object.keys(measured).map((measure) => `0 ${measure}`),
      ...["1 firstTokenMs", "1 perTokenMs", "2 firstTokenMs", "2 perTokenMs"],
    ]);
    for (const [measure, value] of Object.entries(measured)) {
      const one = fitService([{ ...rate, [measure]: value }, ...others]);
      expect(one.service).toEqual(all.service);
      expect(one.residuals[0]).toEqual(all.residuals.find((residual) => residual.measure === measure));
    }
  });

  test("knows that a request alone waits for nobody: its first token takes its own steps", () => {
    const rows = [
      [100, 50],
      [1000, 20],
      [3000, 200],
      [50, 10],
    ].map(([inputTokens = 0, outputTokens = 0]) => {
      const seldom = { binSeconds: 100_000, requests: [100] };
      const tokens = { inputTokens: [100 * inputTokens], outputTokens: [100 * outputTokens] };
      const service = { ...truth, lengths: "constant" } as const;
      const trace = { ...seldom, ...tokens };
      const run = simulate(scenario({ rules: [], initialReplicas: 1, cycleSeconds: 1000, trace, service }));
      const { firstToken, perToken } = summarize(run).latencies;
      const ms = (seconds: number | null) => 1000 * Number(seconds);
      const measures = { firstTokenMs: ms(firstToken.mean), perTokenMs: ms(perToken.mean) };
      return { concurrency: 1, inputTokens, outputTokens, ...measures };
    });
    for (const { error } of fitService(rows).residuals) expect(Math.abs(error)).toBeLessThan(0.02);
  });

  test("gives little for a first token among many, which depends on whether they all start at once", () => {
    const rows = [1, 4, 16, 64].map((concurrency) => measured(truth, concurrency, 1000, 100));
    const first = (ms: number) => rows.map((row, at) => (at === 3 ? { ...row, firstTokenMs: ms } : row));
    const rate = (service: LlmService) => Number(measured(service, 32, 1000, 100).totalTokensPerSecond);
    const [quick, slow] = [fitService(first(100)).service, fitService(first(10_000)).service];
    expect(Math.abs(rate(quick) / rate(slow) - 1)).toBeLessThan(0.05);
  });

  describe("warns of what the rows leave open, and was guessed:", () => {
    const both = { firstTokenMs: 40, perTokenMs: 8 };
    const rates = { requestsPerSecond: 2, outputTokensPerSecond: 200, totalTokensPerSecond: 1200 };
    const warningsOf = (...rows: readonly object[]) =>
      fitService(rows.map((row) => ({ ...{ concurrency: 1, inputTokens: 500, outputTokens: 100 }, ...row }))).warnings;

    test("fewer different measures than there are step times, throughputs of one row counted once", () => {
      expect(warningsOf({ ...both, ...rates })).toEqual([
        expect.stringMatching(/, and the rows have 3: the rest is guessed/),
      ]);
      expect(warningsOf(both, both, both)).toEqual([
        expect.stringMatching(/, and the rows have 2: the rest is guessed/),
      ]);
    });

    test("rows that all have one concurrency, or prompts of one length, where they measure something", () => {
      const prompts = [500, 1000, 4000].map((inputTokens) => ({ inputTokens, ...both }));
      const concurrency =
        "concurrency is 1 in every row: what each request adds to a step is guessed from usual proportions; add rows of another concurrency";
      expect(warningsOf(...prompts)).toEqual([concurrency]);
      expect(warningsOf(...prompts, { concurrency: 8 })).toEqual([concurrency]);
      expect(warningsOf(...[1, 4, 16].map((concurrency) => ({ concurrency, ...both })))).toEqual([
        "inputTokens is 500 in every row: what each token of a prompt takes is guessed from usual proportions; add rows of another inputTokens",
      ]);
      expect(warningsOf(...prompts, { concurrency: 16, ...both })).toEqual([]);
    });
  });

  test("refuses rows that measured nothing, values that are not numbers, and names that it does not know", () => {
    const row = { concurrency: 1, inputTokens: 1, outputTokens: 1 };
    expect(refusalsOf(() => fitService([]))).toEqual(["rows: nothing-measured"]);
    expect(refusalsOf(() => fitService([row]))).toEqual(["rows: nothing-measured"]);
    expect(refusalsOf(() => fitService([{ ...row, concurrency: 0, perTokenMs: -1 }]))).toEqual([
      "rows[0].concurrency: not-a-number",
      "rows[0].perTokenMs: not-a-number",
    ]);
    const printed = { ...row, perTokenMs: 5, median_ttft_ms: 40, output_throughput: 900 };
    const known = { concurency: 8, cacheTokens: 0 };
    expect(refusalsOf(() => fitService([printed], known))).toEqual([
      "rows[0].median_ttft_ms: unknown-key",
      "rows[0].output_throughput: unknown-key",
      "scenario.service.concurency: unknown-key",
      "scenario.service.cacheTokens: not-a-number",
    ]);
    const meant = (near: string) => expect.objectContaining({ params: expect.objectContaining({ near }) });
    expect(() => fitService([printed])).toThrow(
      expect.objectContaining({ faults: [meant("firstTokenMs"), meant("outputTokensPerSecond")] }),
    );
  });
});

describe("serviceCurve", () => {
  const curve = serviceCurve(
    { model: "llm", concurrency: 32 },
    { inputTokens: 300, outputTokens: 100, loads: [0.2, 0.5, 0.9], requests: 2000 },
  );

  test("has throughput and latencies that rise with the load, up to the saturation", () => {
    const { rows, saturation } = curve;
    expect(rows.map(({ load }) => load)).toEqual([0.2, 0.5, 0.9]);
    for (const { load, requestsPerSecond, outputTokensPerSecond } of rows) {
      expect(Math.abs(requestsPerSecond / (load * saturation) - 1)).toBeLessThan(0.1);
      expect(outputTokensPerSecond).toBeCloseTo(requestsPerSecond * 100, 9);
    }
    const rising = (figures: readonly (number | null)[]) =>
      expect(figures).toEqual(figures.toSorted((one, other) => Number(one) - Number(other)));
    rising(rows.map(({ firstToken }) => firstToken.p95));
    rising(rows.map(({ perToken }) => perToken.p50));
    // Past it a replica does no more.
    const flood = measured({ model: "llm" }, 32, 300, 100);
    expect(Math.abs(Number(flood.totalTokensPerSecond) / (saturation * 400) - 1)).toBeLessThan(0.05);
  });

  test("is a table and a picture", () => {
    const lines = serviceCurveTable(curve).split("\n");
    expect(lines[0]).toMatch(/load +requests\/s +tokens\/s +first token p50/);
    expect(lines[4]).toMatch(/^saturated at \d+\.\d\d requests\/s of 300 tokens in and 100 out$/);
    expect(svg(curve)).toContain(">time per token, ms</text>");
    expect(JSON.stringify(chart(curve))).toContain("one replica, 300 tokens in");
    const single = serviceCurve({ model: "llm" }, { outputTokens: 0.1, loads: [0.5], requests: 100 });
    expect(serviceCurveTable(single).split("\n")[1]).toContain(" - ");
    expect(svg(single)).not.toContain("NaN");
  });

  test("of too few requests for any to be finished has no times, and shows none", () => {
    const slow: LlmService = { model: "llm", decodeMs: { base: 1000, perRequest: 0 } };
    const curve = serviceCurve(slow, { inputTokens: 1, outputTokens: 10, loads: [0.6], requests: 1 });
    expect(curve.rows).toMatchObject([{ firstToken: { p50: null, p95: null }, endToEnd: { p50: null, p95: null } }]);
    expect(serviceCurveTable(curve).split("\n")[1]?.split(/ {2,}/)).toEqual(["60 %", "0.00", "0", ..."------"]);
  });

  test("of what is no service, or no load, is refused", () => {
    expect(refusalsOf(() => serviceCurve({ model: "llm", concurrency: 0 }, { inputTokens: 0, loads: [1] }))).toEqual([
      "inputTokens: not-a-number",
      "loads[0]: not-a-number",
      "scenario.service.concurrency: not-an-integer",
    ]);
    expect(serviceCurve({ model: "llm" }, { requests: 50 }).rows).toHaveLength(10);
  });
});

describe("a service curve near saturation", () => {
  const service: LlmService = {
    ...{ model: "llm", concurrency: 4, cacheTokens: 10_000_000 },
    ...{ decodeMs: { base: 10, perRequest: 0 }, prefillMs: { base: 0, perToken: 0 } },
  };
  const tokens = { inputTokens: 1, outputTokens: 100 };

  test("is at exactly the rates of its rows, and waits are those of Erlang's C formula, within their standard error", () => {
    const { rows, saturation } = serviceCurve(service, { ...tokens, loads: [0.8, 0.9, 0.95] });
    for (const { load, requestsPerSecond, queue, queueStandardError } of rows) {
      const rate = load * saturation;
      expect(Math.abs(requestsPerSecond / rate - 1)).toBeLessThan(0.002);
      const expected = erlangQueue(4, 4 * load) / rate;
      expect(queueStandardError).toBeLessThan(0.12 * expected);
      expect(Math.abs(Number(queue.mean) - expected)).toBeLessThan(3 * queueStandardError);
    }
  }, 60_000);

  test("says of a row that is not settled how far off it can be, and nothing of the others", () => {
    const curve = serviceCurve(service, { ...tokens, loads: [0.2, 0.99], requests: 100 });
    const [settled, unsettled] = curve.rows;
    expect(settled?.queueStandardError).toBeLessThan(0.1);
    const said = serviceCurveTable(curve)
      .split("\n")
      .filter((line) => line.startsWith("not settled"));
    expect(said).toEqual([
      `not settled at 99 %: the mean wait is ${unsettled?.queue.mean?.toFixed(2)} s, with a standard error of ${unsettled?.queueStandardError.toFixed(2)} s`,
    ]);
  });

  test("follows no more requests than have space for their tokens", () => {
    const long = { inputTokens: 1e6, outputTokens: 1, requests: 1e6 };
    const [row] = serviceCurve({ ...service, prefillMs: { base: 1, perToken: 0 } }, { ...long, loads: [0.5] }).rows;
    expect(row?.requestsPerSecond).toBeGreaterThan(0);
  });
});
