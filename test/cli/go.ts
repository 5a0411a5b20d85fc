import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";

/** Runs a command line over these files; `-` is standard input. */
export async function go(args: string, files: Readonly<Record<string, unknown>> = {}, io: Partial<Io> = {}) {
  const written = { out: "", err: "" };
  const code = await run(args.split(" "), {
    read: async (path) => {
      const file = files[path];
      if (file === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return typeof file === "string" ? file : JSON.stringify(file);
    },
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    colour: false,
    inputIsTerminal: false,
    errIsTerminal: false,
    write: async () => {},
    render: async () => "",
    ...io,
  });
  return { code, ...written };
}
