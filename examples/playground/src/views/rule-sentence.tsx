import { stepOf, stepParts } from "../draft/edit.ts";
import type { RuleDraft, RuleField } from "../draft/rule-set-draft.ts";
import { COMPARATOR_WORDS, SOURCE_WORDS } from "../draft/words.ts";
import { Choice, Field } from "./field.tsx";
import type { Places } from "./places.ts";
import { fieldsText } from "./sentence.ts";

/** A rule, where it stands, and what its fields do. */
export interface RuleProps {
  readonly rule: RuleDraft;
  readonly at: number;
  /** What the values of its metric count. */
  readonly unit: string;
  readonly places: Places;
  /** `field` names where it was typed; null for a choice. */
  readonly onChange: (changes: Partial<RuleDraft>, field: string | null) => void;
  readonly onLeave: () => void;
}

/** What a rule is called by a screen reader. */
export function nameOf({ id }: RuleDraft, at: number): string {
  return id === "" ? `rule ${at + 1}` : `rule ${id}`;
}

/** `When the average of cuda_util of kernels is above 80 percent, add 1 replica, at most once in 60 s`. */
export function ThresholdSentence(props: RuleProps) {
  const { verb, amount } = stepParts(props.rule.stepSize);
  return (
    <p class="sentence">
      When <Measure {...props} /> is{" "}
      <RuleChoice {...props} field="comparator" label="comparison" options={Object.entries(COMPARATOR_WORDS)} />{" "}
      <RuleText {...props} field="threshold" label="threshold" /> {props.unit},{" "}
      <Choice
        label={`${nameOf(props.rule, props.at)}: direction`}
        path={`rules[${props.at}].direction`}
        value={verb}
        places={props.places}
        options={VERBS}
        onChange={(chosen) => props.onChange({ stepSize: stepOf(chosen, amount) }, null)}
      />{" "}
      <RuleText
        {...props}
        field="stepSize"
        label={`replicas to ${verb}`}
        value={amount}
        toField={(value) => stepOf(verb, value)}
      />{" "}
      {amount === "1" ? "replica" : "replicas"}, <Cooldown {...props} />
    </p>
  );
}

/** `Keep the average of cuda_util of kernels between 40 and 80 percent: above it add 1 replica, below it remove as many`. */
export function BandSentence(props: RuleProps) {
  return (
    <p class="sentence">
      Keep <Measure {...props} /> between{" "}
      <RuleText {...props} field="minThreshold" label="lower threshold" placeholder="no end" /> and{" "}
      <RuleText {...props} field="maxThreshold" label="upper threshold" placeholder="no end" /> {props.unit}: above it
      add <RuleText {...props} field="stepSize" label="replicas to add or remove" />{" "}
      {props.rule.stepSize === "1" ? "replica" : "replicas"}, below it remove as many, <Cooldown {...props} />
    </p>
  );
}

/** `leaving no fewer than 1 and no more than 6 replicas`, and what the page has no field for. */
export function BoundsSentence(props: RuleProps) {
  const more = fieldsText(props.rule.more);
  return (
    <p class="sentence soft">
      leaving no fewer than <RuleText {...props} field="minReplicas" label="least replicas" placeholder="any" /> and no
      more than <RuleText {...props} field="maxReplicas" label="most replicas" placeholder="any" /> replicas
      {more === "" ? "" : `; with ${more}`}
    </p>
  );
}

/** `the average of cuda_util of kernels`. */
function Measure(props: RuleProps) {
  const { rule, at } = props;
  return (
    <>
      <RuleChoice {...props} field="aggregation" label="how values become one" options={AGGREGATIONS} />{" "}
      <RuleText
        {...props}
        field="metricName"
        label="metric"
        isNumber={false}
        list={`metrics-${rule.metricSource}`}
        about={factsId(at)}
      />{" "}
      <RuleChoice {...props} field="metricSource" label="source of the metric" options={Object.entries(SOURCE_WORDS)} />
    </>
  );
}

/** The id of what is known of a rule's metric. */
export function factsId(at: number): string {
  return `facts-${at}`;
}

function Cooldown(props: RuleProps) {
  return (
    <>
      at most once in <RuleText {...props} field="cooldownSeconds" label="cooldown in seconds" /> s
    </>
  );
}

interface TextProps extends RuleProps {
  readonly field: RuleField;
  readonly label: string;
  /** What stands in it, and how that becomes the rule's: absent, where it is the same. */
  readonly value?: string;
  readonly toField?: (value: string) => string;
  readonly isNumber?: boolean;
  readonly placeholder?: string;
  readonly list?: string;
  readonly about?: string;
}

/** One field of a rule, to be typed. */
export function RuleText({ rule, at, unit: _, field, label, value, toField, onChange, ...others }: TextProps) {
  const path = `rules[${at}].${field}`;
  return (
    <Field
      {...others}
      label={`${nameOf(rule, at)}: ${label}`}
      path={path}
      value={value ?? rule[field]}
      onChange={(typed) => onChange({ [field]: toField?.(typed) ?? typed }, path)}
    />
  );
}

interface ChoiceProps extends RuleProps {
  readonly field: RuleField;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** One field of a rule, to be chosen. */
function RuleChoice({ rule, at, field, label, options, places, onChange }: ChoiceProps) {
  return (
    <Choice
      label={`${nameOf(rule, at)}: ${label}`}
      path={`rules[${at}].${field}`}
      value={rule[field]}
      places={places}
      options={options}
      onChange={(value) => onChange({ [field]: value }, null)}
    />
  );
}

const AGGREGATIONS = [
  ["average", "the average of"],
  ["min", "the least of"],
  ["max", "the greatest of"],
  ["sum", "the sum of"],
  ["p50", "the median of"],
  ["p90", "the 90th percentile of"],
  ["p95", "the 95th percentile of"],
  ["p99", "the 99th percentile of"],
] as const;

const VERBS = [
  ["add", "add"],
  ["remove", "remove"],
] as const;
