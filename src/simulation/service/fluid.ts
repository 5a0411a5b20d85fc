import { ENGINES } from "../../fields/scenario-domains.ts";
import { itemAt } from "../../util/item-at.ts";
import { exportsOf, type Quantity } from "./engine-metrics.ts";
import { Fifo } from "./fifo.ts";
import { tellsAll } from "./queue-alone.ts";
import { replicasFor } from "./replicas-for.ts";
import type { FigureKey, Interval, MetricFigure, ServiceSetup, ServiceStep } from "./service-step.ts";

/**
 * Requests as a fluid: each replica drains `requestsPerSecond` of one queue, first come, first served.
 *
 * Between two changes of rate or of ready replicas the queue is a straight line, integrated without error:
 * q′ = λ − n μ while q > 0. There is no chance in it, so a service below its capacity never queues, which real ones do;
 * `llm` has that. Waits of a standing queue are exact to the second, backlog and utilisation exactly.
 *
 * It exports `vllm:num_requests_waiting` and `vllm:num_requests_running` (`INFERENCE_FRAMEWORK`, at the end of the cycle),
 * `cuda_util` (`KERNEL`, mean percentage over the cycle) and `requests_per_second` (`PROMETHEUS`, served); rules may read
 * the same under the names of other engines and devices, and from `PROMETHEUS`.
 *
 * @see Newell, "Applications of Queueing Theory", chapter 2: fluid approximation
 */
export interface FluidService {
  readonly model: "fluid";
  /** What one ready replica serves at most. Above 0; Infinity: whatever comes. */
  readonly requestsPerSecond: number;
  /** Requests that one replica works on at a time when busy. Absent: 1. */
  readonly concurrency?: number;
  /** The share of its capacity that a replica may be loaded to, for the count of needed replicas. Absent: 1. */
  readonly targetUtilisation?: number;
}

/** What it knows of an engine's values. */
export const FLUID_QUANTITIES = ["running", "waiting", "busy", "finished"] as const satisfies readonly Quantity[];

/** Arrivals of a standing queue are kept apart by this much. */
const PIECE_MS = 1000;

/** The one metric that is its own. */
export const SERVED = { source: "PROMETHEUS", name: "requests_per_second" } as const;

export function startFluid(service: FluidService, setup: ServiceSetup): ServiceStep {
  const { requestsPerSecond, concurrency = 1, targetUtilisation = 1 } = service;
  const queue = new FluidQueue(requestsPerSecond, setup);
  const exported = exportsOf(ENGINES, setup.asked, FLUID_QUANTITIES).map(
    ({ key, quantity }) =>
      (total: Totals): MetricFigure =>
        totalOf(key, total[quantity]),
  );
  const metrics = [
    ...exported,
    ({ finished }: Totals) => ({ source: SERVED.source, name: SERVED.name, value: finished }),
  ];
  const isKnown = tellsAll(setup.promised);
  return (interval) => {
    queue.run(interval);
    const { served, good, queueSeconds, backlog } = queue;
    const seconds = (interval.endMs - interval.startMs) / 1000;
    const ready = itemAt(interval.stretches, interval.stretches.length - 1).ready.length;
    // Of all that was ready in the cycle: rounding may not push a full cycle past full.
    const share = queue.capacity === 0 ? 0 : Math.min(1, served / queue.capacity);
    const total = {
      waiting: backlog,
      running: share * concurrency * ready,
      busy: 100 * share * ready,
      finished: served / seconds,
    };
    return {
      served,
      good: isKnown ? good : undefined,
      lost: 0,
      waiting: backlog,
      running: 0,
      queueSeconds,
      needed: replicasFor(interval.requests / seconds, requestsPerSecond * targetUtilisation),
      metrics: metrics.map((figureOf) => figureOf(total)),
    };
  };
}

/** Of all replicas together. */
type Totals = Readonly<Record<(typeof FLUID_QUANTITIES)[number], number>>;

/** A metric of all replicas. Without a spread, which costs more than the whole of it. */
function totalOf({ source, name, aggregation }: FigureKey, total: number): MetricFigure {
  return aggregation === undefined ? { source, name, total } : { source, name, aggregation, total };
}

/** What arrived in a short while, and how much of it is still in the queue. */
interface Piece {
  readonly arrivedAtMs: number;
  left: number;
}

/** The queue in front of all replicas, and who stands in it since when. */
class FluidQueue {
  backlog = 0;
  /** Of the cycle that was run last. */
  served = 0;
  good = 0;
  queueSeconds = 0;
  /** What its ready replicas could have served. */
  capacity = 0;

  readonly #perMs: number;
  readonly #setup: ServiceSetup;
  readonly #pieces = new Fifo<Piece>();

  constructor(requestsPerSecond: number, setup: ServiceSetup) {
    this.#perMs = requestsPerSecond / 1000;
    this.#setup = setup;
  }

  run({ stretches }: Interval): void {
    this.served = 0;
    this.good = 0;
    this.queueSeconds = 0;
    this.capacity = 0;
    const { binMs, counts } = this.#setup.traffic;
    for (const { startMs, endMs, ready } of stretches) {
      const service = ready.length === 0 ? 0 : ready.length * this.#perMs;
      for (let at = startMs; at < endMs; ) {
        const bin = Math.floor(at / binMs);
        const arrival = (counts[bin] ?? 0) / binMs;
        let until = Math.min(endMs, (bin + 1) * binMs);
        if (this.backlog > 0 || arrival > service) until = Math.min(until, at + PIECE_MS);
        this.#flow(at, until - at, arrival, service);
        at = until;
      }
    }
  }

  /** Constant rates, per millisecond, over a short while. */
  #flow(atMs: number, ms: number, arrival: number, service: number): void {
    const came = arrival * ms;
    this.capacity += service * ms;
    if (this.backlog === 0 && arrival <= service) {
      this.served += came;
      this.#left(0, came);
      return;
    }
    const before = this.backlog;
    const could = service * ms;
    const after = before + came - could;
    if (came > 0) this.#pieces.push({ arrivedAtMs: atMs + ms / 2, left: came });
    if (after > 0) {
      this.queueSeconds += ((before + after) / 2) * (ms / 1000);
      this.backlog = after;
      this.served += could;
      this.#leave(could, atMs + ms / 2);
      return;
    }
    // It runs empty on the way: a triangle.
    const emptyMs = before / (service - arrival);
    this.queueSeconds += (before / 2) * (emptyMs / 1000);
    this.backlog = 0;
    this.served += before + came;
    this.#leave(Number.POSITIVE_INFINITY, atMs + emptyMs / 2);
  }

  /** So many began to be served after so long. */
  #left(waitMs: number, requests: number): void {
    const { took, limits } = this.#setup;
    took("queue", waitMs, requests);
    if (waitMs <= limits.queue) this.good += requests;
  }

  /** The oldest leave first. */
  #leave(amount: number, atMs: number): void {
    let still = amount;
    for (let piece = this.#pieces.peek(); piece !== undefined; piece = this.#pieces.peek()) {
      const wait = Math.max(0, atMs - piece.arrivedAtMs);
      if (piece.left > still) {
        this.#left(wait, still);
        piece.left -= still;
        return;
      }
      this.#left(wait, piece.left);
      still -= piece.left;
      this.#pieces.shift();
    }
  }
}
