import type { Severity } from "./finding.ts";

/** What may not happen, or rests on what is only assumed, is no error. */
export function doubtful<T extends { readonly severity: Severity }>(remark: T): T {
  return remark.severity === "error" ? { ...remark, severity: "warning" } : remark;
}
