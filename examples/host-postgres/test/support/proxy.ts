import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { portOf } from "../../src/stand-ins/stand-in.ts";

/** What stands between a client and a server, and fails when told to. */
export interface FaultyProxy {
  readonly url: string;
  readonly hang: () => void;
  readonly resume: () => void;
  /** Ends every connection and refuses new ones until `resume`. */
  readonly cut: () => void;
  /** Does so when a client sends the text, which does not reach the server any more. */
  readonly cutAt: (text: string) => Promise<void>;
  /** Does so when the text has reached the server. */
  readonly cutAfter: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** Stands before the server of a URL. */
export async function startProxy(target: string): Promise<FaultyProxy> {
  const address = new URL(target);
  const pairs = new Set<Pair>();
  let state: "open" | "hung" | "cut" = "open";
  let trap: { readonly text: string; readonly isForwarded: boolean; readonly tell: () => void } | null = null;

  const server = createServer((client) => {
    if (state === "cut") return void client.destroy();
    const upstream = connect(Number(address.port), address.hostname);
    const pair = { client, upstream };
    pairs.add(pair);
    const end = () => {
      client.destroy();
      upstream.destroy();
      pairs.delete(pair);
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.on("data", (data) => {
      if (trap === null || !data.includes(trap.text)) return void upstream.write(data);
      const { isForwarded, tell } = trap;
      trap = null;
      const spring = () => {
        cut();
        tell();
      };
      if (!isForwarded) return spring();
      // What reached the server is carried out; the answer is lost.
      upstream.pause();
      upstream.write(data, () => setTimeout(spring, 50));
    });
    upstream.on("data", (data) => void client.write(data));
    if (state === "hung") pause(pair);
  });

  const pause = ({ client, upstream }: Pair) => {
    client.pause();
    upstream.pause();
  };
  const cut = () => {
    state = "cut";
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  const setTrap = (text: string, isForwarded: boolean) =>
    new Promise<void>((tell) => {
      trap = { text, isForwarded, tell };
    });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(portOf(server));
  return {
    url: url.href,
    hang: () => {
      state = "hung";
      for (const pair of pairs) pause(pair);
    },
    resume: () => {
      state = "open";
      for (const { client, upstream } of pairs) {
        client.resume();
        upstream.resume();
      }
    },
    cut,
    cutAt: (text) => setTrap(text, false),
    cutAfter: (text) => setTrap(text, true),
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
