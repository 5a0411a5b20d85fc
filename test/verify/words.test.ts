import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Verification, verifyRules, type Witness } from "../../src/verify/index.ts";
import { handCases } from "./hand-cases.ts";
import { inputOf, type LintCase } from "./lint-case.ts";
import { more } from "./recorded-cases.ts";
import { verifierInput } from "./verifier-input.ts";

const { cases: published }: { readonly cases: readonly LintCase[] } = JSON.parse(
  readFileSync(new URL("./lint-cases.json", import.meta.url), "utf8"),
);

/** Everything that a verification says, as text that people can compare. */
function textOf({ findings, advice, proved, unexplored, axes, ...rest }: Verification): string {
  return [
    ...findings.map(({ code, because, model, severity, rules, counts, loads, witness, path, message, help, repair }) =>
      [
        `${severity}[${code}, ${model}] ${rules.join(", ")} at ${path}: ${message}${because === null ? "" : ` (because of ${because})`}`,
        `help: ${help}`,
        `counts ${counts.join()}; loads ${JSON.stringify(loads)}; repair ${JSON.stringify(repair)}`,
        ...(witness === null ? [] : witnessText(witness)),
      ].join("\n  "),
    ),
    ...advice.map(
      ({ code, because, severity, rules, path, message, help }) =>
        `${severity}[${code}] ${rules.join(", ")} at ${path}: ${message}${because === null ? "" : ` (because of ${because})`}\n  help: ${help}`,
    ),
    ...proved.map(({ code, model, cooldowns, says }) => `proved[${code}, ${model}, ${cooldowns}]: ${says}`),
    ...unexplored.map(({ model, says, help }) => `unexplored[${model}]: ${says}; ${help}`),
    JSON.stringify(axes),
    JSON.stringify(rest),
  ].join("\n");
}

function witnessText({ steps, replicas, rules, semantics, endpoint, ...rest }: Witness): string[] {
  return [
    `from ${replicas} ${JSON.stringify(rest)}`,
    ...steps.map(({ at, readings, before, acts, after }) => {
      const read = readings.map(({ name, value }) => `${name} ${value}`).join(", ");
      const done = acts.map(({ ruleId, from, to }) => `${ruleId} ${from} -> ${to}`).join(", ");
      return `${at} s: ${read}: ${before} -> ${after} by ${done}`;
    }),
  ];
}

test.each(Object.entries(more))(
  "what is said of %s was recorded: findings, runs, proofs, advice",
  async (name, input) => {
    const file = `./recorded/${name.replaceAll(/[^a-z0-9]+/g, "-")}.txt`;
    await expect(`${textOf(verifyRules({ startupSeconds: 45, ...input }))}\n`).toMatchFileSnapshot(file);
  },
);

test.each([...published, ...handCases].map((each) => [each.id, each] as const))(
  "what is said of %s was recorded: findings, runs, proofs, advice",
  async (id, each) => {
    const said = textOf(verifyRules({ ...verifierInput(inputOf(each)), startupSeconds: 45 }));
    await expect(`${said}\n`).toMatchFileSnapshot(`./recorded/${id}.txt`);
  },
);
