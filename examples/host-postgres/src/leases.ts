import type { Database } from "./database.ts";

/** How many shares there are, as `migration.sql` makes them: more managers than that have nothing to do. */
export const SHARES = 64;

/** What a manager holds: the endpoints of these shares are its own to decide, until the lease ends. */
export interface Lease {
  readonly owner: string;
  readonly shares: readonly number[];
}

/**
 * Divides the endpoints among the managers of one database. There is no leader: each manager says that it is there, keeps as
 * many shares as come to it, lets go of the rest, and takes what is free or whose lease has ended. A manager that is killed or
 * stalls loses its shares when its lease ends, and a commit under a lease that has ended is refused.
 */
export class Leases {
  readonly #database: Database;
  readonly #owner: string;
  readonly #seconds: number;

  /**
   * @param owner - a name that no other process ever has
   * @param leaseMs - how long a lease lasts without being renewed
   */
  constructor(database: Database, owner: string, leaseMs: number) {
    this.#database = database;
    this.#owner = owner;
    this.#seconds = leaseMs / 1000;
  }

  /** Renews what this manager holds, and takes or lets go of shares so that every manager comes to hold as many. */
  renew(signal?: AbortSignal): Promise<Lease> {
    const owner = this.#owner;
    return this.#database.transaction(async ({ query }) => {
      await query(
        `insert into manager (id, until) values ($1, clock_timestamp() + make_interval(secs => $2))
         on conflict (id) do update set until = excluded.until`,
        [owner, this.#seconds],
      );
      const [there] = await query<{ managers: number }>(
        "select count(*) as managers from manager where until > clock_timestamp()",
      );
      const part = Math.ceil(SHARES / Math.max(there?.managers ?? 1, 1));

      const held = await query<{ id: number }>(
        "select id from share where owner = $1 and until > clock_timestamp() order by id for update",
        [owner],
      );
      const kept = held.slice(0, part).map(({ id }) => id);
      await query("update share set owner = null, until = null where owner = $1 and id <> all($2::integer[])", [
        owner,
        kept,
      ]);
      const shares = await query<{ id: number }>(
        `update share set owner = $1, until = clock_timestamp() + make_interval(secs => $2)
         where id = any($3::integer[]) or id in (
           select id from share where owner is null or until <= clock_timestamp()
           order by id limit $4 for update skip locked
         ) returning id`,
        [owner, this.#seconds, kept, part - kept.length],
      );
      return { owner, shares: shares.map(({ id }) => id).sort((one, other) => one - other) };
    }, signal);
  }

  /** Lets go of everything, so that the others need not wait for the lease to end. */
  async release(): Promise<void> {
    await this.#database.transaction(async ({ query }) => {
      await query("update share set owner = null, until = null where owner = $1", [this.#owner]);
      await query("delete from manager where id = $1", [this.#owner]);
      // Who was killed never says that it is gone.
      await query(
        `delete from manager where id in (
           select id from manager where until < clock_timestamp() - interval '1 hour' for update skip locked
         )`,
      );
    });
  }
}
