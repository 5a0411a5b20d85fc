/** Requests in the queue, in the mean, of M/M/c: Erlang's C formula and Little's law. */
export function erlangQueue(servers: number, load: number): number {
  // By the recursion of Erlang B, which does not overflow.
  let blocking = 1;
  for (let c = 1; c <= servers; c += 1) blocking = (load * blocking) / (c + load * blocking);
  const utilisation = load / servers;
  const waits = blocking / (1 - utilisation * (1 - blocking));
  return (waits * utilisation) / (1 - utilisation);
}
