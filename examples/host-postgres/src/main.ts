// The manager as a program: a cycle every ten seconds and the REST API, until it is told to stop.
import { once } from "node:events";
import { serve } from "@hono/node-server";
import { DATA_FOLDER } from "./database.ts";
import { createManager } from "./manager.ts";
import { openServices } from "./open-services.ts";

const { PORT = "8080", HOST = "127.0.0.1", EVERY_MS = "10000", DATA = DATA_FOLDER } = process.env;

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

const services = await openServices({ folder: DATA });
const manager = createManager({ ...services, everyMs: Number(EVERY_MS) });
const server = serve({ fetch: manager.api.fetch, port: Number(PORT), hostname: HOST });
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : PORT;
console.log(JSON.stringify({ listening: `http://${HOST}:${port}` }));

// One line of JSON a cycle. Returns once the signal is aborted and a commit that had begun has ended.
await manager.run(stop.signal, (report) => console.log(JSON.stringify(report)));
const closed = once(server, "close");
server.close();
await closed;
await services.close();
console.log(JSON.stringify({ stopped: true }));
