import type { Io } from "./io.ts";

/** The text of a file, or of standard input where none is named; an error that says why it cannot be read. */
export async function readText(file: string | undefined, io: Io): Promise<string | Error> {
  try {
    return await io.read(file ?? "-");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return new Error(`cannot read ${file ?? "standard input"}: ${why}`);
  }
}
