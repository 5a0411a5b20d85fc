import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, record, redone, sealed, undone } from "../src/draft/history.ts";

test("undo takes back the latest edit, and redo makes it again", () => {
  const two = record(record(begin("a"), "b", null), "c", null);
  assert.equal(undone(two).present, "b");
  assert.equal(undone(undone(two)).present, "a");
  assert.deepEqual(redone(undone(two)), two);
});

test("what is typed into one field without leaving it is one edit", () => {
  const typed = record(record(begin("80"), "8", "threshold"), "85", "threshold");
  assert.equal(undone(typed).present, "80");
});

test("what is typed into another field, or after leaving the field, is an edit of its own", () => {
  const first = record(begin("a"), "b", "threshold");
  assert.equal(undone(record(first, "c", "stepSize")).present, "b");
  assert.equal(undone(record(sealed(first), "c", "threshold")).present, "b");
});

test("an edit after undo gives up what was undone", () => {
  const edited = record(undone(record(begin("a"), "b", null)), "c", null);
  assert.deepEqual(edited.future, []);
  assert.equal(redone(edited), edited);
});

test("undo at the beginning changes nothing", () => {
  const start = begin("a");
  assert.equal(undone(start), start);
});

test("the history does not grow without end", () => {
  const counts = Array.from({ length: 1000 }, (_, at) => at);
  const long = counts.reduce((history, count) => record(history, count, null), begin(-1));
  assert.equal(long.present, 999);
  assert.equal(long.past.length, 200);
});
