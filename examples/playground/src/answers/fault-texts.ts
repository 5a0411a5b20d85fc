import type { ScenarioError } from "autoscaling-rules/simulation";

/** What is wrong with a day or its traffic, and how to fix it, a sentence each. */
export function faultTexts({ faults }: ScenarioError): readonly string[] {
  return faults.map(({ message, help }) => `${message}; ${help}`);
}
