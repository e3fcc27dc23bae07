"""Every document that `--json` prints, by the name that stands in it, and its JSON Schema; and that of files written for `drill judge`."""

from __future__ import annotations

from typing import Any

from analysis.documents.handwritten import ConfirmationFile, SynonymsFile
from analysis.documents.limits import LimitsDocument
from analysis.documents.logs import JudgeDocument, ReadingDocument
from analysis.documents.plans import ChangesDocument, ChecksDocument, FindingsDocument, ListDocument, PageDocument, VersionDocument
from analysis.documents.programmes import ComparedDocument, ProgrammeDocument
from analysis.documents.runs import RunDocument, RunsDocument
from analysis.experiment.document import ExperimentReport
from sim.inputs.typed_schema import typed_schema
from sim.vocabulary import DOCUMENTS

SHAPES: dict[str, type] = {
    "run": RunDocument, "runs": RunsDocument, "judge": JudgeDocument, "log": ReadingDocument, "evaluate": ExperimentReport, "limits": LimitsDocument,
    "plan": PageDocument,
    "check": FindingsDocument, "explain": ChecksDocument, "diff": ChangesDocument, "list": ListDocument, "version": VersionDocument,
    "programme": ProgrammeDocument, "compare": ComparedDocument,
}  # fmt: skip
HANDWRITTEN: dict[str, type] = {"synonyms": SynonymsFile, "confirmation": ConfirmationFile}


def document_schema(name: str, lang: str, *, closed: bool = False) -> dict[str, Any]:
    """The schema of a document by what stands in it under `schema`, such as "drill.run/2", or of a file for `drill judge`. Raises KeyError.

    The schema of a document lets keys come beside those that it knows, unless it is `closed`: a later version may add some.
    """
    if name in HANDWRITTEN:
        return typed_schema((HANDWRITTEN[name],), lang, closed=True)
    shape = {DOCUMENTS[kind]: shape for kind, shape in SHAPES.items()}[name]
    return typed_schema((shape,), lang, closed=closed)
