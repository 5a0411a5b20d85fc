import { english } from "../words/english.ts";
import { wordsOfLeftOut } from "../words/worded.ts";
import type { Model } from "./finding.ts";
import type { LeftOut, Unexplored } from "./verification.ts";

/** What was left out of a model, in English. */
export function leftOut(model: Model, part: LeftOut): Unexplored {
  return { model, ...part, ...wordsOfLeftOut(part, english) };
}
