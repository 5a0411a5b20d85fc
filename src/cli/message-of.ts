/** What an operating system's errors say, in words. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  EACCES: "it may not be opened",
  ENOSPC: "the disk is full",
};

/** What an error says; of what is no error but was thrown, its text. */
export function messageOf(error: unknown): string {
  return SYSTEM[codeOf(error)] ?? textOf(error);
}

/** The code of an operating system's error; no letter for other errors. */
export function codeOf(error: unknown): string {
  return /^E[A-Z]+(?=:)/.exec(textOf(error))?.[0] ?? "";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
