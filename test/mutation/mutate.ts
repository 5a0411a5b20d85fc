import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { PARTS, type Part } from "./parts.ts";
import { type Equivalent, readMutants, scoreOf } from "./report.ts";

const HELP = `Changes src in small ways, one at a time, and runs the tests on each: what no test finds is code that no test holds.

  npm run mutation -- [part…]

  part      ${Object.keys(PARTS).join(", ")}; all of them if none is given

Writes each part's report into coverage/mutation, and lists every mutant that no test finds, but for those that nothing can
tell from the original: test/mutation/equivalents.json names each of these, with the reason.

Exit codes: 0 of every part as many mutants are found as should be, 1 too few, or an entry of the list is stale, 2 wrong usage.
`;

const FOLDER = "coverage/mutation";

/** Mutates one part. True where it is held as well as it has to be. */
function mutate(name: string, { mutate: files, tests, least = 100 }: Part): boolean {
  const report = `${FOLDER}/${name}.json`;
  // From the beginning each time: what it knows of tests that were bundled is not enough to leave mutants out.
  const args = [
    "run",
    "test/mutation/stryker.config.json",
    "--force",
    "--mutate",
    files.join(),
    "--incrementalFile",
    report,
  ];
  const stryker = spawnSync("node_modules/.bin/stryker", args, {
    stdio: "inherit",
    env: { ...process.env, MUTATION_TESTS: tests.join(" ") },
  });
  if (stryker.status !== 0) return false;
  const equivalents: readonly Equivalent[] = JSON.parse(readFileSync("test/mutation/equivalents.json", "utf8"));
  const { killed, timedOut, equivalents: alike, survivors, stale } = scoreOf(readMutants(report), equivalents);
  for (const { file, row, code, by } of survivors) console.log(`${file}:${row}: survived: ${code} -> ${by}`);
  for (const { file, line, by } of stale) console.log(`${file}: no longer survives, or is gone: ${line} -> ${by}`);
  const found = killed + timedOut;
  const score = (100 * found) / (found + survivors.length);
  console.log(
    `${name}: ${found + alike + survivors.length} mutants, ${killed} killed, ${timedOut} timed out, ${alike} equivalent, ` +
      `${survivors.length} survived: ${score.toFixed(2)} %, expected ${least} % or more`,
  );
  return score >= least && stale.length === 0;
}

function main(names: readonly string[]): number {
  if (names.some((name) => !Object.hasOwn(PARTS, name))) {
    console.error(HELP);
    return 2;
  }
  mkdirSync(FOLDER, { recursive: true });
  const wanted = Object.entries(PARTS).filter(([name]) => names.length === 0 || names.includes(name));
  const held = wanted.map(([name, part]) => mutate(name, part));
  return held.every(Boolean) ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
