import { parseArgs } from "node:util";
import { nearestName } from "../fields/nearest-name.ts";
import { demoCommand } from "./demo/demo-command.ts";
import { diffCommand } from "./diff/diff-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { evaluateCommand } from "./evaluate-command.ts";
import { fmtCommand } from "./fmt/fmt-command.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { mergeCommand } from "./merge-command.ts";
import { messageOf } from "./message-of.ts";
import { refuse } from "./refuse.ts";
import { schemaCommand } from "./schema-command.ts";
import { serviceCurveCommand } from "./service-curve-command.ts";
import { simulateCommand } from "./simulate-command.ts";
import { HELP, helpOf } from "./usage.ts";
import { vectorsCommand } from "./vectors-command.ts";
import { verifyCommand } from "./verify/verify-command.ts";
import { version } from "./version.ts";

const OPTIONS = {
  semantics: { type: "string" },
  release: { type: "string" },
  endpoint: { type: "string" },
  profile: { type: "string" },
  trace: { type: "string" },
  columns: { type: "string" },
  chart: { type: "string" },
  log: { type: "string" },
  csv: { type: "string" },
  shard: { type: "string" },
  jobs: { type: "string" },
  json: { type: "boolean", default: false },
  explain: { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  format: { type: "string" },
  accept: { type: "string" },
  load: { type: "string" },
  "cycle-seconds": { type: "string" },
  "startup-seconds": { type: "string" },
  "input-tokens": { type: "string" },
  "output-tokens": { type: "string" },
  requests: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

type Option = keyof typeof OPTIONS;

/** Every command, with the options that it takes beside `--help` and `--version`. */
const COMMANDS: Readonly<Record<string, readonly Option[]>> = {
  demo: ["chart"],
  evaluate: ["semantics", "release", "json", "explain"],
  verify: [
    ...(["semantics", "release", "endpoint", "json", "format", "quiet", "accept", "chart", "strict"] as const),
    ...(["load", "cycle-seconds", "startup-seconds"] as const),
  ],
  diff: ["semantics", "release", "endpoint", "json", "format"],
  fmt: ["check"],
  simulate: ["trace", "columns", "chart", "log", "csv", "shard", "jobs", "json"],
  merge: ["json"],
  "service-curve": ["input-tokens", "output-tokens", "requests", "chart", "json"],
  schema: [],
  doctor: ["release", "endpoint", "json", "cycle-seconds"],
  vectors: ["profile"],
};

const NAMES = Object.keys(COMMANDS);
const ALL = Object.keys(OPTIONS);

/** Runs one command line, without the program's name, and says how the process should end. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const parsed = parse(args);
  if (typeof parsed === "string") return refuse(parsed, io);
  const { values, positionals, tokens } = parsed;
  if (values.help || positionals[0] === "help") {
    const [about = ""] = positionals.filter((each) => each !== "help");
    if (about !== "" && !NAMES.includes(about)) return refuse(`no such command: ${about}; ${commandHelp(about)}`, io);
    io.out(about === "" ? HELP : helpOf(about));
    return EXIT.done;
  }
  if (values.version) {
    io.out(`${version()}\n`);
    return EXIT.done;
  }
  const [command, operand, ...extra] = positionals;
  const own: readonly string[] = Object.entries(COMMANDS).find(([name]) => name === command)?.[1] ?? ALL;
  const given = tokens.flatMap((token) => (token.kind === "option" ? token.name : []));
  const foreign = given.find((name) => !own.includes(name));
  if (foreign !== undefined) return refuse(`${command} has no option --${foreign}; ${listed(own)}`, io);
  if (command === "merge") return mergeCommand(positionals.slice(1), values, io);
  if (command === "diff") return diffCommand(positionals.slice(1), values, io);
  if (command === "fmt") return fmtCommand(positionals.slice(1), values, io);
  if (command === "verify") return verifyCommand(positionals.slice(1), values, io);
  if (extra.length > 0) return refuse(`too many arguments: ${extra.join(" ")}`, io);
  switch (command) {
    case "demo":
      return demoCommand(operand, values, io);
    case "evaluate":
      return evaluateCommand(operand, values, io);
    case "simulate":
      return simulateCommand(operand, values, io);
    case "service-curve":
      return serviceCurveCommand(operand, values, io);
    case "schema":
      return schemaCommand(operand, io);
    case "doctor":
      return doctorCommand(operand, values, io);
    case "vectors":
      return vectorsCommand(operand, values, io);
    case undefined:
      return refuse("no command", io);
    default:
      return refuse(`no such command: ${command}; ${commandHelp(command)}`, io);
  }
}

function commandHelp(command: string): string {
  const meant = nearestOf(NAMES, command);
  if (meant !== null) return `did you mean ${meant}?`;
  return `there are ${NAMES.slice(0, -1).join(", ")} and ${NAMES.at(-1)}`;
}

function nearestOf(names: readonly string[], tried: string): string | null {
  return nearestName(
    tried,
    names.map((name) => ({ name })),
  );
}

function listed(options: readonly string[]): string {
  return options.length === 0 ? "it has none" : `it has ${options.map((each) => `--${each}`).join(", ")}`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (error) {
    return inPlainWords(messageOf(error));
  }
}

function optionHelp(option: string): string {
  const meant = nearestOf(ALL, option);
  return meant === null ? "" : `; did you mean --${meant}?`;
}

/** What is wrong with options, which Node says at length. */
function inPlainWords(message: string): string {
  return message
    .replace(/^Unknown option '(.+?)'[\s\S]*/, (_, option: string) => `no such option: ${option}${optionHelp(option)}`)
    .replace(
      /^Option '(?:-\w, )?(--[\w-]+)' argument is ambiguous[\s\S]*/,
      "$1 needs a value; one that begins with - is written $1=-1",
    )
    .replace(/^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing$/, "$1 needs a value")
    .replace(/^Option '(?:-\w, )?(--[\w-]+)' does not take an argument$/, "$1 takes no value");
}
