import * as z from "zod";
import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { object, strictObject } from "./zod/object.ts";
import { storedShape } from "./zod/schema-of.ts";

/** An endpoint, in its wire form and as the core's `Endpoint`. */
export const endpointSchema = object(storedShape(ENDPOINT_FIELDS), "an endpoint");

/** The same in what people write by hand: a key that no endpoint has is a fault. */
export const strictEndpointSchema = strictObject(
  storedShape(ENDPOINT_FIELDS, "strict"),
  "an endpoint",
);

const { id, replicas: _counted, starting: _alsoCounted, ...others } = endpointSchema.shape;

/** What a simulated scenario can say of its endpoint: the simulation counts the replicas itself. */
export const scenarioEndpointSchema = object(
  { id: z.exactOptional(id), ...others },
  "the endpoint",
);
