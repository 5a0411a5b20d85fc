import { itemAt } from "../util/item-at.ts";
import type { NumberAxis, Tick } from "./picture.ts";

/** About so many ticks, at round numbers or times of the clock. */
export function ticksOf(
  { kind, domain: [low, high] }: Pick<NumberAxis, "kind" | "domain">,
  count: number,
): readonly Tick[] {
  const step = kind === "time" ? timeStep(high - low, count) : numberStep(high - low, count);
  const text = kind === "time" ? (at: number) => clock(at, step) : numbersOf(step, Math.max(-low, high));
  const ticks: Tick[] = [];
  // Counted, not added up: a sum of tenths drifts.
  const most = Math.floor(high / step + 1e-9);
  for (let nth = Math.ceil(low / step - 1e-9); nth <= most; nth += 1) {
    const at = nth * step;
    ticks.push({ at, text: text(at) });
  }
  return ticks;
}

function numberStep(span: number, count: number): number {
  const raw = span / count;
  let power = 1;
  while (power * 10 <= raw) power *= 10;
  while (power > raw) power /= 10;
  return [1, 2, 5].map((each) => each * power).find((step) => step >= raw * 0.999) ?? 10 * power;
}

/** Units that keep large numbers short. */
const UNITS = [
  { unit: 1e12, name: "T" },
  { unit: 1e9, name: "G" },
  { unit: 1e6, name: "M" },
  { unit: 1, name: "" },
];
const LEAST_STEP = 1e-6;
const MOST = 1e15;

/** How the numbers of an axis are written: all of them in the unit of the largest. */
function numbersOf(step: number, most: number): (at: number) => string {
  if (most >= MOST || step < LEAST_STEP) return (at) => Number(at.toPrecision(6)).toExponential();
  const { unit, name } = UNITS.find((each) => each.unit <= most) ?? { unit: 1, name: "" };
  const digits = digitsOf(step / unit);
  return (at) => (at === 0 ? "0" : `${grouped((at / unit).toFixed(digits))}${name}`);
}

function digitsOf(step: number): number {
  let digits = 0;
  while (Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 * step * 10 ** digits) digits += 1;
  return digits;
}

function grouped(number: string): string {
  return number.includes(".") ? number : number.replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 10, 30].map((each) => each * SECOND),
  ...[1, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12].map((each) => each * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((each) => each * DAY),
];

function timeStep(span: number, count: number): number {
  return STEPS.find((step) => step >= (span / count) * 0.999) ?? itemAt(STEPS, STEPS.length - 1);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time in UTC: the day at midnight, else the clock. */
function clock(at: number, step: number): string {
  const date = new Date(at);
  const two = (figure: number) => String(figure).padStart(2, "0");
  if (at % DAY === 0) return `${itemAt(MONTHS, date.getUTCMonth())} ${date.getUTCDate()}`;
  const minutes = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return step < MINUTE ? `${minutes}:${two(date.getUTCSeconds())}` : minutes;
}
