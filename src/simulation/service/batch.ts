import { itemAt } from "../../util/item-at.ts";
import { type BatchTimes, firstTokenMs, tokenMs } from "./batch-times.ts";

/** One request in a queue or a batch. */
export interface Job {
  readonly arrivedMs: number;
  readonly input: number;
  readonly output: number;
}

/** One request in the batch, and the progress at which it joined. */
interface Seat {
  readonly job: Job;
  readonly joinedAt: number;
}

/**
 * The batch of one replica: all requests in it advance by one token in the time that the batch's size makes it take.
 *
 * Progress is counted in tokens since the batch was last empty, alike for all, so that a request ends when the count
 * reaches a figure that is known when it joins: no event touches more than one request. Prefill counts as the tokens that
 * could be decoded meanwhile.
 */
export class Batch {
  /** When the next request ends; Infinity where none runs. */
  nextEndMs = Number.POSITIVE_INFINITY;
  /** Tokens of cache that are set aside. */
  reserved = 0;
  /** Milliseconds in which something ran. */
  busyMs = 0;

  readonly #times: BatchTimes;
  #atMs = 0;
  #progress = 0;
  #msPerToken = 0;
  #inputs = 0;
  #joined = 0;
  // A binary heap by the progress at which requests end.
  readonly #ends: number[] = [];
  readonly #seats: Seat[] = [];

  constructor(times: BatchTimes) {
    this.#times = times;
  }

  get size(): number {
    return this.#ends.length;
  }

  /** Tokens of cache in use at a time: inputs, and what has been written since. */
  cacheTokens(nowMs: number): number {
    this.#advance(nowMs);
    return this.#inputs + this.size * this.#progress - this.#joined;
  }

  join(job: Job, nowMs: number): void {
    this.#advance(nowMs);
    if (this.size === 0) {
      this.#progress = 0;
      this.#joined = 0;
    }
    const size = this.size + 1;
    const prefill = firstTokenMs(this.#times, job.input, size);
    const work = job.output - 1 + prefill / tokenMs(this.#times, size);
    this.#joined += this.#progress;
    this.#inputs += job.input;
    this.reserved += job.input + job.output;
    this.#push(this.#progress + work, { job, joinedAt: this.#progress });
    this.#retime();
  }

  /** Ends the request that is due, at {@link nextEndMs}. */
  end(): Job {
    this.#advance(this.nextEndMs);
    this.#progress = itemAt(this.#ends, 0);
    const { job, joinedAt } = this.#pop();
    this.#inputs -= job.input;
    this.reserved -= job.input + job.output;
    this.#joined -= joinedAt;
    this.#retime();
    return job;
  }

  /** Counts the time up to now as busy where something runs. */
  #advance(nowMs: number): void {
    const ms = nowMs - this.#atMs;
    if (this.size > 0) {
      this.busyMs += ms;
      this.#progress += ms / this.#msPerToken;
    }
    this.#atMs = nowMs;
  }

  #retime(): void {
    const { size } = this;
    if (size === 0) {
      this.nextEndMs = Number.POSITIVE_INFINITY;
      return;
    }
    this.#msPerToken = tokenMs(this.#times, size);
    const left = itemAt(this.#ends, 0) - this.#progress;
    this.nextEndMs = this.#atMs + Math.max(0, left) * this.#msPerToken;
  }

  #push(end: number, seat: Seat): void {
    let at = this.#ends.length;
    this.#ends.push(end);
    this.#seats.push(seat);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = itemAt(this.#ends, parent);
      if (above <= end) break;
      this.#ends[at] = above;
      this.#move(parent, at);
      at = parent;
    }
    this.#ends[at] = end;
    this.#seats[at] = seat;
  }

  #pop(): Seat {
    const size = this.#ends.length - 1;
    const first = itemAt(this.#seats, 0);
    const end = itemAt(this.#ends, size);
    const seat = itemAt(this.#seats, size);
    this.#ends.length = size;
    this.#seats.length = size;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && itemAt(this.#ends, child + 1) < itemAt(this.#ends, child)) child += 1;
      const below = itemAt(this.#ends, child);
      if (below >= end) break;
      this.#ends[at] = below;
      this.#move(child, at);
      at = child;
    }
    this.#ends[at] = end;
    this.#seats[at] = seat;
    return first;
  }

  #move(from: number, to: number): void {
    this.#seats[to] = itemAt(this.#seats, from);
  }
}
