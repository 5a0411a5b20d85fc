import type { Endpoint, MetricSource } from "autoscaling-rules";
import { parseRuleInput, parseRulePatch, parseState, SchemaError, safeParseRule } from "autoscaling-rules/schema";
import { verifyRules } from "autoscaling-rules/verify";
import { type Context, Hono } from "hono";
import type { Registry } from "prom-client";
import type { Database } from "./database.ts";
import { auditTrail, destroyEndpoint, getEndpoint, listEndpoints, putEndpoint } from "./endpoints.ts";
import { fromMicroseconds } from "./instant.ts";
import { createRule, deleteRule, getRule, listRules, RuleError, updateRule } from "./rules.ts";

/** What the API works on. */
export interface ApiParts {
  readonly database: Database;
  readonly registry: Registry;
  readonly clock: () => number;
  /** The sources that the manager can ask: a rule on another one would never have a metric. */
  readonly sources: readonly MetricSource[];
  /** Whether the last cycle came to its end, not long ago. */
  readonly isHealthy: () => boolean;
}

/** What is wrong with one field, for a form: the library's words. */
interface FieldFault {
  readonly code: string;
  /** The field, such as `stepSize`; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
  readonly help: string;
}

/** An answer of 400: what is wrong with the input, all at once. */
class InputError extends Error {
  readonly faults: readonly FieldFault[];

  constructor(faults: readonly FieldFault[]) {
    super(faults.map(({ message }) => message).join("; "));
    this.faults = faults;
  }
}

/** The REST API for endpoints and rules. README.md lists the routes. */
export function createApi({ database, registry, clock, sources, isHealthy }: ApiParts): Hono {
  const api = new Hono();

  api.onError((error, c) => {
    if (error instanceof SchemaError || error instanceof InputError) return c.json({ faults: faultsOf(error) }, 400);
    if (error instanceof RuleError) {
      const { field, message } = error;
      return c.json({ faults: [wrong(field, message, "change it and send it again")] }, 400);
    }
    console.error(error);
    return c.json({ error: "the request failed; the log says why" }, 500);
  });
  api.notFound((c) => c.json({ error: `there is no ${c.req.path}` }, 404));

  api.get("/endpoints", async (c) =>
    c.json(await listEndpoints(database, c.req.query("after") ?? "", limitOf(c.req.query("limit")))),
  );
  api.get("/endpoints/:id", async (c) => found(c, await getEndpoint(database, c.req.param("id"))));
  api.put("/endpoints/:id", async (c) => {
    const endpoint = readEndpoint(c.req.param("id"), await readBody(c));
    await putEndpoint(database, endpoint, clock());
    return found(c, await getEndpoint(database, endpoint.id));
  });
  api.delete("/endpoints/:id", async (c) => deleted(c, await destroyEndpoint(database, c.req.param("id"))));
  api.get("/endpoints/:id/audit", async (c) => {
    const trail = await auditTrail(database, c.req.param("id"), limitOf(c.req.query("limit")));
    return c.json(trail.map((row) => ({ ...row, at: fromMicroseconds(row.at) })));
  });

  api.get("/endpoints/:id/rules", async (c) => c.json(await listRules(database, c.req.param("id"))));
  api.post("/endpoints/:id/rules", async (c) => {
    const endpointId = c.req.param("id");
    if ((await getEndpoint(database, endpointId)) === null) return c.notFound();
    const { query, fields } = splitQuery(await readBody(c));
    const input = parseRuleInput(isRecord(fields) ? { ...fields, endpointId } : fields, { coerce: isForm(c) });
    requireSource(input.metricSource, sources);
    const rule = await createRule(database, input, query ?? null);
    return c.json(rule, 201, { location: `/rules/${encodeURIComponent(rule.id)}` });
  });
  /** What the verifier says of an endpoint's rules: whether they can flap, and what would keep them from it. */
  api.get("/endpoints/:id/findings", async (c) => {
    const rules = await listRules(database, c.req.param("id"));
    const { findings } = verifyRules({ rules: rules.filter((rule) => safeParseRule(rule).success) });
    return c.json(findings.map(({ code, severity, message, help }) => ({ code, severity, message, help })));
  });

  api.get("/rules/:id", async (c) => found(c, await getRule(database, c.req.param("id"))));
  api.patch("/rules/:id", async (c) => {
    const { query, fields } = splitQuery(await readBody(c));
    const patch = parseRulePatch(fields, { coerce: isForm(c) });
    if (patch.metricSource !== undefined) requireSource(patch.metricSource, sources);
    return found(c, await updateRule(database, c.req.param("id"), patch, query));
  });
  api.delete("/rules/:id", async (c) => deleted(c, await deleteRule(database, c.req.param("id"))));

  api.get("/metrics", async (c) => c.text(await registry.metrics(), 200, { "content-type": registry.contentType }));
  api.get("/healthz", (c) => (isHealthy() ? c.text("ok") : c.text("no cycle came to its end lately", 503)));
  return api;
}

/** The PromQL of a rule has a column of its own: it is not a field of rules of the library. */
function splitQuery(body: unknown): { readonly query?: string; readonly fields: unknown } {
  if (!isRecord(body)) return { fields: body };
  const { query, ...fields } = body;
  if (query === undefined || query === null || query === "") return { fields };
  if (typeof query !== "string") throw new InputError([wrong("query", "query is no text", "send PromQL")]);
  return { query, fields };
}

function limitOf(text = "50"): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= 1000) return limit;
  throw new InputError([wrong("limit", `limit is ${text}`, "ask for 1 to 1000")]);
}

function found(c: Context, value: object | null): Response {
  return value === null ? c.json({ error: `there is no ${c.req.path}` }, 404) : c.json(value);
}

function deleted(c: Context, wasThere: boolean): Response {
  return wasThere ? c.body(null, 204) : found(c, null);
}

function isForm(c: Context): boolean {
  return (c.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
}

/** The fields of a form, or JSON. What is no JSON stays text, which the parsers of the library refuse in words. */
async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (isForm(c)) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An endpoint as a user sets it. What cycles keep of it is not for users to set. */
function readEndpoint(id: string, body: unknown): Endpoint {
  if (!isRecord(body))
    throw new InputError([wrong("", "the endpoint is no object", 'send JSON such as {"replicas": 2}')]);
  const kept = ["lastScaledAt", "memory"].filter((name) => name in body);
  if (kept.length > 0)
    throw new InputError(kept.map((name) => wrong(name, `${name} is set`, "cycles keep it: leave it out")));
  try {
    const [endpoint] = parseState({ endpoints: [{ ...body, id }], lastTriggered: {} }).endpoints;
    if (endpoint !== undefined) return endpoint;
    throw new Error("an endpoint came back as none");
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new InputError(faultsOf(error).map((each) => withoutPrefix(each)));
  }
}

/** A path as the user knows it: there is one endpoint, not a list. */
function withoutPrefix({ path, message, ...rest }: FieldFault): FieldFault {
  const prefix = /^endpoints\[0\]\.?/;
  return { ...rest, path: path.replace(prefix, ""), message: message.replace("endpoints[0].", "") };
}

function requireSource(source: MetricSource, sources: readonly MetricSource[]): void {
  if (sources.includes(source)) return;
  const message = `metricSource is ${source}, which this manager cannot ask`;
  throw new InputError([wrong("metricSource", message, `it can ask ${sources.join(" and ")}`)]);
}

function wrong(path: string, message: string, help: string): FieldFault {
  return { code: "wrong-input", path, message, help };
}

function faultsOf({ faults }: SchemaError | InputError): readonly FieldFault[] {
  return faults.map(({ code, path, message, help }) => ({ code, path, message, help }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
