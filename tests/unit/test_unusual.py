"""Every quantity of resources and scenario has a plausible range beside its field; what is out of it is told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel

from sim.distributions import Constant, Distribution, Lognormal
from sim.inputs.assembly import shipped
from sim.inputs.assumed import Share
from sim.inputs.crowd_parameters import CrowdParameters
from sim.inputs.idle import means_remarks, scenario_remarks
from sim.inputs.resources import Resources, TaskTime
from sim.inputs.scenario import AMOUNTS, Fault, Scenario
from sim.inputs.schema import models_in
from sim.inputs.unusual import unusual
from sim.plan.model import Duty, Plan
from sim.text import ClockTime, Text, Usual, UsualBy
from sim.vocabulary import FAULTS
from sim.words import LANGUAGES, words
from tests.shipped import inputs_of

MODELS = [model for kind in (Resources, Scenario) for model in models_in(kind) if not issubclass(model, Duty | Text) and model not in models_in(Plan)]
SHARES, MOMENTS = get_args(Share)[1:], get_args(ClockTime)[1:]  # a share has its two ends; a moment is held against the end of the drill
OF_METHOD = {"dt_min", "representatives_max"}  # a step of the computation, and a number of the law


def quantities(shape: Any, marks: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The marks on each number that an annotation may hold."""
    inside, *own = get_args(shape) if hasattr(shape, "__metadata__") else (shape,)
    marks = (*marks, *own)
    if inside in (int, float, Distribution):
        yield marks
    for part in get_args(inside):
        yield from quantities(part, marks)


def annotated() -> Iterator[tuple[type[BaseModel], str, Any]]:
    for model in MODELS:
        for name, field in model.model_fields.items():
            if name not in ("range", "facts"):  # of a source, of a plan
                yield model, name, Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def test_every_quantity_has_a_plausible_range() -> None:
    bare = [
        f"{model.__name__}.{name}"
        for model, name, shape in annotated()
        for marks in quantities(shape)
        if not any(isinstance(mark, Usual | UsualBy) for mark in marks) and not any(mark in marks for mark in (*SHARES, *MOMENTS))
    ]
    assert bare == []
    assert sum(1 for _, _, shape in annotated() for _ in quantities(shape)) > 60


def test_a_slip_in_any_quantity_is_told_with_its_place_and_what_is_usual() -> None:
    tried = 0
    for model, name, shape in annotated():
        for marks in quantities(shape):
            usual = next((mark for mark in marks if isinstance(mark, Usual)), None)
            if usual is None or (get_args(shape)[:1] and "tuple" in str(shape)):
                continue
            far = usual.high * 7 + 1
            key = model.model_fields[name].alias or name
            for value in (far, Constant(far)) if usual.in_minutes else (far,):
                (said,) = unusual(of_defaults(model).model_copy(update={name: value}))
                assert said.of("en").startswith(f"{key}: "), said.of("en")
                assert said.of("zh").startswith(f"{key}：")
                tried += 1
    assert tried > 60


def test_a_time_that_is_long_once_in_ten_times_is_told_and_0_is_none_at_all() -> None:
    said = lambda minutes, **more: [one.code for one in unusual(of_defaults(TaskTime).model_copy(update={"minutes": minutes, **more}))]  # noqa: E731
    assert said(Lognormal(3.0, 0.8)) == said(Constant(0.0)) == []
    assert said(Lognormal(3.0, 5.0)) == ["idle.value-at-times"]
    assert said(Constant(0.001)) == said(Constant(2000.0)) == ["idle.value"]
    assert said(Constant(2000.0), beside=True) == []


def of_defaults(model: type[BaseModel]) -> BaseModel:
    """An entry of which a file says nothing; what has to be said is nothing."""
    given = {name: None if field.is_required() else field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}
    return model.model_construct(**given)


def test_what_a_file_leaves_out_is_usual() -> None:
    assert [said.of("en") for model in MODELS for said in unusual(of_defaults(model))] == []


def test_sizes_of_effects_on_a_crowd_have_their_ranges() -> None:
    usual = {field.name: getattr(CrowdParameters(), field.name) for field in fields(CrowdParameters)}
    told = lambda sizes: unusual(of_defaults(Resources).model_copy(update={"crowd": sizes}))  # noqa: E731
    assert told(usual) == ()
    assert len(told(dict.fromkeys(usual, 1e5))) == len(usual.keys() - OF_METHOD)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_kind_of_fault_has_an_amount_where_its_words_say_so(lang: str) -> None:
    assert {kind for kind in FAULTS if "amount" in words(lang)(f"language.faults.{kind}")} == AMOUNTS.keys()


def test_an_amount_is_plausible_by_the_kind_of_its_fault() -> None:
    of = lambda kind, amount: len(unusual(of_defaults(Fault).model_copy(update={"id": "f", "kind": kind, "amount": amount})))  # noqa: E731
    assert (of("underestimate", 0.5), of("underestimate", 30.0), of("report late", 30.0), of("line down", 30.0)) == (0, 1, 0, 0)


@pytest.mark.parametrize("scenario", [id_ for id_, _ in shipped("scenario")])
def test_nothing_that_ships_is_remarkable(scenario: str) -> None:
    inputs = inputs_of(scenario)
    said = (*means_remarks(inputs.plan, inputs.resources), *scenario_remarks(inputs.plan, inputs.resources, inputs.scenario))
    assert [one.of("en") for one in said] == []
