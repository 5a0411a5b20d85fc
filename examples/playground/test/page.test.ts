import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";

/** What a reader's connection has to carry before anything can be seen. */
const MOST_BYTES = 170_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "playground-"));
const file = join(folder, "dist", "index.html");

before(async () => {
  await build({ root, logLevel: "warn", build: { outDir: join(folder, "dist"), emptyOutDir: true } });
});
after(() => rmSync(folder, { recursive: true }));

describe("the built page", () => {
  test("is one file of at most 170 kB, compressed: verifier, simulator and all", () => {
    assert.ok(gzipSync(readFileSync(file)).length <= MOST_BYTES);
  });

  test("loads nothing else, and may send nothing", () => {
    const html = readFileSync(file, "utf8");
    assert.deepEqual(
      [...html.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="(?!data:)[^"]*"/g)].map(([tag]) => tag),
      [],
    );
    assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none';/);
  });
});

/** Debian's browser, or the one that `CHROMIUM` names. */
const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const skip = existsSync(program) ? false : `there is no browser at ${program}`;

describe("a rule author", { skip }, () => {
  let browser: Browser;
  const faults: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: program });
  });
  after(async () => {
    await browser.close();
    assert.deepEqual(faults, []);
  });

  /** The page as it opens from a disk, without any network. */
  async function opened(options: BrowserContextOptions = {}, hash = ""): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.setOffline(true);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    return page;
  }

  const headline = (page: Page) => page.locator(".headline");
  const until = (page: Page, says: RegExp) => headline(page).filter({ hasText: says }).waitFor();
  const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
  const metricOf = (page: Page, rule: string) =>
    page.getByRole("combobox", { name: `rule ${rule}: metric`, exact: true });

  test("goes from a set that flaps to a repaired one, takes it back, and shares it as a link", async () => {
    const page = await opened();
    await until(page, /^✗Flaps between 1 and 2 replicas at a total of 80 to 120: set “in” to 40/);
    await page.getByRole("tab", { name: "Recommended error" }).waitFor();

    await page.getByRole("button", { name: "Set the threshold of “in” to 40" }).click();
    await until(page, /^!Adds 2 replicas too many/);
    assert.equal(await field(page, "rule in: threshold").inputValue(), "40");
    assert.equal(await page.evaluate("document.activeElement.id"), "verdict-title");

    await page.getByRole("button", { name: "Set the cooldown of “out” to 180 s" }).click();
    await until(page, /^✓Sound: \d+ properties proved/);
    await page.getByRole("tab", { name: "Recommended sound" }).waitFor();
    await page.getByText("No constant load makes the count flap.").waitFor();

    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await until(page, /^✗Flaps/);
    await page.getByRole("button", { name: "Redo" }).click();
    await until(page, /^!Adds/);

    await page.waitForFunction("location.hash.length > 100");
    await page.waitForTimeout(250);
    const again = await opened({}, new URL(page.url()).hash);
    await until(again, /^!Adds/);
    assert.equal(await field(again, "rule in: threshold").inputValue(), "40");
  });

  test("writes a rule in a sentence, and sees what is invalid", async () => {
    const page = await opened();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await metricOf(page, "rule-1").fill("mem");
    await page.getByText("0 to 100 percent", { exact: true }).waitFor();
    await field(page, "rule rule-1: threshold").fill("much");
    await until(page, /threshold is "much"/);
    const threshold = field(page, "rule rule-1: threshold");
    assert.equal(await threshold.getAttribute("aria-invalid"), "true");
    const described = await threshold.getAttribute("aria-describedby");
    assert.match((await page.locator(`[id="${described}"]`).textContent()) ?? "", /^threshold: .*decimal/);
    await threshold.fill("95");
    await until(page, /^✗/);
    await page.getByRole("button", { name: "remove rule rule-1" }).click();
    await until(page, /^✗Flaps/);
  });

  test("moves the load along the axis, and sees where it flaps", async () => {
    const page = await opened();
    const slider = page.getByRole("slider", { name: "total cuda_util" });
    await page.getByText("1 → 2 → 1 …: the count flaps").waitFor();
    await slider.fill("130");
    await page.getByText("1 → 2, then stays at 2 replicas").waitFor();
    assert.match((await slider.getAttribute("aria-valuetext")) ?? "", /^130 percent$/);
    await page.getByRole("button", { name: "160 to 180" }).click();
    await page.getByText(/flaps: 2 → 3 → 2|2 → 3 → 2 …: the count flaps/).waitFor();
    assert.equal(await slider.inputValue(), "170");
  });

  test("plays the run that shows it", async () => {
    const page = await opened();
    await page.getByText("Cycle 1, at 0 s: cuda_util reads 100; 1 → 2").waitFor();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByText(/^Cycle 2, at \d+ s: cuda_util reads 50; 2 → 1$/).waitFor();
    await page.getByText("Rule “in” triggered: “cuda_util” (KERNEL) is 50, < 60").waitFor();
    await page.getByText("Cycle 1, at 0 s").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
  });

  test("compares the presets by the arrow keys", async () => {
    const page = await opened();
    await page.getByLabel("start from an example").selectOption("a step past its bound");
    await until(page, /^✗/);
    await page.getByRole("tab", { name: "Recommended sound" }).waitFor();
    await page.getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("End");
    await until(page, /^✓Sound/);
    assert.equal(await page.getByRole("tab", { selected: true }).getAttribute("id"), "tab-recommended");
    assert.equal(await page.evaluate("document.activeElement.id"), "tab-recommended");
  });

  test("simulates a day, and drops traffic of their own on it", async () => {
    const page = await opened();
    await page.getByRole("button", { name: "Simulate the day" }).click();
    await page.getByText("changes of the count").waitFor();
    await page.locator(".picture svg").waitFor();
    const traffic = join(folder, "mine.csv");
    const lines = Array.from({ length: 288 }, (_, at) => `${300 * at},${(at * 37) % 1500}`);
    writeFileSync(traffic, ["t,requests", ...lines].join("\n"));
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(readFileSync(traffic, "utf8"))}], "mine.csv"));
      return transfer;
    })()`);
    await page.locator("h1").dispatchEvent("drop", { dataTransfer: dropped });
    await page.getByText("Traffic is that of mine.csv").waitFor();
    await page.locator('.picture svg[aria-label*="mine.csv"]').waitFor();
  });

  test("takes the rules home as a file, with what verifies them in a pipeline", async () => {
    const page = await opened();
    await page.getByRole("code").filter({ hasText: "rules/chat.json" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download rules/chat.json" }).click(),
    ]);
    const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.equal(saved.rules[1].threshold, "60");
    await page.getByRole("code").filter({ hasText: ".github/workflows/rules.yml" }).click();
    await page.getByText("npx autoscaling-rules verify rules").first().waitFor();
  });

  test("opens a file of rules", async () => {
    const page = await opened();
    const path = join(folder, "mine.json");
    const rule = { type: "threshold", id: "busy", endpointId: "mine", metricSource: "KERNEL", metricName: "cpu_util" };
    const rest = { comparator: "GREATER_THAN", threshold: 350, stepSize: 1, cooldownSeconds: 60, maxReplicas: 4 };
    writeFileSync(path, JSON.stringify({ semantics: "backend-ai-26", rules: [{ ...rule, ...rest }] }));
    await page.getByLabel("Open a file…").setInputFiles(path);
    await page.getByRole("status").filter({ hasText: "mine.json is open." }).waitFor();
    assert.equal(await field(page, "rule busy: threshold").inputValue(), "350");
    assert.equal(await page.getByRole("tab", { selected: true }).getAttribute("id"), "tab-backend-ai-26");

    writeFileSync(path, JSON.stringify({ rules: [rule, { ...rule, endpointId: "other" }] }));
    await page.getByLabel("Open a file…").setInputFiles(path);
    await page.getByText("mine.json cannot be opened: expected JSON with the rules of one endpoint.").waitFor();
    assert.equal(await field(page, "rule busy: threshold").inputValue(), "350");
  });

  test("gets to the repair by keyboard alone, with the focus always to be seen", async () => {
    const page = await opened();
    await until(page, /^✗Flaps/);
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate("document.activeElement.textContent");
      assert.notEqual(
        await page.evaluate("getComputedStyle(document.activeElement).outlineStyle + document.activeElement.type"),
        "nonebutton",
      );
      if (name === "Set the threshold of “in” to 40") break;
    }
    await page.keyboard.press("Enter");
    await until(page, /^!Adds/);
  });

  test("keeps the focus with what was done", async () => {
    const page = await opened();
    const focused = () =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
    await page.getByRole("button", { name: "move rule in up" }).press("Enter");
    await until(page, /^✗Flaps/);
    await page.locator(".rule").first().getByRole("textbox", { name: "rule in: name" }).waitFor();
    assert.equal(await focused(), "move rule in up");
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await page.locator(".rule").first().getByRole("textbox", { name: "rule out: name" }).waitFor();
    assert.equal(await focused(), "Undo");
    await page.getByRole("button", { name: "remove rule in" }).press("Enter");
    await page.getByRole("button", { name: "remove rule in" }).waitFor({ state: "detached" });
    assert.equal(await focused(), "Rules");
    await page.getByRole("button", { name: "Simulate the day" }).press("Enter");
    await page.getByText("changes of the count").waitFor();
    assert.equal(await focused(), "Hide the day");
  });

  test("hears the name of everything that can be used", async () => {
    const page = await opened();
    await until(page, /^✗Flaps/);
    await page.getByRole("button", { name: "Simulate the day" }).click();
    await page.getByText("changes of the count").waitFor();
    for (const role of ["button", "textbox", "combobox", "slider", "checkbox", "tab"] as const) {
      const all = await page.getByRole(role).count();
      const named = await page.getByRole(role, { name: /\S/ }).count();
      assert.equal(named, all, role);
    }
    assert.equal(await page.locator(".headline").getAttribute("aria-live"), "polite");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`reads everything on a phone of 360 pixels, without scrolling sideways: ${colorScheme}`, async () => {
      const page = await opened({ viewport: { width: 360, height: 740 }, colorScheme });
      await until(page, /^✗Flaps/);
      await page.getByRole("button", { name: "Simulate the day" }).click();
      await page.locator(".picture svg").waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
      const pale = await page.evaluate(PALE_TEXTS);
      assert.deepEqual(pale, []);
    });
  }
});

/** Texts whose contrast to what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3); disabled buttons are exempt. */
const PALE_TEXTS = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("#page *")]
    .filter((element) => !element.closest("svg, :disabled, [aria-disabled=true], option") && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
    .filter((element) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5;
    })
    .map((element) => element.className + ": " + element.textContent.slice(0, 40));
})()`;
