import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { evaluate, evaluatePrepared, prepare, type Semantics, type Snapshot } from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { difference } from "../differential/difference.ts";
import { anySnapshot } from "../differential/hostile.ts";
import { asTest } from "../differential/literal.ts";
import { reduce } from "../differential/reduce.ts";
import { Situations } from "../differential/situations.ts";
import { any } from "../support/arbitraries.ts";
import { evaluateInCrowd } from "../support/crowd.ts";

const HELP = `Compares the library with the reference evaluator on generated snapshots, in numbered batches of 10,000.

  npm run fuzz -- [--runs N] [--seed S] [--from K]

  --runs N   snapshots in all, rounded up to whole batches; 10,000,000 if not given (some hours on one core)
  --seed S   an integer: the same seed gives the same snapshots; if not given, one is taken from the clock and printed
  --from K   the batch to begin with, counted from 0: goes on where a run of the same seed was broken off

Prints the seed first and a line for each batch. At the first difference it prints the smallest case that it can find, as a
test to paste into test/differential/differential.prop.test.ts, and the command that repeats the batch. Ends with a count of the
situations that came up.

Exit codes: 0 no difference, 1 a difference, 2 wrong usage.
`;

const BATCH = 10_000;

/** What differs in one snapshot, by any way of asking the library; null for nothing. */
function differs(given: Snapshot, rules: Semantics, seen: Situations | null): string | null {
  const reference = referenceEvaluate(given, rules);
  seen?.count(given, rules, reference);
  try {
    const prepared = prepare(given.rules, rules);
    const answers = [evaluate(given, rules), evaluatePrepared(prepared, given), evaluateInCrowd(given, rules)];
    return answers.map((answer) => difference(answer, reference)).find((found) => found !== null) ?? null;
  } catch (error) {
    return `the library throws ${String(error)}`;
  }
}

function fuzz(batches: number, seed: number, from: number): number {
  const seen = new Situations();
  const started = performance.now();
  console.log(`seed ${seed}, batches ${from} to ${batches - 1} of ${BATCH} snapshots each`);
  for (let batch = from; batch < batches; batch += 1) {
    const property = fc.property(anySnapshot, any.semantics(), (given, rules) => differs(given, rules, seen) === null);
    const { failed, counterexample } = fc.check(property, { numRuns: BATCH, seed: seedOf(seed, batch) });
    if (failed && counterexample !== null) {
      const [shrunk, rules] = counterexample;
      const given = reduce(shrunk, rules, (one, by) => differs(one, by, null) !== null);
      const found = differs(given, rules, null) ?? "an error";
      console.log(`\nbatch ${batch}: ${found}\n\n${asTest(given, rules, found)}\n`);
      console.log(`again: npm run fuzz -- --seed ${seed} --from ${batch} --runs ${(batch + 1) * BATCH}`);
      return 1;
    }
    const perSecond = Math.round(seen.snapshots / ((performance.now() - started) / 1000));
    console.log(`batch ${batch}: no difference; ${seen.snapshots} snapshots in all, ${perSecond} a second`);
  }
  console.log(`\n${seen.report()}`);
  return 0;
}

/** A seed for each batch, far from those of its neighbours. */
function seedOf(seed: number, batch: number): number {
  return seed ^ Math.imul(batch, 0x9e37_79b1);
}

function main(args: readonly string[]): number {
  const options = { runs: { type: "string" }, seed: { type: "string" }, from: { type: "string" } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { ...options, help: { type: "boolean", short: "h" } } });
    if (values.help === true) {
      console.log(HELP);
      return 0;
    }
    const runs = integer("runs", values.runs ?? "10000000", 1);
    const seed = integer("seed", values.seed ?? String(Date.now() | 0), -(2 ** 31));
    return fuzz(Math.ceil(runs / BATCH), seed, integer("from", values.from ?? "0", 0));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
}

function integer(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < least) throw new RangeError(`--${name} is ${text}, expected ${least} or more`);
  return value;
}

process.exitCode = main(process.argv.slice(2));
