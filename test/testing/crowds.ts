import { any } from "../support/arbitraries.ts";

const rule = any
  .thresholdRule({ endpointIds: ["chat"], metricNames: ["cuda_util"], plain: true })
  .map(({ stepSize, ...rest }) => ({
    ...rest,
    stepSize: Math.max(-2, Math.min(2, stepSize)),
    metricSource: "KERNEL" as const,
    minReplicas: null,
    maxReplicas: null,
  }));

/** Snapshots in which many rules compare one metric, so that proposals tie and rules object. */
export const crowds = any.snapshot({ endpoint: any.endpoint({ ids: ["chat"], plain: true }), rule });
