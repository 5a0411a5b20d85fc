/** What `run` gives so deep in a caller's own recursion that the stack has no space left for a call with so many arguments. */
export function withLittleStack<T>(count: number, run: () => T): T {
  const args = new Array<number>(count).fill(0);
  const descend = (depth: number): T => (depth % 64 === 0 && overflows(args) ? run() : descend(depth + 1));
  return descend(0);
}

function overflows(args: readonly number[]): boolean {
  try {
    Math.max(...args);
    return false;
  } catch {
    return true;
  }
}
