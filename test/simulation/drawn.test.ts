import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, simulate, summarize } from "../../src/simulation/index.ts";
import { fluid, llm, scenarios } from "./scenarios.ts";

const ideal: fc.Arbitrary<Scenario["service"]> = fc.record(
  {
    model: fc.constant("ideal" as const),
    metric: fc.constant({ source: "KERNEL", name: "cuda_util" } as const),
    capacity: fc.constantFrom(3, 40),
  },
  { requiredKeys: ["model", "metric"] },
);

/** The same traffic with the tokens that its requests have, or by its rates alone. */
function told(given: Scenario, kind: "counted" | "poisson" | "tokens"): Scenario {
  if (kind !== "tokens") return { ...given, trace: { ...given.trace, arrivals: kind } };
  const sums = (of: (bin: number) => number) => given.trace.requests.map((count, bin) => (count ?? 0) * of(bin));
  const tokens = { inputTokens: sums((bin) => 40 * (bin % 5)), outputTokens: sums((bin) => 7 + 30 * (bin % 3)) };
  return { ...given, trace: { ...given.trace, ...tokens } };
}

/** Long enough for something to happen. */
const isLong = ({ trace, cycleSeconds = 10 }: Scenario) => trace.binSeconds * trace.requests.length > 12 * cycleSeconds;

test("what happens in scenarios of every service was recorded, to the last bit", async () => {
  const lines = Object.entries({ ideal, fluid, llm }).flatMap(([name, service]) =>
    fc.sample(scenarios(service).filter(isLong), { numRuns: 45, seed: 20261126 }).map((drawn, nth) => {
      const given = told(drawn, (["counted", "poisson", "tokens"] as const)[nth % 3] ?? "counted");
      const timeline = simulate(given);
      const {
        name: _,
        objectiveSeconds: __,
        ...figures
      } = summarize(timeline, { objectiveSeconds: nth, reversalSeconds: 60 });
      return `${name} ${nth}: ${timeline.digest} ${JSON.stringify(figures)}`;
    }),
  );
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/drawn.txt");
});
