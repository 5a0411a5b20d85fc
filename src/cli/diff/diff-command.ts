import type { EndpointId, RuleId } from "../../model/ids.ts";
import { choice } from "../../util/words.ts";
import { compareRules } from "../../verify/difference/compare-rules.ts";
import { idleOption } from "../idle-option.ts";
import { EXIT, type ExitCode, type Io } from "../io.ts";
import { painter } from "../paint.ts";
import { refuse } from "../refuse.ts";
import { reportFaults } from "../report-faults.ts";
import { chosenSemantics } from "../semantics-by-name.ts";
import { areSame, type ComparedEndpoint } from "./compared.ts";
import { diffText } from "./diff-text.ts";
import { readSide, type Side, type SideRules } from "./read-side.ts";

export interface DiffOptions {
  readonly semantics?: string | undefined;
  readonly release?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly json: boolean;
  readonly format?: string | undefined;
}

const FORMATS = ["text", "json"] as const;

/** `autoscaling-rules diff OLD NEW`. */
export async function diffCommand(operands: readonly string[], options: DiffOptions, io: Io): Promise<ExitCode> {
  const semantics = chosenSemantics(options.semantics);
  if (semantics instanceof Error) return refuse(semantics.message, io);
  const format = options.json ? "json" : (options.format ?? "text");
  if (!FORMATS.some((each) => each === format)) {
    return refuse(`--format is ${format}, expected ${choice(FORMATS)}`, io);
  }
  const [oldOperand, newOperand, ...more] = operands;
  if (oldOperand === undefined || newOperand === undefined || more.length > 0) {
    return refuse("diff needs two files: the old rules and the new ones", io);
  }
  const how = { semantics, rows: { release: options.release, endpoint: options.endpoint } };
  const before = await readSide(oldOperand, how, io);
  if (before instanceof Error) return refuse(before.message, io);
  const after = await readSide(newOperand, how, io);
  if (after instanceof Error) return refuse(after.message, io);
  const faults = [...before.faults, ...after.faults];
  if (faults.length > 0) {
    reportFaults({ faults, total: before.faultCount + after.faultCount }, format === "json", io);
    return EXIT.wrongUsage;
  }
  const idle = idleOption(how.rows, new Set([...before.uses, ...after.uses]));
  if (idle !== null) return refuse(idle, io);

  const endpoints = comparedEndpoints(before, after);
  const isSame = endpoints.every(({ comparison }) => areSame(comparison));
  io.out(
    format === "json"
      ? `${JSON.stringify({ same: isSame, endpoints: endpoints.map(flat) }, null, 2)}\n`
      : diffText(endpoints, painter(io.colour)),
  );
  return isSame ? EXIT.done : EXIT.faultyInput;
}

/** Each endpoint of either side: where a side has no rules of it, none are compared with the other's. */
function comparedEndpoints(before: Side, after: Side): readonly ComparedEndpoint[] {
  const kept = [...before.endpoints].map(([id, old]) => compared(id, old, after.endpoints.get(id) ?? noneLike(old)));
  const added = [...after.endpoints].filter(([id]) => !before.endpoints.has(id));
  return [...kept, ...added.map(([id, now]) => compared(id, noneLike(now), now))];
}

function noneLike({ input }: SideRules): SideRules {
  return { file: null, input: { ...input, rules: [] } };
}

function compared(endpointId: EndpointId, old: SideRules, now: SideRules): ComparedEndpoint {
  return {
    endpointId,
    old: old.file,
    new: now.file,
    removed: idsOnlyIn(old, now),
    added: idsOnlyIn(now, old),
    comparison: compareRules(old.input, now.input),
  };
}

function idsOnlyIn({ input }: SideRules, other: SideRules): readonly RuleId[] {
  const others = new Set(other.input.rules.map(({ id }) => id));
  return input.rules.map(({ id }) => id).filter((id) => !others.has(id));
}

function flat({ comparison, ...endpoint }: ComparedEndpoint) {
  return { ...endpoint, ...comparison };
}
