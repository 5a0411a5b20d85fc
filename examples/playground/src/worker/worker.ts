import { catalogue } from "../answers/catalogue.ts";
import { dayOf } from "../answers/day.ts";
import { pictureFile, ruleFile } from "../answers/export-files.ts";
import { askedOf, movesUnder } from "../answers/load-moves.ts";
import { reportOf } from "../answers/report.ts";
import { inputOf } from "../answers/rules-of.ts";
import { readTraffic } from "../answers/traffic.ts";
import type { Kind, Question, Questions, Reply } from "./protocol.ts";

/** All work that takes longer than a frame is done here, so that the page never waits. */
const ANSWERS: { readonly [Of in Kind]: (asks: Questions[Of]["asks"]) => Questions[Of]["answer"] } = {
  catalogue,
  report: ({ draft, preset }) => reportOf(draft, preset),
  moves: ({ draft, preset, metric, load, most }) => movesUnder(askedOf(inputOf(draft, preset), metric), load, most),
  traffic: ({ name, text }) => readTraffic(name, text),
  day: ({ draft, preset, day, width }) => dayOf(draft, preset, day, width),
  ruleFile: ({ draft, preset }) => ruleFile(draft, preset),
  pictureFile: ({ draft, preset }) => pictureFile(draft, preset),
};

self.addEventListener("message", ({ data }: MessageEvent<Question>) => self.postMessage(reply(data)));

function reply<Of extends Kind>({ id, kind, asks }: Question<Of>): Reply<Of> {
  try {
    return { id, answer: ANSWERS[kind](asks) };
  } catch (error) {
    return { id, error: String(error) };
  }
}
