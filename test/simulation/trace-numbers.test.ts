import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ReadTraceOptions,
  readTrace,
  simulate,
  type Trace,
  traceOfRequests,
  traceOfSamples,
} from "../../src/simulation/index.ts";
import { scenario } from "./scenarios.ts";

const NINE = Date.parse("2026-03-02T09:00:00Z");

/** What arrives altogether, gaps filled as the simulation fills them. */
function totalOf({ requests }: Trace): number {
  let [total, last] = [0, 0];
  for (const count of requests) {
    last = count ?? last;
    total += last;
  }
  return total;
}

/** An answer to a range query, each series by its metric's name. */
const range = (series: Readonly<Record<string, readonly (readonly [number, number])[]>>) =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "matrix",
      result: Object.entries(series).map(([name, values]) => ({
        metric: name === "" ? {} : { __name__: name },
        values: values.map(([at, value]) => [1772442000 + at, `${value}`]),
      })),
    },
  });

const said = (text: string, options: ReadTraceOptions = {}) => {
  try {
    return JSON.stringify(readTrace(text, options));
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe("a name says", () => {
  const minutes = (name: string, values: readonly (number | string)[], options: ReadTraceOptions = {}) =>
    readTrace(`time,${name}\n${values.map((value, nth) => `2026-03-02 09:0${nth}:00,${value}\n`).join("")}`, options);

  test.each([
    ...["rpm", "requests/min", "requests_per_minute", "req/min", "RPM", "QPM", "Requests (req/m)", "rate_per_minute"],
    ...["rate (1/min)", "requestsPerMinute", "requests per min", "sum(rate(http_requests_total[5m])) * 60"],
  ])("that %s is per minute", (name) => {
    expect(minutes(name, [60, 120])).toEqual({ binSeconds: 60, startAt: NINE, requests: [60, 120] });
  });

  test("that requests are per hour, beside other columns too, unless a cell says more", () => {
    expect(minutes("Requests per hour", [3600, 7200]).requests).toEqual([60, 120]);
    expect(readTrace("time,users,rpm\n0,5,60\n60,7,120\n").requests).toEqual([60, 120]);
    expect(minutes("rpm", ["2 req/s", "60"]).requests).toEqual([120, 60]);
    expect(minutes("rps", [1, 2]).requests).toEqual([60, 120]);
  });

  test("over which window an increase counts", () => {
    const name = "job:http_requests:increase1m";
    const minute = [
      [0, 60],
      [60, 120],
    ] as const;
    expect(readTrace(range({ [name]: minute })).requests).toEqual([60, 120]);
    expect(minutes(name, [60, 120]).requests).toEqual([60, 120]);
    const quarters = [0, 15, 30, 45].map((at) => [at, 60] as const);
    expect(totalOf(readTrace(range({ [name]: quarters })))).toBe(60);
  });

  test("that a column is a counter, whose differences count from the first stamp on", () => {
    const text = (name: string) =>
      `Time,${name}\n2026-03-02 09:00:00,5000000000\n2026-03-02 09:01:00,5000000060\n2026-03-02 09:02:00,120\n`;
    for (const name of [
      "http_requests_total",
      '"http_requests_total{job=""a"", code=~""5..""}"',
      "sum(http_requests_total)",
    ]) {
      expect(readTrace(text(name))).toEqual({ binSeconds: 60, startAt: NINE, requests: [60, 120] });
    }
    const seconds = minutes("http_request_duration_seconds_count", [100, 160, 280]);
    expect(seconds).toEqual({ binSeconds: 60, startAt: NINE, requests: [60, 120] });
    expect(
      minutes("http_requests_total", [100, 160], { columns: { requests: "http_requests_total" } }).requests,
    ).toEqual([60]);
    expect(minutes("request_count", [60, 120]).requests).toEqual([60, 120]);
  });

  test.each([
    ["http_request_duration_seconds_bucket", "the buckets of a histogram"],
    ["http_request_duration_seconds_sum", "times"],
    ["vllm:prompt_tokens_total", "tokens"],
    ["process_cpu_seconds_total", "times"],
    ["vllm:num_requests_running", "requests or connections that are open at once"],
  ])("that %s of Prometheus is not requests", (name, holds) => {
    expect(
      said(
        range({
          [name]: [
            [0, 1],
            [60, 2],
          ],
        }),
      ),
    ).toContain(`metric ${name} is ${holds}, expected requests, counted or per second; query a counter of requests`);
    expect(
      readTrace(
        range({
          [name]: [
            [0, 1],
            [60, 2],
          ],
        }),
        { kind: "count" },
      ).requests,
    ).toEqual([1, 2]);
  });

  test.each([
    ...[
      "cpu_util",
      "GPU utilization",
      "memory %",
      "errors",
      "failed requests",
      "users",
      "User Count",
      "tokens_per_second",
    ],
    ...["latency_p99", "ttft", "bytes", "network (MB)", "5xx", "queue_length"],
  ])("that the column %s is not requests", (name) => {
    expect(said(`Time,${name}\n0,1\n60,2\n`)).toContain(`column ${name} is `);
    expect(said(`Time,${name}\n0,1\n60,2\n`)).toContain("--columns t=…,requests=…");
    expect(readTrace(`Time,${name}\n0,1\n60,2\n`, { columns: { requests: name } }).requests).toEqual([1, 2]);
  });

  test("nothing against the caller, who says whether it is a rate", () => {
    expect(minutes("requests", [1, 2], { kind: "rate" }).requests).toEqual([60, 120]);
    expect(minutes("rps", [1, 2], { kind: "count" }).requests).toEqual([1, 2]);
    expect(minutes("http_requests_total", [1, 2], { kind: "count" }).requests).toEqual([1, 2]);
  });

  test("that a cell of tokens is not requests, and a day is not seconds", () => {
    expect(said("Time,llama\n0,150 tok/s\n60,140 tok/s\n")).toContain('is "150 tok/s", expected a number');
    expect(readTrace("timestamp,requests\n20260302,1\n20260303,2\n")).toEqual({
      binSeconds: 86_400,
      startAt: Date.parse("2026-03-02T00:00:00Z"),
      requests: [1, 2],
    });
    expect(readTrace("timestamp,requests\n20260302090000,1\n20260302090100,2\n").startAt).toBe(NINE);
  });
});

describe("bins of any length", () => {
  test("spread what arrives within a sample's interval evenly over it", () => {
    const rates = range({
      "": [
        [0, 3],
        [60, 5],
        [120, 7],
      ],
    });
    expect(readTrace(rates, { binSeconds: 120 }).requests).toEqual([480, 420]);
    const counter = range({
      requests_total: [
        [0, 100],
        [60, 160],
        [120, 280],
        [180, 20],
      ],
    });
    expect(readTrace(counter, { binSeconds: 120 })).toEqual({
      ...{ binSeconds: 120, startAt: 1772442000000, requests: [180, 20] },
    });
    const Datapoints = [10, 20, 30].map((Sum, nth) => ({ Timestamp: `2026-03-02T07:0${nth}:00Z`, Sum }));
    expect(readTrace(JSON.stringify({ Datapoints }), { binSeconds: 30 }).requests).toEqual([5, 5, 10, 10, 15, 15]);
    const table = "t,requests,input_tokens\n0,60,600\n60,30,900\n";
    expect(readTrace(table, { binSeconds: 30 })).toMatchObject({
      requests: [30, 30, 15, 15],
      inputTokens: [300, 300, 450, 450],
    });
    expect(readTrace(table, { binSeconds: 120 })).toMatchObject({ requests: [90], inputTokens: [1500] });
  });

  test("keep Locust's totals", () => {
    const history = (rows: readonly (readonly [number, number])[]) =>
      `Timestamp,Name,Requests/s,Total Request Count\n${rows.map(([at, total]) => `${1772442000 + at},Aggregated,9,${total}\n`).join("")}`;
    const tens = history([
      [0, 1000],
      [10, 1010],
      [20, 1050],
    ]);
    expect(totalOf(readTrace(tens))).toBeCloseTo(50, 9);
    expect(readTrace(tens)).toMatchObject({ startAt: 1772442000000, binSeconds: 1 });
    expect(readTrace(tens, { binSeconds: 10 }).requests).toEqual([10, 40]);
    const seconds = history([
      [0, 0],
      [1, 5],
      [2, 15],
      [3, 25],
    ]);
    expect(readTrace(seconds, { binSeconds: 60 }).requests).toEqual([25]);
  });

  const values = fc.array(fc.option(fc.integer({ min: 0, max: 1000 })), { minLength: 2, maxLength: 12 });
  const samples = fc
    .tuple(values, fc.integer({ min: 1, max: 90 }))
    .map(([each, step]) => each.map((value, nth) => ({ at: 1000 * step * nth, value })));

  test("have the total of the default bins, whatever the samples", () => {
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom("rate", "count"),
        fc.integer({ min: 1, max: 400 }),
        (given, kind, binSeconds) => {
          const total = totalOf(traceOfSamples(given, { kind }));
          expect(totalOf(traceOfSamples(given, { kind, binSeconds }))).toBeCloseTo(total, 5);
          const lines = given.map(({ at, value }) => `${at / 1000},${value ?? ""}\n`).join("");
          expect(totalOf(readTrace(`t,requests\n${lines}`, { kind, binSeconds }))).toBeCloseTo(total, 5);
        },
      ),
    );
  });
});

describe("tokens", () => {
  test("are carried on over a gap with the count that they belong to", () => {
    const trace = readTrace("t,requests,input_tokens,output_tokens\n0,60,60,6000\n60,,,\n120,60,60,6000\n");
    expect(trace).toMatchObject({
      requests: [60, null, 60],
      inputTokens: [60, 60, 60],
      outputTokens: [6000, 6000, 6000],
    });
    const service = { model: "llm", lengths: "constant" } as const;
    const bare: Trace = { ...trace, inputTokens: [60, 0, 60], outputTokens: [6000, 0, 6000] };
    expect(simulate(scenario({ trace: bare, service, rules: [] })).latencies).toEqual(
      simulate(scenario({ trace, service, rules: [] })).latencies,
    );
  });

  test("that are unknown are the mean of the known ones", () => {
    const azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    const read = readTrace(
      `${azure}2023-11-16 18:15:50.9951690,,109\n2023-11-16 18:15:50.9951690,300,\n2023-11-16 18:15:51.2,100,11\n2023-11-16 18:15:52.2,,\n`,
    );
    expect(read).toMatchObject({ requests: [2, 1, 1], inputTokens: [600, 100, 200], outputTokens: [218, 11, 60] });
    expect(readTrace("timestamp,prompt_tokens\n0,\n1,\n")).toEqual({ binSeconds: 1, requests: [1, 1] });
    expect(traceOfRequests([0, 1000], { input: [null, 7] })).toMatchObject({ inputTokens: [7, 7] });
  });

  test("of one request in the mean are so many for each", () => {
    expect(readTrace("t,requests,avg_input_tokens,output_len\n0,10,50,7\n60,20,30,8\n")).toMatchObject({
      inputTokens: [500, 600],
      outputTokens: [70, 160],
    });
    const columns = { output_tokens: "mean_out_tokens_per_request" };
    expect(readTrace("t,requests,mean_out_tokens_per_request\n0,10,5\n60,20,3\n", { columns })).toMatchObject({
      outputTokens: [50, 60],
    });
    expect(readTrace("arrival_time,num_prompt_tokens,num_output_tokens\n0.5,7,3\n0.7,5,4\n")).toEqual({
      ...{ binSeconds: 1, requests: [2], inputTokens: [12], outputTokens: [7] },
    });
  });
});

describe("readTrace accepts", () => {
  test("several series, which add up, as columns or one below the other", () => {
    expect(readTrace("Time,chat,batch\n2026-03-02 09:00:00,1,2\n2026-03-02 09:01:00,3,\n").requests).toEqual([
      180, 180,
    ]);
    const rows = '"Series","Time","Value"\n"chat",0,1\n"chat",60,2\n"batch",0,3\n"batch",60,4\n';
    expect(readTrace(rows, { columns: { rate: "Value" } }).requests).toEqual([240, 360]);
    expect(readTrace(rows).requests).toEqual([240, 360]);
    expect(said("Time,chat,errors\n0,1,2\n60,1,2\n")).toContain("without requests");
    expect(said("Time,chat,state\n0,1,up\n60,1,up?\n")).toContain("without requests");
  });

  test("lines in any order, missing ones, and times a little off", () => {
    expect(readTrace("t,requests\n20,3\n0,1\n10,2\n").requests).toEqual([1, 2, 3]);
    expect(readTrace("t,requests\n0,1\n10,2\n30,3\n").requests).toEqual([1, 2, null, 3]);
    const off = ["00.003", "59.998", "120.004", "180.001"].map((second, nth) => `${second},${nth}\n`).join("");
    expect(readTrace(`t,requests\n${off}`)).toEqual({ binSeconds: 60, requests: [0, 1, 2, 3] });
  });

  test("averages of CloudWatch that are rates, and no part of an answer", () => {
    const averages = [1, 2].map((Average, nth) => ({
      ...{ Average, Unit: "Count/Second", Timestamp: `2026-03-02T07:0${nth}:00Z` },
    }));
    expect(readTrace(JSON.stringify({ Datapoints: averages })).requests).toEqual([60, 120]);
    const result = { Label: "RequestCount", Timestamps: ["2026-03-02T07:00:00Z"], Values: [1] };
    const partial = { MetricDataResults: [{ ...result, StatusCode: "PartialData" }] };
    expect(said(JSON.stringify(partial))).toContain("is a part of an answer, as PartialData says");
    expect(said(JSON.stringify({ MetricDataResults: [result], NextToken: "x" }))).toContain("as NextToken says");
  });

  test("a log below other messages", () => {
    const line = '203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5';
    expect(readTrace(`nginx: started, 4 workers\n${line}\n${line}\n`).requests).toEqual([2]);
    expect(said(`started\n${line}\nstopped\n`)).toContain("line 3");
  });

  test("digits in groups beside semicolons, where it can tell them from a fraction", () => {
    expect(readTrace("t;requests\n0;1.200,5\n60;1.000\n").requests).toEqual([1200.5, 1000]);
    expect(readTrace("t;requests\n0;1.200\n60;0.5\n").requests).toEqual([1.2, 0.5]);
    expect(said("t;requests\n0;1.200\n60;2.000\n")).toContain('line 2, column requests is "1.200"');
  });

  test("no answer that is an error, which it quotes, and says where columns are named", () => {
    const error = "1:3: parse error: unexpected end";
    expect(said(JSON.stringify({ status: "error", errorType: "bad_data", error }))).toContain(
      `the trace is an error of Prometheus, "${error}", expected the samples of a range query`,
    );
    expect(said("sep=,\nwhen,n\n0,1\n")).toContain("line 2 is without t");
  });
});
