/** A change as people write it: `+2`, `-1`, `0`. */
export function signed(change: number): string {
  return change > 0 ? `+${change}` : String(change);
}

/** A count as people write it: `1 replica`, `3 replicas`. */
export function counted(replicas: number): string {
  return `${replicas} ${replicas === 1 ? "replica" : "replicas"}`;
}
