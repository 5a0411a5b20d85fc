import { hasGet } from "../model/rule-times.ts";
import { show } from "../model/show.ts";
import { isObject } from "../util/is-object.ts";
import { isRecord } from "../util/is-record.ts";

/**
 * That a value is of a form.
 *
 * @throws TypeError that names the part, what it is, what is expected, and what to do
 */
export function demandForm(form: Form, value: unknown, whole: string, help: string): void {
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
export type Form = (value: unknown, place: string) => Misfit | null;

export const anything: Form = () => null;

/** Of whatever realm. */
export const map: Form = (found, place) =>
  isObject(found) && hasGet(found) ? null : { place, found, expected: "a Map" };

export const method: Form = (found, place) =>
  typeof found === "function" ? null : { place, found, expected: "a function" };

export function ifAny(form: Form): Form {
  return (value, place) => (value === undefined ? null : form(value, place));
}

export function list(item: Form): Form {
  return (found, place) => {
    if (!Array.isArray(found)) return { place, found, expected: "an array" };
    return firstMisfit(found.map((part, nth) => [part, `${place}[${nth}]`, item]));
  };
}

/** An object with these parts, and others. */
export function object(forms: Readonly<Record<string, Form>> = {}): Form {
  return (found, place) => {
    if (!isRecord(found)) return { place, found, expected: "an object" };
    const inside = place === "" ? "" : `${place}.`;
    return firstMisfit(Object.entries(forms).map(([name, form]) => [found[name], `${inside}${name}`, form]));
  };
}

/** An object with such a part under each of its keys. */
export function byKey(form: Form): Form {
  return (found, place) => {
    const keys = isRecord(found) ? Object.keys(found) : [];
    return object(Object.fromEntries(keys.map((key) => [key, form])))(found, place);
  };
}

function firstMisfit(parts: readonly (readonly [value: unknown, place: string, form: Form])[]): Misfit | null {
  for (const [value, place, form] of parts) {
    const misfit = form(value, place);
    if (misfit !== null) return misfit;
  }
  return null;
}
