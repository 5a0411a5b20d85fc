import { expect, test } from "vitest";
import { backendAi25, backendAi26, recommended } from "../../src/index.ts";
import { checkScenario, type Scenario } from "../../src/simulation/index.ts";
import { scenario } from "../simulation/scenarios.ts";
import { rule } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

const faultsOf = (semantics: unknown) => checkScenario({ ...scenario(), semantics } as Scenario);

test("every preset, and a mix of switches, is semantics", () => {
  for (const preset of [backendAi25, backendAi26, recommended])
    expect(faultsOf(preset)).toEqual([]);
  expect(faultsOf({ ...backendAi25, bounds: "clamp" })).toEqual([]);
});

test("invalid semantics are named switch by switch", () => {
  expect(faultsOf("recommended").map(faultText)).toMatchInlineSnapshot(`
    [
      "wrong-type: scenario.semantics is "recommended", expected an object of combine, bounds and cooldownEnd; use a preset: backendAi25, backendAi26 or recommended",
    ]
  `);
  expect(
    faultsOf({ combine: "loudest", bounds: "skip", cooldownEnd: null }).map(faultText),
  ).toMatchInlineSnapshot(`
    [
      "not-one-of: scenario.semantics.combine is "loudest", expected sequential, first or agreement; use a preset: backendAi25, backendAi26 or recommended",
      "not-one-of: scenario.semantics.cooldownEnd is null, expected exclusive or inclusive; use a preset: backendAi25, backendAi26 or recommended",
    ]
  `);
});

test("a fault of a part is told of the whole's place, whatever the part is called", () => {
  const rules = [
    rule({ id: "rules[0].stepSize", stepSize: 0.5 }),
    rule({ id: "rules[0].stepSize" }),
  ];
  expect(checkScenario(scenario({ rules })).map(faultText)).toMatchInlineSnapshot(`
    [
      "not-an-integer: rule \`rules[0].stepSize\`: scenario.rules[0].stepSize is 0.5, expected an integer; use 2 to add two replicas, -1 to remove one",
      "duplicate-id: rule \`rules[0].stepSize\`: scenario.rules[1].id is "rules[0].stepSize", expected a unique id: rules[0] has it too; rename or remove one of the two, or give both the same fields",
    ]
  `);
});
