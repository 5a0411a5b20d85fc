import { expectTypeOf, test } from "vitest";
import type * as z from "zod";
import type { CycleRecord, Decision, Evaluation, RuleOutcome, Snapshot } from "../../src/index.ts";
import type { evaluationSchema, recordSchema, snapshotSchema } from "../../src/schema/index.ts";

type ReadEvaluation = z.output<typeof evaluationSchema>;
type ReadOutcome = ReadEvaluation["decisions"][number]["outcomes"][number];

/** Every name that some member of a union has. */
type Names<Union> = Union extends unknown ? keyof Union : never;

/** The members of a kind. */
type Of<Union, Kind extends RuleOutcome["kind"]> = Extract<Union, { readonly kind: Kind }>;

// The compiler takes a schema without an optional field, or without a member of a union, for one of the whole type.
test("what is written and read has every field of the core's types", () => {
  expectTypeOf<keyof ReadEvaluation>().toEqualTypeOf<keyof Evaluation>();
  expectTypeOf<keyof ReadEvaluation["decisions"][number]>().toEqualTypeOf<keyof Decision>();
  expectTypeOf<keyof z.output<typeof snapshotSchema>>().toEqualTypeOf<keyof Snapshot>();
  expectTypeOf<keyof z.output<typeof recordSchema>>().toEqualTypeOf<keyof CycleRecord>();
});

test("what is written and read has every kind of outcome, and every name in it", () => {
  expectTypeOf<ReadOutcome["kind"]>().toEqualTypeOf<RuleOutcome["kind"]>();
  expectTypeOf<Of<ReadOutcome, "superseded">["because"]>().toEqualTypeOf<
    Of<RuleOutcome, "superseded">["because"]
  >();
  expectTypeOf<Of<ReadOutcome, "cooling-down">["scope"]>().toEqualTypeOf<
    Of<RuleOutcome, "cooling-down">["scope"]
  >();
  expectTypeOf<Names<ReadOutcome>>().toEqualTypeOf<Names<RuleOutcome>>();
});
