import { nearestDouble } from "../../decimal/exact.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Rule } from "../../model/rule.ts";

/** A temper for a whole rule set: factors of thresholds and cooldowns by direction; null leaves a cooldown. */
interface Style {
  readonly out: number;
  readonly back: number;
  readonly outCooldown: number | null;
  readonly backCooldown: number | null;
}

/** Mild ones first. */
export const STYLES: readonly Style[] = [1, 0.75, 0.5].flatMap((out) =>
  [1, 0.5, 0.25].flatMap((back) =>
    [null, 60].flatMap((outCooldown) => [null, 600].map((backCooldown) => ({ out, back, outCooldown, backCooldown }))),
  ),
);

export function styled(rule: Rule, { out, back, outCooldown, backCooldown }: Style): Rule {
  const scaled = (value: DecimalLike, factor: number) =>
    factor === 1 ? value : rounded(nearestDouble(value) * factor);
  if (rule.type === "band") {
    return {
      ...rule,
      maxThreshold: rule.maxThreshold === null ? null : scaled(rule.maxThreshold, out),
      minThreshold: rule.minThreshold === null ? null : scaled(rule.minThreshold, out * back),
      cooldownSeconds: outCooldown ?? rule.cooldownSeconds,
    };
  }
  const isOut = rule.stepSize > 0;
  return {
    ...rule,
    threshold: scaled(rule.threshold, isOut ? out : out * back),
    cooldownSeconds: (isOut ? outCooldown : backCooldown) ?? rule.cooldownSeconds,
  };
}

/** Three significant digits, which are all that people read. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Rounder values close by, the roundest first: 71.4 as 70, as 71, as 72. */
export function rounder(value: number): readonly number[] {
  const exponent = Number(value.toExponential().split("e")[1]);
  const unit = 10 ** (exponent - 1);
  const multiples = [
    10 * Math.round(value / (10 * unit)),
    5 * Math.round(value / (5 * unit)),
    Math.floor(value / unit),
    Math.ceil(value / unit),
  ].map((multiple) => Number((multiple * unit).toPrecision(3)));
  // Those after the value itself are no rounder.
  const at = multiples.indexOf(value);
  return [...new Set(at < 0 ? multiples : multiples.slice(0, at))];
}

const FACTORS = [0.25, 0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2, 4];
const STEPS = [1, 2, 3, 4, 6];
const COOLDOWNS = [0, 30, 60, 120, 300, 600, 1200];

/** Values that a rule could have instead, one changed at a time. */
export function alternatives(rule: Rule): { readonly field: string; readonly value: number }[] {
  const ends =
    rule.type === "threshold"
      ? [["threshold", rule.threshold] as const]
      : ([
          ["minThreshold", rule.minThreshold],
          ["maxThreshold", rule.maxThreshold],
        ] as const);
  const thresholds = ends.flatMap(([field, value]) => {
    const figure = value === null ? Number.NaN : nearestDouble(value);
    return FACTORS.flatMap((factor) => {
      const other = rounded(figure * factor);
      return Number.isFinite(other) && other !== figure ? [{ field, value: other }] : [];
    });
  });
  const sign = Math.sign(rule.stepSize);
  const steps = STEPS.map((size) => size * sign).filter((size) => size !== rule.stepSize);
  const cooldowns = COOLDOWNS.filter((seconds) => seconds !== rule.cooldownSeconds);
  return [
    ...thresholds,
    ...steps.map((value) => ({ field: "stepSize", value })),
    ...cooldowns.map((value) => ({ field: "cooldownSeconds", value })),
  ];
}
