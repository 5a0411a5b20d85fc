import { expect, test } from "vitest";
import { proses } from "../support/prose.ts";

/** Words that had to be read twice, and what to say in their place. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bfor ever\b/i, "forever"],
  [/\b(?:go|goes|going|gone|went) round\b/i, "oscillate"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix, repair"],
  [/\b(?:that|which) (?:is|are) none\b|\bnone other\b/i, "is invalid, is missing, is not a number"],
  [/\bfigures?\b/i, "value, number"],
  [/\bby (?:itself|themselves)\b/i, "alone"],
  [/\bcome by\b/i, "get"],
  [/\brooms?\b/i, "limit, space, folder"],
  [/\b(?:is|are|was|were|be) told\b|\b(?:tells?|told) of\b/i, "report, be given"],
  [/\btakes? its consent\b|\bit takes (?:[<>]|that)/i, "needs; vetoed by"],
  [/\brefused whole\b/i, "skipped"],
  [/\d in all\b/i, "the total load is"],
  [/\bjudg(?:e|es|ed|ing)\b/i, "evaluate"],
  [/\b(?:gates?|ledgers?|visits?|fired)\b/i, "EndpointConstraints, count, triggered"],
  [/\bexpected no such\b/i, "unknown key; did you mean"],
  [/\bspoil(?:s|ed|ing)?\b/i, "make invalid, cost"],
  [/\bso also:|\bso do(?:es)? \d/i, "this also causes; 2 more rules do the same"],
  [/\bwrong way round\b|\bturn (?:the|their|its) comparators? round\b/i, "reversed, reverse"],
  [/\b(?:is|are) no part of\b/i, "is not a part of"],
];

test.each(WORDS)("no message, comment or page says %s, but: %s", (word) => {
  expect(proses().flatMap(({ place, text }) => (word.test(text) ? [`${place}: ${text}`] : []))).toEqual([]);
});
