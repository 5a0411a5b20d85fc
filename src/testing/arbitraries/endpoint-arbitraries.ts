import type { Arbitrary } from "fast-check";
import { type Endpoint, PAUSES } from "../../model/endpoint.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { FastCheck } from "./fast-check.ts";
import { ago, ENDPOINT_IDS, endpointIdsFrom, INT32_MAX, offsets, recently, TO_THE_FIRST, USUAL_NOW } from "./pools.ts";

/** What generated endpoints shall be like. */
export interface EndpointOptions {
  /** Their ids. Absent: a few, with names that trip objects up. */
  readonly ids?: readonly EndpointId[];
  /** Only what Backend.AI's endpoints have: an id and a count. Absent: false. */
  readonly plain?: boolean;
  /** The clock that pauses and cooldowns stand around. Absent: 2026-01-11T03:57:34.495123Z. */
  readonly now?: Instant;
}

/** Objects that print as people write them. */
const PLAIN = { noNullPrototype: true } as const;

export function endpoints(fc: FastCheck, options: EndpointOptions = {}): Arbitrary<Endpoint> {
  const { ids = ENDPOINT_IDS, plain = false, now = USUAL_NOW } = options;
  const base = fc.record({
    id: endpointIdsFrom(fc, ids),
    replicas: fc.oneof(
      TO_THE_FIRST,
      { weight: 15, arbitrary: fc.integer({ min: 0, max: 9 }) },
      { weight: 1, arbitrary: fc.constantFrom(INT32_MAX, INT32_MAX - 1) },
    ),
  });
  if (plain) return base;
  return fc.tuple(base, ranges(fc), gates(fc, now)).map(([bare, range, more]) => ({ ...bare, ...range, ...more }));
}

/** The endpoint's own bounds, the lower one first; mostly none. */
function ranges(fc: FastCheck): Arbitrary<Pick<Endpoint, "minReplicas" | "maxReplicas">> {
  const bound = fc.oneof(
    TO_THE_FIRST,
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }) },
    { weight: 1, arbitrary: fc.constant(INT32_MAX) },
  );
  const range = fc.tuple(bound, bound).map(([one, other]) => {
    const isInOrder = one === null || other === null || one <= other;
    return isInOrder ? { minReplicas: one, maxReplicas: other } : { minReplicas: other, maxReplicas: one };
  });
  return fc.oneof(TO_THE_FIRST, { weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: range });
}

function gates(fc: FastCheck, now: Instant): Arbitrary<Partial<Endpoint>> {
  const scaled = fc.oneof(TO_THE_FIRST, fc.constant(null), recently(fc, now));
  const some = fc.record(
    {
      paused: fc.constantFrom(...PAUSES),
      pausedUntil: offsets(fc).map((offset) => ago(now, 0, offset)),
      advisory: fc.boolean(),
      cooldownSeconds: fc.record({ out: fc.constantFrom(0, 60), in: fc.constantFrom(0, 300, 0.5) }, PLAIN),
      lastScaledAt: fc.record({ out: scaled, in: scaled }, PLAIN),
    },
    { requiredKeys: [] },
  );
  // A fall that paces rules, where no cooldown of the endpoint's own runs from it.
  const fallen = recently(fc, now).map((at) => ({ lastScaledAt: { out: null, in: at } }));
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fallen },
    { weight: 3, arbitrary: some },
  );
}
