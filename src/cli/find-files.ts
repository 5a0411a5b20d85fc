import { readdir, stat } from "node:fs/promises";
import { join, posix } from "node:path";

const ENDINGS = /\.(?:jsonc?|ya?ml)$/;

/** What no rules are kept in. */
const SKIPPED = /^(?:node_modules|\..+)$/;

/**
 * The files that an operand names, in the order of their paths: itself, those of a folder and the folders in it that end as
 * rules do, or those that match a pattern. `-` and what is not there stand for themselves: reading them says what they are.
 *
 * @throws what the system says of a folder that cannot be read: to leave it out would be to call its rules sound
 */
export async function findFiles(operand: string): Promise<readonly string[]> {
  if (operand === "-") return [operand];
  const what = await whatIs(operand);
  if (what === "folder") return (await filesIn(operand)).filter((file) => ENDINGS.test(file));
  if (what === "file") return [operand];
  const { Minimatch } = await import("minimatch");
  // The paths of found files do not begin with `./` either.
  const pattern = new Minimatch(posix.normalize(operand));
  if (!pattern.hasMagic()) return [operand];
  const folder = folderOf(pattern.pattern);
  if ((await whatIs(folder)) !== "folder") return [];
  return (await filesIn(folder)).filter((file) => pattern.match(file));
}

async function whatIs(path: string): Promise<"folder" | "file" | "nothing"> {
  const known = await stat(path).catch(() => null);
  if (known === null) return "nothing";
  return known.isDirectory() ? "folder" : "file";
}

/** The folder that every match is in: the part of a pattern before the first of its special characters. */
function folderOf(pattern: string): string {
  return /^[^*?[\]{}()!+@]*[\\/]/.exec(pattern)?.[0] ?? ".";
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const kept = entries.filter(({ name }) => !SKIPPED.test(name));
  const files = kept.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
  return (await Promise.all(files)).flat().sort();
}
