import type { FluidService } from "./fluid.ts";
import type { IdealService } from "./ideal.ts";
import type { LlmService } from "./llm-service.ts";
import type { ServiceSetup, ServiceStep } from "./service-step.ts";

/**
 * How the service behind the endpoint works: one of those that come with the library, as plain data, or a function.
 *
 * @example
 * // A queue length that is all load and no replica, whatever the rules do:
 * const stubborn: CustomService = () => (interval) => ({
 *   waiting: 40, running: 0, served: interval.requests, lost: 0, queueSeconds: 0, needed: null,
 *   metrics: [{ source: "INFERENCE_FRAMEWORK", name: "vllm:num_requests_waiting", value: 40 }],
 * });
 */
export type ServiceModel = IdealService | FluidService | LlmService | CustomService;

/** A service model of your own: called once a simulation, it gives the function that is called once a cycle. */
export type CustomService = (setup: ServiceSetup) => ServiceStep;
