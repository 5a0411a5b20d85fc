import type { MetricChoice } from "../answers/catalogue.ts";
import { stepOf, stepParts } from "../draft/edit.ts";
import type { RuleDraft, RuleField } from "../draft/rule-set-draft.ts";
import { Choice, FaultList, Field } from "./field.tsx";
import type { Places } from "./places.ts";

interface RuleProps {
  readonly rule: RuleDraft;
  readonly at: number;
  readonly last: number;
  readonly metrics: readonly MetricChoice[];
  readonly places: Places;
  /** `field` names where it was typed; null for a choice. */
  readonly onChange: (changes: Partial<RuleDraft>, field: string | null) => void;
  readonly onLeave: () => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

const SOURCES = [
  ["KERNEL", "of kernels"],
  ["INFERENCE_FRAMEWORK", "of the inference framework"],
  ["PROMETHEUS", "of a Prometheus query"],
] as const;

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

const COMPARATORS = [
  ["GREATER_THAN", "above"],
  ["GREATER_THAN_OR_EQUAL", "at or above"],
  ["LESS_THAN", "below"],
  ["LESS_THAN_OR_EQUAL", "at or below"],
] as const;

const VERBS = [
  ["add", "add"],
  ["remove", "remove"],
] as const;

/** One rule, as a sentence with fields. */
export function RuleSentence({ rule, at, last, metrics, places, onChange, onLeave, onMove, onRemove }: RuleProps) {
  const place = `rules[${at}]`;
  const name = rule.id === "" ? `rule ${at + 1}` : `rule ${rule.id}`;
  const metric = metrics.find((each) => each.source === rule.metricSource && each.name === rule.metricName);
  const field = (key: RuleField, label: string, placeholder?: string) => (
    <Field
      label={`${name}: ${label}`}
      path={`${place}.${key}`}
      value={rule[key]}
      places={places}
      onChange={(value) => onChange({ [key]: value }, `${place}.${key}`)}
      onLeave={onLeave}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
  const choice = (
    key: "metricSource" | "aggregation" | "comparator",
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Choice
      label={`${name}: ${label}`}
      path={`${place}.${key}`}
      value={rule[key]}
      places={places}
      options={options}
      onChange={(value) => onChange({ [key]: value }, null)}
    />
  );
  const { verb, amount } = stepParts(rule.stepSize);
  const step = (
    <Field
      label={`${name}: replicas to ${rule.type === "band" ? "add or remove" : verb}`}
      path={`${place}.stepSize`}
      value={rule.type === "band" ? rule.stepSize : amount}
      places={places}
      onChange={(value) =>
        onChange({ stepSize: rule.type === "band" ? value : stepOf(verb, value) }, `${place}.stepSize`)
      }
      onLeave={onLeave}
    />
  );
  const measure = (
    <>
      {choice("aggregation", "how values become one", AGGREGATIONS)}{" "}
      <Field
        label={`${name}: metric`}
        path={`${place}.metricName`}
        value={rule.metricName}
        places={places}
        isNumber={false}
        list={`metrics-${rule.metricSource}`}
        onChange={(metricName) => onChange({ metricName }, `${place}.metricName`)}
        onLeave={onLeave}
      />{" "}
      {choice("metricSource", "source of the metric", SOURCES)}
    </>
  );
  const unit = metric?.unit ?? "";
  return (
    <li class="rule" data-off={!rule.isEnabled}>
      <fieldset>
        <legend>
          <span class="number">{at + 1}</span>
          <Field
            label={`${name}: name`}
            path={`${place}.id`}
            value={rule.id}
            places={places}
            isNumber={false}
            onChange={(id) => onChange({ id }, `${place}.id`)}
            onLeave={onLeave}
          />
        </legend>
        {rule.type === "band" ? (
          <p class="sentence">
            Keep {measure} between {field("minThreshold", "lower threshold", "no end")} and{" "}
            {field("maxThreshold", "upper threshold", "no end")} {unit}: above it add {step}{" "}
            {rule.stepSize === "1" ? "replica" : "replicas"}, below it remove as many, at most once in{" "}
            {field("cooldownSeconds", "cooldown in seconds")} s
          </p>
        ) : (
          <p class="sentence">
            When {measure} is {choice("comparator", "comparison", COMPARATORS)} {field("threshold", "threshold")} {unit}
            ,{" "}
            <Choice
              label={`${name}: direction`}
              path={`${place}.direction`}
              value={verb}
              places={places}
              options={VERBS}
              onChange={(chosen) => onChange({ stepSize: stepOf(chosen, amount) }, null)}
            />{" "}
            {step} {amount === "1" ? "replica" : "replicas"}, at most once in{" "}
            {field("cooldownSeconds", "cooldown in seconds")} s
          </p>
        )}
        <p class="sentence soft">
          leaving no fewer than {field("minReplicas", "least replicas", "any")} and no more than{" "}
          {field("maxReplicas", "most replicas", "any")} replicas{moreText(rule)}
        </p>
        <p class="facts">
          {metric === undefined ? "Nothing is known of this metric: 0 or more is assumed." : metric.says}
        </p>
        <FaultList wholes={[place]} places={places} />
        <div class="tools">
          <label>
            <input
              type="checkbox"
              checked={rule.isEnabled}
              onChange={({ currentTarget }) => onChange({ isEnabled: currentTarget.checked }, null)}
            />{" "}
            on<span class="spoken">: {name}</span>
          </label>
          <button type="button" aria-label={`move ${name} up`} disabled={at === 0} onClick={() => onMove(-1)}>
            ↑
          </button>
          <button type="button" aria-label={`move ${name} down`} disabled={at === last} onClick={() => onMove(1)}>
            ↓
          </button>
          <button type="button" aria-label={`remove ${name}`} onClick={onRemove}>
            Remove
          </button>
        </div>
      </fieldset>
    </li>
  );
}

/** What a file says beyond this page's fields. */
function moreText({ more }: RuleDraft): string {
  const texts = Object.entries(more).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return texts.length === 0 ? "" : `; with ${texts.join(", ")}`;
}
