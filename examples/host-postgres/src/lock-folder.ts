import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Keeps a folder for this process until the lock is released: an embedded database that two processes have open loses what
 * one of them writes.
 *
 * @returns releases it
 * @throws where another process that is still running has it
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  if (!create(file)) {
    const owner = ownerOf(file);
    if (owner !== null && isRunning(owner)) {
      throw new Error(
        `process ${owner} has the embedded database in ${folder} open, and only one can: stop it, or let both use one PostgreSQL by DATABASE_URL`,
      );
    }
    // Left behind by a process that was killed.
    rmSync(file, { force: true });
    if (!create(file)) return lockFolder(folder);
  }
  const release = () => {
    process.removeListener("exit", release);
    if (ownerOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.once("exit", release);
  return release;
}

/** False where there is such a file already. */
function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** The process that made the lock; null where it is released in this moment. */
function ownerOf(file: string): number | null {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There is one that belongs to somebody else.
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
