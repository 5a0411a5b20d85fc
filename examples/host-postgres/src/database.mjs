import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { lockFolder } from "./lock-folder.mjs";

/** Where an embedded database is kept that is to outlive its process. One process at a time may have it open. */
export const DATA_FOLDER = fileURLToPath(new URL("../.data", import.meta.url));

/**
 * What both kinds of PostgreSQL can do, and all that the rest of the example knows of them.
 *
 * @typedef {object} Queries
 * @property {(text: string, values?: readonly unknown[]) => Promise<Record<string, any>[]>} query - one statement, its rows
 * @property {(script: string) => Promise<void>} script - several statements without values
 *
 * @typedef {Queries & {
 *   transaction: <T>(run: (queries: Queries) => Promise<T>, signal?: AbortSignal) => Promise<T>,
 *   close: () => Promise<void>,
 * }} Database
 */

/**
 * Opens a PostgreSQL server, or an embedded one.
 *
 * @param {{ url?: string | undefined, folder?: string | undefined }} where - a server's URL; else the folder of an
 *   embedded database, or nothing for one in memory
 * @returns {Promise<Database>}
 * @throws where another process has the folder open
 */
export async function openDatabase({ url, folder }) {
  if (url !== undefined) return server(url);
  if (folder === undefined) return embedded(await PGlite.create());
  const release = lockFolder(folder);
  try {
    const database = embedded(await PGlite.create(folder));
    return { ...database, close: () => database.close().finally(release) };
  } catch (error) {
    release();
    throw error;
  }
}

/** @param {PGlite} lite @returns {Database} */
export function embedded(lite) {
  /** @returns {Queries} */
  const queriesOf = (on) => ({
    query: async (text, values = []) => (await on.query(text, [...values])).rows,
    script: async (script) => void (await on.exec(script)),
  });
  return {
    ...queriesOf(lite),
    transaction: (run, signal) =>
      lite.transaction(async (on) => {
        signal?.throwIfAborted();
        const result = await run(queriesOf(on));
        // Too late to be of use: rolled back, rather than stored unseen.
        signal?.throwIfAborted();
        return result;
      }),
    close: () => lite.close(),
  };
}

const INT8 = 20;

/** @param {string} url @returns {Database} */
function server(url) {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
    max: 5,
    types: {
      // Microseconds are exact in a double until the year 2255.
      getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks while nobody uses it: the pool opens another one.
  pool.on("error", () => {});

  /** @returns {Queries} */
  const queriesOf = (on) => ({
    query: async (text, values = []) => (await on.query(text, [...values])).rows,
    script: async (script) => void (await on.query(script)),
  });
  return {
    ...queriesOf(pool),
    transaction: async (run, signal) => {
      signal?.throwIfAborted();
      const client = await pool.connect();
      // Ends the connection even in the middle of a statement, upon which the server rolls back.
      const giveUp = () => void client.end().catch(() => {});
      const ignore = () => {};
      client.on("error", ignore);
      signal?.addEventListener("abort", giveUp);
      let broken = true;
      try {
        signal?.throwIfAborted();
        await client.query("begin");
        const result = await run(queriesOf(client)).catch(async (error) => {
          await client.query("rollback");
          broken = false;
          throw error;
        });
        await client.query("commit");
        broken = false;
        return result;
      } finally {
        signal?.removeEventListener("abort", giveUp);
        client.removeListener("error", ignore);
        client.release(broken || (signal?.aborted ?? false));
      }
    },
    close: () => pool.end(),
  };
}
