import type { RandomStream } from "../numbers/random.ts";
import { Arrivals } from "../traffic/arrivals.ts";
import type { Traffic } from "../traffic/traffic.ts";
import { Batch, type Job } from "./batch.ts";
import { Fifo } from "./fifo.ts";
import type { CompleteLlm } from "./llm-service.ts";
import type { Interval, ServiceSetup, Stretch } from "./service-step.ts";

/** One replica with its batch and, where requests are routed as they arrive, its queue. */
interface Engine {
  readonly id: number;
  readonly batch: Batch;
  readonly queue: Fifo<Job>;
}

/** What one cycle came to. */
interface Tally {
  arrived: number;
  served: number;
  lost: number;
  queueSeconds: number;
  tokens: number;
  busyMs: number;
}

/** All replicas and their requests, from event to event. At one instant ends come before arrivals, and older replicas first. */
export class LlmCluster {
  /** Requests that wait, wherever. */
  waiting = 0;

  readonly #service: CompleteLlm;
  readonly #traffic: Traffic;
  readonly #waited: ServiceSetup["waited"];
  readonly #arrivals: Arrivals;
  readonly #lengths: RandomStream;
  /** Requests that no replica has taken in. */
  readonly #front = new Fifo<Job>();
  #open: readonly Engine[] = [];
  #all: readonly Engine[] = [];
  #nowMs = 0;
  #tally: Tally = emptyTally();

  constructor(service: CompleteLlm, { traffic, random, waited }: ServiceSetup) {
    this.#service = service;
    this.#traffic = traffic;
    this.#waited = waited;
    this.#arrivals = new Arrivals(traffic, random("arrivals"));
    this.#lengths = random("lengths");
  }

  run({ stretches, draining, gone, endMs }: Interval): Tally {
    this.#tally = emptyTally();
    this.#lose(gone);
    for (const stretch of stretches) this.#stretch(stretch, draining);
    for (const { batch } of this.#all) {
      batch.cacheTokens(endMs);
      this.#tally.busyMs += batch.busyMs;
      batch.busyMs = 0;
    }
    return this.#tally;
  }

  get running(): number {
    return this.#all.reduce((sum, { batch }) => sum + batch.size, 0);
  }

  /** Requests that wait where an engine counts them. */
  get queued(): number {
    return this.#open.length === 0 ? 0 : this.waiting;
  }

  get cacheTokens(): number {
    return this.#all.reduce((sum, { batch }) => sum + batch.cacheTokens(this.#nowMs), 0);
  }

  /** Those of the replicas that still run something. */
  busyAmong(ids: readonly number[]): readonly number[] {
    return this.#all.filter(({ id, batch }) => batch.size > 0 && ids.includes(id)).map(({ id }) => id);
  }

  /** Of replicas that are no more what they ran is lost, and what waited at them is routed anew. */
  #lose(gone: readonly number[]): void {
    for (const { id, batch, queue } of this.#all) {
      if (!gone.includes(id)) continue;
      this.#tally.lost += batch.size;
      this.#front.takeAll(queue);
    }
  }

  #stretch({ startMs, endMs, ready }: Stretch, draining: readonly number[]): void {
    this.#passTo(startMs);
    this.#settle(ready, draining);
    let arrival = this.#arrivals.next(endMs);
    for (;;) {
      const next = this.#nextToEnd();
      const endsMs = next?.batch.nextEndMs ?? Number.POSITIVE_INFINITY;
      if (arrival !== null && arrival.atMs < endsMs) {
        this.#passTo(arrival.atMs);
        this.#arrive(arrival.bin);
        arrival = this.#arrivals.next(endMs);
      } else if (next !== null && endsMs < endMs) {
        this.#passTo(endsMs);
        this.#end(next);
      } else {
        break;
      }
    }
    this.#passTo(endMs);
  }

  /** Who is there: engines keep their batches, those that are no longer open give back what waits at them. */
  #settle(ready: readonly number[], draining: readonly number[]): void {
    const known = new Map(this.#all.map((engine) => [engine.id, engine]));
    this.#open = ready.map((id) => known.get(id) ?? newEngine(id, this.#service));
    // Neither open nor draining are those that are no more.
    const leaving = this.#all.filter(({ id }) => draining.includes(id));
    for (const { queue } of leaving) this.#front.takeAll(queue);
    this.#all = [...this.#open, ...leaving];
    if (this.#service.routing === "shared") this.#fill();
    else this.#routeFront();
  }

  #nextToEnd(): Engine | null {
    let next: Engine | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    for (const engine of this.#all) {
      if (engine.batch.nextEndMs < earliest) {
        earliest = engine.batch.nextEndMs;
        next = engine;
      }
    }
    return next;
  }

  #arrive(bin: number): void {
    this.#tally.arrived += 1;
    const job: Job = {
      arrivedMs: this.#nowMs,
      input: this.#length(this.#traffic.tokensOf(bin, "input")),
      output: this.#length(this.#traffic.tokensOf(bin, "output")),
    };
    const engine = this.#service.routing === "shared" ? this.#withRoom(job) : this.#leastLoaded();
    if (engine !== null && engine.queue.length === 0 && this.#fits(engine, job)) {
      this.#begin(engine, job);
    } else if (this.waiting >= this.#service.queueLimit) {
      this.#tally.lost += 1;
    } else {
      this.waiting += 1;
      (engine?.queue ?? this.#front).push(job);
    }
  }

  #length(mean: number): number {
    const drawn = this.#service.lengths === "constant" ? mean : this.#lengths.exponential() * mean;
    return Math.max(1, Math.floor(drawn + 0.5));
  }

  #end(engine: Engine): void {
    const job = engine.batch.end();
    this.#tally.served += 1;
    this.#tally.tokens += job.output;
    if (this.#service.routing === "shared") this.#fill();
    else this.#admit(engine);
  }

  /** From the one queue to wherever there is room. */
  #fill(): void {
    for (let job = this.#front.peek(); job !== undefined; job = this.#front.peek()) {
      const engine = this.#withRoom(job);
      if (engine === null) return;
      this.#front.shift();
      this.waiting -= 1;
      this.#begin(engine, job);
    }
  }

  /** What no replica was there for, to those that are there now. */
  #routeFront(): void {
    for (let engine = this.#leastLoaded(); engine !== null; engine = this.#leastLoaded()) {
      const job = this.#front.shift();
      if (job === undefined) return;
      engine.queue.push(job);
      this.#admit(engine);
    }
  }

  #admit(engine: Engine): void {
    for (let job = engine.queue.peek(); job !== undefined; job = engine.queue.peek()) {
      if (!this.#fits(engine, job)) return;
      engine.queue.shift();
      this.waiting -= 1;
      this.#begin(engine, job);
    }
  }

  #begin({ batch }: Engine, job: Job): void {
    this.#waited(this.#nowMs - job.arrivedMs, 1);
    batch.join(job, this.#nowMs);
  }

  /** Whether the batch has a place and the cache room. A request past all of the cache runs alone. */
  #fits({ batch }: Engine, { input, output }: Job): boolean {
    const { concurrency, cacheTokens } = this.#service;
    return batch.size < concurrency && (batch.size === 0 || batch.reserved + input + output <= cacheTokens);
  }

  /** Of the open engines with room the one that runs the least; null where none has. */
  #withRoom(job: Job): Engine | null {
    let best: Engine | null = null;
    for (const engine of this.#open) {
      if (this.#fits(engine, job) && (best === null || engine.batch.size < best.batch.size)) best = engine;
    }
    return best;
  }

  #leastLoaded(): Engine | null {
    let best: Engine | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const engine of this.#open) {
      const outstanding = engine.batch.size + engine.queue.length;
      if (outstanding < fewest) {
        fewest = outstanding;
        best = engine;
      }
    }
    return best;
  }

  #passTo(ms: number): void {
    this.#tally.queueSeconds += (this.waiting * (ms - this.#nowMs)) / 1000;
    this.#nowMs = ms;
  }
}

function newEngine(id: number, service: CompleteLlm): Engine {
  return { id, batch: new Batch(service), queue: new Fifo() };
}

function emptyTally(): Tally {
  return { arrived: 0, served: 0, lost: 0, queueSeconds: 0, tokens: 0, busyMs: 0 };
}
