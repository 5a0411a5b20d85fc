import { useRef } from "preact/hooks";
import type { MetricChoice } from "../answers/catalogue.ts";
import { movedRule, setEndpoint, setRule, withoutRule, withRule } from "../draft/edit.ts";
import type { EndpointField, RuleDraft, RuleSetDraft } from "../draft/rule-set-draft.ts";
import { FaultList, Field } from "./field.tsx";
import type { Places } from "./places.ts";
import { moveId, RuleCard } from "./rule-card.tsx";
import { fieldsText } from "./sentence.ts";
import type { Dispatch } from "./use-page.ts";

interface RulesProps {
  readonly draft: RuleSetDraft;
  readonly metrics: readonly MetricChoice[];
  readonly places: Places;
  readonly dispatch: Dispatch;
}

/** The rule set: the endpoint and its rules. */
export function Rules({ draft, metrics, places, dispatch }: RulesProps) {
  const edit = (changed: RuleSetDraft, field: string | null) => dispatch({ kind: "edit", draft: changed, field });
  const title = useRef<HTMLHeadingElement>(null);
  const leave = () => dispatch({ kind: "seal" });
  const add = (type: RuleDraft["type"]) => edit(withRule(draft, type), null);
  return (
    <section aria-labelledby="rules-title" class="card">
      <h2 id="rules-title" tabIndex={-1} ref={title}>
        Rules
      </h2>
      <EndpointSentence draft={draft} places={places} onChange={edit} onLeave={leave} />
      <ol class="rules">
        {draft.rules.map((rule, at) => (
          <RuleCard
            // The place is what a rule is known by while its name is typed.
            key={at}
            rule={rule}
            at={at}
            last={draft.rules.length - 1}
            metrics={metrics}
            places={places}
            onChange={(changes, field) => edit(setRule(draft, at, changes), field)}
            onLeave={leave}
            onMove={(by) => {
              edit(movedRule(draft, at, by), null);
              // The focus goes with the rule.
              document.getElementById(moveId(at + by, by))?.focus();
            }}
            onRemove={() => {
              edit(withoutRule(draft, at), null);
              title.current?.focus();
            }}
          />
        ))}
      </ol>
      <p class="buttons">
        <button type="button" onClick={() => add("threshold")}>
          Add a rule
        </button>
        <button type="button" onClick={() => add("band")}>
          Add a band
        </button>
      </p>
      <MetricLists metrics={metrics} />
    </section>
  );
}

interface EndpointProps {
  readonly draft: RuleSetDraft;
  readonly places: Places;
  readonly onChange: (draft: RuleSetDraft, field: string | null) => void;
  readonly onLeave: () => void;
}

function EndpointSentence({ draft, places, onChange, onLeave }: EndpointProps) {
  const { endpoint } = draft;
  const field = (key: EndpointField, label: string, placeholder?: string) => (
    <Field
      label={`endpoint: ${label}`}
      path={`endpoint.${key}`}
      value={endpoint[key]}
      places={places}
      isNumber={key !== "id"}
      onChange={(value) => onChange(setEndpoint(draft, key, value), `endpoint.${key}`)}
      onLeave={onLeave}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
  const seconds = (key: "cycleSeconds" | "startupSeconds", label: string) => (
    <Field
      label={label}
      path={key}
      value={draft[key]}
      places={places}
      placeholder="?"
      onChange={(value) => onChange({ ...draft, [key]: value }, key)}
      onLeave={onLeave}
    />
  );
  const [more, stated] = [fieldsText(endpoint.more), fieldsText(draft.more)];
  return (
    <div class="endpoint">
      <p class="sentence">
        The endpoint {field("id", "name")} has {field("replicas", "replicas")}{" "}
        {endpoint.replicas === "1" ? "replica" : "replicas"}, never fewer than{" "}
        {field("minReplicas", "least replicas", "any")} nor more than{" "}
        <span class="whole">
          {field("maxReplicas", "most replicas", "any")}
          {more === "" ? "." : ","}
        </span>{" "}
        {more === "" ? "" : `with ${more}. `}Its rules are evaluated every{" "}
        {seconds("cycleSeconds", "seconds from cycle to cycle")} s, and a new replica serves after{" "}
        {seconds("startupSeconds", "seconds until a new replica serves")} s.
        {stated === "" ? "" : ` The file also states ${stated}.`}
      </p>
      <FaultList wholes={["endpoint", "cycleSeconds", "startupSeconds", ...Object.keys(draft.more)]} places={places} />
    </div>
  );
}

/** The metrics of each source, for the fields to offer. */
function MetricLists({ metrics }: { readonly metrics: readonly MetricChoice[] }) {
  const sources = [...new Set(metrics.map(({ source }) => source))];
  return (
    <>
      {sources.map((source) => (
        <datalist key={source} id={`metrics-${source}`}>
          {metrics
            .filter((metric) => metric.source === source)
            .map(({ name, says }) => (
              <option key={name} value={name} label={says} />
            ))}
        </datalist>
      ))}
    </>
  );
}
