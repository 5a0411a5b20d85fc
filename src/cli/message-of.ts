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
  const message = error instanceof Error ? error.message : String(error);
  const code = /^E[A-Z]+(?=:)/.exec(message)?.[0] ?? "";
  return SYSTEM[code] ?? message;
}
