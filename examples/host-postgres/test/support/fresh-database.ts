import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { type Database, embedded, openDatabase } from "../../src/database.ts";
import { migrate } from "../../src/migrate.ts";

const { DATABASE_URL } = process.env;

/** A database with empty tables. */
export interface FreshDatabase {
  readonly database: Database;
  /** Null for an embedded one. */
  readonly url: string | null;
  readonly close: () => Promise<void>;
}

/** Starting one takes seconds, so the tests of a file share it, each with a schema of its own. */
let shared: PGlite | null = null;
after(() => shared?.close());

/** A database with empty tables, on the server of DATABASE_URL or embedded. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const schema = newSchema();
  return DATABASE_URL === undefined ? freshEmbedded(schema) : freshOnServer(DATABASE_URL, schema);
}

async function freshEmbedded(schema: string): Promise<FreshDatabase> {
  const lite = shared ?? (await PGlite.create());
  shared = lite;
  await lite.exec(`create schema ${schema}; set search_path to ${schema}`);
  const database = embedded(lite);
  await migrate(database);
  const close = async () => {
    if (!lite.closed) await lite.exec(`drop schema ${schema} cascade`);
  };
  return { database, url: null, close };
}

/** A database with empty tables on the server of a URL. */
export async function freshOnServer(
  base: string,
  schema = newSchema(),
): Promise<FreshDatabase & { readonly url: string }> {
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

function newSchema(): string {
  return `test_${randomUUID().replaceAll("-", "")}`;
}
