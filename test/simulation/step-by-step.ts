import type { LlmService } from "../../src/simulation/index.ts";

/** A request as it arrives. Times are milliseconds. */
export interface Arrival {
  readonly atMs: number;
  readonly input: number;
  readonly output: number;
}

/** What one replica did with its requests, and how long each of them took, as far as it came. */
export interface Served {
  readonly queue: number[];
  readonly firstToken: number[];
  /** All times of each request that was finished. */
  readonly finished: Readonly<Record<"queue" | "firstToken" | "perToken" | "endToEnd", number>>[];
  lost: number;
  tokens: number;
  preemptions: number;
}

/** A service of which all that matters here is said. */
export type SteppedService = Required<
  Pick<LlmService, "concurrency" | "decodeMs" | "prefillMs" | "cacheTokens" | "stepTokens" | "queueLimit">
> & { readonly patienceSeconds: number; readonly hitShare: number };

interface Request extends Arrival {
  made: number;
  queueMs: number;
  firstMs: number;
  /** Tokens of its prompt that are still to be computed. */
  left: number;
  /** Its place in the order in which it was taken in last. */
  turn: number;
}

/**
 * One replica of an llm service, up to a time, one step after the other: as plainly as can be, and as slowly.
 *
 * Prompts are short enough for one step, or the cache is large enough for all that comes.
 */
export function stepByStep(service: SteppedService, arrivals: readonly Arrival[], untilMs: number): Served {
  const { concurrency, decodeMs, prefillMs, stepTokens, queueLimit, hitShare } = service;
  const blocks = Math.floor(service.cacheTokens / 16);
  const patienceMs = service.patienceSeconds * 1000;
  const served: Served = { queue: [], firstToken: [], finished: [], lost: 0, tokens: 0, preemptions: 0 };
  const coming = arrivals.map((each): Request => ({ ...each, made: 0, queueMs: 0, firstMs: 0, left: 0, turn: 0 }));
  const queue: Request[] = [];
  let prompts: Request[] = [];
  let decoding: Request[] = [];
  const putOff: Request[] = [];
  let turns = 0;

  const blocksOf = (tokens: number): number => Math.ceil(tokens / 16);
  const cached = ({ input, made }: Request): number => input + made - 1;
  /** Blocks in use once every answer has so many tokens more. */
  const used = (ahead: number): number => {
    const ofPrompts = prompts.reduce((sum, { input, made }) => sum + blocksOf(input + made), 0);
    return decoding.reduce((sum, each) => sum + blocksOf(cached(each) + ahead), ofPrompts);
  };
  const running = (): number => prompts.length + decoding.length;
  const hasRoom = ({ input, made }: Request, ahead: number): boolean =>
    running() === 0 || (running() < concurrency && blocksOf(input + made) + used(ahead) <= blocks);
  const takeIn = (request: Request): void => {
    request.turn = turns++;
    const hit = request.made > 0 ? 0 : Math.floor(request.input * hitShare);
    request.left = Math.max(1, request.input + request.made - hit);
    prompts.push(request);
  };
  const begin = (request: Request, nowMs: number): void => {
    request.queueMs = nowMs - request.atMs;
    served.queue.push(request.queueMs);
    takeIn(request);
  };
  const beginNext = (nowMs: number, ahead: number): void => {
    for (let next = queue[0]; next !== undefined && putOff.length === 0 && hasRoom(next, ahead); next = queue[0]) {
      queue.shift();
      begin(next, nowMs);
    }
  };
  const arrive = (request: Request, ahead: number): void => {
    if (queue.length + putOff.length === 0 && hasRoom(request, ahead)) begin(request, request.atMs);
    else if (queue.length + putOff.length >= queueLimit) served.lost += 1;
    else queue.push(request);
  };
  /** Who comes, and who gives up, before a time. */
  const wait = (beforeMs: number, ahead: number): void => {
    for (;;) {
      const [next] = coming;
      const comesMs = next?.atMs ?? Number.POSITIVE_INFINITY;
      const goesMs = (queue[0]?.atMs ?? Number.POSITIVE_INFINITY) + patienceMs;
      if (Math.min(comesMs, goesMs) >= beforeMs) return;
      if (next !== undefined && comesMs <= goesMs) {
        coming.shift();
        arrive(next, ahead);
      } else {
        queue.shift();
        served.lost += 1;
        beginNext(goesMs, ahead);
      }
    }
  };
  /** Puts the newest off until the next token of each answer has its place. Whether there was any. */
  const makeSpace = (): boolean => {
    let isAny = false;
    while (running() > 1 && used(1) > blocks) {
      const newest = [...prompts, ...decoding].reduce((one, other) => (other.turn > one.turn ? other : one));
      prompts = prompts.filter((each) => each !== newest);
      decoding = decoding.filter((each) => each !== newest);
      putOff.push(newest);
      served.preemptions += 1;
      isAny = true;
    }
    return isAny;
  };

  for (let nowMs = 0; ; ) {
    if (!makeSpace()) {
      for (let next = putOff.at(-1); next !== undefined && hasRoom(next, 1); next = putOff.at(-1)) {
        putOff.pop();
        takeIn(next);
      }
      beginNext(nowMs, 1);
    }
    if (running() === 0) {
      const [first] = coming;
      if (first === undefined || first.atMs >= untilMs) return served;
      nowMs = first.atMs;
      coming.shift();
      begin(first, nowMs);
    }
    let room = stepTokens - decoding.length;
    const parts: { readonly request: Request; readonly tokens: number }[] = [];
    for (const request of prompts) {
      const tokens = Math.min(room, request.left);
      parts.push({ request, tokens });
      room -= tokens;
    }
    const done = parts.filter(({ request, tokens }) => tokens === request.left).map(({ request }) => request);
    const computed = parts.reduce((sum, { tokens }) => sum + tokens, 0);
    const read = decoding.reduce((sum, each) => sum + cached(each), 0);
    const ms =
      decodeMs.base +
      decodeMs.perRequest * (decoding.length + done.length) +
      (decodeMs.perCacheToken ?? 0) * read +
      prefillMs.base * done.length +
      prefillMs.perToken * computed;
    wait(Math.min(nowMs + ms, untilMs), 2);
    nowMs += ms;
    if (nowMs >= untilMs) return served;
    for (const { request, tokens } of parts) request.left -= tokens;
    for (const request of [...decoding, ...done]) {
      request.made += 1;
      served.tokens += 1;
      const { atMs, made, output, queueMs } = request;
      if (made === 1) {
        request.firstMs = nowMs - atMs;
        served.firstToken.push(request.firstMs);
      }
      if (made < output) continue;
      const [firstToken, endToEnd] = [request.firstMs, nowMs - atMs];
      const perToken = output > 1 ? (endToEnd - firstToken) / (output - 1) : 0;
      served.finished.push({ queue: queueMs, firstToken, perToken, endToEnd });
    }
    prompts = prompts.filter((each) => !done.includes(each));
    decoding = [...decoding, ...done].filter(({ made, output }) => made < output);
  }
}
