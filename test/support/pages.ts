import { readdirSync, readFileSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };

/** What the package ships to be read, and what its developers read. By path from the root. */
export const pages: readonly string[] = [
  "README.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  ...["src", "guides", "test", "bench", "examples"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
      .map((file) => `${folder}/${file}`),
  ),
];

/** The entries' guides and all that is read before them, which the package ships. */
export const guides: readonly string[] = pages.filter((page) => /^(README|src|guides)/.test(page));

/** The pages whose programs and commands run, and print what stands below them. */
export const pagesThatRun: readonly string[] = [...guides, "examples/stories/README.md"];

export const readPage = (page: string): string => readFileSync(page, "utf8");

/** Where the files of the repository can be read on the web: what package.json says, and nothing else. */
export const ADDRESS = `${manifest.repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/`;

/** The page with every link to a file of the repository by that address. */
export function withAddress(text: string): string {
  return text.replace(/https:\/\/[^\s)]+\/blob\/main\//g, ADDRESS);
}

/** A fenced block of a page: its language, its text, and the text of the `text` block that follows at once, if one does. */
export interface Block {
  readonly language: string;
  readonly code: string;
  readonly output: string | null;
}

const BLOCK = /^```(\w*)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(BLOCK)].map(([, language = "", code = "", output = null]) => ({ language, code, output }));
}

/** The page with the output of each block that has one in its place: what the page should say. */
export function withOutputs(text: string, outputOf: (block: Block) => string): string {
  return text.replace(BLOCK, (whole, language: string, code: string, output: string | null = null) => {
    if (language === "console") {
      const command = code.slice(0, code.indexOf("\n") + 1);
      return `\`\`\`console\n${command}${outputOf({ language, code: command, output })}\`\`\`\n`;
    }
    if (language !== "ts") return whole;
    return `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${outputOf({ language, code, output })}\`\`\`\n`;
  });
}
