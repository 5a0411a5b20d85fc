import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../src/draft/examples.ts";
import { fromLink, type Linked, toLink } from "../src/draft/link.ts";
import { NEW_VIEW } from "../src/draft/view.ts";

const [{ draft }] = EXAMPLES;

function withTraffic(bins: number): Linked {
  const requests = Array.from({ length: bins }, (_, at) => (at % 7 === 0 ? null : (at * 37) % 101));
  const trace = { name: "élb – 1.csv", binSeconds: 300, startAt: 1_397_088_000_000, requests };
  const day = { ...NEW_VIEW.day, isShown: true, service: "shared", times: "2", isStretched: true, trace } as const;
  const load = { metric: "cuda_util", total: "100" };
  return { draft, view: { preset: "recommended", load, run: "limit-cycle/load/out,in", day } };
}

for (const example of EXAMPLES) {
  test(`a link holds everything: ${example.name}`, () => {
    const linked = { draft: example.draft, view: NEW_VIEW };
    assert.deepEqual(fromLink(`#${toLink(linked).text}`), linked);
  });
}

test("a link holds what a file says beyond the fields of the page", () => {
  const linked = { draft: { ...draft, more: { counts: { min: 1, max: 4 }, note: "ours" } }, view: NEW_VIEW };
  assert.deepEqual(fromLink(toLink(linked).text), linked);
});

test("a link holds what the author looks at, with two weeks of traffic", () => {
  const linked = withTraffic(4040);
  assert.ok(toLink(linked).isWhole);
  assert.deepEqual(fromLink(toLink(linked).text), linked);
});

test("traffic that is too long for a link is left out, and nothing else", () => {
  const linked = withTraffic(40_000);
  assert.ok(!toLink(linked).isWhole);
  const read = fromLink(toLink(linked).text);
  assert.deepEqual(read, { draft, view: { ...linked.view, day: { ...linked.view.day, trace: null } } });
});

test("a link is made of letters that every chat and shell leaves as they are", () => {
  assert.match(toLink(withTraffic(50)).text, /^[\w-]+$/);
});

test("a broken link reads as null and throws nothing", () => {
  const broken = [
    "",
    "#",
    "x",
    "#%%%",
    toLink(withTraffic(3)).text.slice(0, 40),
    btoa("{}"),
    btoa("[1]"),
    btoa("null"),
  ];
  for (const hash of broken) assert.equal(fromLink(hash), null, hash);
});

test("what a link leaves out is as on a new page", () => {
  const read = fromLink(
    btoa(JSON.stringify({ rules: [{ metricName: "qps", threshold: 80 }], view: { preset: "none" } })),
  );
  assert.equal(read?.draft.rules[0]?.threshold, "80");
  assert.deepEqual(read?.view, NEW_VIEW);
});
