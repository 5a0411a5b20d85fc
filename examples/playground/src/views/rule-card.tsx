import type { MetricChoice } from "../answers/catalogue.ts";
import { FaultList } from "./field.tsx";
import {
  BandSentence,
  BoundsSentence,
  factsId,
  nameOf,
  type RuleProps,
  RuleText,
  ThresholdSentence,
} from "./rule-sentence.tsx";
import { SteadyButton } from "./steady-button.tsx";

interface CardProps extends Omit<RuleProps, "unit"> {
  readonly last: number;
  readonly metrics: readonly MetricChoice[];
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** Until the catalogue of metrics is here; it keeps the line's place. */
const LOADING = "…";

/** One rule: its sentences, what is known of its metric, what is invalid, and what can be done with it. */
export function RuleCard({ last, metrics, onMove, onRemove, ...props }: CardProps) {
  const { rule, at, places, onChange } = props;
  const metric = metrics.find(({ source, name }) => source === rule.metricSource && name === rule.metricName);
  const fields = { ...props, unit: metric?.unit ?? "" };
  const name = nameOf(rule, at);
  return (
    <li class="rule" data-off={!rule.isEnabled}>
      <fieldset>
        <legend>
          <span class="number">{at + 1}</span>
          <RuleText {...fields} field="id" label="name" isNumber={false} />
        </legend>
        {rule.type === "band" ? <BandSentence {...fields} /> : <ThresholdSentence {...fields} />}
        <BoundsSentence {...fields} />
        <p class="facts" id={factsId(at)}>
          {metric?.says ?? (metrics.length === 0 ? LOADING : "Nothing is known of this metric: 0 or more is assumed.")}
        </p>
        <FaultList wholes={[`rules[${at}]`]} places={places} />
        <div class="tools">
          <label>
            <input
              type="checkbox"
              checked={rule.isEnabled}
              onChange={({ currentTarget }) => onChange({ isEnabled: currentTarget.checked }, null)}
            />{" "}
            on<span class="spoken">: {name}</span>
          </label>
          <SteadyButton id={moveId(at, -1)} label={`move ${name} up`} isOff={at === 0} onPress={() => onMove(-1)}>
            ↑
          </SteadyButton>
          <SteadyButton id={moveId(at, 1)} label={`move ${name} down`} isOff={at === last} onPress={() => onMove(1)}>
            ↓
          </SteadyButton>
          <button type="button" aria-label={`remove ${name}`} onClick={onRemove}>
            Remove
          </button>
        </div>
      </fieldset>
    </li>
  );
}

/** The id of the button that moves the rule at a place up or down. */
export function moveId(at: number, by: -1 | 1): string {
  return `${by < 0 ? "up" : "down"}-${at}`;
}
