import * as z from "zod";
import { expects } from "./expectation.ts";

/** An object of known fields; what else stands in it is left out. */
export function object<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.object(shape, objectOption(what));
}

/** An object of known fields and no others. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.strictObject(shape, objectOption(what));
}

function objectOption(what: string) {
  return expects({ code: "wrong-type", expected: "an object", help: `give ${what} as an object` });
}
