import { expect } from "vitest";

const SHARED = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  Map.prototype,
  String.prototype,
  Error.prototype,
];

const keysNow = () => SHARED.map((shared) => Reflect.ownKeys(shared).map(String));

const before = keysNow();

/** Fails where anything has been written to a prototype that all objects share. */
export function expectCleanPrototypes(): void {
  expect(keysNow()).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
}
