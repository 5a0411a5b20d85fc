import { extname } from "node:path";
import { chart, html, type Shown, svg } from "../simulation/charts/chart.ts";
import type { ChartOptions } from "../simulation/charts/chart-options.ts";
import type { Io } from "./io.ts";
import { messageOf } from "./message-of.ts";

const ENDINGS = ["svg", "html", "png", "json"];

/** What is wrong with what `--chart` was given; null for nothing. */
export function chartRefusal(file: string | undefined): string | null {
  if (file === undefined || file === "-" || ENDINGS.includes(endingOf(file))) return null;
  return `--chart needs a file that ends in .svg, .html, .png or .json, or -, not ${file}`;
}

/** A picture as the content of a file of that name. */
export async function drawnAs(
  file: string,
  shown: Shown,
  options: ChartOptions,
  io: Io,
): Promise<string | Uint8Array | Error> {
  const ending = endingOf(file);
  if (ending === "json") return `${JSON.stringify(chart(shown, options), null, 2)}\n`;
  if (ending === "html") return html(shown, options);
  const picture = svg(shown, options);
  if (ending === "svg") return picture;
  return io.render(picture).catch((error: unknown) => new Error(messageOf(error)));
}

function endingOf(file: string): string {
  return extname(file).slice(1);
}
