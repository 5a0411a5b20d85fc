import type { Server } from "node:net";

/** A server in this process, in the place of a real one. */
export interface StandIn {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}
