"""Compares rules on a trace of requests, by the bin of autoscaling-rules: python3 what_if.py TRACE [COMMAND...]"""

import json
import subprocess
import sys


def rule(name, comparator, threshold, step, cooldown):
    return {
        "type": "threshold",
        "id": name,
        "endpointId": "chat",
        "metricSource": "PROMETHEUS",
        "metricName": "vllm:num_requests_running",
        "comparator": comparator,
        "threshold": str(threshold),
        "stepSize": step,
        "cooldownSeconds": cooldown,
        "minReplicas": 1,
        "maxReplicas": 10,
    }


def simulate(scenario, command):
    run = subprocess.run(
        [*command, "simulate", "-", "--json"], input=json.dumps(scenario), capture_output=True, text=True
    )
    if run.returncode != 0:
        raise SystemExit(run.stderr)
    return json.loads(run.stdout)


def main(trace, *command):
    variants = [
        {"name": f"out above {above}", "rules": [rule("out", "GREATER_THAN", above, 1, 60), rule("in", "LESS_THAN", 8, -1, 300)]}
        for above in (20, 30, 40)
    ]
    scenario = {
        **variants[0],
        "variants": variants[1:],
        "initialReplicas": 2,
        "trace": {"file": trace},
        "service": {"model": "llm", "concurrency": 64},
        "objectives": {"firstToken": {"seconds": 2, "share": 0.95}},
    }
    answer = simulate(scenario, command or ["npx", "autoscaling-rules"])
    print(f"{'rules':<14}{'first token p95':>16}{'replica-hours':>15}{'changes':>9}")
    for row in answer["comparison"]["rows"]:
        first = row["p95FirstTokenSeconds"]
        print(f"{row['name']:<14}{first:>14.2f} s{row['replicaHours']:>15.1f}{row['changes']:>9}")


if __name__ == "__main__":
    main(*sys.argv[1:])
