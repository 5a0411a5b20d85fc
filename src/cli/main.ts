#!/usr/bin/env node
import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { EXIT } from "./io.ts";
import { messageOf } from "./message-of.ts";
import { renderPng } from "./render-png.ts";
import { run } from "./run.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? (process.exitCode ?? EXIT.done) : fail(error));
});

const { NO_COLOR, TERM } = process.env;

const ending = run(process.argv.slice(2), {
  read: (path) => (path === "-" ? text(process.stdin) : readFile(path, "utf8")),
  write: (path, content) => writeFile(path, content),
  render: renderPng,
  out: (output) => process.stdout.write(output),
  err: (message) => process.stderr.write(message),
  colour: process.stdout.isTTY === true && (NO_COLOR ?? "") === "" && TERM !== "dumb",
  inputIsTerminal: process.stdin.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true && TERM !== "dumb",
});
ending.catch(fail).then((code) => {
  process.exitCode = code;
});

/** Something that is not the input's fault. What the system refuses says so itself; anything else shows where it was. */
function fail(error: unknown): number {
  const trace = error instanceof Error && !("syscall" in error) ? error.stack : undefined;
  process.stderr.write(`autoscaling-rules: ${trace ?? messageOf(error)}\n`);
  return EXIT.failed;
}
