"""A plain function that passes, written from the description of the recorded cases: what `SUBJECT` is where nobody sets it."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal, DecimalException


class Repository:
    """Stands where upstream's repository does: the decision is a method of it."""

    async def calculate_desired_replicas(self, deployment, auto_scaling_rules, metrics_data):
        now = datetime.now(timezone.utc)
        count = deployment.replica.target_replica_count
        for rule in auto_scaling_rules:
            value = average_of(rule.condition, rule.id, deployment.id, metrics_data)
            if value is None:
                continue
            direction = direction_of(rule.condition, value)
            if direction == 0:
                continue
            proposed = max(0, count + direction * rule.action.step_size)
            if not within(rule.action, proposed) or cools(rule, now):
                continue
            await self._db_source.update_autoscaling_rule_triggered(rule.id, now)
            return proposed
        return None


calculate_desired_replicas = Repository.calculate_desired_replicas


def average_of(condition, rule_id, deployment_id, metrics):
    name = condition.metric_name
    routes = metrics.routes_by_deployment.get(deployment_id, [])
    if condition.metric_source == "kernel":
        sessions = [route.session_id for route in routes if route.session_id]
        kernels = [kernel for each in sessions for kernel in metrics.kernels_by_session.get(each, [])]
        stats = [metrics.kernel_statistics.get(kernel) for kernel in kernels]
        found = [stat[name] for stat in stats if stat and name in stat]
        if not found:
            return None
        return sum((Decimal(str(each.get("pct", 0))) for each in found), Decimal(0)) / len(found)
    if condition.metric_source == "inference_framework":
        metric = (metrics.deployment_statistics.get(deployment_id) or {}).get(name)
        if metric is None or metric.get("__type") == "HISTOGRAM":
            return None
        try:
            return Decimal(str(metric.get("current", 0))) / (len(routes) or 1)
        except DecimalException:
            return None
    return metrics.prometheus_metrics.get(rule_id)


def direction_of(condition, value):
    """1 above the band, -1 below it, 0 within."""
    if condition.scale_up_threshold is not None and value > condition.scale_up_threshold:
        return 1
    if condition.scale_down_threshold is not None and value < condition.scale_down_threshold:
        return -1
    return 0


def within(action, count):
    least, most = action.min_replicas, action.max_replicas
    return (least is None or count >= least) and (most is None or count <= most)


def cools(rule, now):
    if rule.last_triggered_at is None:
        return False
    return now < rule.last_triggered_at + timedelta(seconds=rule.action.cooldown_seconds)
