import { describe, expect, test } from "vitest";
import {
  type ReadTraceOptions,
  readTrace,
  simulate,
  type Trace,
  traceOfRequests,
  traceOfSamples,
} from "../../src/simulation/index.ts";
import { refusalsOf, scenario } from "./scenarios.ts";

const at = (text: string) => Date.parse(text);

/**
 * Files as the programs write them. The first is the beginning of the Azure LLM inference trace 2023, conversation service, as
 * published (CC BY 4.0, Patel et al., "Splitwise", ISCA 2024; AzurePublicDataset); the others are made up, of few lines.
 */
const FORMS: Readonly<Record<string, { readonly text: string; readonly trace: Trace }>> = {
  "the Azure LLM trace, a line for each request": {
    text: `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:15:46.6805900,374,44
2023-11-16 18:15:50.9951690,396,109
2023-11-16 18:15:51.2225670,879,55
2023-11-16 18:15:51.3910170,91,16
`,
    trace: {
      binSeconds: 1,
      startAt: at("2023-11-16T18:15:46Z"),
      requests: [1, 0, 0, 0, 1, 2],
      inputTokens: [374, 0, 0, 0, 396, 970],
      outputTokens: [44, 0, 0, 0, 109, 71],
    },
  },
  "times alone, a line for each request": {
    text: "timestamp\n2024-01-01T00:00:00Z\n2024-01-01T00:00:01Z\n2024-01-01T00:00:01.7Z\n2024-01-01T00:00:03Z\n",
    trace: { binSeconds: 1, startAt: at("2024-01-01T00:00:00Z"), requests: [1, 2, 0, 1] },
  },
  "a Mooncake trace, whose times are milliseconds from the start": {
    text: `{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1, 2]}
{"timestamp": 2900, "input_length": 7322, "output_length": 490, "hash_ids": [0, 14]}
{"timestamp": 3000, "input_length": 7236, "output_length": 794, "hash_ids": [0, 15]}
`,
    trace: {
      binSeconds: 1,
      requests: [1, 0, 1, 1],
      inputTokens: [6758, 0, 7322, 7236],
      outputTokens: [500, 0, 490, 794],
    },
  },
  "an answer of Prometheus, summed over its series": {
    text: JSON.stringify({
      status: "success",
      data: {
        resultType: "matrix",
        result: [
          {
            metric: { pod: "a" },
            values: [
              [1772442000, "1.5"],
              [1772442015, "2"],
              [1772442045, "NaN"],
            ],
          },
          {
            metric: { pod: "b" },
            values: [
              [1772442000, "0.5"],
              [1772442045, "4"],
            ],
          },
        ],
      },
    }),
    trace: { binSeconds: 15, startAt: 1772442000000, requests: [30, 30, null, 60] },
  },
  "a counter of Prometheus, which began anew": {
    text: JSON.stringify({
      data: {
        resultType: "matrix",
        result: [
          {
            metric: { __name__: "http_requests_total" },
            values: [
              [1772442000, "100"],
              [1772442060, "160"],
              [1772442060, "160"],
              [1772442120, "30"],
              [1772442180, "NaN"],
            ],
          },
        ],
      },
    }),
    trace: { binSeconds: 60, startAt: 1772442000000, requests: [60, 30] },
  },
  "an answer of Prometheus that somebody wrote without labels, as rates": {
    text: JSON.stringify({
      resultType: "matrix",
      result: [
        {
          values: [
            [1772442000, "1"],
            [1772442015, "2"],
          ],
        },
      ],
    }),
    trace: { binSeconds: 15, startAt: 1772442000000, requests: [15, 30] },
  },
  "a panel of Grafana": {
    text: `"Time","sum(rate(http_requests_total[1m]))"
2026-03-02 09:00:00,12.5
2026-03-02 09:00:15,
2026-03-02 09:00:30,10 req/s
`,
    trace: { binSeconds: 15, startAt: at("2026-03-02T09:00:00Z"), requests: [187.5, null, 150] },
  },
  "a panel of Grafana for a spreadsheet, of counts": {
    text: `sep=;
"Time";"increase of requests"
1772442000000;"12,5"
1772442060000;"10"
`,
    trace: { binSeconds: 60, startAt: 1772442000000, requests: [12.5, 10] },
  },
  "statistics of CloudWatch, in any order": {
    text: JSON.stringify({
      Label: "RequestCount",
      Datapoints: [
        { Timestamp: "2026-03-02T07:02:00+00:00", Sum: 7, Unit: "Count" },
        { Timestamp: "2026-03-02T07:00:00+00:00", Sum: 12, Unit: "Count" },
        { Timestamp: "2026-03-02T07:01:00+00:00", Sum: 0, Unit: "Count" },
      ],
    }),
    trace: { binSeconds: 60, startAt: at("2026-03-02T07:00:00Z"), requests: [12, 0, 7] },
  },
  "metric data of CloudWatch": {
    text: JSON.stringify({
      MetricDataResults: [{ Id: "m1", Timestamps: ["2026-03-02T07:05:00Z", "2026-03-02T07:00:00Z"], Values: [8, 3] }],
    }),
    trace: { binSeconds: 300, startAt: at("2026-03-02T07:00:00Z"), requests: [3, 8] },
  },
  "k6's JSON": {
    text: `{"type":"Metric","data":{"name":"http_reqs","type":"counter"},"metric":"http_reqs"}
{"metric":"http_reqs","type":"Point","data":{"time":"2026-03-02T09:00:00.250Z","value":1,"tags":{"status":"200"}}}
{"metric":"http_req_duration","type":"Point","data":{"time":"2026-03-02T09:00:00.250Z","value":101.2,"tags":null}}
{"metric":"http_reqs","type":"Point","data":{"time":"2026-03-02T09:00:02.5+00:00","value":1,"tags":null}}
`,
    trace: { binSeconds: 1, startAt: at("2026-03-02T09:00:00Z"), requests: [1, 0, 1] },
  },
  "k6's CSV": {
    text: `metric_name,timestamp,metric_value,check,error,status,extra_tags
http_reqs,1772442000,1.000000,,,200,
http_req_duration,1772442000,114.365000,,,200,
http_reqs,1772442002,1.000000,,,200,
`,
    trace: { binSeconds: 1, startAt: 1772442000000, requests: [1, 0, 1] },
  },
  "Locust's history": {
    text: `Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,95%
1772442000,10,GET,/chat,5.0,0,120,180
1772442000,10,,Aggregated,25.0,0.1,120,180
1772442001,10,,Aggregated,27.0,0.1,120,180
1772442003,10,,Aggregated,30.0,0.1,120,180
`,
    trace: { binSeconds: 1, startAt: 1772442000000, requests: [25, 27, null, 30] },
  },
  "Locust's history that was cut off in its last line, whose rate is a gap": {
    text: `Timestamp,User Count,Type,Name,Requests/s,Failures/s
1772442000,10,,Aggregated,25.0,0.1
1772442001,10,,Aggregated`,
    trace: { binSeconds: 1, startAt: 1772442000000, requests: [25, null] },
  },
  "nginx's access log": {
    text: `203.0.113.9 - - [10/Oct/2026:13:55:36 -0700] "POST /v1/chat HTTP/1.1" 200 512 "-" "curl/8"
203.0.113.9 - bo [10/Oct/2026:13:55:38 -0700] "POST /v1/chat HTTP/1.1" 200 99 "-" "curl/8"
203.0.113.7 - - [10/Oct/2026:13:55:37 -0700] "GET / HTTP/1.1" 499 0 "-" "x [y]"

`,
    trace: { binSeconds: 1, startAt: at("2026-10-10T20:55:36Z"), requests: [1, 1, 1] },
  },
  "nginx's access log as JSON": {
    text: `{"time_local":"02/Mar/2026:09:00:00 +0100","request":"POST /v1/chat HTTP/1.1","status":"200"}
{"time_local":"02/Mar/2026:09:00:02 +0100","request":"GET /v1/models HTTP/1.1","status":"499"}
`,
    trace: { binSeconds: 1, startAt: at("2026-03-02T08:00:00Z"), requests: [1, 0, 1] },
  },
  "a log with a status, which is no count": {
    text: '{"msec":"1772442000.250","status":200}\n{"msec":"1772442001.750","status":500}\n',
    trace: { binSeconds: 1, startAt: 1772442000000, requests: [1, 1] },
  },
  "Azure's LLM trace of 2024, with offsets": {
    text: "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,2162,5\n2024-05-10 00:00:01.017335+00:00,2399,6\n",
    trace: {
      binSeconds: 1,
      startAt: at("2024-05-10T00:00:00Z"),
      requests: [1, 1],
      inputTokens: [2162, 2399],
      outputTokens: [5, 6],
    },
  },
  "BurstGPT's trace": {
    text: `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
5,ChatGPT,472,18,490,Conversation log
7,GPT-4,1087,230,1317,Conversation log
`,
    trace: { binSeconds: 1, requests: [1, 0, 1], inputTokens: [472, 0, 1087], outputTokens: [18, 0, 230] },
  },
  "pandas' CSV, its index without a name": {
    text: ",requests\n2026-03-02 09:00:00,12.0\n2026-03-02 09:10:00,\n2026-03-02 09:20:00,9.0\n",
    trace: { binSeconds: 600, startAt: at("2026-03-02T09:00:00Z"), requests: [12, null, 9] },
  },
  "pandas' JSON": {
    text: JSON.stringify({ requests: { "1772442000000": 12, "1772442060000": 3 }, errors: { "1772442000000": 1 } }),
    trace: { binSeconds: 60, startAt: 1772442000000, requests: [12, 3] },
  },
  "pandas' split JSON": {
    text: JSON.stringify({ columns: ["rps"], index: [1772442000000, 1772442060000], data: [[2], [null]] }),
    trace: { binSeconds: 60, startAt: 1772442000000, requests: [120, null] },
  },
  "records of requests": {
    text: JSON.stringify([
      { arrival_time: 0.5, prompt_tokens: 7, completion_tokens: 3 },
      { arrival_time: 2.5, prompt_tokens: 5, completion_tokens: null },
    ]),
    trace: { binSeconds: 1, requests: [1, 0, 1], inputTokens: [7, 0, 5], outputTokens: [3, 0, 3] },
  },
  "records, one a line": {
    text: '{"ts":"2026-03-02T09:00:00+0900","count":4}\n\n{"ts":"2026-03-02T09:00:30+0900","count":"5"}\n',
    trace: { binSeconds: 30, startAt: at("2026-03-02T00:00:00Z"), requests: [4, 5] },
  },
  "milliseconds from a start, as their column says": {
    text: "timestamp_ms,prompt_tokens,output_tokens\n500.0,512,128\n1500.0,100,10\n",
    trace: { binSeconds: 1, requests: [1, 1], inputTokens: [512, 100], outputTokens: [128, 10] },
  },
  "microseconds since 1970": {
    text: "t,requests\n1772442000000000,4\n1772442030000000,5\n",
    trace: { binSeconds: 30, startAt: 1772442000000, requests: [4, 5] },
  },
  "nanoseconds since 1970": {
    text: "t,requests\n1772442000000000000,4\n1772442030000000000,5\n",
    trace: { binSeconds: 30, startAt: 1772442000000, requests: [4, 5] },
  },
  "tabs, comments and more columns than are read": {
    text: '# exported today\nt\tnote\trequests\n0\t"a\nb"\t1\n# half way\n10\tc\t2e1\n',
    trace: { binSeconds: 10, requests: [1, 20] },
  },
};

describe("readTrace reads", () => {
  test.each(Object.entries(FORMS))("%s", (_, { text, trace }) => {
    expect(readTrace(text)).toEqual(trace);
    expect(readTrace(`\uFEFF${text.replaceAll("\n", "\r\n")}`, { name: "x" })).toEqual({ ...trace, name: "x" });
  });

  test("a column or a metric whose name does not say what it holds as a rate, and says so once", () => {
    const warned = (text: string, options: ReadTraceOptions = {}) => {
      const messages: string[] = [];
      readTrace(text, { ...options, onWarning: (message) => messages.push(message) });
      return messages;
    };
    const table = (name: string, cells = ["5", "6"]) => `time,${name}\n0,${cells[0]}\n60,${cells[1]}\n`;
    expect(warned(table("value"))).toEqual([expect.stringContaining("column `value` is read as requests per second")]);
    expect(warned("series,time,value\na,0,5\na,60,6\nb,0,5\nb,60,6\n")).toHaveLength(1);
    for (const name of ["rate", "qps", "requests", "sum(rate(http_requests_total[5m]))", "hits_total", "increase1m"]) {
      expect(warned(table(name))).toEqual([]);
    }
    expect(warned(table("value", ["5 req/s", "6 req/s"]))).toEqual([]);
    expect(warned("Time,llama,qwen\n0,1,2\n60,3,4\n")).toEqual([
      "columns such as `llama` are read as requests per second, as no name says otherwise; set kind to count or rate",
    ]);
    for (const kind of ["count", "rate"] as const) expect(warned(table("value"), { kind })).toEqual([]);
    const answer = (...names: readonly (string | undefined)[]) => {
      const values = [0, 60].map((time) => [time, "5"]);
      const result = names.map((name) => ({ metric: name === undefined ? {} : { __name__: name }, values }));
      return JSON.stringify({ data: { resultType: "matrix", result } });
    };
    expect(warned(answer("traffic", "traffic", "http_requests_total", undefined))).toEqual([
      "metric `traffic` is read as requests per second, as no name says otherwise; set kind to count or rate",
    ]);
  });

  test("the multiples and units that dashboards write behind a number, and refuses those of something else", () => {
    const counted = (cells: readonly string[]) =>
      readTrace(`Time,llama\n${cells.map((cell, nth) => `${60 * nth},${cell}`).join("\n")}\n`).requests;
    expect(counted(["1.5 K req/s", "1.5K", "2 Mil", "2M req/s"])).toEqual([90_000, 90_000, 120e6, 120e6]);
    expect(counted(["30 req/m", "30 rpm", "60 req/h", "2 requests per second", "2 rps"])).toEqual([
      30, 30, 1, 120, 120,
    ]);
    for (const cell of ["5 ms", "50%", "10 mreq/s", "3 kB", "20 °C", "5 per"]) {
      expect(() => counted([cell, "1"])).toThrow(`column llama is "${cell}"`);
    }
  });

  test("counts as rates where their cells say so", () => {
    expect(readTrace("Time,requests\n0,12 req/s\n60,\n120,3 req/s\n").requests).toEqual([720, null, 180]);
    expect(readTrace("Time,requests\n0,12 req\n60,3 req\n").requests).toEqual([12, 3]);
  });

  test("the newest line first, as dashboards show it, as it reads the oldest first", () => {
    const lines = ["2026-03-02 09:00:00,5", "2026-03-02 09:01:00,", "2026-03-02 09:02:00,7"];
    const inOrder = readTrace(`Time,requests\n${lines.join("\n")}\n`);
    expect(readTrace(`Time,requests\n${lines.toReversed().join("\n")}\n`)).toEqual(inOrder);
  });

  test("one moment in every way to write it", () => {
    const moment = [
      ...["2026-03-02T09:00:00Z", "2026-03-02 09:00", "2026-03-02 09:00:00 GMT", "2026/03/02 09:00:00"],
      ...["20260302T090000Z", "20260302T0900", "2026-03-02 11:00:00+02", "2026-03-02 02:00:00.0-0700"],
      ...["2026-03-02 09:00:00 AM", "2026-03-02 11:00:00 PM +14:00", '"Mon, 02 Mar 2026 09:00:00 GMT"'],
      ...["02 Mar 2026 10:00:00 +0100", "1772442000", "1772442000000"],
    ];
    for (const time of moment) {
      expect({ time, ...readTrace(`t,requests\n${time},1\n`, { binSeconds: 60 }) }).toEqual({
        ...{ time, binSeconds: 60, startAt: at("2026-03-02T09:00:00Z"), requests: [1] },
      });
    }
    for (const time of [
      "2026-03-02 13:00:00 PM",
      "2026-03-02 00:00:00 AM",
      "03/02/2026 09:00",
      "2026-03/02",
      "09:60:00",
    ]) {
      expect(() => readTrace(`t,requests\n${time},1\n`, { binSeconds: 60 })).toThrow(`column t is "${time}"`);
    }
  });

  test("times since a start as data frames and clocks write them, before it too", () => {
    expect(readTrace("t,requests\n0 days 23:55:00,1\n1 days 00:00:00,2\n")).toEqual({
      binSeconds: 300,
      requests: [1, 2],
    });
    expect(readTrace("t,requests\n00:00:10,1\n00:00:20.5,2\n")).toEqual({ binSeconds: 10.5, requests: [1, 2] });
    expect(readTrace("t,requests\n-10,1\n0,2\n")).toEqual({ binSeconds: 10, requests: [1, 2] });
  });

  test("no requests in a period of which CloudWatch reports nothing, and no latency as requests", () => {
    const result = (Label: string, minutes: readonly number[], Values: readonly number[]) => ({
      ...{ Label, Values, Timestamps: minutes.map((minute) => `2026-03-02T07:0${minute}:00Z`) },
    });
    const answer = {
      MetricDataResults: [
        result("RequestCount", [4, 1, 0], [9, 7, 8]),
        result("TargetResponseTime", [4, 1, 0], [1, 2, 3]),
      ],
    };
    expect(readTrace(JSON.stringify(answer)).requests).toEqual([8, 7, 0, 0, 9]);
    const groups = { MetricDataResults: [result("blue", [0, 1], [1, 2]), result("green", [0, 1], [3, 4])] };
    expect(readTrace(JSON.stringify(groups)).requests).toEqual([4, 6]);
  });

  test("every request of a counter once, where samples are missing too", () => {
    const total = (values: readonly (readonly [number, string])[]) => {
      const { requests } = readTrace(JSON.stringify([{ metric: { __name__: "requests_total" }, values }]));
      return requests.reduce<number>((sum, count) => sum + (count ?? Number.NaN), 0);
    };
    expect(
      total([
        [0, "0"],
        [15, "30"],
        [30, "60"],
        [75, "150"],
        [90, "30"],
      ]),
    ).toBe(180);
    const locust =
      "Timestamp,Name,Requests/s,Total Request Count\n1,Aggregated,9,0\n2,Aggregated,9,7\n4,Aggregated,9,10\n";
    expect(readTrace(locust).requests).toEqual([7, 1.5, 1.5]);
  });

  test("one series in Grafana's rows, by the name of its time and value", () => {
    const text = "Series;Time;Value\nllama;2026-03-02T09:00:00+00:00;2\nllama;2026-03-02T09:01:00+00:00;0,125\n";
    expect(readTrace(text).requests).toEqual([120, 7.5]);
  });

  test("digits in groups of any kind, and no fraction as a group", () => {
    expect(readTrace("t;requests\n0;1\u202f200\n10;1\u00a0350\n20;1'000'000\n").requests).toEqual([1200, 1350, 1e6]);
    expect(() => readTrace('t,rate\n0,"0,125"\n10,1\n')).toThrow('column rate is "0,125"');
  });

  test("digits in groups, and shows the whole cell where it cannot tell a group from a fraction", () => {
    expect(readTrace('t,requests\n0,"1,200"\n10,"1,350.5"\n').requests).toEqual([1200, 1350.5]);
    expect(() => readTrace('t;requests\n0;"1,200"\n10;7\n')).toThrow(
      'line 2, column requests is "1,200", expected a number',
    );
  });

  test("bins of any length out of single requests, and of samples", () => {
    const azure = FORMS["the Azure LLM trace, a line for each request"]?.text ?? "";
    expect(readTrace(azure, { binSeconds: 10 })).toMatchObject({
      requests: [1, 3],
      startAt: at("2023-11-16T18:15:40Z"),
    });
    const log = FORMS["nginx's access log"]?.text ?? "";
    expect(readTrace(log, { binSeconds: 60 }).requests).toEqual([3]);
    for (const form of [
      "an answer of Prometheus, summed over its series",
      "Locust's history",
      "k6's CSV",
      "k6's JSON",
    ]) {
      expect(readTrace(FORMS[form]?.text ?? "", { binSeconds: 60 }).requests).toHaveLength(1);
    }
  });

  test("values as counts or rates where it is told so", () => {
    const counts = FORMS["statistics of CloudWatch, in any order"]?.text ?? "";
    expect(readTrace(counts, { kind: "rate" }).requests).toEqual([720, 0, 420]);
    const rates = FORMS["an answer of Prometheus, summed over its series"]?.text ?? "";
    expect(readTrace(rates, { kind: "count" }).requests).toEqual([2, 2, null, 4]);
    const panel = FORMS["a panel of Grafana"]?.text ?? "";
    expect(readTrace(panel, { kind: "count" }).requests).toEqual([12.5, null, 10]);
    expect(readTrace("Time,total\n0,1\n10,2\n", { kind: "rate" }).requests).toEqual([10, 20]);
  });

  test("columns by the names that it is told", () => {
    const text = "when,n,in\n0,5,50\n10,6,60\n";
    expect(readTrace(text, { columns: { t: "when", requests: "n", input_tokens: "in" } })).toEqual({
      binSeconds: 10,
      requests: [5, 6],
      inputTokens: [50, 60],
    });
    expect(readTrace(text, { columns: { t: "when", rate: "n" } }).requests).toEqual([50, 60]);
  });

  test("a recorded answer of no tokens as one of no tokens, not as one of unknown length", () => {
    const none = readTrace("t,requests,input_tokens,output_tokens\n0,9,90,0\n10,0,0,0\n");
    const service = { model: "llm", lengths: "constant" } as const;
    const { latencies } = simulate(scenario({ trace: none, service, rules: [] }));
    expect(latencies.endToEnd).toEqual(latencies.firstToken);
  });

  test("the time at which it began, which the timeline has too", () => {
    const { startAt } = readTrace("t,requests\n2026-03-02T09:00:00Z,12\n2026-03-02T09:01:00Z,15\n");
    expect(startAt).toBe(at("2026-03-02T09:00:00Z"));
    const trace = { binSeconds: 10, requests: [1], startAt: at("2026-03-02T09:00:00Z") };
    expect(simulate(scenario({ trace })).startAt).toBe(trace.startAt);
    expect(simulate(scenario({ trace, startAt: 7 })).startAt).toBe(7);
    expect(refusalsOf(() => simulate(scenario({ trace: { ...trace, startAt: Number.NaN } })))).toEqual([
      "scenario.trace.startAt: not-an-instant",
    ]);
  });
});

describe("readTrace says", () => {
  const said = (text: string, options = {}) => {
    try {
      return readTrace(text, options);
    } catch (error) {
      return error instanceof Error ? error.message.split("\n").slice(1).join("\n") : error;
    }
  };

  test("once that a column is wrong throughout", () => {
    const rows = Array.from({ length: 1000 }, (_, row) => `${row * 10},many`).join("\n");
    expect(said(`t,requests\n${rows}\n`)).toMatchInlineSnapshot(
      `"- line 2, column requests is "many", expected a number from 0 to 1,000,000,000, or nothing for a gap; write it in plain digits, without a sign; all 1000 lines are like this one"`,
    );
    expect(said(`t,requests\nnoon,1\none,2\n`)).toMatchInlineSnapshot(
      `"- line 2, column t is "noon", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z; all 2 lines are like this one"`,
    );
  });

  test("which columns there are, where it finds not what it needs", () => {
    expect(said("when,users\n0,1\n")).toMatchInlineSnapshot(
      `"- line 1 is without t, expected a column t; found "when", "users"; the option columns names those that hold t, requests, rate, input_tokens or output_tokens"`,
    );
    expect(said("time,users,errors\n0,1,2\n")).toMatchInlineSnapshot(
      `"- line 1 is without requests, expected a column requests; found "time", "users", "errors"; the option columns names those that hold t, requests, rate, input_tokens or output_tokens"`,
    );
    expect(said("t,requests\n0,1\n", { columns: { requests: "n" } })).toMatchInlineSnapshot(
      `"- line 1 is without n, expected a column n; found "t", "requests"; the option columns names those that hold t, requests, rate, input_tokens or output_tokens"`,
    );
    expect(said("")).toMatchInlineSnapshot(
      `"- line 1 is without t, expected a column t; found no columns; the option columns names those that hold t, requests, rate, input_tokens or output_tokens"`,
    );
  });

  test("that an instant of Prometheus is no range", () => {
    const answer = {
      status: "success",
      data: { resultType: "vector", result: [{ metric: {}, value: [1772442000, "1.5"] }] },
    };
    expect(() => readTrace(JSON.stringify(answer))).toThrow("use /api/v1/query_range");
  });

  test("what Prometheus says of a query that it refuses", () => {
    const answer = { status: "error", errorType: "bad_data", error: "1:3: parse error: unexpected end" };
    expect(said(JSON.stringify(answer))).toContain("1:3: parse error: unexpected end");
  });

  test("that averages and summaries are no requests", () => {
    const averages = { Label: "RequestCount", Datapoints: [{ Timestamp: "2026-03-02T07:00:00Z", Average: 1 }] };
    expect(said(JSON.stringify(averages))).toMatchInlineSnapshot(
      `"- Datapoints[0] is without Sum, expected a column Sum; found "Timestamp", "Average"; the option columns names those that hold t, requests, rate, input_tokens or output_tokens"`,
    );
    const summary = { metrics: { http_reqs: { count: 400, rate: 6.6 } }, root_group: {} };
    const iterations = { metric: "iterations", type: "Point", data: { time: "2026-03-02T07:00:00Z", value: 1 } };
    for (const value of [summary, iterations]) {
      expect(said(JSON.stringify(value))).toContain("expected lines of the metric http_reqs");
    }
  });

  test("which lines are there twice, or between two bins", () => {
    expect(said("t,requests\n0,1\n10,2\n10,2\n20,3\n")).toMatchInlineSnapshot(
      `"- line 4, column t is "10", expected a time after that of the line before, 10; remove one of the two: each bin has one line"`,
    );
    expect(said("t,requests\n0,1\n10,2\n20,3\n34,1\n40,1\n")).toMatchInlineSnapshot(
      `"- line 5, column t is "34", expected 30 s after the first, as bins are 10 s; give each line the time at which its bin begins; bins without a line are gaps"`,
    );
  });

  test("which days and hours do not exist", () => {
    expect(said("t,requests\n2026-02-30,1\n2026-03-01,1\n2026-03-02 09:61:00,3\n")).toMatchInlineSnapshot(`
      "- line 2, column t is "2026-02-30", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z
      - line 4, column t is "2026-03-02 09:61:00", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z"
    `);
  });

  test("which lines of a load test have no time, or an invalid rate", () => {
    expect(said("metric_name,timestamp,metric_value\nhttp_reqs,1772442000,1\nhttp_reqs")).toMatchInlineSnapshot(
      `"- line 3, column timestamp is missing, expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z"`,
    );
    const point = (time: string) => `{"metric":"http_reqs","type":"Point","data":{"time":"${time}"}}`;
    expect(said(`${point("2026-03-02T09:00:00Z")}\n${point("soon")}\n`)).toMatchInlineSnapshot(
      `"- row 2, column time is "soon", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z"`,
    );
    const locust = "Timestamp,Name,Requests/s\n1772442000,Aggregated,5\nsoon,Aggregated,many\n";
    expect(said(locust)).toMatchInlineSnapshot(`
      "- line 3, column Timestamp is "soon", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z
      - line 3, column Requests/s is "many", expected a number from 0 to 1,000,000,000, or nothing for a gap; write it in plain digits, without a sign"
    `);
  });

  test("which lines of a log have a day or a month that there is not", () => {
    const line = (time: string) => `h - - [${time}:13:55:36 +0000] "GET /"`;
    const [sound, noDay, noMonth] = ["10/Oct/2026", "31/Feb/2026", "10/Okt/2026"].map(line);
    expect(said([sound, noDay, noMonth].join("\n"))).toMatchInlineSnapshot(`
      "- line 2 is "h - - [31/Feb/2026:13:55:36 +0000] \\"GET /\\"", expected a time such as [10/Oct/2026:13:55:36 +0000]; remove the line, or write it as the server's log_format combined does
      - line 3 is "h - - [10/Okt/2026:13:55:36 +0000] \\"GET /\\"", expected a time such as [10/Oct/2026:13:55:36 +0000]; remove the line, or write it as the server's log_format combined does"
    `);
  });

  test("that a table has a line at most, and so no length of a bin", () => {
    expect(said("t,requests\n")).toMatchInlineSnapshot(
      `"- the trace is 0 lines long, expected at least two lines, or one and the option binSeconds; give the start of each bin as t"`,
    );
    expect(said("t,requests\n5,1\n")).toMatchInlineSnapshot(
      `"- the trace is 1 line long, expected at least two lines, or one and the option binSeconds; give the start of each bin as t"`,
    );
    expect(readTrace("t,requests\n5,1\n", { binSeconds: 10 }).requests).toEqual([1]);
  });

  test("that a data frame has a row that is no list, in place of taking it for a gap", () => {
    const frame = { columns: ["rps"], index: [1772442000000, 1772442060000], data: [[2], 3] };
    expect(said(JSON.stringify(frame))).toContain("expected an answer of Prometheus or CloudWatch");
  });

  test("that a file has nothing in it, or is in none of these forms", () => {
    for (const text of [
      '{"data":{"resultType":"matrix","result":[]}}',
      '{"data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[1772442000,{"count":"5"}]]}]}}',
      '{"Datapoints":[]}',
      '{"MetricDataResults":[{}]}',
      "metric_name,timestamp,metric_value\nvus,1,1\n",
      "Timestamp,Name,Requests/s\n1,/,2\n",
      "timestamp,prompt_tokens\n",
    ]) {
      expect(said(text)).toMatch(/^- the trace is (?:without any|0 line)/);
    }
    expect(said("{ no json")).toContain("the trace is text that does not parse, expected JSON, or JSON Lines");
    expect(said('"a text"', {})).toContain("without t");
    expect(said("[7]")).toContain("expected an answer of Prometheus or CloudWatch");
    expect(said('{"a":1}')).toContain("expected an answer of Prometheus or CloudWatch");
    expect(said('h - - [10/Oct/2026:13:55:36 +0000] "GET /"\nnothing\n')).toContain(
      'line 2 is "nothing", expected a time',
    );
    expect(said('{"Datapoints":[{"Timestamp":"soon","Sum":"x"},{}]}')).toContain("times[0] is NaN");
  });
});

describe("traceOfRequests", () => {
  test("counts requests and tokens in bins, in whichever order they come", () => {
    expect(traceOfRequests([12_500, 3000, 12_900], { output: [1, 2, 3] }, { binSeconds: 10, name: "three" })).toEqual({
      name: "three",
      binSeconds: 10,
      startAt: 0,
      requests: [1, 2],
      outputTokens: [2, 4],
    });
  });

  test("refuses what is no time, and tokens that are not one for each", () => {
    expect(refusalsOf(() => traceOfRequests([]))).toEqual(["times: wrong-length"]);
    expect(refusalsOf(() => traceOfRequests([1, Number.NaN], { input: [1] }))).toEqual([
      "times[1]: not-an-instant",
      "tokens.input: wrong-length",
    ]);
    expect(refusalsOf(() => traceOfRequests([1, 2], { input: [1, -1] }))).toEqual(["tokens.input[1]: not-a-number"]);
    expect(refusalsOf(() => traceOfRequests([0, 1e12], {}, { binSeconds: 1 }))).toEqual(["binSeconds: not-a-bin"]);
    expect(() => traceOfRequests([Number.NaN, Number.NaN])).toThrow(
      "times[0] is NaN, expected milliseconds since 1970; none of the 2 is any",
    );
  });
});

describe("traceOfSamples", () => {
  const samples = [
    { at: 30_000, value: 4 },
    { at: 0, value: 1 },
    { at: 10_200, value: 3 },
    { at: 9900, value: 2 },
    { at: 20_000, value: null },
  ];

  test("averages the rates of a bin, and adds up its counts", () => {
    expect(traceOfSamples(samples, { kind: "rate", binSeconds: 10 })).toEqual({
      binSeconds: 10,
      startAt: 0,
      requests: [10, 25, null, 40],
    });
    expect(traceOfSamples(samples, { kind: "count", binSeconds: 10, name: "n" })).toMatchObject({
      name: "n",
      requests: [1, 5, null, 4],
    });
  });

  test("needs two samples, or the length of a bin", () => {
    const [one] = samples;
    if (one === undefined) throw new Error("no sample");
    expect(refusalsOf(() => traceOfSamples([one], { kind: "rate" }))).toEqual(["binSeconds: not-a-bin"]);
    expect(traceOfSamples([one], { kind: "count", binSeconds: 1 }).requests).toEqual([4]);
    expect(refusalsOf(() => traceOfSamples([], { kind: "count" }))).toEqual(["times: wrong-length"]);
  });
});
