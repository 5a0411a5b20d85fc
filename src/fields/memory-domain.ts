import type { EndpointMemory } from "../model/endpoint-memory.ts";
import { isInstant } from "../model/instant.ts";
import { isRecord } from "../util/is-record.ts";
import type { PlainDomain } from "./domain.ts";
import { aType } from "./expectations.ts";

const time = (description: string) => ({ type: "number", description }) as const;

/** Memories as decisions give them. They are stored as they are, so that their times stay numbers. */
export const MEMORY: PlainDomain<EndpointMemory> = {
  accepts: isMemory,
  expects: aType("memory"),
  form: {
    type: "object",
    properties: {
      breachedSince: {
        type: "object",
        description: "By rule id: since when its condition has held.",
        additionalProperties: {
          type: "object",
          properties: {
            at: time("Milliseconds since 1970 at which it began to hold."),
            direction: {
              enum: ["out", "in", null],
              description: "Where the rule would scale to; null: nowhere.",
            },
          },
          required: ["at", "direction"],
        },
      },
      failingSince: {
        type: "object",
        description: "By rule id: since when its metric has failed.",
        additionalProperties: { type: "number" },
      },
      idleSince: time("Milliseconds since 1970 at which the endpoint was first seen without use."),
      zeroBy: {
        const: "rules",
        description: "The count is 0 as the endpoint was idle, so that it may wake up.",
      },
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
