import type { Evaluation } from "../../model/evaluation.ts";
import { show } from "../../model/show.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { isObject } from "../../util/is-object.ts";
import { isRecord } from "../../util/is-record.ts";

/**
 * That a snapshot can be gone through.
 *
 * @throws TypeError that names the part, what it is, what is expected, and what to do
 */
export function demandSnapshot(snapshot: Snapshot): void {
  demand(SNAPSHOT, snapshot, "snapshot", "read JSON with parseSnapshot");
}

/**
 * That an evaluation can be gone through: it may come from any host, and no type vouches for what that gives.
 *
 * @throws TypeError that names the part, what it is, what is expected, and what to do
 */
export function demandEvaluation(evaluation: Evaluation): void {
  demand(
    EVALUATION,
    evaluation,
    "evaluation",
    "give what `evaluate` gives; read JSON with parseEvaluation",
  );
}

function demand(form: Form, value: unknown, whole: string, help: string): void {
  const misfit = form(value, "");
  if (misfit === null) return;
  const { place, found, expected } = misfit;
  const part = place === "" ? `the ${whole}` : `\`${place}\` of the ${whole}`;
  throw new TypeError(`${part} is ${show(found)}, expected ${expected}; ${help}`);
}

/** What is not of the form that it must have; its place is "" for the whole. */
interface Misfit {
  readonly place: string;
  readonly found: unknown;
  readonly expected: string;
}

/** Finds the first part of a value that is not of its form; null for none. */
type Form = (value: unknown, place: string) => Misfit | null;

const anything: Form = () => null;

/** Of whatever realm. */
const map: Form = (found, place) =>
  isObject(found) && typeof found["get"] === "function"
    ? null
    : { place, found, expected: "a Map" };

function ifAny(form: Form): Form {
  return (value, place) => (value === undefined ? null : form(value, place));
}

function list(item: Form): Form {
  return (found, place) => {
    if (!Array.isArray(found)) return { place, found, expected: "an array" };
    return firstMisfit(found.map((part, nth) => [part, `${place}[${nth}]`, item]));
  };
}

/** An object with these parts, and others. */
function object(forms: Readonly<Record<string, Form>> = {}): Form {
  return (found, place) => {
    if (!isRecord(found)) return { place, found, expected: "an object" };
    const inside = place === "" ? "" : `${place}.`;
    return firstMisfit(
      Object.entries(forms).map(([name, form]) => [found[name], `${inside}${name}`, form]),
    );
  };
}

/** An object with such a part under each of its keys. */
function byKey(form: Form): Form {
  return (found, place) => {
    const keys = isRecord(found) ? Object.keys(found) : [];
    return object(Object.fromEntries(keys.map((key) => [key, form])))(found, place);
  };
}

function firstMisfit(
  parts: readonly (readonly [value: unknown, place: string, form: Form])[],
): Misfit | null {
  for (const [value, place, form] of parts) {
    const misfit = form(value, place);
    if (misfit !== null) return misfit;
  }
  return null;
}

const SNAPSHOT = object({
  endpoints: list(object()),
  rules: list(object()),
  metrics: list(object()),
  lastTriggered: map,
});

const fault = ifAny(object({ keys: list(anything) }));

const outcome = object({ metric: object(), fault, conditions: ifAny(list(object())) });

const memory = ifAny(
  object({ breachedSince: ifAny(byKey(object())), failingSince: ifAny(object()) }),
);

const EVALUATION = object({
  deltas: map,
  triggered: map,
  memories: ifAny(map),
  decisions: list(object({ outcomes: list(outcome), chain: list(object()), fault, memory })),
  orphans: list(anything),
});
