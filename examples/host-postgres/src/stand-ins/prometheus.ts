import { once } from "node:events";
import { createServer } from "node:http";
import { portOf, type StandIn } from "./stand-in.ts";

/**
 * Answers Prometheus's instant queries from a table, and `vector(N)` with N, for where there is no server.
 *
 * @param answers - by query, the value; it may be changed at any time
 */
export async function startPrometheusStandIn(answers: ReadonlyMap<string, string> = new Map()): Promise<StandIn> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const query = new URLSearchParams(body).get("query") ?? "";
    const value = answers.get(query) ?? /^vector\(([-\d.]+)\)$/.exec(query)?.[1];
    const result = value === undefined ? [] : [{ metric: {}, value: [Date.now() / 1000, value] }];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
