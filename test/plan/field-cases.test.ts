import { describe, expect, test } from "vitest";
import { planRoutes } from "../../src/index.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

describe("cases from the field", () => {
  test.each(of("plan-routes"))("$id: $note", ({ input, expected }) => {
    const { create, remove } = planRoutes(input);
    expect({ create, remove }).toEqual(expected);
  });
});
