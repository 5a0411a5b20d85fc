import type { MetricReading, MetricSourcePort } from "../host/metric-source.ts";
import { withDeadline } from "../host/with-deadline.ts";
import type { MetricRequest } from "../model/metric.ts";
import { type ContractCase, ContractError, demand } from "./contract.ts";

/** A metric source under test. */
export interface SourceUnderTest {
  readonly port: MetricSourcePort;
  /** Requests that the source can answer, at least two. */
  readonly answerable: readonly MetricRequest[];
  /** A request for something that the source has never heard of. */
  readonly unknown: MetricRequest;
  /** Makes the source hang from now on, so that a cycle has to give up on it. Absent where it cannot be done. */
  readonly hang?: () => Promise<void>;
  /** Lets go of whatever the source holds open. */
  readonly close?: () => Promise<void>;
}

const PATIENCE_MS = 5000;

/**
 * What any {@link MetricSourcePort} must do, one case at a time, for whatever test runner you have.
 *
 * @param make - a source that can answer some requests
 * @example
 * for (const { name, run } of metricSourceContract(makeRedisSource)) test(name, run);
 */
export function metricSourceContract(make: () => Promise<SourceUnderTest>): readonly ContractCase[] {
  const contractCase = (name: string, check: (subject: SourceUnderTest) => Promise<void>): ContractCase => ({
    name,
    run: async () => {
      const subject = await make();
      try {
        await check(subject);
      } finally {
        await subject.close?.();
      }
    },
  });
  const { signal } = new AbortController();

  return [
    contractCase("answers every request that it can with an average, in one call", async ({ port, answerable }) => {
      const readings = await port.load(answerable, signal);
      const averages = readings.filter((reading) => "value" in reading);
      demand("the figures with an average", averages.map(keyOf).sort(), answerable.map(keyOf).sort());
    }),

    contractCase("answers nothing that nobody asked", async ({ port, answerable }) => {
      const [one] = answerable;
      if (one === undefined) throw new ContractError("the source under test names nothing that it can answer");
      const readings = await port.load([one], signal);
      demand("the figures that were answered", readings.map(keyOf), [keyOf(one)]);
      demand("the answers to no request", await port.load([], signal), []);
    }),

    contractCase(
      "has no average for what it has never heard of, and answers the rest",
      async ({ port, answerable, unknown }) => {
        const readings = await port.load([unknown, ...answerable], signal);
        const averages = readings.filter((reading) => "value" in reading);
        demand("the figures with an average", averages.map(keyOf).sort(), answerable.map(keyOf).sort());
      },
    ),

    contractCase("stops when the cycle does not wait any longer", async ({ port, answerable, hang }) => {
      await hang?.();
      const controller = new AbortController();
      // Either an answer or an error is an end.
      const answer = port.load(answerable, controller.signal).catch(() => []);
      controller.abort(new ContractError("the cycle gave up"));
      await withDeadline(() => answer, PATIENCE_MS).catch(() => {
        throw new ContractError(`after its signal was aborted the source gave nothing for ${PATIENCE_MS} ms`);
      });
    }),
  ];
}

function keyOf({ source, endpointId, name, ruleId }: MetricReading | MetricRequest): string {
  return JSON.stringify([source, endpointId, name, ruleId]);
}
