import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOCTOR_CODES } from "../../src/backend-ai/index.ts";

const README = readFileSync(new URL("../../src/backend-ai/README.md", import.meta.url), "utf8");

test("the folder's README names every fault that the doctor finds", () => {
  for (const code of DOCTOR_CODES) expect(README).toContain(`\`${code}\``);
});
