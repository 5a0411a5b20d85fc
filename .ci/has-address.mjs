// Ends with 1 while package.json names no owner of the repository: what is published links to it.
import manifest from "../package.json" with { type: "json" };

const isKnown = !manifest.repository.url.includes("/OWNER/");
if (!isKnown)
  console.error("set `repository` in package.json first, and `npx vitest run test/docs -u` for the links of README.md");
process.exitCode = isKnown ? 0 : 1;
