import { blocksOf, CacheBlocks } from "./cache-blocks.ts";
import { Deadlines } from "./deadlines.ts";
import type { Quantity } from "./engine-metrics.ts";
import { Fifo } from "./fifo.ts";
import type { Job } from "./job.ts";
import type { CompleteLlm } from "./llm-service.ts";

/** What is reported of requests while a replica works on them. */
export interface Watcher {
  readonly first: (job: Job, ms: number) => void;
  readonly finished: (job: Job, ms: number) => void;
}

/** What a replica counted in one cycle. */
interface CycleCounts {
  readonly endMs: number;
  readonly seconds: number;
  /** How much of the cycle the replica was there. */
  readonly aliveMs: number;
  readonly busyMs: number;
  readonly generated: number;
  readonly finished: number;
  readonly preemptions: number;
}

/**
 * One replica of a serving engine, step by step: each step gives every decoding request a token, and what is left of the
 * step's tokens goes to prompts, first come, first served (chunked prefill).
 *
 * Steps that are alike are done in one go, up to the next that something ends or fills up: no event touches more requests
 * than it changes. A request that is taken in during a step takes part from the next one.
 */
export class Replica {
  readonly id: number;
  readonly bornMs: number;
  /** Requests that wait at this replica and have not begun. */
  readonly queue = new Fifo<Job>();
  /** When the run of steps ends that is under way; Infinity where nothing runs. */
  nextMs = Number.POSITIVE_INFINITY;

  readonly #service: CompleteLlm;
  readonly #watcher: Watcher;
  readonly #cache: CacheBlocks;
  readonly #decoding = new Deadlines();
  /** Requests whose prompts are being computed, in order. */
  readonly #prefilling: Job[] = [];
  /** Requests that were put off for want of cache, the next one to go on last. */
  readonly #preempted: Job[] = [];
  #turns = 0;
  /** Steps so far, up to the beginning of the run. */
  #step = 0;
  /** When the run begins: now or before, or with the next step, where it is planned ahead. */
  #runFromMs = 0;
  #runSteps = 0;
  #stepMs = 0;
  /** By how much each step of the run is longer than the one before. */
  #stepGrowsMs = 0;
  /** Tokens of prompts in each step of the run. */
  #promptTokens = 0;
  /** Steps of the run whose tokens are counted. */
  #counted = 0;
  #busyFromMs = 0;
  /** Counted since the last {@link endCycle}. */
  #busyMs = 0;
  #generated = 0;
  #finished = 0;
  #preemptions = 0;
  /** The cycle that was ended last. */
  #cycle: CycleCounts = { endMs: 0, seconds: 0, aliveMs: 0, busyMs: 0, generated: 0, finished: 0, preemptions: 0 };
  readonly #isWarm: boolean;

  constructor(id: number, bornMs: number, service: CompleteLlm, watcher: Watcher) {
    this.id = id;
    this.bornMs = bornMs;
    this.#isWarm = bornMs === 0;
    this.#service = service;
    this.#watcher = watcher;
    this.#cache = new CacheBlocks(service.cacheTokens);
  }

  get running(): number {
    return this.#decoding.size + this.#prefilling.length;
  }

  get waiting(): number {
    return this.queue.length + this.#preempted.length;
  }

  /** Requests that it has, whether it works on them or not. */
  get outstanding(): number {
    return this.running + this.waiting;
  }

  get preempted(): number {
    return this.#preempted.length;
  }

  /** Whether it has a place and the cache for a request's prompt now. A request past all of the cache runs alone. */
  fits(job: Job, nowMs: number): boolean {
    if (this.#preempted.length > 0) return false;
    return this.#hasRoom(job, nowMs);
  }

  #hasRoom(job: Job, nowMs: number): boolean {
    const { running } = this;
    if (running === 0) return true;
    if (running >= this.#service.concurrency) return false;
    const blocks = blocksOf(job.input + job.made);
    // Up to the end of the run if that will do: when the step ends that is under way takes a root to find out.
    return (
      this.#cache.hasFree(blocks, this.#step + this.#runSteps + 1) ||
      this.#cache.hasFree(blocks, this.#step + this.#cut(nowMs) + 1)
    );
  }

  /**
   * Takes a request in: its prompt is computed from the next step on.
   *
   * @param untilMs - up to when nobody asks for what was counted: a step that begins before is planned at once
   */
  join(job: Job, nowMs: number, untilMs: number): void {
    this.#takeIn(job);
    if (this.nextMs === Number.POSITIVE_INFINITY) {
      this.#busyFromMs = nowMs;
      this.#plan(nowMs);
    } else if (nowMs < this.#runFromMs) {
      this.#plan(this.#runFromMs);
    } else if (this.#promptTokens === 0) {
      this.#cutShort(this.#cut(nowMs), untilMs);
    }
  }

  /** Ends the run of steps that is under way, at {@link nextMs}. Whoever calls it lets {@link resume} follow. */
  complete(): void {
    const nowMs = this.nextMs;
    this.#countTokens(this.#runSteps);
    this.#step += this.#runSteps;
    this.#compute(this.#promptTokens * this.#runSteps, nowMs);
    while (this.#decoding.next <= this.#step) this.#end(this.#decoding.pop(), nowMs);
    this.#runSteps = 0;
    this.#promptTokens = 0;
    this.#runFromMs = nowMs;
  }

  /** Makes space for the next step, takes in what was put off and what a queue has, and begins the next run of steps. */
  resume(nowMs: number, queue: Fifo<Job>, begin: (job: Job) => void): void {
    const isAnyPutOff = this.#relieve();
    if (!isAnyPutOff && this.#preempted.length + queue.length > 0) this.#takeInMore(nowMs, queue, begin);
    this.#plan(nowMs);
  }

  /** Ends a cycle: what was counted up to it is for {@link read}. */
  endCycle(startMs: number, endMs: number): void {
    if (this.nextMs < Number.POSITIVE_INFINITY) {
      this.#countTokens(this.#stepsBy(endMs));
      this.#busyMs += endMs - this.#busyFromMs;
      this.#busyFromMs = endMs;
    }
    this.#cycle = {
      endMs,
      seconds: (endMs - startMs) / 1000,
      aliveMs: endMs - Math.max(startMs, this.bornMs),
      busyMs: this.#busyMs,
      generated: this.#generated,
      finished: this.#finished,
      preemptions: this.#preemptions,
    };
    this.#busyMs = 0;
    this.#generated = 0;
    this.#finished = 0;
    this.#preemptions = 0;
  }

  /** What it reports of the cycle that {@link endCycle} has just ended. */
  read(quantity: Quantity): number {
    const { endMs, seconds, aliveMs, busyMs, generated, finished, preemptions } = this.#cycle;
    switch (quantity) {
      case "running":
        return this.running;
      case "waiting":
        return this.waiting;
      case "cache":
        return this.running === 0 ? 0 : Math.min(1, this.#blocksInUse(endMs) / this.#cache.total);
      case "cacheTokens":
        return this.running === 0 ? 0 : 16 * Math.min(this.#blocksInUse(endMs), this.#cache.total);
      case "generated":
        return generated / seconds;
      case "finished":
        return finished / seconds;
      case "preemptions":
        return preemptions / seconds;
      case "busy":
        // Rounding may not push a full cycle past full.
        return 100 * Math.min(1, busyMs / aliveMs);
    }
  }

  /** Takes in what was put off, and after it what a queue has, as far as there is space. */
  #takeInMore(nowMs: number, queue: Fifo<Job>, begin: (job: Job) => void): void {
    for (
      let job = this.#preempted.at(-1);
      job !== undefined && this.#hasRoom(job, nowMs);
      job = this.#preempted.at(-1)
    ) {
      this.#preempted.pop();
      this.#takeIn(job);
    }
    for (let job = queue.peek(); job !== undefined && this.fits(job, nowMs); job = queue.peek()) {
      queue.shift();
      begin(job);
      this.#takeIn(job);
    }
  }

  #takeIn(job: Job): void {
    job.turn = this.#turns;
    this.#turns += 1;
    job.left = this.#toCompute(job);
    this.#cache.reserve(job.input + job.made);
    this.#prefilling.push(job);
  }

  /** Tokens of a prompt that are not in the prefix cache; with a request that was put off, its answer so far. */
  #toCompute({ input, made }: Job): number {
    const { hitShare, warmRequests } = this.#service.prefixCache;
    const warm = this.#isWarm ? 1 : Math.min(1, this.#turns / warmRequests);
    const hit = made > 0 ? 0 : Math.floor(input * hitShare * warm);
    return Math.max(1, input + made - hit);
  }

  /** Puts the newest requests off until the next step has the blocks that it needs. Whether any was. */
  #relieve(): boolean {
    let isAny = false;
    while (this.running > 1 && !this.#cache.hasFree(0, this.#step + 1)) {
      this.#preempt();
      isAny = true;
    }
    return isAny;
  }

  #preempt(): void {
    const last = this.#prefilling.at(-1);
    this.#preemptions += 1;
    if (last !== undefined && last.turn > this.#decoding.newestTurn()) {
      this.#prefilling.pop();
      this.#cache.release(last.input + last.made);
      this.#preempted.push(last);
      return;
    }
    const { job, step } = this.#decoding.popNewest();
    this.#cache.end(job.base);
    job.made = job.output - (step - this.#step);
    this.#preempted.push(job);
  }

  /** Computes so many tokens of prompts. Each that is done has its first token, or the next. */
  #compute(tokens: number, nowMs: number): void {
    let left = tokens;
    for (let job = this.#prefilling[0]; job !== undefined; job = this.#prefilling[0]) {
      if (left < job.left) {
        job.left -= left;
        return;
      }
      left -= job.left;
      this.#prefilling.shift();
      this.#firstToken(job, nowMs);
    }
  }

  #firstToken(job: Job, nowMs: number): void {
    const tokens = job.input + job.made;
    job.made += 1;
    this.#generated += 1;
    if (Number.isNaN(job.firstMs)) {
      job.firstMs = nowMs;
      this.#watcher.first(job, nowMs);
    }
    job.base = tokens - this.#step;
    this.#cache.release(tokens);
    this.#cache.begin(job.base);
    this.#decoding.push(this.#step + job.output - job.made, job);
  }

  #end(job: Job, nowMs: number): void {
    this.#cache.end(job.base);
    this.#finished += 1;
    this.#watcher.finished(job, nowMs);
  }

  /** Ends a run without prompts after so many steps. */
  #cutShort(steps: number, untilMs: number): void {
    const isShorter = steps < this.#runSteps;
    this.#runSteps = steps;
    this.nextMs = this.#runFromMs + this.#msOf(steps);
    if (!isShorter || this.nextMs >= untilMs) return;
    // No request ends within a run, and what is taken in has the space that it needs: there is nothing to wait for.
    this.complete();
    this.#plan(this.#runFromMs);
  }

  /** Plans the next run of steps: as many as are alike. */
  #plan(nowMs: number): void {
    this.#runFromMs = nowMs;
    this.#counted = 0;
    const { decodeMs, prefillMs, stepTokens } = this.#service;
    const decoding = this.#decoding.size;
    const head = this.#prefilling[0];
    if (head === undefined && decoding === 0) {
      this.#runSteps = 0;
      this.#busyMs += nowMs - this.#busyFromMs;
      this.nextMs = Number.POSITIVE_INFINITY;
      return;
    }
    let steps = this.#decoding.next - this.#step;
    let prefillTime = 0;
    if (head !== undefined) {
      const room = stepTokens - decoding;
      if (head.left > room) {
        steps = Math.min(steps, Math.floor((head.left - 1) / room));
        this.#promptTokens = room;
        prefillTime = prefillMs.perToken * room;
      } else {
        steps = 1;
        const { tokens, prompts } = this.#fill(room);
        this.#promptTokens = tokens;
        // The last of a prompt's steps gives its request a token, as any other.
        prefillTime = prefillMs.perToken * tokens + (prefillMs.base + decodeMs.perRequest) * prompts;
      }
    }
    this.#runSteps = this.running === 1 ? steps : Math.max(1, this.#cache.stepsThatFit(this.#step, steps));
    const perCacheToken = decodeMs.perCacheToken ?? 0;
    const cached = this.#cache.tokensAt(this.#step);
    this.#stepMs = decodeMs.base + decodeMs.perRequest * decoding + perCacheToken * cached + prefillTime;
    this.#stepGrowsMs = perCacheToken * decoding;
    this.nextMs = nowMs + this.#msOf(this.#runSteps);
  }

  /** What one step with space for so many tokens of prompts computes, and how many prompts it finishes. */
  #fill(room: number): { readonly tokens: number; readonly prompts: number } {
    let tokens = 0;
    let prompts = 0;
    for (const { left } of this.#prefilling) {
      if (tokens + left > room) return { tokens: room, prompts };
      tokens += left;
      prompts += 1;
    }
    return { tokens, prompts };
  }

  /** Milliseconds of the run's first steps. */
  #msOf(steps: number): number {
    return steps * this.#stepMs + (this.#stepGrowsMs * steps * (steps - 1)) / 2;
  }

  /** Steps of the run that are over at a time. */
  #stepsBy(nowMs: number): number {
    const ms = nowMs - this.#runFromMs;
    // What {@link #msOf} says of a number of steps, solved for the steps.
    const even = this.#stepMs - this.#stepGrowsMs / 2;
    const steps = (2 * ms) / (even + Math.sqrt(even * even + 2 * this.#stepGrowsMs * ms));
    return Math.min(this.#runSteps, Math.floor(steps));
  }

  /** Steps of the run up to the end of the one that is under way at a time; none where the run has not begun. */
  #cut(nowMs: number): number {
    if (nowMs < this.#runFromMs) return 0;
    if (this.#promptTokens > 0) return this.#runSteps;
    return Math.min(this.#runSteps, this.#stepsBy(nowMs) + 1);
  }

  #blocksInUse(nowMs: number): number {
    return this.#cache.usedAt(this.#step + this.#cut(nowMs));
  }

  /** Counts the tokens that decoding requests have from so many steps of the run. */
  #countTokens(steps: number): void {
    this.#generated += (steps - this.#counted) * this.#decoding.size;
    this.#counted = steps;
  }
}
