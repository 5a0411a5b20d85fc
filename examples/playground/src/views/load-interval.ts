import type { LoadInterval } from "autoscaling-rules/verify";

/** `80 to 120`, `80 to any`; one load alone is `80`. */
export function loadsText({ from, to }: LoadInterval): string {
  return from === to ? from : `${from} to ${to ?? "any"}`;
}

/** A load amid others, with as few digits as leave it among them. */
export function amid({ from, to }: LoadInterval, max: number): string {
  if (from === to) return from;
  const [low, high] = [Number(from), to === null ? max : Number(to)];
  const middle = (low + high) / 2;
  const short = [3, 6, 12].map((digits) => Number(middle.toPrecision(digits)));
  return String(short.find((load) => low < load && load < high) ?? middle);
}
