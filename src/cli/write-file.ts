import { dirname } from "node:path";
import { printable } from "../util/printable.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { codeOf, messageOf } from "./message-of.ts";

/** Writes a file, after what the command prints: where it cannot be written, that is said, and the result is not lost. */
export async function writeFile(path: string, content: string | Uint8Array, io: Io): Promise<ExitCode> {
  try {
    await io.write(path, content);
    return EXIT.done;
  } catch (error) {
    io.err(`${printable(`cannot write ${path}: ${why(error, path)}`)}\n`);
    return EXIT.failed;
  }
}

/** A file that is to be written need not be there, so that its folder is what is missing. */
function why(error: unknown, path: string): string {
  const code = codeOf(error);
  if (code === "ENOENT") return `the folder ${dirname(path)} does not exist`;
  if (code === "ENOTDIR") return `${dirname(path)} is not a folder`;
  return messageOf(error);
}
