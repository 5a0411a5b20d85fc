// The manager: a cycle every ten seconds until it is told to stop, its reports as lines of JSON.
import { DATA_FOLDER } from "./database.mjs";
import { createManager } from "./manager.mjs";
import { openServices } from "./open-services.mjs";

const CYCLE_MS = 10_000;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());

const services = await openServices({ folder: DATA_FOLDER });
await createManager(services).run(CYCLE_MS, stop.signal, (cycle) => console.log(JSON.stringify(cycle)));
await services.close();
