import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";

/** Runs a command line over these files, `-` being standard input; what it prints and writes comes back. */
export async function go(args: string, files: Readonly<Record<string, unknown>> = {}, io: Partial<Io> = {}) {
  const told = { out: "", err: "" };
  const written: Record<string, string | Uint8Array> = {};
  const code = await run(args.split(" "), {
    read: async (path) => {
      const file = files[path];
      if (file === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return typeof file === "string" ? file : JSON.stringify(file);
    },
    find: async (operand) => [operand],
    write: async (path, content) => {
      written[path] = content;
    },
    render: async (svg) => new TextEncoder().encode(svg.slice(0, 4)),
    again: async (more, text) => {
      const { code: ended, out, err } = await go(more.join(" "), { ...files, "-": text });
      if (ended !== 0) throw new Error(err);
      return out;
    },
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    colour: false,
    inputIsTerminal: false,
    errIsTerminal: false,
    ...io,
  });
  return { code, ...told, written };
}
