import type { ExportedFile } from "../answers/export-files.ts";
import accepted from "../ci-files/accepted.yaml?raw";
import preCommit from "../ci-files/pre-commit-config.yaml?raw";
import workflow from "../ci-files/rules.yml?raw";

/** What stands beside the rules in a repository. */
export const CI_FILES: readonly ExportedFile[] = [
  { path: ".github/workflows/rules.yml", type: "application/yaml", text: workflow },
  { path: ".pre-commit-config.yaml", type: "application/yaml", text: preCommit },
  { path: "accepted.yaml", type: "application/yaml", text: accepted },
];
