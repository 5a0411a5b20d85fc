import type { Advice, Finding } from "autoscaling-rules/verify";
import type { Change } from "../draft/edit.ts";
import { DRAFT_FIELDS } from "../draft/rule-set-draft.ts";
import { COMPARATOR_WORDS } from "../draft/words.ts";

/** Changes that go together, and the words for a button that makes them. */
export interface Repair {
  readonly says: string;
  readonly changes: readonly Change[];
}

/** What ends a finding or advice, as the verifier tried it: those of its changes that fields of this page can hold. */
export function repairsOf({ fix }: Finding | Advice): readonly Repair[] {
  if (fix.kind === "words") return [];
  return fix.changes.flatMap(({ rules = [], without, endpoint, semantics }) => {
    if (without !== undefined || endpoint !== undefined || semantics !== undefined) return [];
    const given = rules.flatMap(({ ruleId, fields }) =>
      Object.entries(fields).map(([name, value]) => ({ ruleId, name, value })),
    );
    const changes = given.flatMap(({ ruleId, name, value }): Change[] => {
      const field = DRAFT_FIELDS.find((each) => each === name);
      return field === undefined ? [] : [{ ruleId, field, value: value === null ? "" : String(value) }];
    });
    return changes.length === 0 || changes.length < given.length ? [] : [repair(changes)];
  });
}

const FIELD_WORDS: Readonly<Partial<Record<Change["field"], string>>> = {
  cooldownSeconds: "cooldown",
  stepSize: "step",
  comparator: "comparison",
  minThreshold: "lower threshold",
  maxThreshold: "upper threshold",
  minReplicas: "minimum",
  maxReplicas: "maximum",
};

/** Every other value is a number, and said as it is. */
const VALUE_WORDS: Readonly<Record<string, string>> = { ...COMPARATOR_WORDS, "": "nothing" };

function repair(changes: readonly Change[]): Repair {
  const says = changes.map(({ ruleId, field, value }) => {
    const unit = field === "cooldownSeconds" ? " s" : "";
    return `the ${FIELD_WORDS[field] ?? field} of “${ruleId}” to ${VALUE_WORDS[value] ?? value}${unit}`;
  });
  return { says: `Set ${says.join(" and ")}`, changes };
}
