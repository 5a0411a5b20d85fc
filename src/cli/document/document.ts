import type { Fault } from "../../model/fault.ts";

/** A place within a document, key by key: `["rules", 1, "threshold"]`. */
export type Path = readonly (string | number)[];

/** A place within a text; both count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where the parts of a document stand in its text. */
export interface Places {
  /** The part at a path, or the nearest one around it. Null where the text has no such places. */
  of(path: Path): Place | null;
  /** The key of that part, where it has one. */
  ofKey(path: Path): Place | null;
  /** Keys that one object has twice, and that a parser would take once. */
  readonly repeated: readonly Path[];
}

/** What a text says, and where. */
export interface Document {
  /** What the file is called, as messages name it. */
  readonly file: string;
  readonly text: string;
  readonly form: "json" | "json-lines" | "yaml" | "tables";
  /** Numbers with more digits than a double holds are their texts. */
  readonly value: unknown;
  /** What each document of a YAML stream says; of everything else, the value alone. */
  readonly documents: readonly unknown[];
  /** The same as `value` with each number as its nearest double: for measures, which programs write with more digits than they have. */
  readonly rounded: unknown;
  /** Found when somebody first asks. */
  readonly places: () => Promise<Places>;
}

/** One thing wrong with a file, and where. */
export interface FileFault {
  /** Null: of an option, or of several files together. */
  readonly file: string | null;
  readonly place: Place | null;
  readonly fault: Fault;
}

/** What is wrong with a file: the first faults, and how many there are. */
export interface FileFaults {
  readonly faults: readonly FileFault[];
  readonly total: number;
}
