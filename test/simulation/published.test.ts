import { describe, expect, test } from "vitest";
import {
  type BenchmarkRow,
  fitService,
  LLM_PRESET_VALUES,
  LLM_PRESETS,
  type LlmService,
  serviceCurve,
  simulate,
  summarize,
} from "../../src/simulation/index.ts";
import { readPage } from "../support/pages.ts";
import { PUBLISHED, type Published } from "./published.ts";
import { refusalsOf, scenario } from "./scenarios.ts";

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

/**
 * A half of the throughputs, the first, third, fifth … or the others, in the order of the source; and the rows that have nothing
 * but a first token.
 */
function halfOf(rows: readonly BenchmarkRow[], half: 0 | 1): readonly BenchmarkRow[] {
  const rates = rows.filter(hasRate);
  return rows.filter((row) => !rates.includes(row) || rates.indexOf(row) % 2 === half);
}

function hasRate({ outputTokensPerSecond }: BenchmarkRow): boolean {
  return outputTokensPerSecond !== undefined;
}

/** How far off the other throughputs are, of a service that is fitted to some rows. */
function errorsOf({ rows, known }: Published, fitted: readonly BenchmarkRow[]): readonly number[] {
  const { service } = fitService(fitted, known);
  return rows.flatMap((row) => {
    if (fitted.includes(row) || row.outputTokensPerSecond === undefined) return [];
    return throughput(service, row) / row.outputTokensPerSecond - 1;
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const percent = (share: number) => `${Math.round(100 * share)} %`;
const guide = readPage("src/simulation/README.md");

describe("a service that is fitted to either half of what is published of a card", () => {
  test.each(PUBLISHED)("has the throughputs of the other half within 25 %: $model on $card, $engine", (table) => {
    const { model, card, engine, rows } = table;
    const errors = [...errorsOf(table, halfOf(rows, 0)), ...errorsOf(table, halfOf(rows, 1))].map(Math.abs);
    expect(errors).toHaveLength(rows.filter(hasRate).length);
    const worst = Math.max(...errors);
    expect(worst).toBeLessThan(0.25);
    expect(guide).toContain(
      `| ${model} | ${card} | ${engine} | ${errors.length} | ${percent(mean(errors))} | ${percent(worst)} |\n`,
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
    const held = PUBLISHED.reduce((sum, { rows }) => sum + rows.filter(hasRate).length, 0);
    expect(guide).toContain(`All ${held} are within 25 %`);
  });
});

describe("a preset", () => {
  const source = readPage("src/simulation/service/llm-presets.ts");

  test.each(PUBLISHED.slice(0, 5))(
    "is fitted to all that is published, and says how well: $model on $card",
    (table) => {
      const { model, card, rows, known } = table;
      const name = LLM_PRESETS.find((each) => each === `${model}-${card}`.toLowerCase().replaceAll(" ", "-"));
      if (name === undefined) throw new Error(`no preset of ${model} on ${card}`);
      const { service, residuals } = fitService(rows, known);
      const concurrency = Math.max(...rows.map((row) => row.concurrency));
      expect({ model: "llm", ...LLM_PRESET_VALUES[name] }).toEqual({ ...service, concurrency });
      const ofRates = residuals.filter(({ measure }) => measure === "outputTokensPerSecond");
      const errors = ofRates.map(({ error }) => Math.abs(error));
      const [usual, worst] = [mean(errors), Math.max(...errors)].map(percent);
      expect(guide).toContain(`| \`${name}\` | ${rows.length} | ${usual} | ${worst} |\n`);
      expect(source.split(`  "${name}": {`)[0]?.split("/**").at(-1)).toContain(
        `Fitted to ${rows.length} rows: throughputs are off ${usual} in the mean, ${worst} at most.`,
      );
    },
  );

  test("has no more than there is a table of", () => {
    expect(LLM_PRESETS).toHaveLength(5);
    expect(Object.keys(LLM_PRESET_VALUES)).toEqual(LLM_PRESETS);
  });

  test("has the first tokens of its steps, which are less than was measured", () => {
    const table = PUBLISHED.find(({ card }) => card === "B200");
    const { residuals } = fitService(table?.rows ?? [], table?.known);
    const first = residuals.find(({ row, measure }) => row === 0 && measure === "firstTokenMs");
    const [measured, fitted] = [first?.measured, first?.fitted].map((ms) => Math.round(Number(ms)));
    expect(guide).toContain(
      `four at a time on the B200 wait ${measured} ms for theirs, of which the steps take ${fitted}`,
    );
  });

  test("stands for what is left out, and what is given beside it wins", () => {
    const curve = (service: Partial<LlmService>) => serviceCurve({ model: "llm", ...service }, { loads: [0.5] });
    const preset = "llama-2-13b-a100";
    const values = LLM_PRESET_VALUES[preset];
    expect(curve({ preset })).toEqual(curve(values));
    expect(curve({ preset, concurrency: 8, lengths: "constant" })).toEqual(
      curve({ ...values, concurrency: 8, lengths: "constant" }),
    );
    expect(
      fitService([{ concurrency: 1, inputTokens: 9, outputTokens: 9, perTokenMs: 5 }], { preset }).service,
    ).toMatchObject({ preset });
  });

  test("is refused where it is unknown, or its steps are too small for the requests that are given", () => {
    const refused = (service: object) => refusalsOf(() => serviceCurve({ model: "llm", ...service }));
    expect(refused({ preset: "llama-2-7b-h100" })).toEqual(["scenario.service.preset: not-one-of"]);
    expect(refused({ preset: "gpt-oss-120b-b200", concurrency: 9000 })).toEqual([
      "scenario.service.stepTokens: step-below-concurrency",
    ]);
    expect(refused({ preset: "gpt-oss-120b-b200", stepTokens: 100 })).toEqual([
      "scenario.service.stepTokens: step-below-concurrency",
    ]);
  });
});
