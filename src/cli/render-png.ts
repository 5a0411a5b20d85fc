import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The part of the renderer that is used. */
interface Resvg {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

/** Twice as many pixels as the picture asks for, so that print is sharp. */
const ZOOM = 2;

/** A picture in SVG as PNG, by @resvg/resvg-js, which is looked for here and in the folder where the bin runs. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg }: Resvg = await installed("@resvg/resvg-js");
  return new Resvg(svg, { fitTo: { mode: "zoom", value: ZOOM }, font: { loadSystemFonts: true } }).render().asPng();
}

async function installed(name: string) {
  const path = pathFrom(import.meta.url, name) ?? pathFrom(pathToFileURL(join(process.cwd(), "here.js")), name);
  if (path !== null) return await import(pathToFileURL(path).href);
  throw new Error(`${name} is not installed; npm install ${name}, or write --chart FILE.svg, which needs nothing`);
}

function pathFrom(place: string | URL, name: string): string | null {
  try {
    return createRequire(place).resolve(name);
  } catch {
    return null;
  }
}
