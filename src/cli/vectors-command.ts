import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { PROFILES, type Profile } from "../backend-ai/profile.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { refuse } from "./refuse.ts";
import { unpackCases } from "./unpack-cases.ts";
import { ABOUT_VECTORS, VECTOR_FILES } from "./vectors-about.ts";

export interface VectorsOptions {
  readonly profile?: string | undefined;
}

/** `autoscaling-rules vectors --profile NAME`: the recorded cases as one JSON document, a case a line, with their form. */
export function vectorsCommand(operand: string | undefined, { profile }: VectorsOptions, io: Io): ExitCode {
  const names = Object.keys(PROFILES).join(" and ");
  if (operand !== undefined) return refuse(`vectors takes no file: ${operand}`, io);
  if (profile === undefined) return refuse(`vectors takes --profile: there are ${names}`, io);
  if (!isProfile(profile)) return refuse(`no such profile: ${profile}; there are ${names}`, io);
  const { cases, fill } = VECTOR_FILES[profile];
  const about = { profile, ...ABOUT_VECTORS };
  const parts = [
    `"about": ${JSON.stringify(about, null, 2)}`,
    `"cases": [\n${linesOf(cases)}\n]`,
    `"fill": [\n${linesOf(fill)}\n]`,
  ];
  io.out(`{\n${parts.join(",\n")}\n}\n`);
  return EXIT.done;
}

function isProfile(name: string): name is Profile {
  return Object.hasOwn(PROFILES, name);
}

/** The cases of a file, which comes with the built package, as the items of a list, a line each. */
function linesOf(file: string): string {
  const packed = readFileSync(new URL(`../../dist/vectors/${file}.json.br`, import.meta.url));
  const cases = unpackCases(brotliDecompressSync(packed).toString("utf8"));
  return cases.map((each) => JSON.stringify(each)).join(",\n");
}
