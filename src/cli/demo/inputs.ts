import type { ThresholdRule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Scenario } from "../../simulation/scenario.ts";
import { diurnal } from "../../simulation/traffic/generators.ts";

const ON_GPU = { type: "threshold", metricSource: "KERNEL", metricName: "cuda_util", cooldownSeconds: 300 } as const;
const ON_QUEUE = { ...ON_GPU, metricSource: "PROMETHEUS", metricName: "vllm:num_requests_waiting" } as const;
const NOW = Date.parse("2026-03-02T09:30:00Z");

/** Four endpoints at one moment: one scales out, one scales in, one is held by its maximum, one has no metric. */
export const CLUSTER: Snapshot = {
  now: NOW,
  endpoints: [
    { id: "llama-chat", replicas: 3 },
    { id: "mistral-batch", replicas: 6 },
    { id: "sdxl-images", replicas: 8 },
    { id: "whisper", replicas: 2 },
  ],
  rules: [
    { ...ON_QUEUE, ...out("llama-chat", "queue-long", "10", 2, 8) },
    { ...ON_GPU, ...below("llama-chat", "gpu-idle", "30") },
    { ...ON_GPU, ...below("mistral-batch", "gpu-idle", "20") },
    { ...ON_GPU, ...out("sdxl-images", "gpu-busy", "80", 2, 8) },
    { ...ON_GPU, ...out("whisper", "gpu-busy", "80", 1, 8) },
  ],
  metrics: [
    { endpointId: "llama-chat", source: "PROMETHEUS", name: "vllm:num_requests_waiting", value: "23.75" },
    { endpointId: "llama-chat", source: "KERNEL", name: "cuda_util", value: "91.38" },
    { endpointId: "mistral-batch", source: "KERNEL", name: "cuda_util", value: "4.2" },
    { endpointId: "sdxl-images", source: "KERNEL", name: "cuda_util", value: "97.5" },
  ],
  lastTriggered: new Map([["llama-chat/gpu-idle", NOW - 600_000]]),
};

function out(endpointId: string, name: string, threshold: string, stepSize: number, maxReplicas: number) {
  const id = `${endpointId}/${name}`;
  return { id, endpointId, comparator: "GREATER_THAN", threshold, stepSize, minReplicas: 1, maxReplicas } as const;
}

function below(endpointId: string, name: string, threshold: string) {
  return { ...out(endpointId, name, threshold, -1, 8), comparator: "LESS_THAN" } as const;
}

/** Rules as one writes them on the first day: busy above 80, idle below 60. */
export const RULES: readonly ThresholdRule[] = [
  { ...ON_GPU, ...out("chat", "busy", "80", 1, 12), id: "busy" },
  { ...ON_GPU, ...below("chat", "idle", "60"), maxReplicas: 12, id: "idle" },
];

/** A day of a service whose replica serves 4 requests per second and takes 3 minutes to start. */
export const DAY: Omit<Scenario, "rules"> = {
  initialReplicas: 2,
  startupSeconds: 180,
  trace: diurnal({ low: 2, high: 24, seconds: 86_400 }),
  service: { model: "fluid", requestsPerSecond: 4 },
};
