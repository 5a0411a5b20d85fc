import { isSameMetric, type MetricKey } from "../../model/metric.ts";
import type { MetricFigure, ValueFigure } from "../service/service-step.ts";

/** What stands in front of the replicas measures this at any count, at 0 as well: a gateway, or a load balancer. */
interface Gateway {
  /** Requests that wait at the end of the cycle. */
  readonly waiting: number;
  readonly arrivalsPerSecond: number;
}

/** Every metric of a gateway, and what it reads. */
const GATEWAY: readonly { readonly key: MetricKey; readonly value: (gateway: Gateway) => number }[] = [
  { key: { source: "PROMETHEUS", name: "queue_length" }, value: ({ waiting }) => waiting },
  { key: { source: "PROMETHEUS", name: "arrivals_per_second" }, value: ({ arrivalsPerSecond }) => arrivalsPerSecond },
];

/** Whether a gateway exports a metric. */
export function isOfGateway(metric: MetricKey): boolean {
  return GATEWAY.some(({ key }) => isSameMetric(key, metric));
}

const NOTHING: readonly ValueFigure[] = [];

/** What the gateway exports of that which is asked for; what the service itself exports under that name counts instead. */
export function gatewayFigures(
  asked: readonly MetricKey[],
): (gateway: Gateway, own: readonly MetricFigure[]) => readonly ValueFigure[] {
  const wanted = GATEWAY.filter(({ key }) => asked.some((each) => isSameMetric(each, key)));
  if (wanted.length === 0) return () => NOTHING;
  return (gateway, own) =>
    wanted
      .filter(({ key }) => !own.some((figure) => isSameMetric(figure, key)))
      .map(({ key, value }) => ({ ...key, value: value(gateway) }));
}
