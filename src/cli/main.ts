#!/usr/bin/env node
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { findFiles } from "./find-files.ts";
import { EXIT } from "./io.ts";
import { messageOf } from "./message-of.ts";
import { renderPng } from "./render-png.ts";
import { run } from "./run.ts";
import { textOf } from "./text-of.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? (process.exitCode ?? EXIT.done) : fail(error));
});

const { NO_COLOR, TERM } = process.env;

const ending = run(process.argv.slice(2), {
  read: async (path) => textOf(await (path === "-" ? buffer(process.stdin) : readFile(path))),
  find: findFiles,
  write: (path, content) => writeFile(path, content),
  render: renderPng,
  again,
  out: (output) => process.stdout.write(output),
  err: (message) => process.stderr.write(message),
  colour: process.stdout.isTTY === true && (NO_COLOR ?? "") === "" && TERM !== "dumb",
  inputIsTerminal: process.stdin.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true && TERM !== "dumb",
});
ending.catch(fail).then((code) => {
  process.exitCode = code;
});

/** This program once more. */
async function again(args: readonly string[], input: string): Promise<string> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...args]);
  child.stdin.end(input);
  const [output, said, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  if (code !== EXIT.done) throw new Error(said);
  return output;
}

/** Something that is not the input's fault. What the system refuses needs no trace of calls; anything else shows where it was. */
function fail(error: unknown): number {
  const isRefused = error instanceof Error && "syscall" in error;
  const place = isRefused && "path" in error ? `${error.path}: ` : "";
  const trace = error instanceof Error && !isRefused ? error.stack : undefined;
  process.stderr.write(`autoscaling-rules: ${trace ?? `${place}${messageOf(error)}`}\n`);
  return EXIT.failed;
}
