import type { EndpointMemory } from "../model/endpoint-memory.ts";
import { isInstant } from "../model/instant.ts";
import { isRecord } from "../util/is-record.ts";
import type { PlainDomain } from "./domain.ts";
import { aType } from "./expectations.ts";

const TIME = { type: "number" } as const;

/** Memories as decisions give them. They are stored as they are, so that their times stay numbers. */
export const MEMORY: PlainDomain<EndpointMemory> = {
  accepts: isMemory,
  expects: aType("memory"),
  form: {
    type: "object",
    properties: {
      breachedSince: {
        type: "object",
        additionalProperties: {
          type: "object",
          properties: { at: TIME, direction: { enum: ["out", "in", null] } },
          required: ["at", "direction"],
        },
      },
      failingSince: { type: "object", additionalProperties: TIME },
      idleSince: TIME,
      zeroBy: { const: "rules" },
    },
  },
};

function isMemory(value: unknown): value is EndpointMemory {
  if (!isRecord(value)) return false;
  const { breachedSince, failingSince, idleSince, zeroBy } = value;
  return (
    (breachedSince === undefined || isMapOf(breachedSince, isBreach)) &&
    (failingSince === undefined || isMapOf(failingSince, isInstant)) &&
    (idleSince === undefined || isInstant(idleSince)) &&
    (zeroBy === undefined || zeroBy === "rules")
  );
}

function isMapOf(value: unknown, accepts: (entry: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(accepts);
}

function isBreach(value: unknown): boolean {
  if (!isRecord(value) || !isInstant(value["at"])) return false;
  const { direction } = value;
  return direction === null || direction === "out" || direction === "in";
}
