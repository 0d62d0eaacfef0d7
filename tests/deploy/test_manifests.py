"""What the Kubernetes manifests promise. That they are valid, `make check-manifests` asks the published schemas."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import yaml

from jiebei.web.ending import AT_MOST
from jiebei.web.front import HEALTH
from tests.deploy.test_containers import stages
from tests.serving import ROOT

FILES = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
ALL: list[dict[str, Any]] = [one for path in FILES for one in yaml.safe_load_all(path.read_text("utf-8"))]


def only(kind: str) -> Any:
    (found,) = [one for one in ALL if one["kind"] == kind]
    return found


POD = only("Deployment")["spec"]["template"]
(APP,) = POD["spec"]["containers"]


def test_everything_is_in_one_namespace_that_lets_in_only_what_is_restricted() -> None:
    assert Counter(one["kind"] for one in ALL) == Counter(
        ["Namespace", "Deployment", "Service", "Ingress", "NetworkPolicy", "HorizontalPodAutoscaler", "PodDisruptionBudget"]
    )  # fmt: skip
    # Applied in this order, so the namespace is there before what is in it.
    assert ALL[0]["kind"] == "Namespace"
    assert {one["metadata"]["namespace"] for one in ALL[1:]} == {ALL[0]["metadata"]["name"]}
    assert ALL[0]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_pod_is_what_restricted_asks_for_and_the_image_is_made_for_it() -> None:
    pod, inside = POD["spec"]["securityContext"], APP["securityContext"]
    assert pod["runAsNonRoot"] is True
    assert pod["seccompProfile"]["type"] == "RuntimeDefault"
    assert inside["allowPrivilegeEscalation"] is False
    assert inside["readOnlyRootFilesystem"] is True
    assert inside["capabilities"] == {"drop": ["ALL"]}
    assert POD["spec"]["automountServiceAccountToken"] is False
    (user,) = [step.rest for step in stages()["app"] if step.word == "USER"]
    assert user == f"{pod['runAsUser']}:{pod['runAsGroup']}"


def test_all_of_them_mean_the_same_pods_and_port() -> None:
    labels = POD["metadata"]["labels"]
    assert only("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert only("Service")["spec"]["selector"] == labels
    assert only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    (port,) = APP["ports"]
    environment = {one["name"]: one["value"] for one in APP["env"]}
    assert environment["STREAMLIT_SERVER_PORT"] == str(port["containerPort"])
    assert only("Service")["spec"]["ports"][0]["targetPort"] == port["name"]
    (rule,) = only("Ingress")["spec"]["rules"]
    assert environment["STREAMLIT_SERVER_ALLOWED_HOSTS"] == rule["host"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert (backend["name"], backend["port"]["name"]) == (
        only("Service")["metadata"]["name"],
        only("Service")["spec"]["ports"][0]["name"],
    )
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert APP[probe]["httpGet"] == {"path": HEALTH, "port": port["name"]}


def test_nothing_goes_out_and_only_the_way_in_comes_in() -> None:
    policy = only("NetworkPolicy")["spec"]
    assert policy["podSelector"] == {}
    assert {*policy["policyTypes"]} == {"Ingress", "Egress"}
    assert policy["egress"] == []
    (way_in,) = policy["ingress"]
    assert way_in["from"]
    assert [one["port"] for one in way_in["ports"]] == [APP["ports"][0]["name"]]


def test_a_visitor_stays_at_one_pod_by_cookie_and_what_she_asks_for_is_not_logged() -> None:
    by_nginx = only("Ingress")["metadata"]["annotations"]
    assert by_nginx["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert by_nginx["nginx.ingress.kubernetes.io/affinity-mode"] == "persistent"
    assert by_nginx["nginx.ingress.kubernetes.io/enable-access-log"] == "false"
    assert only("Service")["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"  # fmt: skip
    assert "snippet" not in json.dumps(by_nginx)


def test_there_is_time_to_end_and_always_somebody_there() -> None:
    wait = int(APP["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["spec"]["terminationGracePeriodSeconds"] >= wait + 2 * AT_MOST
    scale = only("HorizontalPodAutoscaler")["spec"]
    assert scale["scaleTargetRef"]["name"] == only("Deployment")["metadata"]["name"]
    assert "replicas" not in only("Deployment")["spec"]  # else each apply would undo the autoscaler
    assert scale["minReplicas"] > only("PodDisruptionBudget")["spec"]["maxUnavailable"]
    assert only("Deployment")["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
