// The core's answers from a hardened realm: every intrinsic frozen (SES), and whatever could tell one run from another
// throws from before the library is loaded.
import "ses";
import { readFileSync } from "node:fs";
import { answers } from "./answers.mjs";
import { PRESETS, readSnapshots } from "./snapshots.mjs";

const snapshots = readSnapshots(readFileSync(new URL("./snapshots.jsonl", import.meta.url), "utf8"));
const write = process.stdout.write.bind(process.stdout);

// "severe" is for decimal.js alone, which assigns `constructor` to each of its instances, over the frozen inherited one.
globalThis.lockdown({ errorTaming: "unsafe", consoleTaming: "unsafe", overrideTaming: "severe" });

const forbidden = (name) => () => {
  throw new Error(`the core reached for ${name}`);
};
const RealDate = Date;
// The clock alone: what time of the calendar a given instant is, is arithmetic.
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) => (args.length === 0 ? forbidden("new Date()")() : Reflect.construct(target, args)),
  apply: forbidden("Date()"),
  get: (target, key) => (key === "now" || key === "parse" ? forbidden(`Date.${key}`)() : Reflect.get(target, key)),
});
globalThis.Math = Object.freeze(Object.create(Math, { random: { value: forbidden("Math.random") } }));
for (const name of ["process", "performance", "fetch", "console", "crypto", "Intl", "navigator"]) {
  const value = new Proxy({}, { get: forbidden(name), has: forbidden(name) });
  Object.defineProperty(globalThis, name, { configurable: true, value });
}
for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "requestAnimationFrame"]) {
  Object.defineProperty(globalThis, name, { configurable: true, value: forbidden(name) });
}

const isForbidden = [
  () => new Date(),
  () => Date.now(),
  () => Math.random(),
  () => console.log(),
  () => process.env,
].every((reach) => {
  try {
    reach();
    return false;
  } catch (error) {
    return /^the core reached/.test(error.message);
  }
});
if (!isForbidden || !Object.isFrozen(Object.prototype)) throw new Error("the realm is not hardened");

const core = await import("../../dist/index.js");
const verify = await import("../../dist/verify/index.js");
const simulation = await import("../../dist/simulation/index.js");
write(answers({ core, verify, simulation }, { snapshots, presets: PRESETS, rows: [] }));
