import { readFileSync } from "node:fs";
import Libsql from "libsql";

/** What a column can hold. */
type Value = string | number | null;

/** A SQLite database, and the two things that the example does with it. */
export interface Database {
  /** One statement, and its rows. `Row` is what the statement selects: the caller knows its columns. */
  query<Row>(text: string, ...values: readonly Value[]): readonly Row[];
  /** All or nothing. It is synchronous: nothing else of this process happens within. */
  transaction<T>(run: () => T): T;
  close(): void;
}

/** Opens a database and makes the tables that are missing. `:memory:` is one that goes with the process. */
export function openDatabase(file: string): Database {
  const connection = new Libsql(file);
  // Another process, such as the sqlite3 shell, may write too: it is waited for.
  for (const setting of ["journal_mode = wal", "foreign_keys = on", "busy_timeout = 5000"]) {
    connection.exec(`pragma ${setting}`);
  }
  connection.exec(readFileSync(new URL("./schema.sql", import.meta.url), "utf8"));
  return {
    query: <Row>(text: string, ...values: readonly Value[]) => connection.prepare(text).all(...values) as Row[],
    transaction: (run) => connection.transaction(run).immediate(),
    close: () => connection.close(),
  };
}
