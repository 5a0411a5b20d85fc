/** Calls with all but a share of the stack in use, as deep within a host's own recursion. */
export function withLittleStack<T>(share: number, run: () => T): T {
  const least = Math.floor(depthLeft() * (1 - share));
  const descend = (depth: number): T => (depth === 0 ? run() : descend(depth - 1));
  return descend(least);
}

function depthLeft(): number {
  let depth = 0;
  const descend = (): void => {
    depth += 1;
    descend();
  };
  try {
    descend();
  } catch {
    return depth;
  }
  return depth;
}
