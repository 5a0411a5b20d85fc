"""Backend.AI's decisions in its own language: the loop over rules in Python's decimal, without a database.

Reads a workload as JSON from standard input, runs it for some seconds, and prints the counts and the nanoseconds a rule.
"""

import json
import sys
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal

work = json.load(sys.stdin)


def at(ms):
    return datetime.fromtimestamp(ms / 1000, tz=timezone.utc)


now = at(work["now"])
rules = [
    {
        **rule,
        "threshold": Decimal(rule["threshold"]),
        "cooldown": timedelta(seconds=rule["cooldownSeconds"]),
        "last": None if rule["last"] is None else at(rule["last"]),
    }
    for rule in work["rules"]
]


def cycle():
    averages = {(e, n): Decimal(value) for e, n, value in work["metrics"]}
    counts = dict(work["counts"])
    for rule in rules:
        average = averages.get((rule["endpointId"], rule["metricName"]))
        if average is None:
            continue
        threshold = rule["threshold"]
        match rule["comparator"]:
            case "LESS_THAN":
                met = average < threshold
            case "LESS_THAN_OR_EQUAL":
                met = average <= threshold
            case "GREATER_THAN":
                met = average > threshold
            case _:
                met = average >= threshold
        if not met:
            continue
        to = max(0, counts[rule["endpointId"]] + rule["stepSize"])
        if rule["minReplicas"] is not None and to < rule["minReplicas"]:
            continue
        if rule["maxReplicas"] is not None and to > rule["maxReplicas"]:
            continue
        if rule["last"] is not None and now - rule["last"] <= rule["cooldown"]:
            continue
        counts[rule["endpointId"]] = to
    return counts


times = []
counts = {}
while len(times) < work["rounds"]:
    start = time.perf_counter()
    counts = cycle()
    times.append(time.perf_counter() - start)
times.sort()
print(json.dumps({"counts": counts, "ms": times[len(times) // 2] * 1000}))
