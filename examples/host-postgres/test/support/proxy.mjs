import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * Stands between a client and a server, and fails when told to.
 *
 * @param {string} target - the server's URL
 * @returns {Promise<{
 *   url: string,
 *   hang: () => void,
 *   resume: () => void,
 *   cut: () => void,
 *   cutAt: (text: string) => Promise<void>,
 *   cutAfter: (text: string) => Promise<void>,
 *   close: () => Promise<void>,
 * }>} `cut` ends every connection and refuses new ones until `resume`; `cutAt` does so when a client sends the text, which
 *   does not reach the server any more, and `cutAfter` when it has reached it
 */
export async function startProxy(target) {
  const address = new URL(target);
  const pairs = new Set();
  let state = "open";
  let trap = null;

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
      const isCaught = trap !== null && data.includes(trap.text);
      if (!isCaught) return void upstream.write(data);
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

  const pause = ({ client, upstream }) => {
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
  const setTrap = (text, isForwarded) =>
    new Promise((tell) => {
      trap = { text, isForwarded, tell };
    });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(server.address().port);
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
