#!/usr/bin/env python3
"""Records what a cluster says of each scenario: record_case.py FILE.yaml -n NAMESPACE

FILE holds manifests that were applied to NAMESPACE; each that has an annotation `expect` is a scenario. Its pods,
their events, owners and node are written to tests/data/pods/NAME.json, with what kubectl prints of them, so that the
diagnosis can be tested and docs/scenarios.md be made without a cluster. Apply first, wait for the trouble to show
(five minutes are enough), then record:

    kubectl create namespace case-startup; kubectl apply -n case-startup -f tests/data/scenarios/startup.yaml
    scripts/record_case.py tests/data/scenarios/startup.yaml -n case-startup

`--prepare` does what the annotations `patch` (of a workload) and `delete` (of a pod) ask for, and records nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

PODS = Path(__file__).parent.parent / "tests" / "data" / "pods"
KINDS = ("pods", "events", "jobs", "replicasets")


def kubectl(*arguments: str) -> str:
    return subprocess.run(["kubectl", *arguments], check=True, capture_output=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("-n", "--namespace", required=True)
    parser.add_argument("--prepare", action="store_true")
    options = parser.parse_args()
    found = [each for each in yaml.safe_load_all(options.file.read_text(encoding="utf-8")) if each]
    scenarios = [each for each in found if "expect" in each["metadata"].get("annotations", {})]
    if options.prepare:
        prepare(scenarios, options.namespace)
        return
    everything = {
        kind: json.loads(kubectl("get", kind, "-n", options.namespace, "-o", "json"))["items"] for kind in KINDS
    }
    nodes = json.loads(kubectl("get", "nodes", "-o", "json"))["items"]
    at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251 (a shell)
    for scenario in scenarios:
        record(scenario, everything, nodes, at, options)


def prepare(scenarios: list[dict[str, Any]], namespace: str) -> None:
    for scenario in scenarios:
        kind, name, notes = scenario["kind"].lower(), scenario["metadata"]["name"], scenario["metadata"]["annotations"]
        if "patch" in notes:
            print(kubectl("patch", kind, "-n", namespace, name, "-p", notes["patch"]), end="")
        if "delete" in notes:
            print(kubectl("delete", kind, "-n", namespace, name, "--wait=false"), end="")


def record(scenario: dict[str, Any], everything: dict[str, list[Any]], nodes: list[Any], at: str, options: Any) -> None:
    name, notes = scenario["metadata"]["name"], scenario["metadata"]["annotations"]
    uids = related(scenario["kind"], name, everything)
    objects = [each for kind in ("jobs", "replicasets", "pods") for each in everything[kind] if uid(each) in uids]
    objects += [each for each in everything["events"] if each["involvedObject"].get("uid") in uids]
    used = {each.get("spec", {}).get("nodeName") for each in objects}
    objects += [node for node in nodes if node["metadata"]["name"] in used]
    pods = [each["metadata"]["name"] for each in objects if each["kind"] == "Pod"]
    rows = kubectl("get", "pods", "-n", options.namespace, "--no-headers", *pods).splitlines() if pods else []
    value = {
        "name": name,
        "file": options.file.name,
        "cause": notes["cause"],
        "expect": notes["expect"],
        "at": at,
        "kubectl": [row.split(maxsplit=1)[1].strip() for row in rows],
        "objects": [trimmed(each) for each in objects],
    }
    PODS.mkdir(exist_ok=True)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    (PODS / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    print(f"{name}: {len(pods)} pods, {len(objects)} objects")


def uid(value: dict[str, Any]) -> str:
    return str(value["metadata"]["uid"])


def related(kind: str, name: str, everything: dict[str, list[Any]]) -> set[str]:
    """The uids of the scenario's object and of all that it owns."""
    found = {
        uid(each)
        for kind_ in KINDS
        for each in everything[kind_]
        if each["kind"] == kind and each["metadata"]["name"] == name
    }
    for _ in range(3):
        for each in (*everything["replicasets"], *everything["jobs"], *everything["pods"]):
            for owner in each["metadata"].get("ownerReferences", ()):
                if owner["uid"] in found or (owner["kind"] == kind and owner["name"] == name):
                    found |= {uid(each), owner["uid"]}
    for event in everything["events"]:
        about = event["involvedObject"]
        if about["kind"] == kind and about["name"] == name:
            found.add(about.get("uid", ""))
    return found


def trimmed(value: dict[str, Any]) -> dict[str, Any]:
    """Without what no rule reads and nobody should have to scroll over."""
    meta = value["metadata"]
    for name in ("managedFields", "selfLink"):
        meta.pop(name, None)
    meta.get("annotations", {}).pop("kubectl.kubernetes.io/last-applied-configuration", None)
    if value["kind"] == "Node":
        value["status"] = {key: value["status"].get(key) for key in ("conditions", "nodeInfo")}
    return value


if __name__ == "__main__":
    main()
