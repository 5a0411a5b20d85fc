import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { portOf, type StandIn } from "./stand-in.ts";

/** Speaks as much of Redis's protocol as the example needs (GET, SET, MGET, DEL, PING), for where there is no server. */
export async function startRedisStandIn(): Promise<StandIn> {
  const values = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let unread: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      for (let command = readCommand(unread); command !== null; command = readCommand(unread)) {
        unread = unread.subarray(command.length);
        socket.write(answer(values, command.words));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${portOf(server)}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The first command, an array of bulk strings, and its length in bytes; null where it is not all there yet. */
function readCommand(bytes: Buffer): { readonly words: readonly string[]; readonly length: number } | null {
  let at = 0;
  const readCount = () => {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return null;
    const count = Number(bytes.toString("latin1", at + 1, end));
    at = end + 2;
    return count;
  };
  const count = readCount();
  if (count === null) return null;
  const words: string[] = [];
  while (words.length < count) {
    const size = readCount();
    if (size === null || bytes.length < at + size + 2) return null;
    words.push(bytes.toString("utf8", at, at + size));
    at += size + 2;
  }
  return { words, length: at };
}

function answer(values: Map<string, string>, [name = "", ...args]: readonly string[]): string {
  switch (name.toUpperCase()) {
    case "PING":
      return "+PONG\r\n";
    case "SET":
      values.set(args[0] ?? "", args[1] ?? "");
      return "+OK\r\n";
    case "GET":
      return bulk(values.get(args[0] ?? ""));
    case "MGET":
      return `*${args.length}\r\n${args.map((key) => bulk(values.get(key))).join("")}`;
    case "DEL":
      return `:${args.filter((key) => values.delete(key)).length}\r\n`;
    default:
      return `-ERR unknown command '${name}'\r\n`;
  }
}

function bulk(text: string | undefined): string {
  return text === undefined ? "$-1\r\n" : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
