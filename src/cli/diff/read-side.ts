import type { RowOptions } from "../../backend-ai/forms/table-row.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Semantics } from "../../model/semantics.ts";
import { inputFaults } from "../../verify/input/input-faults.ts";
import type { VerifyInput } from "../../verify/input/verify-input.ts";
import type { FileFault, FileFaults } from "../document/document.ts";
import { inFile } from "../document/file-faults.ts";
import { type EndpointInput, endpointInputs, faultInSet, inTwoPlaces } from "../endpoint-inputs.ts";
import { filesOf } from "../files-of.ts";
import type { RowOption } from "../idle-option.ts";
import type { Io } from "../io.ts";
import { type RuleSetInFile, readRuleFile } from "../read-rule-file.ts";

/** How files are to be read. */
interface How {
  /** What the command line says; null where it does not. */
  readonly semantics: Semantics | null;
  /** What it says of rows of Backend.AI. */
  readonly rows: RowOptions;
}

/** The rules of one endpoint on one side of a comparison. */
export interface SideRules {
  /** Null: no file has rules of it, and there are none. */
  readonly file: string | null;
  readonly input: VerifyInput;
}

/** The rules of one side, by endpoint. */
export interface Side {
  readonly endpoints: ReadonlyMap<EndpointId, SideRules>;
  /** The options that rows on this side can need. */
  readonly uses: readonly RowOption[];
  readonly faults: readonly FileFault[];
  /** How many faults there are, listed or not. */
  readonly faultCount: number;
}

/** The rules of the files that an operand names; an error where one cannot be read, or two have rules of one endpoint. */
export async function readSide(operand: string, { semantics, rows }: How, io: Io): Promise<Side | Error> {
  const files = await filesOf([operand], io);
  if (files instanceof Error) return files;
  const endpoints = new Map<EndpointId, SideRules & { readonly file: string }>();
  const faults: FileFault[] = [];
  const uses: RowOption[] = [];
  let faultCount = 0;
  for (const file of files) {
    const read = await readRuleFile(file, rows, io);
    if (read instanceof Error) return read;
    const wrong = [read.faults];
    for (const set of read.sets) {
      uses.push(...set.uses);
      for (const each of endpointInputs(set)) {
        const { endpointId } = each;
        const input = semantics === null ? each.input : { ...each.input, semantics };
        const other = endpoints.get(endpointId);
        if (other !== undefined)
          return new Error(`${inTwoPlaces(endpointId, other.file, file)}: put them into one set`);
        endpoints.set(endpointId, { file, input });
        wrong.push(await faultsIn(set, each));
      }
    }
    faults.push(...wrong.flatMap((each) => each.faults));
    faultCount += wrong.reduce((sum, { total }) => sum + total, 0);
  }
  return { endpoints, uses, faults, faultCount };
}

/** Faults that no schema knows of: those of rules and endpoint together. */
function faultsIn({ document, toPath }: RuleSetInFile, each: EndpointInput): Promise<FileFaults> {
  return inFile(document, { faults: inputFaults(each.input).map((fault) => faultInSet(fault, each)) }, toPath);
}
