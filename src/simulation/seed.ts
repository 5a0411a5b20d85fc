import { anInteger } from "../fields/expectations.ts";

const LEAST = -2_147_483_648;
const MOST = 4_294_967_295;

/** What random numbers are drawn by: an integer of 32 bits, with a sign or without. */
export const SEED = /* @__PURE__ */ anInteger(LEAST, MOST);

export function isSeed(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= LEAST && Number(value) <= MOST;
}
