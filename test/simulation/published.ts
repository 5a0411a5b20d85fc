import { readFileSync } from "node:fs";
import { csvParse } from "d3-dsv";
import type { BenchmarkRow, LlmService } from "../../src/simulation/index.ts";

/** What somebody has published of one model on one card. */
export interface Published {
  readonly model: string;
  readonly card: string;
  readonly engine: string;
  readonly rows: readonly BenchmarkRow[];
  /** What the source says of the engine, beside the rows. */
  readonly known: Partial<LlmService>;
}

/** Every table in `benchmarks`. The files say where they are from, and under which licence. */
export const PUBLISHED: readonly Published[] = [
  ...tablesOf("llama-2-7b-a100", "LMDeploy 0.1", { cacheTokens: 128_000 }),
  ...tablesOf("llama-2-13b-a100", "LMDeploy 0.1", { cacheTokens: 64_000 }),
  // What the cache holds is not published: all that ran at a time fitted.
  ...tablesOf("gpt-oss-120b-b200", "vLLM, January 2026", { stepTokens: 8192, cacheTokens: 128 * (7373 + 922) }),
  ...tablesOf("gpt-oss-120b-h200", "vLLM, January 2026", { stepTokens: 8192, cacheTokens: 64 * (7373 + 922) }),
  ...tablesOf("gpt-oss-120b-mi355x", "ATOM, January 2026", { cacheTokens: 128 * (7373 + 922) }),
  ...tablesOf("tensorrt-llm-0.5", "TensorRT-LLM 0.5", {}),
];

/** The tables of a file, one for each model and card. */
function tablesOf(file: string, engine: string, known: Partial<LlmService>): readonly Published[] {
  const text = readFileSync(`test/simulation/benchmarks/${file}.csv`, "utf8").replaceAll(/^#.*\n/gm, "");
  const tables = new Map<string, Published & { rows: BenchmarkRow[] }>();
  for (const { model = "", card = "", ...cells } of csvParse(text)) {
    const measured = Object.entries(cells).filter(([, cell]) => cell !== "");
    const row = Object.fromEntries(measured.map(([column, cell]) => [column, Number(cell)]));
    const table = tables.get(`${model}, ${card}`) ?? { model, card, engine, rows: [], known };
    table.rows.push(row as unknown as BenchmarkRow);
    tables.set(`${model}, ${card}`, table);
  }
  return [...tables.values()];
}
