import {
  ARRIVALS,
  AVERAGINGS,
  ENGINES,
  LENGTHS,
  LLM_PRESETS,
  LONGEST,
  MOST_IN_A_BIN,
  ROUTINGS,
  SEED,
  SERVICE_LEVELS,
  WHOLE_MILLISECONDS,
} from "../fields/scenario-domains.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { SWITCHES } from "../model/semantics.ts";
import { SEMANTICS_NAMES } from "./rule-set-schema.ts";

/** A part of a JSON Schema. */
type Form = Readonly<Record<string, unknown>>;

const text = { type: "string" } as const;
const from0 = { type: "number", minimum: 0 } as const;
const above0 = { type: "number", exclusiveMinimum: 0 } as const;
const seconds = { ...from0, maximum: LONGEST } as const;
const share = { ...from0, maximum: 1 } as const;
const integer = (minimum: number, maximum?: number) => ({
  ...{ type: "integer", minimum },
  ...(maximum === undefined ? {} : { maximum }),
});
const oneOf = (words: readonly string[]) => ({ enum: words });
const listOf = (items: Form) => ({ type: "array", items });
const orList = (form: Form) => ({ anyOf: [form, { ...listOf(form), minItems: 1 }] });

/** A form with what its values are. */
const about = (description: string, form: Form): Form => ({ ...form, description });

/** An object of these keys and no others. */
function object(required: Form, optional: Form = {}): Form {
  const properties = { ...required, ...optional };
  return {
    type: "object",
    properties,
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const WINDOW = {
  fromSeconds: about("When it begins, in seconds from the start.", seconds),
  toSeconds: about("When it ends, later than it begins.", seconds),
};
const SOURCE = {
  source: about("The source that answers nothing. Default: all of them.", oneOf(METRIC_SOURCES)),
};

const CAPACITY = {
  anyOf: [
    integer(0),
    {
      ...listOf(
        object({
          fromSeconds: about("From when on, in rising order.", seconds),
          replicas: about("Most replicas from then on.", integer(0)),
        }),
      ),
      minItems: 1,
    },
  ],
};

const LENGTH = {
  seconds: about("How long the trace is.", from0),
};
const BIN = { binSeconds: about("Seconds of a bin. Default: 1.", above0) };

/** Traffic that is made, by the name of its generator. */
const GENERATORS: Readonly<Record<string, Form>> = {
  constant: object({ rate: about("Requests per second.", from0), ...LENGTH }, BIN),
  step: object(
    {
      from: about("Requests per second before the step.", from0),
      to: about("Requests per second after it.", from0),
      at: about("Seconds until the step.", from0),
      ...LENGTH,
    },
    BIN,
  ),
  ramp: object(
    {
      from: about("Requests per second at the start.", from0),
      to: about("Requests per second at the end.", from0),
      ...LENGTH,
    },
    BIN,
  ),
  diurnal: object(
    {
      low: about("The least requests per second.", from0),
      high: about("The most requests per second.", from0),
      ...LENGTH,
    },
    { periodSeconds: about("Seconds from one peak to the next. Default: a day.", above0), ...BIN },
  ),
  bursts: object(
    {
      base: about("Requests per second between bursts.", from0),
      burst: about("Requests per second in a burst.", from0),
      everySeconds: about("Mean seconds from one burst to the next.", from0),
      burstSeconds: about("Seconds of a burst.", from0),
      ...LENGTH,
    },
    { seed: about("Which random numbers are drawn. Default: 1.", SEED.form), ...BIN },
  ),
};

/** A form of an object with one key more, which tells it from others. */
function tagged(key: string, word: string, description: string, form: Form): Form {
  const { properties, required } = form as {
    readonly properties: Form;
    readonly required: readonly string[];
  };
  const tag = { const: word, description };
  return { ...form, properties: { [key]: tag, ...properties }, required: [key, ...required] };
}

const COLUMNS = object(
  {},
  {
    t: about("The column of times.", text),
    requests: about("The column of counts of requests.", text),
    rate: about("The column of requests per second.", text),
    input_tokens: about("The column of tokens of prompts.", text),
    output_tokens: about("The column of tokens of answers.", text),
  },
);

const TRACE = {
  anyOf: [
    object(
      { file: about("A file of traffic; its path starts from the scenario's folder.", text) },
      {
        binSeconds: about("Seconds of a bin. Default: by the rows.", above0),
        columns: about("What the columns are called. Default: by their usual names.", COLUMNS),
        kind: about("What the values are. Default: what the file says.", oneOf(["rate", "count"])),
        from: about("Seconds of the file to skip.", from0),
        to: about("The second of the file to stop at.", above0),
        speed: about("How many times as fast.", above0),
        scale: about("How many times as many requests.", above0),
        stretchOver: about("Seconds to stretch it over, at the same rates.", above0),
      },
    ),
    ...Object.entries(GENERATORS).map(([name, form]) =>
      tagged("generate", name, "What makes the traffic.", form),
    ),
    object(
      {
        binSeconds: about("Seconds of a bin, in whole milliseconds.", WHOLE_MILLISECONDS.form),
        requests: about("Requests of each bin; null for a gap.", {
          ...listOf({ type: ["number", "null"], minimum: 0, maximum: MOST_IN_A_BIN }),
          minItems: 1,
        }),
      },
      {
        name: about("What it is called.", {}),
        startAt: about("The time of its start, in milliseconds since 1970.", { type: "number" }),
        inputTokens: about(
          "Tokens of the prompts of each bin.",
          listOf({ ...from0, maximum: MOST_IN_A_BIN }),
        ),
        outputTokens: about(
          "Tokens of the answers of each bin.",
          listOf({ ...from0, maximum: MOST_IN_A_BIN }),
        ),
        arrivals: about("How requests arrive within a bin. Default: counted.", oneOf(ARRIVALS)),
      },
    ),
  ],
};

const times = (more: Form, optional: Form = {}) => ({
  type: "object",
  properties: { ...more, ...optional },
  required: Object.keys(more),
});

/** What replicas can do, by the name of the model. */
const MODELS: Readonly<Record<string, Form>> = {
  ideal: object(
    {
      metric: about(
        "The metric that reads load / replicas.",
        times({
          source: about("Its source.", oneOf(METRIC_SOURCES)),
          name: about("Its name.", text),
        }),
      ),
    },
    {
      capacity: about("The load that one replica can take. Default: not known.", above0),
      startupSeconds: about("Seconds until a new replica serves. Default: at once.", seconds),
    },
  ),
  fluid: object(
    { requestsPerSecond: about("What one ready replica serves at most.", above0) },
    {
      concurrency: about("Requests that it serves at a time. Default: 1.", integer(1)),
      targetUtilisation: about("The share of it that should be used. Default: 1.", {
        ...above0,
        maximum: 1,
      }),
    },
  ),
  llm: object(
    {},
    {
      preset: about(
        "A model on a card, of which step times, places and cache are published. What is given beside it wins.",
        oneOf(LLM_PRESETS),
      ),
      concurrency: about("Requests in a batch. Default: 256.", integer(1, 1e5)),
      decodeMs: about(
        "Milliseconds of a step. Default: base 20.58, perRequest 0.41.",
        times(
          {
            base: about("Of every step.", above0),
            perRequest: about("For each request in it.", from0),
          },
          { perCacheToken: about("For each token in their cache. Default: 0.", from0) },
        ),
      ),
      prefillMs: about(
        "Milliseconds of a prompt. Default: base 5.2, perToken 0.1.",
        times({
          base: about("Of every prompt.", from0),
          perToken: about("For each token of it.", from0),
        }),
      ),
      cacheTokens: about("Tokens that fit into the cache. Default: 500,000.", above0),
      queueLimit: about("Requests that wait at most. Default: no limit.", integer(0)),
      stepTokens: about(
        "Tokens of a step. Default: 2,048, or twice the concurrency.",
        integer(1, 1e5),
      ),
      prefixCache: about(
        "The prompts that are in the cache already. Default: none.",
        times(
          { hitShare: about("The share of a prompt that is.", share) },
          { warmRequests: about("Requests until a new replica has it.", above0) },
        ),
      ),
      patienceSeconds: about(
        "Seconds that a request waits before it gives up. Default: no limit.",
        above0,
      ),
      retries: about("How often it comes again. Default: 0.", integer(0, 100)),
      retryAfterSeconds: about("Seconds until it does. Default: 1.", from0),
      routing: about("Who gets a request. Default: least-outstanding.", oneOf(ROUTINGS)),
      lengths: about("How token counts vary. Default: exponential.", oneOf(LENGTHS)),
      engine: about("Whose metrics it exports. Default: vllm.", oneOf(ENGINES)),
      waitObjectiveSeconds: about("Seconds that a request should wait at most. Default: 1.", from0),
    },
  ),
};

const OBJECTIVE = {
  anyOf: [
    from0,
    object(
      { seconds: about("Seconds that it should take at most.", from0) },
      { share: about("For which share of the requests. Default: 0.99.", share) },
    ),
  ],
};

const OBJECTIVES = object(
  {},
  {
    queue: about("From arrival to the first step that works on the request.", OBJECTIVE),
    firstToken: about("From arrival to the first token.", OBJECTIVE),
    perToken: about("From one token to the next.", OBJECTIVE),
    endToEnd: about("From arrival to the last token.", OBJECTIVE),
  },
);

const SERVICE_LEVEL = {
  serviceLevel: about(
    "What is to be reached. Default: by the scenario's objectives.",
    oneOf(SERVICE_LEVELS),
  ),
};

/**
 * A file that describes a simulation, for editors. It cannot say that times are whole milliseconds, that windows end after they
 * begin, that lists are as long as each other, or what a trace's length allows.
 *
 * @param rule - the form of one rule
 * @param endpoint - the form of what is said of the endpoint
 */
export function scenarioForm({ $schema, ...rule }: Form, { $schema: _, ...endpoint }: Form): Form {
  const own: Form = {
    name: about("What it is called in tables and charts.", text),
    semantics: about("Whose answers the rules get. Default: backend-ai-25.", {
      anyOf: [
        oneOf(SEMANTICS_NAMES),
        times(
          Object.fromEntries(
            Object.entries(SWITCHES).map(([key, words]) => [
              key,
              about(`The switch ${key}.`, oneOf(words)),
            ]),
          ),
        ),
      ],
    }),
    endpoint: about(
      "What the endpoint has besides its count. Default: no bounds, no cooldowns, no pause.",
      endpoint,
    ),
    objectives: about("What users are promised, in seconds.", OBJECTIVES),
    cycleSeconds: about(
      "Seconds from one decision to the next. Default: 10.",
      WHOLE_MILLISECONDS.form,
    ),
    seconds: about("How long to go on. Default: to the end of the trace.", WHOLE_MILLISECONDS.form),
    startupSeconds: about(
      "Seconds from the decision to a ready replica; a list is drawn from. Default: 180.",
      orList(seconds),
    ),
    firstStartupSeconds: about(
      "The same on a node that never ran a replica. Default: startupSeconds.",
      orList(seconds),
    ),
    startsAtOnce: about("Most replicas that start at a time. Default: no limit.", {
      type: "integer",
      minimum: 1,
    }),
    capacity: about("Most replicas that there is space for. Default: no limit.", CAPACITY),
    startFailureProbability: about("The chance that a start fails. Default: 0.", {
      ...from0,
      maximum: 0.99,
    }),
    drainSeconds: about(
      "Seconds that a replica on its way out may finish its work in. Default: 300.",
      seconds,
    ),
    failuresPerReplicaHour: about("Failures of a ready replica per hour. Default: 0.", {
      ...from0,
      maximum: 3600,
    }),
    metricLagSeconds: about("Seconds that a reading is old. Default: 0.", seconds),
    metricLoss: about("The chance that a cycle's readings do not arrive. Default: 0.", share),
    outages: about("When a source of metrics answers nothing.", listOf(object(WINDOW, SOURCE))),
    silences: about(
      "When a share of the replicas reports nothing.",
      listOf(object({ ...WINDOW, share: about("The share of the replicas.", share) }, SOURCE)),
    ),
    averaging: about("How averages are computed. Default: backend-ai-25.", oneOf(AVERAGINGS)),
    startAt: about("The time of the start, in milliseconds since 1970. Default: 0.", {
      type: "number",
    }),
    seed: about("Which random numbers are drawn. Default: 1.", SEED.form),
  };
  const world: Form = {
    rules: about("The rules, in the order in which they are to be tried.", listOf(rule)),
    initialReplicas: about("Replicas at the start, all ready.", integer(0, 1e6)),
    trace: about("The traffic.", TRACE),
    service: about("What replicas can do.", {
      oneOf: Object.entries(MODELS).map(([name, form]) =>
        tagged("model", name, "How replicas are modelled.", form),
      ),
    }),
  };
  const variant = object({}, { ...own, ...world });
  const questions: Form = {
    variants: about("Scenarios that differ in some keys, to be compared with it.", {
      anyOf: [variant, listOf(variant), { type: "null" }],
    }),
    sweep: about("Values to try in every combination.", {
      anyOf: [
        object({ axes: about("What varies.", listOf(AXIS)) }, SERVICE_LEVEL),
        { type: "null" },
      ],
    }),
    recommend: about("Searches for rules that reach a service level.", {
      anyOf: [
        object(
          {},
          {
            target: about("The service level to reach. Default: 0.99.", share),
            ...SERVICE_LEVEL,
            changesPerHour: about("Most changes of the count per hour. Default: no limit.", above0),
            mostRuns: about("Most simulations. Default: 300.", integer(1, 1e6)),
          },
        ),
        { type: "null" },
      ],
    }),
  };
  const objectiveSeconds = about(
    "Seconds within which a request should be served. Default: 10.",
    from0,
  );
  return { $schema, ...object(world, { ...own, objectiveSeconds, ...questions }) };
}

const AXIS = object(
  {
    field: about("What varies: a field of the rule, or of the scenario.", text),
    values: about("The values to try.", { ...listOf({ type: "number" }), minItems: 1 }),
  },
  { rule: about("The id of the rule. Default: it is a field of the scenario.", text) },
);
