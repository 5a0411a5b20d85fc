import type { Panel } from "./picture.ts";

/** Pixels from the left of a plot. */
export function xAt({ x, width }: Panel, value: number): number {
  const [low, high] = x.domain;
  return (width * (value - low)) / (high - low);
}

/** Pixels from its top. */
export function yAt({ y, height }: Panel, value: number | string): number {
  if (y.kind === "names") return (height * (y.names.indexOf(String(value)) + 0.5)) / y.names.length;
  const [low, high] = y.domain;
  return height - (height * (Number(value) - low)) / (high - low);
}
