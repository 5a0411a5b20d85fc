import assert from "node:assert/strict";
import { test } from "node:test";
import { setRule } from "../src/draft/edit.ts";
import { begun, update } from "../src/draft/state.ts";
import { NEW_VIEW } from "../src/draft/view.ts";
import { example } from "./support.ts";

const draft = example("a gap too narrow");
const start = begun({ draft, view: NEW_VIEW });
const changed = setRule(draft, 1, { threshold: "40" });

test("undo takes back an edit, and leaves what the author looks at", () => {
  const edited = update(start, { kind: "edit", draft: changed, field: null });
  const looked = update(edited, { kind: "look", view: { preset: "recommended" } });
  const undone = update(looked, { kind: "undo" });
  assert.equal(undone.history.present, draft);
  assert.equal(undone.view.preset, "recommended");
  assert.equal(update(undone, { kind: "redo" }).history.present, changed);
});

test("a field that is left ends an edit", () => {
  const typed = update(start, { kind: "edit", draft: changed, field: "rules[1].threshold" });
  const again = setRule(draft, 1, { threshold: "41" });
  const more = update(update(typed, { kind: "seal" }), { kind: "edit", draft: again, field: "rules[1].threshold" });
  assert.equal(update(more, { kind: "undo" }).history.present, changed);
});

test("a change of the day leaves the rest of the view", () => {
  const { view, history } = update(start, { kind: "day", day: { high: "50" } });
  assert.deepEqual(view, { ...NEW_VIEW, day: { ...NEW_VIEW.day, high: "50" } });
  assert.equal(history, start.history);
});

test("a link that is followed can be taken back", () => {
  const view = { ...NEW_VIEW, preset: "recommended" } as const;
  const followed = update(start, { kind: "follow", linked: { draft: changed, view } });
  assert.equal(followed.view, view);
  assert.equal(update(followed, { kind: "undo" }).history.present, draft);
});
