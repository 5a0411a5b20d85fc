import { readFile } from "node:fs/promises";
import type { Database } from "./database.ts";

/** Any number, as long as nothing else in the database locks the same one. */
const MIGRATION_LOCK = 640_121;

/** Makes the tables that are missing; two managers may start at once. */
export async function migrate(database: Database): Promise<void> {
  const text = await readFile(new URL("../migration.sql", import.meta.url), "utf8");
  await database.transaction(async ({ query, script }) => {
    await query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const [found] = await query<{ done: boolean }>("select to_regclass('audit') is not null as done");
    if (found?.done !== true) await script(text);
  });
}
