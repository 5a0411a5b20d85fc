// Copies an example into a folder of your own and installs everything in it: `npm run example host-sqlite ~/my-manager`.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { installExample, packLibrary } from "./examples.mjs";

const [name, folder] = process.argv.slice(2);
if (name === undefined || folder === undefined) {
  console.error("usage: npm run example NAME FOLDER");
  process.exit(2);
}
if (existsSync(folder)) {
  console.error(`${folder} is there already: choose a folder that is not`);
  process.exit(1);
}
const target = resolve(folder);
// The library stays beside the example, as its package.json names the file from now on.
installExample(name, target, { tarball: packLibrary(target), isSaved: true });
console.log(`installed in ${target}`);
