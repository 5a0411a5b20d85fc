import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { go } from "./go.ts";
import { narrow, sound } from "./inputs.ts";

/** Writes that fail as the system's do. */
function failing(code: string): Partial<Io> {
  return { write: (path) => Promise.reject(new Error(`${code}: what the system says, open '${path}'`)) };
}

const scenario = {
  rules: sound,
  initialReplicas: 1,
  service: { model: "fluid", requestsPerSecond: 1 },
  trace: { binSeconds: 60, requests: [1, 2, 3] },
};
const llm = { model: "llm", concurrency: 8, lengths: "constant" };

describe("a file that cannot be written costs no result", () => {
  test.each([
    ["verify a.json", "--chart /gone/out.svg", narrow],
    ["demo", "--chart /gone/out.svg", null],
    ["simulate a.json", "--chart /gone/out.svg", scenario],
    ["simulate a.json", "--csv /gone/out.csv", scenario],
    ["simulate a.json", "--log /gone/out.jsonl", scenario],
    ["service-curve a.json --requests 50", "--chart /gone/out.svg", llm],
  ])("of %s %s", async (command, option, file) => {
    const files = file === null ? {} : { "a.json": file };
    const [without, told] = [await go(command, files), await go(`${command} ${option}`, files, failing("ENOENT"))];
    expect(without.out).not.toBe("");
    expect(without.out).toContain(told.out);
    expect([told.code, told.out.length > 100]).toEqual([3, true]);
    expect(told.err).toContain(`cannot write ${option.split(" ")[1]}: the folder /gone does not exist\n`);
  });

  test("and each of several files is named", async () => {
    const told = await go("simulate a --log f/l --csv f/c --chart f/c.svg", { a: scenario }, failing("ENOTDIR"));
    expect(told.err.match(/^cannot write .*$/gm)).toEqual([
      "cannot write f/l: f is not a folder",
      "cannot write f/c: f is not a folder",
      "cannot write f/c.svg: f is not a folder",
    ]);
  });

  test("and fmt goes on to the next file", async () => {
    const files = { "a.json": sound, "b.json": sound };
    expect(await go("fmt a.json b.json", files, failing("EACCES"))).toMatchObject({
      code: 3,
      out: "",
      err: "cannot write a.json: it may not be opened\ncannot write b.json: it may not be opened\n",
    });
  });
});

test("verify prints what it found where --chart has more than one endpoint to draw", async () => {
  const two = [...narrow, ...narrow.map((each) => ({ ...each, id: `other-${each.id}`, endpointId: "other" }))];
  const { code, out } = await go("verify a --chart a.svg", { a: two });
  expect([code, out]).toEqual([2, (await go("verify a", { a: two })).out]);
});
