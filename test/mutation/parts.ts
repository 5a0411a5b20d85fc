/** A part of src that is mutated in one run, and the tests that judge its mutants. */
export interface Part {
  /** Globs, without braces: Stryker takes a comma for the end of one. */
  readonly mutate: readonly string[];
  /** Enough to see every fault, and quick, as each mutant runs those of them that reach it. */
  readonly tests: readonly string[];
  /** How many of a hundred mutants that are not equivalent have to be found; all of them if absent. */
  readonly least?: number;
}

const VERIFY = ["test/verify/{verify-rules,words,load,agreement.prop}.test.ts"];
const SIMULATION = [
  "test/simulation/{traffic,odd-scenarios,simulate,summarize,traces,figures,records,recorded}.test.ts",
];

const EVALUATE = [
  "test/evaluate/**/*.test.ts",
  "test/conformance/{vectors,decisions}.test.ts",
  "test/hostile/core.test.ts",
  "test/check/**/*.test.ts",
  "test/differential/differential.prop.test.ts",
  "test/schema/outcomes.test.ts",
];

/** All of src, in the order in which faults would do most harm. */
export const PARTS: Readonly<Record<string, Part>> = {
  evaluate: { mutate: ["src/evaluate/*.ts"], tests: EVALUATE },
  rules: { mutate: ["src/rules/*.ts"], tests: EVALUATE },
  decimal: {
    mutate: ["src/decimal/*.ts"],
    tests: [
      "test/evaluate/{exact-decimals.prop,readings,triggered}.test.ts",
      "test/check/**/*.test.ts",
      "test/metrics/**/*.test.ts",
      "test/conformance/vectors.test.ts",
    ],
  },
  model: {
    mutate: ["src/model/**/*.ts"],
    tests: [
      "test/check/**/*.test.ts",
      "test/metrics/**/*.test.ts",
      "test/plan/**/*.test.ts",
      "test/explain/**/*.test.ts",
      "test/evaluate/*.test.ts",
      "test/model/**/*.test.ts",
      "test/schema/**/*.test.ts",
    ],
  },
  metrics: { mutate: ["src/metrics/**/*.ts"], tests: ["test/metrics/**/*.test.ts"] },
  plan: { mutate: ["src/plan/**/*.ts"], tests: ["test/plan/**/*.test.ts"] },
  check: { mutate: ["src/check/**/*.ts"], tests: ["test/check/**/*.test.ts"] },
  fields: {
    mutate: ["src/fields/**/*.ts"],
    tests: [
      "test/fields/**/*.test.ts",
      "test/check/**/*.test.ts",
      "test/schema/**/*.test.ts",
      "test/backend-ai/**/*.test.ts",
      "test/model/faults.test.ts",
      "test/cli/{faults,digits,places}.test.ts",
      "test/simulation/{odd-scenarios,records,services}.test.ts",
      "test/evaluate/{zero,settling,coverage,projection,faults,readings,pause}.test.ts",
    ],
    least: 95,
  },
  explain: { mutate: ["src/explain/**/*.ts"], tests: ["test/explain/**/*.test.ts"] },
  schema: {
    mutate: ["src/schema/**/*.ts"],
    tests: [
      "test/schema/**/*.test.ts",
      "test/backend-ai/**/*.test.ts",
      "test/simulation/records.test.ts",
      "test/hostile/{parsers,little-stack}.test.ts",
    ],
    least: 95,
  },
  "backend-ai": {
    mutate: ["src/backend-ai/**/*.ts"],
    tests: ["test/backend-ai/**/*.test.ts", "test/conformance/**/*.test.ts"],
    least: 95,
  },
  host: { mutate: ["src/host/**/*.ts"], tests: ["test/host/**/*.test.ts"], least: 95 },
  // In slices, as a mutant of these runs tests of seconds.
  "verify-rules": {
    mutate: ["src/verify/rules/*.ts", "src/verify/readings/*.ts", "src/verify/input/*.ts"],
    tests: VERIFY,
    least: 95,
  },
  "verify-checks": { mutate: ["src/verify/checks/*.ts"], tests: VERIFY, least: 95 },
  "verify-counts": { mutate: ["src/verify/counts/*.ts"], tests: VERIFY, least: 95 },
  "verify-load": { mutate: ["src/verify/load/*.ts"], tests: VERIFY, least: 95 },
  "verify-answer": { mutate: ["src/verify/answer/*.ts", "src/verify/*.ts"], tests: VERIFY, least: 95 },
  "simulation-service": {
    mutate: ["src/simulation/service/*.ts"],
    tests: [...SIMULATION, "test/simulation/{llm,services,replica-capacity}.test.ts"],
    least: 95,
  },
  "simulation-run": {
    mutate: ["src/simulation/run/*.ts", "src/simulation/*.ts"],
    tests: [...SIMULATION, "test/simulation/llm.test.ts"],
    least: 95,
  },
  "simulation-traffic": {
    mutate: ["src/simulation/traffic/*.ts", "src/simulation/numbers/*.ts"],
    tests: [...SIMULATION, "test/simulation/llm.test.ts"],
    least: 95,
  },
  "simulation-choice": {
    mutate: ["src/simulation/choice/*.ts"],
    tests: ["test/simulation/{choosing,recommend,recommendations,recorded}.test.ts"],
    least: 95,
  },
  "simulation-charts": {
    mutate: ["src/simulation/charts/*.ts", "src/picture/*.ts"],
    tests: ["test/simulation/{chart,recorded}.test.ts"],
    least: 95,
  },
  "testing-arbitraries": {
    mutate: ["src/testing/arbitraries/*.ts"],
    tests: ["test/testing/{shrinking,arbitraries}.test.ts"],
    least: 95,
  },
  "testing-reference": {
    mutate: ["src/testing/reference/*.ts"],
    tests: [
      "test/testing/reference/*.test.ts",
      "test/testing/laws.test.ts",
      "test/conformance/vectors.test.ts",
      "test/differential/{fields,differential.prop}.test.ts",
      // All that asks the reference beside the library.
      "test/evaluate/{coverage,duplicates,fallback,pause,projection,settling,sustained,times-as-object,zero}.test.ts",
      "test/peers/*.test.ts",
    ],
    least: 95,
  },
  "testing-laws": {
    mutate: ["src/testing/laws/*.ts"],
    tests: ["test/testing/{tampered,complete.prop,laws,law-messages,relational-laws,planted-bugs}.test.ts"],
    least: 95,
  },
  testing: {
    mutate: ["src/testing/scenario/*.ts", "src/testing/*.ts"],
    tests: ["test/testing/{broken-adapters,contracts,laws}.test.ts"],
    least: 95,
  },
  cli: {
    mutate: ["src/cli/**/*.ts", "!src/cli/main.ts", "!src/cli/usage.ts"],
    tests: ["test/cli/*.test.ts"],
    least: 95,
  },
};
