import type { Coverage, MissingDetail, MissingReason } from "../model/metric.ts";

/** An average, as decimal text (`NaN` and `±Infinity` where the values make it so), or why there is none. */
export type Average =
  | { readonly average: string; readonly coverage?: Coverage }
  | { readonly missing: MissingReason; readonly detail?: MissingDetail };
