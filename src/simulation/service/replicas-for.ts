/** Fewest replicas that carry a load; quotients that are whole but for the rounding of doubles count as whole. */
export function replicasFor(load: number, perReplica: number): number {
  return Math.ceil(load / perReplica - 1e-9);
}
