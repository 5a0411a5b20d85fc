import { readFile } from "node:fs/promises";

/** Any number, as long as nothing else in the database locks the same one. */
const MIGRATION_LOCK = 640_121;

/**
 * Makes the tables where there are none; two managers may start at once.
 *
 * @param {import("./database.mjs").Database} database
 */
export async function migrate(database) {
  const script = await readFile(new URL("../migration.sql", import.meta.url), "utf8");
  await database.transaction(async ({ query, script: run }) => {
    await query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const [{ done }] = await query("select to_regclass('audit') is not null as done");
    if (!done) await run(script);
  });
}
