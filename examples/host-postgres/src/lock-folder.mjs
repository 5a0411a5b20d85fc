import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Keeps a folder for this process until the lock is released: an embedded database that two processes have open loses what
 * one of them writes.
 *
 * @param {string} folder
 * @returns {() => void} releases it
 * @throws where another process that is still running has it
 */
export function lockFolder(folder) {
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
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** The process that made the lock; null where it is released in this moment. */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There is one that belongs to somebody else.
    return error.code === "EPERM";
  }
}
