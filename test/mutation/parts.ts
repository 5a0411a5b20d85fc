/** A part of src that is mutated in one run, and the tests that judge its mutants. */
export interface Part {
  readonly mutate: readonly string[];
  /** Enough to see every fault, and quick, as each mutant runs those of them that reach it. */
  readonly tests: readonly string[];
  /** How many of a hundred mutants that are not equivalent have to be found; all of them if absent. */
  readonly least?: number;
}

/** All of src but decimal and evaluate, in the order in which faults would do most harm. */
export const PARTS: Readonly<Record<string, Part>> = {
  model: {
    mutate: ["src/model/**/*.ts"],
    tests: [
      "test/check",
      "test/metrics",
      "test/plan",
      "test/explain",
      "test/evaluate/outcomes.test.ts",
      "test/model",
      "test/schema",
    ],
  },
  metrics: { mutate: ["src/metrics/**/*.ts"], tests: ["test/metrics"] },
  plan: { mutate: ["src/plan/**/*.ts"], tests: ["test/plan"] },
  check: { mutate: ["src/check/**/*.ts"], tests: ["test/check"] },
  explain: { mutate: ["src/explain/**/*.ts"], tests: ["test/explain"] },
  schema: {
    mutate: ["src/schema/**/*.ts"],
    tests: ["test/schema", "test/backend-ai", "test/hostile/parsers.test.ts"],
    least: 95,
  },
  "backend-ai": { mutate: ["src/backend-ai/**/*.ts"], tests: ["test/backend-ai", "test/conformance"], least: 95 },
  host: { mutate: ["src/host/**/*.ts"], tests: ["test/host"], least: 95 },
};
