"""What so many pairs say of one revision: its figures in every scope, what may be claimed of shares of runs, and the word in each scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.experiment.claims import Claim, claims_of
from analysis.experiment.decision import FigureFinding, RevisionWord, decide, overall, word_of
from analysis.experiment.looks import Looks
from analysis.experiment.samples import ALL, samples_of, scopes_of
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRevision:
    """One revision at one look. `words` are by scope; the last scope is the headline's."""

    revision: str
    seeds: range
    findings: tuple[FigureFinding, ...]
    claims: tuple[Claim, ...]
    words: Mapping[str, RevisionWord]

    def in_scope(self, scope: str) -> list[FigureFinding]:
        """The findings in a scenario, or over all."""
        return [one for one in self.findings if one.scope == scope]

    @property
    def headline(self) -> RevisionWord:
        """The word over all that was run."""
        return list(self.words.values())[-1]


def judged(store: ResultStore, study: Study, revision: str, seeds: range, looks: Looks) -> JudgedRevision:
    """Judge a revision by what the store has of these seeds."""
    arm = study.cases[0].arms[1 + study.revisions.index(revision)]
    samples = samples_of(store, study, revision, seeds)
    findings = decide(samples, looks)
    words: dict[str, RevisionWord] = {
        scope: word_of([one for one in findings if one.scope == scope], loosens_only=arm.loosens_only) for scope in scopes_of(study)
    }
    if ALL in words:
        words[ALL] = overall(words[ALL], [word for scope, word in words.items() if scope != ALL])
    return JudgedRevision(revision=revision, seeds=seeds, findings=tuple(findings), claims=tuple(claims_of(samples, looks)), words=words)
