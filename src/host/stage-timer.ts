import type { CycleStage } from "./cycle-report.ts";

/** The stage that a cycle is in, and how long each one took. */
export class StageTimer {
  #stage: CycleStage = "clock";
  #since = performance.now();
  readonly #durationsMs: Partial<Record<CycleStage, number>> = {};

  get stage(): CycleStage {
    return this.#stage;
  }

  /** Ends the stage before. */
  enter(stage: CycleStage): void {
    this.#end();
    this.#stage = stage;
  }

  /** Ends the last stage. */
  durationsMs(): Readonly<Partial<Record<CycleStage, number>>> {
    this.#end();
    return this.#durationsMs;
  }

  #end(): void {
    const now = performance.now();
    this.#durationsMs[this.#stage] = toMicrosecond(now - this.#since);
    this.#since = now;
  }
}

/** Nobody needs more digits. */
export function toMicrosecond(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
