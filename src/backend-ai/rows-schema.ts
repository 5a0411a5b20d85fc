import type * as z from "zod";
import { aType } from "../fields/expectations.ts";
import { accepting, expecting } from "../schema/zod/expectation.ts";
import { object } from "../schema/zod/object.ts";
import { count, instant, list, oneOf, text } from "../schema/zod/values.ts";
import { isRecord } from "../util/is-record.ts";
import type { AnyRuleRow } from "./forms/rule-rows.ts";
import type { Profile } from "./profile.ts";
import { ROUTE_HEALTHS_26, ROUTE_TRAFFICS_26, routeWord } from "./route-words.ts";
import { ruleRowSchema } from "./rule-row-schema.ts";

const COUNT = "give the endpoint's target count";

/** Something by id. Not an object schema, which would lose `__proto__`. */
const byId = accepting<Readonly<Record<string, unknown>>>(
  isRecord,
  expecting({ expects: aType("by-id"), help: "use {} for none" }),
);

const routeSchema = object(
  {
    id: text("name the route"),
    session: text("use null for a route without a session").nullable(),
    status: text("give the route's status"),
    health_status: routeWord(ROUTE_HEALTHS_26, "give the route's health").nullish(),
    traffic_status: routeWord(ROUTE_TRAFFICS_26, "say whether the route takes traffic").nullish(),
  },
  "a route",
);

const endpointRowSchema = object(
  {
    id: text("name the endpoint, as rules refer to it"),
    replicas: count(COUNT),
    desired_replicas: count(COUNT).nullish(),
    routes: list(routeSchema, "list the routes; [] for none"),
  },
  "an endpoint",
);

const kernelSchema = object(
  {
    id: text("name the kernel"),
    session: text("give the session that the kernel belongs to").nullable(),
  },
  "a kernel",
);

/** The rows of one cycle. */
export const rowsSchema = object(
  {
    profile: oneOf(
      ["pr3277", "v26"],
      "say whose averaging: pr3277 is Backend.AI 25.x, v26 is 26.x",
    ),
    now: instant("give the manager's clock"),
    endpoints: list(endpointRowSchema, "list the endpoints; [] for none"),
    kernels: list(kernelSchema, "list the kernels; [] for none"),
    kernel_stats: byId,
    endpoint_stats: byId,
    prometheus: byId.nullish(),
    rules: list(ruleRowSchema, "list the rules in evaluation order; [] for none"),
  },
  "the rows",
);

/**
 * What Backend.AI's manager has at hand in one cycle: its rows, its raw live stats by kernel and by endpoint, and what
 * Prometheus answered, by rule.
 */
export interface SnapshotRows {
  /** Whose averaging. */
  readonly profile: Profile;
  /** The manager's clock: ISO 8601 text with an offset, or milliseconds since 1970. */
  readonly now: string | number;
  readonly endpoints: readonly {
    readonly id: string;
    readonly replicas: number;
    /** Of 26.x: where it is not null, the count to start from. */
    readonly desired_replicas?: number | null;
    readonly routes: readonly {
      readonly id: string;
      readonly session: string | null;
      readonly status: string;
      /** Of 26.x. No average depends on it. */
      readonly health_status?: string | null;
      /** Of 26.x. No average depends on it. */
      readonly traffic_status?: string | null;
    }[];
  }[];
  readonly kernels: readonly { readonly id: string; readonly session: string | null }[];
  /** Kernel id → its live stat, an object or JSON text; null or absent: it never reported. */
  readonly kernel_stats: Readonly<Record<string, unknown>>;
  /** Endpoint id → its live stat, likewise. */
  readonly endpoint_stats: Readonly<Record<string, unknown>>;
  /** Rule id → what its query answered, whole or the sample's value alone; null or absent for no answer. */
  readonly prometheus?: Readonly<Record<string, unknown>> | null;
  /** In evaluation order: rows of any form, or an answer that holds them. */
  readonly rules: readonly AnyRuleRow[] | Readonly<Record<string, unknown>>;
  /** The release of the host: what a comparator means depends on it. Absent: 25.x under `pr3277`, else not known. */
  readonly release?: string;
}

/** The rows as they were read. */
export type ReadRows = z.output<typeof rowsSchema>;
