import type { Document } from "./document/document.ts";
import { repeatedKeys } from "./document/file-faults.ts";
import { readDocument } from "./document/read-document.ts";
import type { ExitCode, Io } from "./io.ts";
import { readText } from "./read-text.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";

/** The document in a file, or on standard input; where it cannot be read, that is reported, and the command's end comes back. */
export async function openDocument(file: string | undefined, json: boolean, io: Io): Promise<Document | ExitCode> {
  const text = await readText(file, io);
  if (text instanceof Error) return refuse(text.message, io);
  const document = await readDocument(text, file ?? "-");
  return document.success ? document.data : reportFaults(document.error, json, io);
}

/** The same of what people write by hand: a key that stands twice is a fault. */
export async function openOwnDocument(file: string | undefined, json: boolean, io: Io): Promise<Document | ExitCode> {
  const document = await openDocument(file, json, io);
  if (typeof document === "number") return document;
  const repeated = await repeatedKeys(document);
  return repeated.total > 0 ? reportFaults(repeated, json, io) : document;
}
