import type { RandomStream } from "../numbers/random.ts";
import { Arrivals } from "../traffic/arrivals.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { ReplicaReadings } from "./engine-metrics.ts";
import { Fifo } from "./fifo.ts";
import { type Job, newJob } from "./job.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { Replica, type Watcher } from "./replica.ts";
import type { Interval, ServiceSetup, Stretch } from "./service-step.ts";

/** What one cycle came to. */
interface Tally {
  arrived: number;
  served: number;
  good: number;
  lost: number;
  queueSeconds: number;
}

/** A request that gave up, and when it comes again. */
interface Retry {
  readonly atMs: number;
  readonly job: Job;
}

/** What replicas report at the end of a cycle. */
interface Reports {
  readonly ready: readonly ReplicaReadings[];
  readonly draining: readonly ReplicaReadings[];
}

/** All replicas and their requests, from event to event. At one instant ends come before arrivals, and older replicas first. */
export class LlmCluster {
  /** Requests that wait, wherever: those that have not begun, and those that were put off for want of cache. */
  waiting = 0;

  readonly #service: CompleteLlm;
  readonly #traffic: Traffic;
  readonly #took: ServiceSetup["took"];
  readonly #limits: ServiceSetup["limits"];
  readonly #arrivals: Arrivals;
  readonly #lengths: RandomStream;
  readonly #watcher: Watcher;
  readonly #isShared: boolean;
  readonly #patienceMs: number;
  /** Requests that no replica has taken in. */
  readonly #front = new Fifo<Job>();
  readonly #retries = new Fifo<Retry>();
  #open: readonly Replica[] = [];
  #draining: readonly Replica[] = [];
  #all: readonly Replica[] = [];
  #nowMs = 0;
  #tally: Tally = emptyTally();

  constructor(service: CompleteLlm, { traffic, random, took, limits }: ServiceSetup) {
    this.#limits = limits;
    this.#service = service;
    this.#traffic = traffic;
    this.#took = took;
    this.#arrivals = new Arrivals(traffic, random("arrivals"));
    this.#lengths = random("lengths");
    this.#isShared = service.routing === "shared";
    this.#patienceMs = service.patienceSeconds * 1000;
    this.#watcher = {
      first: ({ arrivedMs }, ms) => took("firstToken", ms - arrivedMs, 1),
      finished: (job, ms) => this.#finished(job, ms),
    };
  }

  run({ stretches, draining, gone }: Interval): Tally {
    this.#tally = emptyTally();
    this.#lose(gone);
    for (const stretch of stretches) this.#stretch(stretch, draining);
    return this.#tally;
  }

  get running(): number {
    return this.#all.reduce((sum, { running }) => sum + running, 0);
  }

  /** What every replica reports at the end of a cycle, after {@link run}. */
  report({ startMs, endMs }: Interval): Reports {
    const shared = this.#open.length === 0 ? 0 : this.#front.length / this.#open.length;
    const seconds = (endMs - startMs) / 1000;
    const readingsOf = (replica: Replica, queued: number): ReplicaReadings => {
      const busy = replica.endCycle(startMs, endMs);
      const { running, waiting, generated, finished, preemptions } = replica;
      replica.forget();
      return {
        running,
        waiting: waiting + queued,
        cache: replica.cacheShare(endMs),
        cacheTokens: replica.cacheTokens(endMs),
        generated: generated / seconds,
        finished: finished / seconds,
        preemptions: preemptions / seconds,
        busy,
      };
    };
    return {
      ready: this.#open.map((replica) => readingsOf(replica, shared)),
      draining: this.#draining.map((replica) => readingsOf(replica, 0)),
    };
  }

  /** Ids of the draining replicas that still work on something. */
  get busy(): readonly number[] {
    return this.#draining.filter(({ running, preempted }) => running + preempted > 0).map(({ id }) => id);
  }

  /** Of replicas that are no more what they had begun is lost, and what waited at them is routed anew. */
  #lose(gone: readonly number[]): void {
    for (const { id, running, preempted, queue } of this.#all) {
      if (!gone.includes(id)) continue;
      this.#tally.lost += running + preempted;
      this.waiting -= preempted;
      this.#front.takeAll(queue);
    }
  }

  #stretch({ startMs, endMs, ready }: Stretch, draining: readonly number[]): void {
    this.#passTo(startMs);
    this.#settle(ready, draining);
    let arrival = this.#arrivals.next(endMs);
    for (;;) {
      const replica = this.#nextToChange();
      const changesMs = replica?.nextMs ?? Number.POSITIVE_INFINITY;
      const arrivesMs = arrival?.atMs ?? Number.POSITIVE_INFINITY;
      const { givesUpMs, returnsMs } = this.#nextChangeOfMind();
      const nextMs = Math.min(changesMs, arrivesMs, givesUpMs, returnsMs);
      if (nextMs >= endMs) break;
      this.#passTo(nextMs);
      if (replica !== null && changesMs === nextMs) {
        this.#advance(replica);
      } else if (arrival !== null && arrivesMs === nextMs) {
        this.#arrive(this.#newRequest(arrival.bin));
        arrival = this.#arrivals.next(endMs);
      } else if (givesUpMs === nextMs) {
        this.#giveUp();
      } else {
        this.#return();
      }
    }
    this.#passTo(endMs);
  }

  /** Who is there: replicas keep what they run, those that are no longer open give back what waits at them. */
  #settle(ready: readonly number[], draining: readonly number[]): void {
    const known = new Map(this.#all.map((replica) => [replica.id, replica]));
    this.#open = ready.map((id) => known.get(id) ?? new Replica(id, this.#nowMs, this.#service, this.#watcher));
    // Neither open nor draining are those that are no more.
    this.#draining = this.#all.filter(({ id }) => draining.includes(id));
    for (const { queue } of this.#draining) this.#front.takeAll(queue);
    this.#all = [...this.#open, ...this.#draining];
    if (this.#isShared) this.#fill();
    else this.#routeFront();
  }

  #nextToChange(): Replica | null {
    let next: Replica | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    for (const replica of this.#all) {
      if (replica.nextMs < earliest) {
        earliest = replica.nextMs;
        next = replica;
      }
    }
    return next;
  }

  #newRequest(bin: number): Job {
    const input = this.#length(this.#traffic.tokensOf(bin, "input"));
    const output = this.#length(this.#traffic.tokensOf(bin, "output"));
    return newJob(this.#nowMs, { input, output, retries: this.#service.retries });
  }

  #arrive(job: Job): void {
    this.#tally.arrived += 1;
    const replica = this.#isShared ? this.#withRoom(job) : this.#leastLoaded();
    const isNext = replica !== null && replica.queue.length === 0 && this.#front.length === 0;
    if (isNext && replica.fits(job, this.#nowMs)) {
      this.#noteWait(job);
      replica.join(job, this.#nowMs);
    } else if (this.waiting >= this.#service.queueLimit) {
      this.#tally.lost += 1;
    } else {
      this.waiting += 1;
      (this.#isShared ? this.#front : (replica?.queue ?? this.#front)).push(job);
    }
  }

  #length(mean: number): number {
    const drawn = this.#service.lengths === "constant" ? mean : this.#lengths.exponential() * mean;
    return Math.max(1, Math.floor(drawn + 0.5));
  }

  /** Ends the steps of a replica that are due, and lets it take in what waits for it. */
  #advance(replica: Replica): void {
    const before = replica.preempted;
    replica.complete();
    replica.resume(
      this.#nowMs,
      this.#isShared && !this.#draining.includes(replica) ? this.#front : replica.queue,
      this.#begin,
    );
    this.waiting += replica.preempted - before;
  }

  /** A request that waited begins. */
  readonly #begin = (job: Job): void => {
    this.waiting -= 1;
    this.#noteWait(job);
  };

  #noteWait(job: Job): void {
    job.queuedMs = this.#nowMs - job.arrivedMs;
    this.#took("queue", job.queuedMs, 1);
  }

  #finished({ arrivedMs, queuedMs, firstMs, output }: Job, nowMs: number): void {
    const firstToken = firstMs - arrivedMs;
    const perToken = output > 1 ? (nowMs - firstMs) / (output - 1) : 0;
    const endToEnd = nowMs - arrivedMs;
    this.#took("endToEnd", endToEnd, 1);
    if (output > 1) this.#took("perToken", perToken, 1);
    this.#tally.served += 1;
    const limits = this.#limits;
    const isInTime = queuedMs <= limits.queue && firstToken <= limits.firstToken;
    if (isInTime && perToken <= limits.perToken && endToEnd <= limits.endToEnd) this.#tally.good += 1;
  }

  /** From the one queue to wherever there is space. */
  #fill(): void {
    for (let job = this.#front.peek(); job !== undefined; job = this.#front.peek()) {
      const replica = this.#withRoom(job);
      if (replica === null) return;
      this.#front.shift();
      this.#begin(job);
      replica.join(job, this.#nowMs);
    }
  }

  /** What no replica was there for, to those that are there now. */
  #routeFront(): void {
    for (let replica = this.#leastLoaded(); replica !== null; replica = this.#leastLoaded()) {
      const job = this.#front.shift();
      if (job === undefined) return;
      if (replica.queue.length === 0 && replica.fits(job, this.#nowMs)) {
        this.#begin(job);
        replica.join(job, this.#nowMs);
      } else {
        replica.queue.push(job);
      }
    }
  }

  /** Of the open replicas with space the one that runs the least; null where none has. */
  #withRoom(job: Job): Replica | null {
    let best: Replica | null = null;
    for (const replica of this.#open) {
      if ((best === null || replica.running < best.running) && replica.fits(job, this.#nowMs)) best = replica;
    }
    return best;
  }

  #leastLoaded(): Replica | null {
    let best: Replica | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const replica of this.#open) {
      const outstanding = replica.running + replica.waiting;
      if (outstanding < fewest) {
        fewest = outstanding;
        best = replica;
      }
    }
    return best;
  }

  /** When the next request gives up, and when the next one that did comes again; Infinity for neither. */
  #nextChangeOfMind(): { readonly givesUpMs: number; readonly returnsMs: number } {
    if (this.#patienceMs === Number.POSITIVE_INFINITY) return NOBODY;
    const oldest = this.#oldest()?.peek();
    return {
      // One that was overtaken in its queue may be overdue.
      givesUpMs:
        oldest === undefined ? Number.POSITIVE_INFINITY : Math.max(this.#nowMs, oldest.arrivedMs + this.#patienceMs),
      returnsMs: this.#retries.peek()?.atMs ?? Number.POSITIVE_INFINITY,
    };
  }

  /** The queue whose first request has waited the longest. */
  #oldest(): Fifo<Job> | null {
    let oldest: Fifo<Job> | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    for (const queue of [this.#front, ...this.#open.map((replica) => replica.queue)]) {
      const arrivedMs = queue.peek()?.arrivedMs ?? Number.POSITIVE_INFINITY;
      if (arrivedMs < earliest) {
        earliest = arrivedMs;
        oldest = queue;
      }
    }
    return oldest;
  }

  #giveUp(): void {
    const job = this.#oldest()?.shift();
    if (job === undefined) return;
    this.waiting -= 1;
    this.#tally.lost += 1;
    if (job.retries === 0) return;
    this.#retries.push({ atMs: this.#nowMs + this.#service.retryAfterSeconds * 1000, job });
  }

  #return(): void {
    const retry = this.#retries.shift();
    if (retry === undefined) return;
    const { input, output, retries } = retry.job;
    this.#arrive(newJob(this.#nowMs, { input, output, retries: retries - 1 }));
  }

  #passTo(ms: number): void {
    this.#tally.queueSeconds += (this.waiting * (ms - this.#nowMs)) / 1000;
    this.#nowMs = ms;
  }
}

const NOBODY = { givesUpMs: Number.POSITIVE_INFINITY, returnsMs: Number.POSITIVE_INFINITY };

function emptyTally(): Tally {
  return { arrived: 0, served: 0, good: 0, lost: 0, queueSeconds: 0 };
}
