import type { Decimal } from "decimal.js";
import { printable } from "../util/printable.ts";
import { show } from "./show.ts";

/**
 * An exact decimal as callers hold it. A number means the decimal that it prints as, so that 0.1 is one tenth.
 *
 * As text: `-12.5`, `.5`, `5.`, `+1e3`, and `Infinity` or `inf` with or without a sign. As a Decimal: of any decimal.js
 * constructor, whatever its precision.
 *
 * @example
 * const same: DecimalLike[] = [80, "80", "80.0", "8e1", new Decimal(80)];
 */
export type DecimalLike = Decimal | string | number;

/** A decimal as people read it; safe for any value that a program in JavaScript may pass. */
export function decimalText(value: DecimalLike): string {
  if (typeof value !== "object") return printable(String(value));
  return typeof value?.toFixed === "function" ? String(value) : show(value);
}
