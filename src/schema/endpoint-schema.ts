import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { object } from "./zod/object.ts";
import { storedShape } from "./zod/schema-of.ts";

/** An endpoint, in its wire form and as the core's `Endpoint`. */
export const endpointSchema = object(storedShape(ENDPOINT_FIELDS), "an endpoint");
