import { itemAt } from "../../util/item-at.ts";
import type { RandomStream } from "../numbers/random.ts";

/** One replica of the simulated service. Times are milliseconds from the start of the simulation. */
interface SimulatedReplica {
  readonly id: number;
  /** When it takes requests; Infinity while it waits for its start. */
  readonly readyAtMs: number;
}

/** How replicas come and go. */
export interface FleetOptions {
  readonly startupMs: readonly number[];
  /** How long a start takes where more replicas run than ever before: on a node that has no image and no weights yet. */
  readonly firstStartupMs: readonly number[];
  /** Most replicas that start at a time. */
  readonly startsAtOnce: number;
  /** Most replicas that there is space for at a time. */
  readonly capacityAt: (ms: number) => number;
  readonly startFailure: number;
  readonly drainMs: number;
  /** The chance that one replica fails in one cycle. */
  readonly failure: number;
}

interface Draining extends SimulatedReplica {
  readonly untilMs: number;
}

/** The replicas behind the count: some starting, some ready, some draining. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #starts: RandomStream;
  readonly #failures: RandomStream;
  #live: readonly SimulatedReplica[] = [];
  /** How many of them wait for their start. */
  #waiting = 0;
  #draining: Draining[] = [];
  #nextId = 0;
  /** Most replicas that ever ran, each on a node of its own. */
  #nodes = 0;
  /** The ready ones, as long as nothing changes. */
  #ready: readonly number[] | null = null;
  #readyUntil = 0;

  constructor(options: FleetOptions, starts: RandomStream, failures: RandomStream) {
    this.#options = options;
    this.#starts = starts;
    this.#failures = failures;
  }

  /** How many replicas are starting or ready. */
  get created(): number {
    return this.#live.length;
  }

  /** How many replicas take a place: all but those that wait for their start. */
  get placed(): number {
    return this.#live.length - this.#waiting + this.#draining.length;
  }

  /** Ids of replicas that finish what they have. */
  get draining(): readonly number[] {
    return this.#draining.length === 0 ? NONE : this.#draining.map(({ id }) => id);
  }

  /** Ids of the replicas that are ready at a time, in order of age. */
  readyIds(ms: number): readonly number[] {
    this.#start(ms);
    if (this.#ready === null || ms >= this.#readyUntil) {
      this.#ready = this.#live.filter(({ readyAtMs }) => readyAtMs <= ms).map(({ id }) => id);
      this.#readyUntil = this.#nextReadyAfter(ms);
    }
    return this.#ready;
  }

  /** Until when those are the ready ones that {@link readyIds} gave last; Infinity where none is starting. */
  get readyUntil(): number {
    return this.#readyUntil;
  }

  /** Brings the number of live replicas to a count. New ones have to start; the youngest go first, and so those that start. */
  scaleTo(count: number, nowMs: number): void {
    if (this.#live.length === count) return;
    this.#add(count, Number.POSITIVE_INFINITY);
    this.#start(nowMs);
    if (this.#live.length === count) return;
    const young = this.#live.toSorted((one, other) => other.readyAtMs - one.readyAtMs || other.id - one.id);
    const going = new Set(young.slice(0, this.#live.length - count));
    const untilMs = nowMs + this.#options.drainMs;
    for (const replica of going) if (replica.readyAtMs <= nowMs) this.#draining.push({ ...replica, untilMs });
    this.#setLive(this.#live.filter((replica) => !going.has(replica)));
  }

  /** The replicas that are there from the start, ready. */
  begin(count: number): void {
    this.#add(count, 0);
    this.#nodes = count;
  }

  /** New replicas, up to a count. */
  #add(count: number, readyAtMs: number): void {
    const added: SimulatedReplica[] = [];
    while (this.#live.length + added.length < count) added.push({ id: this.#nextId++, readyAtMs });
    this.#setLive([...this.#live, ...added]);
  }

  #setLive(live: readonly SimulatedReplica[]): void {
    this.#live = live;
    this.#waiting = live.filter(({ readyAtMs }) => readyAtMs === Number.POSITIVE_INFINITY).length;
    this.#ready = null;
  }

  /** Lets replicas start that wait for it, as far as there is space, the oldest first. */
  #start(nowMs: number): void {
    if (this.#waiting === 0) return;
    const { startsAtOnce, capacityAt } = this.#options;
    const capacity = capacityAt(nowMs);
    let starting = this.#live.filter(
      ({ readyAtMs }) => readyAtMs > nowMs && readyAtMs < Number.POSITIVE_INFINITY,
    ).length;
    let { placed } = this;
    const live = this.#live.map((replica) => {
      if (replica.readyAtMs < Number.POSITIVE_INFINITY || starting >= startsAtOnce || placed >= capacity)
        return replica;
      starting += 1;
      placed += 1;
      const isFirst = placed > this.#nodes;
      this.#nodes = Math.max(this.#nodes, placed);
      return { ...replica, readyAtMs: nowMs + this.#startupMs(isFirst) };
    });
    this.#setLive(live);
  }

  /** Takes away those whose time is over and those that fail by chance. Gives their ids. */
  lose(nowMs: number): readonly number[] {
    const expired = this.#expire(nowMs);
    const failed = this.#fail(nowMs);
    if (failed.length === 0) return expired;
    return expired.length === 0 ? failed : [...expired, ...failed];
  }

  /** Lets replicas fail by chance; each is replaced by one that has to start. */
  #fail(nowMs: number): readonly number[] {
    const { failure } = this.#options;
    if (failure === 0) return NONE;
    const failed = this.#live.filter(({ readyAtMs }) => readyAtMs <= nowMs && this.#failures.fraction() < failure);
    if (failed.length === 0) return NONE;
    const count = this.#live.length;
    this.#setLive(this.#live.filter((replica) => !failed.includes(replica)));
    this.scaleTo(count, nowMs);
    return failed.map(({ id }) => id);
  }

  /** Ends the draining of those that have finished. */
  dropIdle(busy: readonly number[]): void {
    if (this.#draining.length > 0) this.#draining = this.#draining.filter(({ id }) => busy.includes(id));
  }

  /** Ends the draining of those whose time is over, whatever they still run. Gives their ids. */
  #expire(nowMs: number): readonly number[] {
    if (this.#draining.length === 0) return NONE;
    const expired = this.#draining.filter(({ untilMs }) => untilMs <= nowMs);
    if (expired.length === 0) return NONE;
    this.#draining = this.#draining.filter(({ untilMs }) => untilMs > nowMs);
    return expired.map(({ id }) => id);
  }

  #nextReadyAfter(ms: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { readyAtMs } of this.#live) if (readyAtMs > ms && readyAtMs < next) next = readyAtMs;
    return next;
  }

  #startupMs(isFirst: boolean): number {
    const { startupMs, firstStartupMs, startFailure } = this.#options;
    const times = isFirst ? firstStartupMs : startupMs;
    // A single one is not drawn, so that draws do not depend on whether it came as a list.
    const one = (): number => itemAt(times, times.length === 1 ? 0 : this.#starts.next() % times.length);
    let ms = one();
    if (startFailure > 0) while (this.#starts.fraction() < startFailure) ms += one();
    return ms;
  }
}

const NONE: readonly number[] = [];
