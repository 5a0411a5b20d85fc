import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { VegaLiteSpec } from "../simulation/charts/chart-style.ts";

/** The parts of the renderer that are used. */
interface Vega {
  readonly View: new (runtime: unknown, options: object) => { toSVG(): Promise<string> };
  readonly parse: (spec: unknown) => unknown;
}
interface VegaLite {
  readonly compile: (spec: unknown) => { readonly spec: unknown };
}
interface Resvg {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

/** Twice as many pixels as the specification asks for, so that print is sharp. */
const ZOOM = 2;

/**
 * A specification as the bytes of a file of that ending: `.json` as it is, `.svg` by vega and vega-lite, `.png` by
 * @resvg/resvg-js besides, which are looked for here and in the folder where the bin runs.
 */
export async function renderChart(spec: VegaLiteSpec, ending: string): Promise<string | Uint8Array> {
  if (ending === "json") return `${JSON.stringify(spec, null, 2)}\n`;
  const vega: Vega = await installed("vega");
  const vegaLite: VegaLite = await installed("vega-lite");
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none" });
  const svg = await view.toSVG();
  if (ending === "svg") return svg;
  const { Resvg }: Resvg = await installed("@resvg/resvg-js");
  return new Resvg(svg, { fitTo: { mode: "zoom", value: ZOOM }, font: { loadSystemFonts: true } }).render().asPng();
}

async function installed(name: string) {
  const path = pathFrom(import.meta.url, name) ?? pathFrom(pathToFileURL(join(process.cwd(), "here.js")), name);
  if (path !== null) return await import(pathToFileURL(path).href);
  throw new Error(`${name} is not installed; npm install ${name}, or write the specification: --chart FILE.json`);
}

function pathFrom(place: string | URL, name: string): string | null {
  try {
    return createRequire(place).resolve(name);
  } catch {
    return null;
  }
}
