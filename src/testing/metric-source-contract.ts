import { checkedReadings } from "../host/checked-readings.ts";
import type { MetricReading, MetricSourcePort } from "../host/metric-source.ts";
import { withDeadline } from "../host/with-deadline.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { type MetricAverage, type MetricRequest, readingKey } from "../model/metric.ts";
import { named, quoted, show } from "../model/show.ts";
import { type ContractCase, ContractError, demand, looked } from "./contract.ts";
import { demandForm, ifAny, list, method, object } from "./forms.ts";
import { exact } from "./reference/exact.ts";

/** A metric source under test. Its values must not change while a case runs. */
export interface SourceUnderTest {
  readonly port: MetricSourcePort;
  /** Requests that the source can answer, at least two; with each aggregation that it is asked for, if rules have any. */
  readonly answerable: readonly MetricRequest[];
  /**
   * The averages of `answerable`, in its order; give two that differ, or a value in the wrong place is not noticed. Absent: the
   * contract only shows that a request gets the same value alone as among others.
   */
  readonly values?: readonly DecimalLike[];
  /** A request for something that the source has never heard of. */
  readonly unknown: MetricRequest;
  /** A request that the source fails at, such as a query with a mistake. Absent where there is none. */
  readonly failing?: MetricRequest;
  /** A request that the source does not answer until its signal is aborted. Absent where there is none. */
  readonly slow?: MetricRequest;
  /**
   * Makes the source hang from now on, so that a cycle has to give up on it. Absent where it cannot be done: then the last
   * case shows only that an answer comes in time, and not that the source listens to its signal.
   */
  readonly hang?: () => Promise<void>;
  /** Lets go of whatever the source holds open. */
  readonly close?: () => Promise<void>;
}

const SUBJECT = object({
  port: object({ load: method }),
  answerable: list(object()),
  unknown: object(),
  hang: ifAny(method),
  close: ifAny(method),
});

/** How long a source that answers one by one is given for the requests that it can answer. */
const PARTIAL_MS = 500;

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
      demandForm(SUBJECT, subject, "source under test", "return { port, answerable, unknown } from make");
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
    return looked(() => checkedReadings(requests[0]?.source ?? "KERNEL", readings));
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
      demand("the values with an average", keysOf(averages), keysOf(answerable));
      demand("the averages that are no decimals", odd, []);
    }),

    contractCase("answers nothing that nobody asked", async (subject) => {
      for (const one of subject.answerable) {
        demand("the values that were answered", keysOf(await load(subject, [one])), keysOf([one]));
      }
      demand("the answers to no request", await load(subject, []), []);
    }),

    contractCase("gives each request its own value, alone as among others", async (subject) => {
      const { answerable, values } = subject;
      const together = valuesByKey(await load(subject, answerable));
      for (const [nth, request] of answerable.entries()) {
        const key = readingKey(request);
        const alone = valuesByKey(await load(subject, [request])).get(key);
        const expected = values?.[nth] ?? alone;
        for (const found of [alone, together.get(key)]) {
          if (isSameDecimal(found, expected)) continue;
          const what = `the average of ${quoted(request.name)} of ${named("endpoint", request.endpointId)}`;
          throw new ContractError(`${what}: is ${show(found)}, must be ${show(expected)}`);
        }
      }
    }),

    contractCase("answers the rest where one request fails", async (subject) => {
      const { answerable, failing } = subject;
      if (failing === undefined) return;
      const readings = await load(subject, [failing, ...answerable]);
      demand("the values with an average", keysOf(averagesAmong(readings)), keysOf(answerable));
    }),

    contractCase("hands over what it has where one request is not answered in time", async (subject) => {
      const { port, answerable, slow } = subject;
      if (slow === undefined) return;
      const controller = new AbortController();
      const answer = port.load([slow, ...answerable], controller.signal).catch(() => []);
      // The cycle gives up only when the others have had time.
      await withDeadline(() => answer, PARTIAL_MS).catch(() =>
        controller.abort(new ContractError("the cycle gave up")),
      );
      const readings = await withDeadline(() => answer, PATIENCE_MS).catch(() => []);
      demand("the values with an average", keysOf(averagesAmong(readings)), keysOf(answerable));
    }),

    contractCase("has no average for what it has never heard of, and answers the rest", async (subject) => {
      const readings = await load(subject, [subject.unknown, ...subject.answerable]);
      demand("the values with an average", keysOf(averagesAmong(readings)), keysOf(subject.answerable));
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

function averagesAmong(readings: readonly MetricReading[]): readonly MetricAverage[] {
  return readings.filter((reading) => "value" in reading);
}

/** The averages, each under what it is of. */
function valuesByKey(readings: readonly MetricReading[]): ReadonlyMap<string, DecimalLike> {
  return new Map(averagesAmong(readings).map((reading) => [readingKey(reading), reading.value]));
}

function isSameDecimal(one: DecimalLike | undefined, other: DecimalLike | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const [is, should] = [exact(one), exact(other)];
  return is !== null && should !== null && is.eq(should);
}

/** What readings are of, or requests ask for, in one order. */
function keysOf(figures: readonly (MetricReading | MetricRequest)[]): readonly object[] {
  return figures
    .map(({ source, endpointId, name, aggregation = "average", ruleId }) => {
      return { source, endpointId, name, aggregation, ruleId };
    })
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
