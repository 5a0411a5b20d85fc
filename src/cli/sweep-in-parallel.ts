import { mergeSweeps } from "../simulation/choice/merge-sweeps.ts";
import type { Sweep } from "../simulation/choice/sweep.ts";
import type { Io } from "./io.ts";

/** A sweep for several processes: how many, and the command line and the scenario that each of them gets. */
export interface Parallel {
  readonly jobs: number;
  readonly args: readonly string[];
  readonly text: string;
}

/** A sweep in parts, each by a process of its own, and merged: the same bytes as one process makes. */
export async function sweepInParallel(
  { jobs, args, text }: Parallel,
  onProgress: (done: number, total: number) => void,
  io: Io,
): Promise<Sweep> {
  let done = 0;
  const parts = Array.from({ length: jobs }, async (_, at): Promise<Sweep> => {
    const part = JSON.parse(await io.again([...args, "--json", "--shard", `${at + 1}/${jobs}`], text));
    done += 1;
    onProgress(done, jobs);
    return part;
  });
  return mergeSweeps(await Promise.all(parts));
}
