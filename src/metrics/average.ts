import type { MissingReason } from "../model/metric.ts";

/** An average, as decimal text (`NaN` and `±Infinity` where the figures make it so), or why there is none. */
export type Average = { readonly average: string } | { readonly missing: MissingReason };
