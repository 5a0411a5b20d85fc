import { once } from "../support/once.ts";

const boom = (): never => {
  throw new Error("boom");
};

const trapsThatThrow: ProxyHandler<object> = new Proxy({}, { get: () => boom });

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

class Instance {
  readonly id = "chat";
}

/** Values that no JSON holds: what each of them is where a field should be, nothing may crash on. */
export const EXOTIC: Readonly<Record<string, () => unknown>> = {
  "a revoked proxy": () => revoked({}),
  "a revoked proxy of an array": () => revoked([]),
  "a proxy whose every trap throws": () => new Proxy({}, trapsThatThrow),
  "a proxy of an array whose every trap throws": () => new Proxy([], trapsThatThrow),
  "a proxy of a function whose every trap throws": () => new Proxy(() => null, trapsThatThrow),
  "a proxy that has every key": () => new Proxy({}, { get: (_, key) => key, has: () => true }),
  "a toStringTag that throws": () => Object.defineProperty({}, Symbol.toStringTag, { get: boom }),
  "an object that turns into no text": () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
  "a toJSON that throws": () => ({ toJSON: boom }),
  // biome-ignore lint/suspicious/noThenProperty: that is what is hostile about it
  "a then that throws": () => Object.defineProperty({}, "then", { enumerable: true, get: boom }),
  "getters that throw what is no error": () =>
    Object.defineProperties({}, { type: { get: () => boom(), enumerable: true }, id: { get: boom, enumerable: true } }),
  "a cycle": () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    return cycle;
  },
  "an array that holds itself": () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    return cycle;
  },
  "a sparse array": () => new Array(5),
  "a sparse array of the greatest length": () => new Array(4_294_967_295),
  "a proxy that claims 2^53 - 1 items": () =>
    new Proxy([], { get: (target, key) => (key === "length" ? 2 ** 53 - 1 : Reflect.get(target, key)) }),
  "a BigInt": () => 1n,
  "a symbol": () => Symbol("secret"),
  "a function": () => () => "called",
  "an invalid Date": () => new Date(Number.NaN),
  "an object that claims to be a Date": () => Object.create(Date.prototype),
  "a Map": () => new Map([["id", "chat"]]),
  "a Set": () => new Set(["chat"]),
  "a promise": () => Promise.resolve(1),
  "a typed array": () => new Uint8Array(4),
  "a regular expression": () => /x/,
  "a boxed number": () => Object(5),
  "a class instance": () => new Instance(),
  "an object without a prototype": () => Object.create(null),
  "an object with Decimal's tag": () => ({ toStringTag: "[object Decimal]", s: 1, e: 0, d: [5] }),
  undefined: () => undefined,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  "minus zero": () => -0,
  "the least double": () => 5e-324,
  "the greatest double": () => Number.MAX_VALUE,
  "one past 32 bits": () => 2 ** 31,
  "one below 32 bits": () => -(2 ** 31) - 1,
  "a million digits": once(() => "8".repeat(1_000_000)),
  "digits of another script": once(() => "\u{1d7df}".repeat(50_000)),
  "an exponent past all": () => "1e999999999",
  "half of a surrogate pair": () => "\ud800",
  "a key of prototypes": () => "__proto__",
  "an array nested a hundred thousand deep": once(() => JSON.parse("[".repeat(100_000) + "]".repeat(100_000))),
};
