import { gunzipSync } from "node:zlib";

/** The text of a file: in UTF-8, in the UTF-16 that spreadsheets and PowerShell write, or either compressed by gzip. */
export function textOf(file: Uint8Array): string {
  const [first, second] = file;
  if (first === 0x1f && second === 0x8b) return textOf(gunzipSync(file));
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(file);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(file);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(file);
}
