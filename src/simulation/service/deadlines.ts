import { doubleAt, integerAt, longer } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Job } from "./job.ts";

/**
 * Requests by the step at which they end: a binary heap. Numbers alone are moved about in it, as an engine notes each move of
 * an object for its garbage collector: a request keeps its place in a list, and the heap holds places.
 */
export class Deadlines {
  #size = 0;
  /** By position in the heap. */
  #steps = new Float64Array(16);
  /** The same, and behind it the places that are free. */
  #places = Int32Array.from({ length: 16 }, (_, place) => place);
  readonly #jobs: Job[] = [];

  get size(): number {
    return this.#size;
  }

  /** The first step at which one ends; Infinity where there is none. */
  get next(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : doubleAt(this.#steps, 0);
  }

  push(step: number, job: Job): void {
    const at = this.#size;
    if (at === this.#steps.length) this.#grow();
    const place = integerAt(this.#places, at);
    this.#jobs[place] = job;
    this.#size = at + 1;
    this.#rise(at, step, place);
  }

  /** Takes out the one that ends first. */
  pop(): Job {
    return this.#take(0);
  }

  /** Takes out the one that was taken in last, with the step at which it would end. */
  popNewest(): { readonly job: Job; readonly step: number } {
    let at = 0;
    for (let each = 1; each < this.#size; each += 1) if (this.#at(each).turn > this.#at(at).turn) at = each;
    const step = doubleAt(this.#steps, at);
    return { job: this.#take(at), step };
  }

  /** The highest turn of all; -1 where there is none. */
  newestTurn(): number {
    let newest = -1;
    for (let at = 0; at < this.#size; at += 1) newest = Math.max(newest, this.#at(at).turn);
    return newest;
  }

  #at(at: number): Job {
    return itemAt(this.#jobs, integerAt(this.#places, at));
  }

  #take(at: number): Job {
    const free = integerAt(this.#places, at);
    const last = this.#size - 1;
    const step = doubleAt(this.#steps, last);
    const place = integerAt(this.#places, last);
    this.#size = last;
    this.#places[last] = free;
    if (at < last) {
      if (at > 0 && doubleAt(this.#steps, (at - 1) >> 1) > step) this.#rise(at, step, place);
      else this.#sink(at, step, place);
    }
    return itemAt(this.#jobs, free);
  }

  #rise(from: number, step: number, place: number): void {
    const steps = this.#steps;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (doubleAt(steps, parent) <= step) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, step, place);
  }

  #sink(from: number, step: number, place: number): void {
    const steps = this.#steps;
    const size = this.#size;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && doubleAt(steps, child + 1) < doubleAt(steps, child)) child += 1;
      if (doubleAt(steps, child) >= step) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, step, place);
  }

  #move(from: number, to: number): void {
    this.#put(to, doubleAt(this.#steps, from), integerAt(this.#places, from));
  }

  #put(at: number, step: number, place: number): void {
    this.#steps[at] = step;
    this.#places[at] = place;
  }

  #grow(): void {
    const { length } = this.#steps;
    this.#steps = longer(this.#steps);
    const places = Int32Array.from({ length: 2 * length }, (_, place) => place);
    places.set(this.#places);
    this.#places = places;
  }
}
