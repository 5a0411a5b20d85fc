// The manager as a program: a cycle every ten seconds and the REST API, until it is told to stop.
import { once } from "node:events";
import { serve } from "@hono/node-server";
import { openDatabase } from "./database.ts";
import { createManager } from "./manager.ts";

const { DATABASE = "manager.db", PROMETHEUS_URL, PORT = "8080", HOST = "127.0.0.1", EVERY_MS = "10000" } = process.env;

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

const database = openDatabase(DATABASE);
const manager = createManager({
  database,
  prometheusUrl: PROMETHEUS_URL,
  everyMs: Number(EVERY_MS),
  // One line of JSON a cycle: what changed, what went wrong, how long it took.
  onCycle: (report) => console.log(JSON.stringify(report)),
});
const server = serve({ fetch: manager.api.fetch, port: Number(PORT), hostname: HOST });
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : PORT;
console.log(JSON.stringify({ listening: `http://${HOST}:${port}`, database: DATABASE }));

// Returns once the signal is aborted and a commit that had begun has ended.
await manager.run(stop.signal);
const closed = once(server, "close");
server.close();
await closed;
database.close();
console.log(JSON.stringify({ stopped: true }));
