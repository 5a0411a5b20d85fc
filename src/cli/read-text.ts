import type { Io } from "./io.ts";
import { messageOf } from "./message-of.ts";

/** The text of a file, or of standard input where none is named; an error that says why it cannot be read. */
export async function readText(file: string | undefined, io: Io): Promise<string | Error> {
  try {
    return await io.read(file ?? "-");
  } catch (error) {
    return new Error(`cannot read ${file ?? "standard input"}: ${messageOf(error)}`);
  }
}
