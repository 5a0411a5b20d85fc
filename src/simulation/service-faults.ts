import { type Fault, type FaultCode, fault, show } from "../model/fault.ts";
import { isRecord } from "../model/is-record.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { choice } from "../model/words.ts";

/** What one figure of a service model must be. */
interface FigureCheck {
  readonly field: string;
  readonly accepts: (value: unknown) => boolean;
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
  readonly optional?: boolean;
}

const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
const isShare = (value: unknown): boolean => isPositive(value) && Number(value) <= 1;

const IDEAL: readonly FigureCheck[] = [
  {
    field: "metric",
    accepts: (value) =>
      isRecord(value) &&
      typeof value["name"] === "string" &&
      METRIC_SOURCES.some((source) => source === value["source"]),
    code: "wrong-type",
    expected: "a source and a name",
    help: 'name the metric that reads load / replicas: { source: "KERNEL", name: "cuda_util" }',
  },
  {
    field: "capacity",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "leave it out where it is unknown",
    optional: true,
  },
];

const FLUID: readonly FigureCheck[] = [
  {
    field: "requestsPerSecond",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "give what one ready replica serves at most",
  },
  {
    field: "concurrency",
    accepts: isPositive,
    code: "out-of-range",
    expected: "a number above 0",
    help: "leave it out for 1",
    optional: true,
  },
  {
    field: "targetUtilisation",
    accepts: isShare,
    code: "out-of-range",
    expected: "a number above 0, up to 1",
    help: "leave it out for 1",
    optional: true,
  },
];

const MODELS: Readonly<Record<string, readonly FigureCheck[]>> = { ideal: IDEAL, fluid: FLUID };

/** Everything wrong with a service model. */
export function serviceFaults(service: unknown): readonly Fault[] {
  const path = "scenario.service";
  if (typeof service === "function") return [];
  const model = isRecord(service) ? service["model"] : undefined;
  const checks = typeof model === "string" && Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (!isRecord(service) || checks === undefined) {
    const expected = `${choice(Object.keys(MODELS))}, or a function`;
    const help = 'give a model: { model: "fluid", requestsPerSecond: 4 }';
    return [
      fault({
        code: "not-one-of",
        path: isRecord(service) ? `${path}.model` : path,
        found: show(isRecord(service) ? model : service),
        expected,
        help,
      }),
    ];
  }
  return checks.flatMap(({ field, accepts, optional = false, ...facts }) => {
    const value = service[field];
    if (accepts(value) || (optional && value === undefined)) return [];
    const { code, expected, help } = facts;
    return fault({ code, expected, help, path: `${path}.${field}`, found: show(value) });
  });
}
