import { describe, expect, test } from "vitest";
import {
  type BenchmarkRow,
  fitService,
  type LlmService,
  serviceCurve,
  simulate,
  summarize,
} from "../../src/simulation/index.ts";
import { readPage } from "../support/pages.ts";
import { PUBLISHED, type Published } from "./published.ts";
import { scenario } from "./scenarios.ts";

/** Tokens of answers per second of a replica that always has so many requests: whenever one ends, another begins. */
function throughput(service: LlmService, { concurrency, inputTokens, outputTokens }: BenchmarkRow): number {
  const held = { ...service, concurrency, queueLimit: concurrency, lengths: "constant" } as const;
  const { saturation } = serviceCurve(held, { inputTokens, outputTokens, loads: [] });
  const seconds = Math.ceil((40 * concurrency) / saturation);
  const requests = Math.ceil(3 * (saturation * seconds + concurrency));
  const trace = {
    binSeconds: seconds,
    requests: [requests],
    inputTokens: [requests * inputTokens],
    outputTokens: [requests * outputTokens],
  };
  const cycleSeconds = Math.max(1, Math.floor(seconds / 20));
  const run = summarize(simulate(scenario({ rules: [], initialReplicas: 1, trace, cycleSeconds, service: held })));
  return (run.served / run.seconds) * outputTokens;
}

/** Every second throughput, in the order of the source, and the rows that have nothing but a first token. */
function halfOf(rows: readonly BenchmarkRow[]): readonly BenchmarkRow[] {
  const rates = rows.filter(({ outputTokensPerSecond }) => outputTokensPerSecond !== undefined);
  return rows.filter((row) => !rates.includes(row) || rates.indexOf(row) % 2 === 0);
}

/** How far off the other throughputs are, of a service that is fitted to some rows. */
function errorsOf({ rows, known }: Published, fitted: readonly BenchmarkRow[]): readonly number[] {
  const { service } = fitService(fitted, known);
  return rows.flatMap((row) => {
    if (fitted.includes(row) || row.outputTokensPerSecond === undefined) return [];
    return throughput(service, row) / row.outputTokensPerSecond - 1;
  });
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const guide = readPage("src/simulation/README.md");

describe("a service that is fitted to half of what is published of a card", () => {
  test.each(PUBLISHED)("has the throughputs of the other half within 25 %: $model on $card, $engine", (table) => {
    const { model, card, engine, rows } = table;
    const errors = errorsOf(table, halfOf(rows)).map(Math.abs);
    const worst = Math.max(...errors);
    const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length;
    expect(worst).toBeLessThan(0.25);
    expect(guide).toContain(
      `| ${model} | ${card} | ${engine} | ${errors.length} | ${percent(mean)} | ${percent(worst)} |\n`,
    );
  });

  test("is further off where three measures are to tell five values apart", () => {
    const table = PUBLISHED.find(({ model, card }) => model === "GPT-J 6B" && card === "H100");
    if (table === undefined) throw new Error("no such table");
    const everySecond = table.rows.filter((_, at) => at % 2 === 0);
    expect(everySecond).toHaveLength(3);
    const worst = Math.max(...errorsOf(table, everySecond).map(Math.abs));
    expect(guide).toContain(`Fitted to three rows of six, GPT-J 6B on the H100 is ${percent(worst)} off.`);
  });

  test("is held to as many throughputs as the guide says", () => {
    const held = PUBLISHED.reduce((sum, { rows }) => {
      const rates = rows.filter(({ outputTokensPerSecond }) => outputTokensPerSecond !== undefined);
      return sum + Math.floor(rates.length / 2);
    }, 0);
    expect(guide).toContain(`all ${held} are within 25 %`);
  });
});
