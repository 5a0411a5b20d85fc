import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { planRollout, type RolloutRows } from "../../src/backend-ai/index.ts";
import { type Lifecycle, planRoutes, type Route } from "../../src/index.ts";

function load<Input, Expected>(
  file: string,
): { readonly case: number; readonly input: Input; readonly expected: Expected }[] {
  const text = readFileSync(new URL(`./vectors/${file}.jsonl`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

interface Fill {
  readonly replicas: number;
  readonly lifecycle_stage: Lifecycle;
  readonly retries: number;
  readonly routes: readonly Route[];
}

describe("Backend.AI 25.1 fills the difference", () => {
  const vectors = load<Fill, object>("backendai-fill");

  test("in 100 recorded cases", () => {
    expect(vectors).toHaveLength(100);
  });

  test.each(vectors)("case $case: the same routes, in the same order", ({ input, expected }) => {
    const { replicas: desired, lifecycle_stage: lifecycle, retries, routes } = input;
    const {
      create,
      remove: destroy,
      terminated,
    } = planRoutes({ desired, lifecycle, retries, routes, victims: "backend-ai-25" });
    expect({ create, destroy, terminated }).toEqual(expected);
  });
});

describe("Backend.AI 26.8 fills the difference", () => {
  const vectors = load<RolloutRows, object>("backendai-fill-v26");

  test("in 100 recorded cases", () => {
    expect(vectors).toHaveLength(100);
  });

  test.each(vectors)("case $case: the same routes, in the same order", ({ input, expected }) => {
    expect(planRollout(input)).toEqual(expected);
  });
});
