#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { run } from "./run.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { NO_COLOR, TERM } = process.env;

process.exitCode = await run(process.argv.slice(2), {
  read: (path) => (path === "-" ? text(process.stdin) : readFile(path, "utf8")),
  out: (output) => process.stdout.write(output),
  err: (message) => process.stderr.write(message),
  colour: process.stdout.isTTY === true && (NO_COLOR ?? "") === "" && TERM !== "dumb",
  inputIsTerminal: process.stdin.isTTY === true,
});
