import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { textOf } from "../../src/cli/text-of.ts";

test("a file is the same text in UTF-8, in UTF-16 of either order, and compressed", () => {
  const text = "Zeit;Anfragen je Sekunde (ø)\n0;12\n";
  const little = Buffer.from(`\uFEFF${text}`, "utf16le");
  for (const file of [Buffer.from(text), little, Buffer.from(little).swap16()]) {
    expect(textOf(file)).toBe(text);
    expect(textOf(gzipSync(file))).toBe(text);
  }
  expect(textOf(new Uint8Array())).toBe("");
});
