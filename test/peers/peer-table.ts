import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** What every case of a table has. */
interface PeerCase {
  readonly id: string;
}

/** The cases of two files of one form, group by group. */
function together(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const groups = Object.entries(other).flatMap(([group, cases]) => {
    const own = one[group];
    return Array.isArray(own) && Array.isArray(cases) ? [[group, [...own, ...cases]]] : [];
  });
  return { ...one, ...Object.fromEntries(groups) };
}

/** Why cases of a table are not run, and which. */
type NotRun = Readonly<Record<string, readonly string[]>>;

/** A table of another autoscaler's answers, with the cases of `derived` that are worked out by hand in the same form. Each of its cases is either run, or named with the reason why it is not. */
export class PeerTable<Groups extends { readonly [Group in keyof Groups]: readonly PeerCase[] }> {
  readonly #file: string;
  readonly #groups: Groups;
  readonly #notRun: NotRun;
  readonly #run: string[] = [];

  constructor(file: string, notRun: NotRun = {}) {
    this.#file = file;
    const tables = [`./tables/${file}`, `./derived/${file}`].map((path) => new URL(path, import.meta.url));
    const [own, ...derived] = tables
      .filter((table) => existsSync(table))
      .map((table) => JSON.parse(readFileSync(table, "utf8")));
    this.#groups = derived.reduce(together, own);
    this.#notRun = notRun;
  }

  /** Runs the cases of a group, but for those that are named as not run. */
  run<Group extends keyof Groups>(group: Group, name: string, check: (given: Groups[Group][number]) => void): void {
    const notRun = Object.values(this.#notRun).flat();
    const cases = this.#groups[group].filter(({ id }) => !notRun.includes(id));
    this.#run.push(...cases.map(({ id }) => id));
    describe(name, () => {
      for (const given of cases) test(given.id, () => check(given));
    });
  }

  /** Skips, by name, the cases that are not run. Every case of the file has to be among those or among those that were run. */
  isComplete(): void {
    for (const [reason, ids] of Object.entries(this.#notRun)) test.skip.each(ids)(`%s: ${reason}`, () => undefined);
    test(`each case of ${this.#file} is either run, or named with the reason why it is not`, () => {
      const lists = Object.values<unknown>(this.#groups).filter((group) => Array.isArray(group));
      const ids: string[] = lists.flatMap((list) => list.map(({ id }: PeerCase) => id));
      expect([...this.#run, ...Object.values(this.#notRun).flat()].toSorted()).toEqual(ids.toSorted());
    });
  }
}
