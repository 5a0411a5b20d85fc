import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test.each([
  [".github/workflows/rules.yml", "rules.yml"],
  [".pre-commit-config.yaml", "pre-commit-config.yaml"],
  ["accepted.yaml", "accepted.yaml"],
])("the playground hands out what examples/rules-in-git has: %s", (kept, handedOut) => {
  const read = (path: string) => readFileSync(`examples/${path}`, "utf8");
  expect(read(`playground/src/ci-files/${handedOut}`)).toBe(read(`rules-in-git/${kept}`));
});
