import { fileURLToPath } from "node:url";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import pg from "pg";
import { lockFolder } from "./lock-folder.ts";

/** Where an embedded database is kept that is to outlive its process. One process at a time may have it open. */
export const DATA_FOLDER = fileURLToPath(new URL("../.data", import.meta.url));

/** Runs statements. `Row` is what the statement selects: the caller knows its columns. */
export interface Queries {
  /** One statement, its rows. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Several statements without values. */
  script(text: string): Promise<void>;
}

/** What both kinds of PostgreSQL can do, and all that the rest of the example knows of them. */
export interface Database extends Queries {
  /** All or nothing. A signal that is aborted ends it, and nothing is stored. */
  transaction<T>(run: (queries: Queries) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens a PostgreSQL server, or an embedded one.
 *
 * @param where - a server's URL; else the folder of an embedded database, or nothing for one in memory
 * @throws where another process has the folder open
 */
export async function openDatabase({ url, folder }: { url?: string | undefined; folder?: string }): Promise<Database> {
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

export function embedded(lite: PGlite): Database {
  const queriesOf = (on: PGlite | Transaction): Queries => ({
    query: async <Row>(text: string, values: readonly unknown[] = []) => (await on.query<Row>(text, [...values])).rows,
    script: async (text) => void (await on.exec(text)),
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

function server(url: string): Database {
  // Microseconds are exact in a double until the year 2255.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
    max: 5,
  });
  // A connection that breaks between two statements fails the next one; without a listener it would end the process. One that
  // breaks right after it was made has said so before whoever asked for it has it in hand, so they all have one from the start.
  pool.on("connect", (client) => client.on("error", () => {}));
  // One that breaks while nobody uses it: the pool opens another one.
  pool.on("error", () => {});

  const queriesOf = (on: pg.Pool | pg.PoolClient): Queries => ({
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await on.query(text, [...values])).rows as Row[],
    script: async (text) => void (await on.query(text)),
  });
  return {
    ...queriesOf(pool),
    transaction: async (run, signal) => {
      signal?.throwIfAborted();
      const client = await pool.connect();
      // Ends the connection even in the middle of a statement, upon which the server rolls back.
      const giveUp = () => void client.end().catch(() => {});
      signal?.addEventListener("abort", giveUp);
      let broken = true;
      try {
        signal?.throwIfAborted();
        await client.query("begin");
        const result = await run(queriesOf(client)).catch(async (error: unknown) => {
          await client.query("rollback");
          broken = false;
          throw error;
        });
        await client.query("commit");
        broken = false;
        return result;
      } finally {
        signal?.removeEventListener("abort", giveUp);
        client.release(broken || (signal?.aborted ?? false));
      }
    },
    close: () => pool.end(),
  };
}
