import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ADDRESS, blocksOf, guides, pages, readPage } from "../support/pages.ts";

const linesOf = (page: string) => readPage(page).trimEnd().split("\n");

const linksOf = (page: string) => [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);

describe("the README", () => {
  test("has at most 150 lines", () => {
    expect(linesOf("README.md").length).toBeLessThanOrEqual(150);
  });

  test("shows what the library is for, a program and its output before anything else", () => {
    expect(readPage("README.md").split(/^## /m)[0]?.split("\n").length).toBeLessThanOrEqual(40);
  });

  test("can be read on npm: each link is to the web, and each link to a file by the repository of package.json", () => {
    const links = linksOf("README.md");
    expect(links.filter((link) => !link.startsWith("https://"))).toEqual([]);
    const files = links.filter((link) => /\/autoscaling-rules\/|\.md$/.test(link));
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((link) => !link.startsWith(ADDRESS))).toEqual([]);
  });
});

test("the owner of the repository is named in package.json alone, and nothing is released before it is", () => {
  const isKnown = !manifest.repository.url.includes("/OWNER/");
  expect(spawnSync(process.execPath, [".ci/has-address.mjs"]).status).toBe(isKnown ? 0 : 1);
  expect(manifest.scripts.prerelease).toContain("node .ci/has-address.mjs &&");
});

/** The file that a link of the page leads to, by its path from the root; null for one that leads elsewhere. */
function fileOf(page: string, link: string): string | null {
  const [path = ""] = link.split("#");
  if (path.startsWith(ADDRESS)) return path.slice(ADDRESS.length);
  return path === "" || /^https?:/.test(path) ? null : join(dirname(page), path);
}

describe("every page", () => {
  test.each(pages)("links only to files that are there: %s", (page) => {
    const files = linksOf(page).flatMap((link) => fileOf(page, link) ?? []);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe("every guide", () => {
  const shipped = new Set([...guides, "SECURITY.md"]);

  test.each([...shipped])("links to what the package has, or to the web: %s", (page) => {
    const within = linksOf(page).filter((link) => !/^(https?:|#)/.test(link));
    expect(within.filter((link) => !shipped.has(fileOf(page, link) ?? ""))).toEqual([]);
  });

  test.each(guides)("has code lines of at most 100 columns, and every program in TypeScript: %s", (page) => {
    const blocks = blocksOf(readPage(page));
    const wide = blocks.flatMap(({ language, code }) =>
      language === "ts" ? code.split("\n").filter((line) => line.length > 100) : [],
    );
    expect(wide).toEqual([]);
    const languages = ["ts", "text", "console", "sh", "json", "yaml"];
    expect(blocks.map(({ language }) => language).filter((language) => !languages.includes(language))).toEqual([]);
  });

  test("belongs to an entry of the package, and every entry has one", () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== "./package.json");
    expect(entries.filter((entry) => !existsSync(`src/${entry.slice(2)}/README.md`.replace("//", "/")))).toEqual([]);
  });
});
