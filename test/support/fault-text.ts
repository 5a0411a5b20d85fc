import type { Fault } from "../../src/index.ts";

/** A fault as a caller prints it: all its words. */
export function faultText({ code, message, help }: Fault): string {
  return `${code}: ${message}; ${help}`;
}
