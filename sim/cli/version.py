"""What `drill --version` says: which program this is, and by which digests runs record its code and the plans that ship."""

from __future__ import annotations

from typing import Any

from sim import __version__
from sim.cli.options import spoken
from sim.cli.terminal import print_document, print_lines
from sim.vocabulary import DOCUMENTS

_WIDTH = 20  # columns of an id, so that digests stand below each other


def print_version(*, as_json: bool) -> None:
    """Say the version at once, and then the digests, for which the plans have to be read; or all of it as one document."""
    if as_json:
        print_document({"schema": DOCUMENTS["version"], "version": __version__, **_digests()})
        return
    say = spoken()
    print_lines([say("cli.version.said", version=__version__)])
    found = _digests()
    lines = [say("editors.version.code", digest=found["code"], python=found["python"])]
    for id_, digest in found["plans"].items():
        beside = found["resources"].get(id_)
        code = "editors.version.plan" if beside is None else "editors.version.plan-and-resources"
        lines.append(f"{id_:{_WIDTH}} {say(code, digest=digest, **({} if beside is None else {'resources': beside}))}")
    print_lines(lines)


def _digests() -> dict[str, Any]:
    from platform import python_version

    from analysis.experiment.arms import code_version
    from sim.inputs.assembly import shipped
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan
    from sim.text import digest

    plans: dict[str, str] = {}
    resources: dict[str, str] = {}
    for id_, file in shipped("plan"):
        plan = load_plan(file)
        plans[id_] = digest(plan)
        beside = file.parent / "resources.toml"
        if beside.is_file():
            resources[id_] = digest(load_resources(beside, plan))
    return {"python": python_version(), "code": code_version(), "plans": plans, "resources": resources}
