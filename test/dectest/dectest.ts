import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkCase } from "./check-case.ts";
import { readCases } from "./read-cases.ts";

const FILES = ["compare.decTest", "add.decTest", "divide.decTest"];

const HELP = `Checks the library's decimals against the General Decimal Arithmetic test cases.

  npm run test:dectest [-- FOLDER]

  FOLDER   where compare.decTest, add.decTest and divide.decTest are; if not given, where Python's own tests have them:
           /usr/lib/python3.*/test/decimaltestdata (Debian: apt-get install libpython3.11-testsuite)

Comparisons go through a rule with each comparator, sums and quotients through aggregate. Cases that those cannot express
are skipped, and counted by reason.

Exit codes: 0 all that apply are right, 1 some are not, 2 the files are not there.
`;

/** Where Python's tests are: the newest first. */
function debianFolder(): string | undefined {
  const lib = "/usr/lib";
  return readdirSync(lib)
    .filter((name) => /^python3(?:\.\d+)?$/.test(name))
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((name) => join(lib, name, "test", "decimaltestdata"))
    .find((folder) => existsSync(folder));
}

function checkFile(path: string): number {
  const cases = readCases(path);
  const verdicts = cases.map((given) => ({ given, verdict: checkCase(given) }));
  const reasons = new Map<string, number>();
  let failures = 0;
  let right = 0;
  for (const { given, verdict } of verdicts) {
    if (verdict.kind === "ok") right += 1;
    else if (verdict.kind === "skipped") reasons.set(verdict.why, (reasons.get(verdict.why) ?? 0) + 1);
    else {
      failures += 1;
      console.log(`  FAILED ${given.id} ${given.operation} ${given.operands.join(" ")}: ${verdict.why}`);
    }
  }
  const left = cases.length - right - failures;
  console.log(`${path}: ${cases.length} cases, ${right} right, ${failures} wrong, ${left} skipped`);
  for (const [why, count] of [...reasons].toSorted(([, a], [, b]) => b - a)) console.log(`  ${count} skipped: ${why}`);
  return failures;
}

function main(argument: string | undefined): number {
  if (argument === "--help" || argument === "-h") {
    console.log(HELP);
    return 0;
  }
  const folder = argument ?? debianFolder();
  const missing = folder === undefined ? FILES : FILES.filter((file) => !existsSync(join(folder, file)));
  if (folder === undefined || missing.length > 0) {
    console.error(`no ${missing.join(", ")} in ${folder ?? "/usr/lib/python3.*/test/decimaltestdata"}\n\n${HELP}`);
    return 2;
  }
  const failures = FILES.map((file) => checkFile(join(folder, file))).reduce((sum, each) => sum + each, 0);
  return failures === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2]);
