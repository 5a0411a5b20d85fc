import { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import * as z from "zod";
import { parseRuleSet, ruleSetSchema } from "../../src/schema/index.ts";
import { rule } from "../support/build.ts";

test("a rule set that was read is written as JSON again, with the facts of metrics of any name", () => {
  const domain = JSON.parse('{ "__proto__": { "min": "0", "max": 100 }, "util": { "max": null } }');
  const ruleSet = parseRuleSet({ rules: [rule()], domain });
  expect(JSON.stringify(z.encode(ruleSetSchema, ruleSet))).toBe(
    JSON.stringify({ rules: [rule()], domain }),
  );
});

test("a Decimal among the facts is written as text, as one in a rule is", () => {
  const huge = new Decimal("1e400");
  const domain = { util: { max: huge } };
  expect(z.encode(ruleSetSchema, { rules: [rule({ threshold: huge })], domain })).toMatchObject({
    rules: [{ threshold: "1e+400" }],
    domain: { util: { max: "1e+400" } },
  });
});

test("invalid facts are not written, and the fault has their place", () => {
  const domain = { util: { max: "many" } };
  const { error } = z.safeEncode(ruleSetSchema, { rules: [], domain });
  expect(error?.issues).toMatchObject([{ path: ["domain", "util", "max"] }]);
});
