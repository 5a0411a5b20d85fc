"""
Holds a function with the signature of Backend.AI's `calculate_desired_replicas_for_deployment` to what Backend.AI itself
decided in recorded cases, so that a host's tests need not mock the decision. Needs Python 3.11 and nothing else.

    npx autoscaling-rules vectors --profile v26 > vectors.json
    VECTORS=vectors.json SUBJECT=package.module:Class.function python -m unittest test_conformance

The function may be a method, a coroutine, and decorated. It is given objects with upstream's attributes; a method's `self` has
a `_db_source` whose `update_autoscaling_rule_triggered(rule_id, now)` is recorded. In its module, `datetime.now()` is the
clock of the case.
"""

import asyncio
import importlib
import inspect
import json
import os
import unittest
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest import mock


def load_subject():
    """The function that is tested: `module:name`, where a name may have dots."""
    module, _, path = os.environ.get("SUBJECT", "reference:calculate_desired_replicas").partition(":")
    subject = importlib.import_module(module)
    for name in path.split("."):
        subject = getattr(subject, name)
    return subject


def load_cases():
    with Path(os.environ.get("VECTORS", "vectors.json")).open(encoding="utf-8") as file:
        document = json.load(file)
    if document["about"]["profile"] != "v26":
        raise ValueError("these cases are not of profile v26")
    return document["cases"]


def instant(text):
    return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))


def decimal(text):
    return None if text is None else Decimal(text)


def thresholds(row):
    """Rows of older releases have a comparator, which upstream's migration turns into one of the two thresholds."""
    if "comparator" not in row:
        return decimal(row["min_threshold"]), decimal(row["max_threshold"])
    threshold = decimal(row["threshold"])
    return (threshold, None) if row["comparator"].upper().startswith("LESS") else (None, threshold)


def rule_of(row):
    lower, upper = thresholds(row)
    return SimpleNamespace(
        id=row["id"],
        condition=SimpleNamespace(
            metric_source=row["metric_source"].lower(),
            metric_name=row["metric_name"],
            scale_up_threshold=upper,
            scale_down_threshold=lower,
            prometheus_query_preset_id=row.get("prometheus_query_preset_id"),
        ),
        action=SimpleNamespace(
            step_size=row["step_size"],
            cooldown_seconds=row["cooldown_seconds"],
            min_replicas=row["min_replicas"],
            max_replicas=row["max_replicas"],
        ),
        created_at=instant(row["created_at"]),
        last_triggered_at=instant(row["last_triggered_at"]),
    )


def deployment_of(endpoint):
    desired = endpoint["desired_replicas"]
    return SimpleNamespace(
        id=endpoint["id"],
        replica=SimpleNamespace(
            replica_count=endpoint["replicas"],
            desired_replica_count=desired,
            target_replica_count=endpoint["replicas"] if desired is None else desired,
        ),
    )


def metrics_of(given):
    """What upstream loads before it decides: statistics, answers of Prometheus, and the routes that are alive."""
    kernels = {}
    for kernel in given["kernels"]:
        kernels.setdefault(kernel["session"], []).append(kernel["id"])
    return SimpleNamespace(
        kernel_statistics=given["kernel_stats"],
        deployment_statistics=given["endpoint_stats"],
        prometheus_metrics={rule: answer for rule, answer in answers_of(given)},
        routes_by_deployment={
            endpoint["id"]: [
                SimpleNamespace(route_id=route["id"], session_id=route["session"])
                for route in endpoint["routes"]
                if route["status"] in ("running", "provisioning")
            ]
            for endpoint in given["endpoints"]
        },
        kernels_by_session=kernels,
    )


def answers_of(given):
    """Answers that are no decimal are none: upstream leaves them out when it asks."""
    for rule, answer in given["prometheus"].items():
        try:
            yield rule, None if answer is None else Decimal(answer)
        except ArithmeticError:
            continue


def clock_at(now):
    """A datetime whose now() is the clock of a case."""
    return type("Clock", (datetime,), {"now": classmethod(lambda cls, tz=None: now.astimezone(tz))})


def decide(subject, deployment, rules, metrics, now):
    """The count that the function decides on, and the rules that it says have triggered."""
    triggered = []

    async def update_autoscaling_rule_triggered(rule_id, _now):
        triggered.append(rule_id)

    plain = inspect.unwrap(subject)
    source = SimpleNamespace(update_autoscaling_rule_triggered=update_autoscaling_rule_triggered)
    first = next(iter(inspect.signature(plain).parameters))
    itself = [SimpleNamespace(_db_source=source)] if first == "self" else []
    with mock.patch.object(inspect.getmodule(plain), "datetime", clock_at(now), create=True):
        result = plain(*itself, deployment, rules, metrics)
        if inspect.isawaitable(result):
            result = asyncio.run(_finished(result))
    return result, triggered


async def _finished(awaitable):
    return await awaitable


class Conformance(unittest.TestCase):
    def test_the_subject_decides_as_backend_ai_does(self):
        subject = load_subject()
        cases = load_cases()
        self.assertGreaterEqual(len(cases), 300)
        for case in cases:
            with self.subTest(case=case["case"], theme=case["theme"]):
                self.check(subject, case["input"], case["expected"])

    def check(self, subject, given, expected):
        metrics = metrics_of(given)
        triggered = []
        knows_triggers = False
        for endpoint in given["endpoints"]:
            own = [rule_of(row) for row in given["rules"] if row["endpoint"] == endpoint["id"]]
            arguments = deployment_of(endpoint), own, metrics, instant(given["now"])
            if endpoint["id"] in expected["errors"]:
                with self.assertRaises(Exception):
                    decide(subject, *arguments)
                continue
            desired, ids = decide(subject, *arguments)
            knows_triggers |= bool(ids)
            triggered += ids
            self.assertEqual(desired, expected["desired"][endpoint["id"]], endpoint["id"])
        if knows_triggers:
            self.assertEqual(sorted(triggered), sorted(expected["triggered"]))


if __name__ == "__main__":
    unittest.main()
