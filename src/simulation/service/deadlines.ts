import { itemAt } from "../../util/item-at.ts";
import type { Job } from "./job.ts";

/** Requests by the step at which they end: a binary heap. */
export class Deadlines {
  readonly #steps: number[] = [];
  readonly #jobs: Job[] = [];

  get size(): number {
    return this.#steps.length;
  }

  /** The first step at which one ends; Infinity where there is none. */
  get next(): number {
    return this.#steps[0] ?? Number.POSITIVE_INFINITY;
  }

  push(step: number, job: Job): void {
    this.#steps.push(step);
    this.#jobs.push(job);
    this.#rise(this.#steps.length - 1, step, job);
  }

  /** Takes out the one that ends first. */
  pop(): Job {
    const job = itemAt(this.#jobs, 0);
    this.#take(0);
    return job;
  }

  /** Takes out the one that was taken in last, with the step at which it would end. */
  popNewest(): { readonly job: Job; readonly step: number } {
    let at = 0;
    for (let each = 1; each < this.#jobs.length; each += 1) {
      if (itemAt(this.#jobs, each).turn > itemAt(this.#jobs, at).turn) at = each;
    }
    const newest = { job: itemAt(this.#jobs, at), step: itemAt(this.#steps, at) };
    this.#take(at);
    return newest;
  }

  /** The highest turn of all; -1 where there is none. */
  newestTurn(): number {
    let newest = -1;
    for (const { turn } of this.#jobs) if (turn > newest) newest = turn;
    return newest;
  }

  #take(at: number): void {
    // By pop: to set the length of a list takes an engine ten times as long.
    const step = this.#steps.pop();
    const job = this.#jobs.pop();
    if (step === undefined || job === undefined || at === this.#steps.length) return;
    if (at > 0 && itemAt(this.#steps, (at - 1) >> 1) > step) this.#rise(at, step, job);
    else this.#sink(at, step, job);
  }

  #rise(from: number, step: number, job: Job): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (itemAt(this.#steps, parent) <= step) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, step, job);
  }

  #sink(from: number, step: number, job: Job): void {
    const size = this.#steps.length;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && itemAt(this.#steps, child + 1) < itemAt(this.#steps, child)) child += 1;
      if (itemAt(this.#steps, child) >= step) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, step, job);
  }

  #move(from: number, to: number): void {
    this.#put(to, itemAt(this.#steps, from), itemAt(this.#jobs, from));
  }

  #put(at: number, step: number, job: Job): void {
    this.#steps[at] = step;
    this.#jobs[at] = job;
  }
}
