import type { MetricReading, MetricSourcePort } from "../host/metric-source.ts";
import { withDeadline } from "../host/with-deadline.ts";
import { show } from "../model/fault.ts";
import type { MetricRequest } from "../model/metric.ts";
import { type ContractCase, ContractError, demand } from "./contract.ts";
import { exact } from "./reference/exact.ts";

/** A metric source under test. */
export interface SourceUnderTest {
  readonly port: MetricSourcePort;
  /** Requests that the source can answer, at least two; with each aggregation that it is asked for, if rules have any. */
  readonly answerable: readonly MetricRequest[];
  /** A request for something that the source has never heard of. */
  readonly unknown: MetricRequest;
  /**
   * Makes the source hang from now on, so that a cycle has to give up on it. Absent where it cannot be done: then the last
   * case shows only that an answer comes in time, and not that the source listens to its signal.
   */
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
  const load = async ({ port }: SourceUnderTest, requests: readonly MetricRequest[]) => {
    const readings: unknown = await port.load(requests, signal);
    if (!isList(readings)) throw new ContractError(`the answer is ${show(readings)}, must be a list of readings`);
    return readings;
  };

  return [
    contractCase("answers every request that it can with an average, in one call", async (subject) => {
      const { answerable } = subject;
      if (answerable.length < 2) {
        throw new ContractError(
          `the source under test names ${answerable.length} that it can answer, must be two or more`,
        );
      }
      const averages = averagesAmong(await load(subject, answerable));
      const odd = averages.filter(({ value }) => exact(value) === null);
      demand("the figures with an average", keysOf(averages), keysOf(answerable));
      demand("the averages that are no decimals", odd, []);
    }),

    contractCase("answers nothing that nobody asked", async (subject) => {
      for (const one of subject.answerable) {
        demand("the figures that were answered", keysOf(await load(subject, [one])), keysOf([one]));
      }
      demand("the answers to no request", await load(subject, []), []);
    }),

    contractCase("has no average for what it has never heard of, and answers the rest", async (subject) => {
      const readings = await load(subject, [subject.unknown, ...subject.answerable]);
      demand("the figures with an average", keysOf(averagesAmong(readings)), keysOf(subject.answerable));
    }),

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

function isList(answer: unknown): answer is readonly MetricReading[] {
  return Array.isArray(answer);
}

function averagesAmong(readings: readonly MetricReading[]) {
  return readings.filter((reading) => "value" in reading);
}

/** What readings are of, or requests ask for, in one order. */
function keysOf(figures: readonly (MetricReading | MetricRequest)[]): readonly object[] {
  return figures
    .map(({ source, endpointId, name, aggregation = "average", ruleId }) => {
      return { source, endpointId, name, aggregation, ruleId };
    })
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
