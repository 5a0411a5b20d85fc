import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { openDatabase } from "../src/database.ts";
import { portOf } from "../src/stand-ins/stand-in.ts";

/** A message of PostgreSQL's protocol: its kind, its length and what it says. */
function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(kind), length, body]);
}

const IS_AUTHENTICATED = message("R", Buffer.alloc(4));
const IS_READY = message("Z", Buffer.from("I"));
const IS_DYING = message(
  "E",
  Buffer.from("SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0"),
);

test("a server that dies in the answer with which a connection is ready fails the transaction, not the process", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.concat([IS_AUTHENTICATED, IS_READY, IS_DYING])));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const database = await openDatabase({ url: `postgres://user@127.0.0.1:${portOf(server)}/app` });
  try {
    await assert.rejects(database.transaction(async ({ query }) => query("select 1")));
    await assert.rejects(database.query("select 1"));
  } finally {
    await database.close();
    server.close();
  }
});
