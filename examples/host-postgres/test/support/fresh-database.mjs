import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { embedded, openDatabase } from "../../src/database.mjs";
import { migrate } from "../../src/migrate.mjs";

const { DATABASE_URL } = process.env;

/** Starting one takes seconds, so the tests of a file share it, each with a schema of its own. */
let shared = null;
after(() => shared?.close());

/**
 * A database with empty tables, on the server of DATABASE_URL or embedded.
 *
 * @returns {Promise<{ database: import("../../src/database.mjs").Database, url: string | null, close: () => Promise<void> }>}
 *   the URL is null for an embedded one
 */
export async function freshDatabase() {
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  return DATABASE_URL === undefined ? freshEmbedded(schema) : freshOnServer(schema, DATABASE_URL);
}

async function freshEmbedded(schema) {
  shared ??= await PGlite.create();
  await shared.exec(`create schema ${schema}; set search_path to ${schema}`);
  const database = embedded(shared);
  await migrate(database);
  const close = async () => {
    if (!shared.closed) await shared.exec(`drop schema ${schema} cascade`);
  };
  return { database, url: null, close };
}

async function freshOnServer(schema, base) {
  const admin = await openDatabase({ url: base });
  await admin.query(`create schema ${schema}`);
  const url = new URL(base);
  url.searchParams.set("options", `-c search_path=${schema}`);
  const database = await openDatabase({ url: url.href });
  await migrate(database);
  return {
    database,
    url: url.href,
    close: async () => {
      await database.close();
      await admin.query(`drop schema ${schema} cascade`);
      await admin.close();
    },
  };
}
