import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import { Exponentials } from "../numbers/exponentials.ts";
import { Arrivals } from "../traffic/arrivals.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Quantity } from "./engine-metrics.ts";
import { Fifo } from "./fifo.ts";
import { type Job, newJob } from "./job.ts";
import type { Latency } from "./latencies.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { Replica, type Watcher } from "./replica.ts";
import type { Interval, ServiceSetup, Stretch } from "./service-step.ts";
import { Tournament } from "./tournament.ts";

/** What one cycle came to. */
interface Tally {
  arrived: number;
  served: number;
  good: number;
  /** Of those served the ones that took longer than a limit. */
  readonly late: Record<Latency, number>;
  lost: number;
  queueSeconds: number;
}

/** A request that gave up, and when it comes again. */
interface Retry {
  readonly atMs: number;
  readonly job: Job;
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
  readonly #lengths: Exponentials;
  readonly #watcher: Watcher;
  readonly #isShared: boolean;
  readonly #patienceMs: number;
  readonly #isPatient: boolean;
  /** Requests that no replica has taken in. */
  readonly #front = new Fifo<Job>();
  readonly #retries = new Fifo<Retry>();
  #open: readonly Replica[] = [];
  #draining: readonly Replica[] = [];
  /** The open ones, and behind them those that drain. */
  #all: readonly Replica[] = [];
  /** When each of them changes next. */
  #changes = new Tournament(0);
  /** How many requests each open one has; with one queue for all, how many it runs. */
  #loads = new Tournament(0);
  /** The ids that were settled last. */
  #settled: { readonly ready: readonly number[]; readonly draining: readonly number[] } = { ready: [], draining: [] };
  #nowMs = 0;
  /** Until when the replicas that are ready stay the same. */
  #untilMs = 0;
  /** Up to when the time of those that wait is added up. */
  #waitedMs = 0;
  /** Mean tokens of the requests of the bin that the last one was of. */
  #tokens = { bin: -1, input: 0, output: 0 };
  #tally: Tally = emptyTally();

  constructor(service: CompleteLlm, { traffic, random, took, limits }: ServiceSetup) {
    this.#limits = limits;
    this.#service = service;
    this.#traffic = traffic;
    this.#took = took;
    this.#arrivals = new Arrivals(traffic, random("arrivals"));
    this.#lengths = new Exponentials(random("lengths"));
    this.#isShared = service.routing === "shared";
    this.#patienceMs = service.patienceSeconds * 1000;
    this.#isPatient = this.#patienceMs === Number.POSITIVE_INFINITY;
    this.#watcher = {
      first: ({ arrivedMs }, ms) => took("firstToken", ms - arrivedMs, 1),
      finished: (job, ms) => this.#finished(job, ms),
    };
  }

  run({ startMs, endMs, stretches, draining, gone }: Interval): Tally {
    this.#tally = emptyTally();
    this.#lose(gone);
    for (const stretch of stretches) this.#stretch(stretch, draining);
    // The rest of the cycle, in which as many waited.
    this.#wait(0);
    for (const replica of this.#all) replica.endCycle(startMs, endMs);
    return this.#tally;
  }

  get running(): number {
    return this.#all.reduce((sum, { running }) => sum + running, 0);
  }

  /** Something that each replica that takes requests reports at the end of a cycle, after {@link run}. */
  ofReady(quantity: Quantity): readonly number[] {
    // What waits in front of all of them counts as evenly theirs.
    const queued = quantity === "waiting" && this.#open.length > 0 ? this.#front.length / this.#open.length : 0;
    return this.#open.map((replica) => replica.read(quantity) + queued);
  }

  /** The same of each that drains. */
  ofDraining(quantity: Quantity): readonly number[] {
    return this.#draining.length === 0 ? NONE : this.#draining.map((replica) => replica.read(quantity));
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
      this.#wait(-preempted);
      this.#front.takeAll(queue);
    }
  }

  #stretch({ startMs, endMs, ready }: Stretch, draining: readonly number[]): void {
    this.#nowMs = startMs;
    this.#untilMs = endMs;
    this.#settle(ready, draining);
    let arrivesMs = this.#arrivals.next(endMs);
    for (;;) {
      const changesMs = this.#changes.least;
      const { givesUpMs, returnsMs } = this.#isPatient ? NOBODY : this.#nextChangeOfMind();
      const nextMs = Math.min(changesMs, arrivesMs, givesUpMs, returnsMs);
      if (nextMs >= endMs) break;
      this.#nowMs = nextMs;
      if (changesMs === nextMs) {
        this.#advance(this.#changes.first);
      } else if (arrivesMs === nextMs) {
        this.#arrive(this.#newRequest(this.#arrivals.bin));
        arrivesMs = this.#arrivals.next(endMs);
      } else if (givesUpMs === nextMs) {
        this.#giveUp();
      } else {
        this.#return();
      }
    }
    this.#nowMs = endMs;
  }

  /** Who is there: replicas keep what they run, those that are no longer open give back what waits at them. */
  #settle(ready: readonly number[], draining: readonly number[]): void {
    // In most cycles nothing came or went.
    if (ready === this.#settled.ready && draining === this.#settled.draining) return;
    this.#settled = { ready, draining };
    const known = new Map(this.#all.map((replica) => [replica.id, replica]));
    this.#open = ready.map((id) => known.get(id) ?? new Replica(id, this.#nowMs, this.#service, this.#watcher));
    // Neither open nor draining are those that are no more.
    this.#draining = this.#all.filter(({ id }) => draining.includes(id));
    for (const { queue } of this.#draining) this.#front.takeAll(queue);
    this.#all = [...this.#open, ...this.#draining];
    this.#changes = new Tournament(this.#all.length);
    this.#loads = new Tournament(this.#open.length);
    for (let place = 0; place < this.#all.length; place += 1) this.#changed(place);
    if (this.#isShared) this.#fill();
    else this.#routeFront();
  }

  /** Notes what a replica does next and what it has, after anything that may change these. */
  #changed(place: number): void {
    const { nextMs, running, outstanding } = itemAt(this.#all, place);
    this.#changes.set(place, nextMs);
    if (place < this.#open.length) this.#loads.set(place, this.#isShared ? running : outstanding);
  }

  #newRequest(bin: number): Job {
    if (bin !== this.#tokens.bin) {
      this.#tokens = {
        bin,
        input: this.#traffic.tokensOf(bin, "input"),
        output: this.#traffic.tokensOf(bin, "output"),
      };
    }
    const input = this.#length(this.#tokens.input);
    const output = this.#length(this.#tokens.output);
    return newJob(this.#nowMs, { input, output, retries: this.#service.retries });
  }

  #arrive(job: Job): void {
    this.#tally.arrived += 1;
    const place = this.#isShared ? this.#withRoom(job) : this.#leastLoaded();
    const replica = place === NOWHERE ? null : itemAt(this.#open, place);
    const isNext = replica !== null && replica.queue.length === 0 && this.#front.length === 0;
    if (isNext && replica.fits(job, this.#nowMs)) {
      this.#noteWait(job);
      replica.join(job, this.#nowMs, this.#untilMs);
    } else if (this.waiting >= this.#service.queueLimit) {
      this.#tally.lost += 1;
    } else {
      this.#wait(1);
      (this.#isShared ? this.#front : (replica?.queue ?? this.#front)).push(job);
    }
    if (place !== NOWHERE) this.#changed(place);
  }

  #length(mean: number): number {
    const drawn = this.#service.lengths === "constant" ? mean : this.#lengths.next() * mean;
    return Math.max(1, Math.floor(drawn + 0.5));
  }

  /** Ends the steps of a replica that are due, and lets it take in what waits for it. */
  #advance(place: number): void {
    const replica = itemAt(this.#all, place);
    const before = replica.preempted;
    replica.complete();
    const isOpen = place < this.#open.length;
    replica.resume(this.#nowMs, this.#isShared && isOpen ? this.#front : replica.queue, this.#begin);
    if (replica.preempted !== before) this.#wait(replica.preempted - before);
    this.#changed(place);
  }

  /** A request that waited begins. */
  readonly #begin = (job: Job): void => {
    this.#wait(-1);
    this.#noteWait(job);
  };

  #noteWait(job: Job): void {
    const queuedMs = this.#nowMs - job.arrivedMs;
    job.isLate = queuedMs > this.#limits.queue;
    this.#took("queue", queuedMs, 1);
  }

  #finished({ arrivedMs, isLate, firstMs, output }: Job, nowMs: number): void {
    const firstToken = firstMs - arrivedMs;
    const perToken = output > 1 ? (nowMs - firstMs) / (output - 1) : 0;
    const endToEnd = nowMs - arrivedMs;
    this.#took("endToEnd", endToEnd, 1);
    if (output > 1) this.#took("perToken", perToken, 1);
    this.#tally.served += 1;
    const { late } = this.#tally;
    const limits = this.#limits;
    const isFirstLate = firstToken > limits.firstToken;
    const isSlow = perToken > limits.perToken;
    const isLong = endToEnd > limits.endToEnd;
    if (isLate) late.queue += 1;
    if (isFirstLate) late.firstToken += 1;
    if (isSlow) late.perToken += 1;
    if (isLong) late.endToEnd += 1;
    if (!(isLate || isFirstLate || isSlow || isLong)) this.#tally.good += 1;
  }

  /** From the one queue to wherever there is space. */
  #fill(): void {
    for (let job = this.#front.peek(); job !== undefined; job = this.#front.peek()) {
      const place = this.#withRoom(job);
      if (place === NOWHERE) return;
      this.#front.shift();
      this.#begin(job);
      itemAt(this.#open, place).join(job, this.#nowMs, this.#untilMs);
      this.#changed(place);
    }
  }

  /** What no replica was there for, to those that are there now. */
  #routeFront(): void {
    for (let place = this.#leastLoaded(); place !== NOWHERE; place = this.#leastLoaded()) {
      const job = this.#front.shift();
      if (job === undefined) return;
      const replica = itemAt(this.#open, place);
      if (replica.queue.length === 0 && replica.fits(job, this.#nowMs)) {
        this.#begin(job);
        replica.join(job, this.#nowMs, this.#untilMs);
      } else {
        replica.queue.push(job);
      }
      this.#changed(place);
    }
  }

  /** Of the open replicas with space the place of the one that runs the least. */
  #withRoom(job: Job): number {
    if (this.#loads.least >= this.#service.concurrency) return NOWHERE;
    const { first } = this.#loads;
    if (itemAt(this.#open, first).fits(job, this.#nowMs)) return first;
    let best = NOWHERE;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [place, replica] of this.#open.entries()) {
      if (replica.running >= fewest || !replica.fits(job, this.#nowMs)) continue;
      fewest = replica.running;
      best = place;
    }
    return best;
  }

  #leastLoaded(): number {
    return this.#open.length === 0 ? NOWHERE : this.#loads.first;
  }

  /** When the next request gives up, and when the next one that did comes again; Infinity for neither. */
  #nextChangeOfMind(): { readonly givesUpMs: number; readonly returnsMs: number } {
    const oldest = this.#oldest().queue.peek();
    return {
      // One that was overtaken in its queue may be overdue.
      givesUpMs:
        oldest === undefined ? Number.POSITIVE_INFINITY : Math.max(this.#nowMs, oldest.arrivedMs + this.#patienceMs),
      returnsMs: this.#retries.peek()?.atMs ?? Number.POSITIVE_INFINITY,
    };
  }

  /** The queue whose first request has waited the longest, and the place of its replica. */
  #oldest(): { readonly queue: Fifo<Job>; readonly place: number } {
    let oldest = { queue: this.#front, place: NOWHERE };
    let earliest = arrivalOf(this.#front);
    for (const [place, { queue }] of this.#open.entries()) {
      const arrivedMs = arrivalOf(queue);
      if (arrivedMs >= earliest) continue;
      earliest = arrivedMs;
      oldest = { queue, place };
    }
    return oldest;
  }

  #giveUp(): void {
    const { queue, place } = this.#oldest();
    const job = known(queue.shift());
    this.#wait(-1);
    this.#tally.lost += 1;
    if (job.retries > 0) this.#retries.push({ atMs: this.#nowMs + this.#service.retryAfterSeconds * 1000, job });
    // It may have been too large for what is free, and the next one may fit.
    if (place !== NOWHERE) this.#takeFrom(queue, place);
    else if (this.#isShared) this.#fill();
  }

  /** Lets an open replica take in what fits of its own queue. */
  #takeFrom(queue: Fifo<Job>, place: number): void {
    const replica = itemAt(this.#open, place);
    for (let job = queue.peek(); job !== undefined && replica.fits(job, this.#nowMs); job = queue.peek()) {
      queue.shift();
      this.#begin(job);
      replica.join(job, this.#nowMs, this.#untilMs);
    }
    this.#changed(place);
  }

  #return(): void {
    const { input, output, retries } = known(this.#retries.shift()).job;
    this.#arrive(newJob(this.#nowMs, { input, output, retries: retries - 1 }));
  }

  /** Adds up how long requests waited, before another number of them does. */
  #wait(more: number): void {
    this.#tally.queueSeconds += (this.waiting * (this.#nowMs - this.#waitedMs)) / 1000;
    this.#waitedMs = this.#nowMs;
    this.waiting += more;
  }
}

const NONE: readonly number[] = [];

/** The place where no replica is found. */
const NOWHERE = -1;

/** When the first of a queue arrived; Infinity of an empty one. */
function arrivalOf(queue: Fifo<Job>): number {
  return queue.peek()?.arrivedMs ?? Number.POSITIVE_INFINITY;
}

const NOBODY = { givesUpMs: Number.POSITIVE_INFINITY, returnsMs: Number.POSITIVE_INFINITY };

function emptyTally(): Tally {
  const late = { queue: 0, firstToken: 0, perToken: 0, endToEnd: 0 };
  return { arrived: 0, served: 0, good: 0, late, lost: 0, queueSeconds: 0 };
}
