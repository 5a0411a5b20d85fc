import assert from "node:assert/strict";
import { test } from "node:test";
import { stepped } from "../src/draft/stepped.ts";

test("a number goes up and down in its last digit", () => {
  const steps = [
    ["80", "81", "79"],
    ["0", "1", "-1"],
    ["-1", "0", "-2"],
    ["0.8", "0.9", "0.7"],
    ["0.99", "1.00", "0.98"],
    ["0.0", "0.1", "-0.1"],
    ["-0.1", "0.0", "-0.2"],
    ["9007199254740993", "9007199254740994", "9007199254740992"],
  ];
  for (const [text = "", up, down] of steps) {
    assert.equal(stepped(text, 1), up);
    assert.equal(stepped(text, -1), down);
  }
});

test("what is no plain number stays what it is", () => {
  for (const text of ["", "-", "x", "1e3", "1.", ".5", " 1"]) assert.equal(stepped(text, 1), null);
});
