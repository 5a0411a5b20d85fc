import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const ENDINGS = /\.(?:jsonc?|ya?ml)$/;

/** What no rules are kept in. */
const SKIPPED = /^(?:node_modules|\..+)$/;

/**
 * The files that an operand names, in the order of their names: itself, those of a folder and the folders in it that end as
 * rules do, or those that match a pattern. `-` and what is not there stand for themselves: reading them says what they are.
 */
export async function findFiles(operand: string): Promise<readonly string[]> {
  if (operand === "-") return [operand];
  const known = await stat(operand).catch(() => null);
  if (known?.isDirectory()) return (await filesIn(operand)).filter((file) => ENDINGS.test(file));
  if (known !== null) return [operand];
  const { Minimatch } = await import("minimatch");
  const pattern = new Minimatch(operand);
  if (!pattern.hasMagic()) return [operand];
  const files = await filesIn(folderOf(operand));
  return files.filter((file) => pattern.match(file));
}

/** The folder that every match is in: the part of a pattern before the first of its special characters. */
function folderOf(pattern: string): string {
  const plain = /^[^*?[\]{}()!+@]*[\\/]/.exec(pattern)?.[0] ?? "";
  return plain === "" ? "." : plain;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const kept = entries
    .filter(({ name }) => !SKIPPED.test(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of kept) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesIn(path)));
    else files.push(path);
  }
  return files;
}
