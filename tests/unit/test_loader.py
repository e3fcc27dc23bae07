"""One broken file for every kind of mistake, known by the words that its message must hold."""

from __future__ import annotations

import re
import tomllib

import pytest

from sim.documents import read_toml
from sim.errors import InputError
from sim.inputs.resources import check_resources_document, load_resources
from sim.inputs.scenario import check_scenario_document, load_scenario
from sim.inputs.schema import KINDS_OF_FILE, schema_of
from sim.plan.loader import check_plan_document, load_plan
from sim.plan.rulebook import Rulebook
from sim.text import digest
from sim.words import words
from tests.unit import flood_plan as flood


def plan_of(text):
    return check_plan_document(tomllib.loads(text), "plan.toml")


def resources_of(text):
    return check_resources_document(tomllib.loads(text), "resources.toml", plan_of(flood.PLAN))


def scenario_of(text):
    return check_scenario_document(tomllib.loads(text), "scenario.toml", plan_of(flood.PLAN), resources_of(flood.RESOURCES))


def complaint(read, whole, was, now):
    assert whole.count(was) >= 1, was
    with pytest.raises(InputError) as caught:
        read(whole.replace(was, now, 1))
    return str(caught.value)


def test_the_sound_files_load(tmp_path):
    for name in ("PLAN", "RESOURCES", "SCENARIO"):
        (tmp_path / f"{name}.toml").write_text(getattr(flood, name), encoding="utf-8", newline="\n")
    plan = load_plan(tmp_path / "PLAN.toml")
    resources = load_resources(tmp_path / "RESOURCES.toml", plan)
    scenario = load_scenario(tmp_path / "SCENARIO.toml", plan, resources)

    assert [duty.id for duty in plan.duty] == ["tell-council", "hourly", "pump"]
    assert resources.body[0].plays == ("salvage",)
    assert scenario.scenario.horizon == 480.0


PLAN_MISTAKES = [
    ('on = "classified"', 'on = "clasified"', ['duty "tell-council" › on', "clasified", 'did you mean "classified"']),
    ('act = "report"', 'act = "reprot"', ['duty "tell-council" › act', 'did you mean "report"']),
    ('bearer = "library"', 'bearer = "libary"', ['duty "tell-council" › bearer', 'did you mean "library"']),
    ('to = ["@bearer.superior"]', 'to = ["@bearr.superior"]', ['duty "tell-council" › to', "pointer", "@bearer"]),
    ('to = ["@bearer.superior"]', "to = []", ['duty "tell-council" › to', "recipient", "none stated"]),
    ('to = ["@bearer.superior"]', "to = { any = [] }", ['duty "tell-council" › to › any', "empty"]),
    ('to = ["@to"]', 'to = ["@to", "concil"]', ['duty "hourly" › to', 'did you mean "council"']),
    ('form = "initial"\nto', 'form = "intial"\nto', ['duty "tell-council" › form', 'did you mean "initial"']),
    ('form = "pumping"', "", ['duty "pump" › form', "names the task"]),
    ('limit = "30 min"', 'limit = "30 fortnights"', ['duty "tell-council" › within', "fortnights", "no unit of time"]),
    ('limit = "30 min"', 'limit = "-5 min"', ['duty "tell-council" › within', "negative"]),
    ('limit = "30 min"', "limit = 30", ['duty "tell-council" › within', "no length of time"]),
    ('{ reading = "clock" }', '{ reading = "clok" }', ['duty "tell-council" › within', "reading", 'did you mean "clock"']),
    ('{ reading = "clock" }', '{ reading = "at_once" }', ["a start of a limit", "none stated, 10 min"]),
    ('{ reading = "clock" }', '"noon"', ['duty "tell-council" › within', "noon", "aware"]),
    ('{ reading = "at_once" }', '{ reading = "clock" }', ['duty "pump" › within', "a length of time", "received"]),
    ('"duty:tell-council"', '"duty:tell-concil"', ['duty "pump" › within', "duty", 'did you mean "tell-council"']),
    ('"duty:tell-council"', '"duty:pump"', ['duty "pump" › within', "circle"]),
    ('every = "1 h"', 'every = "0 min"', ['duty "hourly" › every', "interval"]),
    ('every = "1 h"', 'every = "1 hr"', ['duty "hourly" › every', "no unit of time"]),
    ('until = "ended"', 'until = "endet"', ['duty "hourly" › until', 'did you mean "ended"']),
    ('until = "ended"', 'until = "duty:none"', ['duty "hourly" › until', "the duty is unknown"]),
    ('until = "ended"', 'until = "reading:cumulative"', ['duty "hourly" › until', "an end", "true, false"]),
    ('level = "partial"\nact', 'level = "partal"\nact', ['duty "pump" › level', 'did you mean "partial"']),
    ('on = "activated"', 'on = "noticed"', ['duty "pump" › level', "activat"]),
    ("grade >= 'amber' and", "grade >= 'ambr' and", ['duty "tell-council" › when', 'did you mean "amber"']),
    ("depth >= 50 and rising", "dept >= 50 and rising", ['grade "red" › any 1 › when', 'did you mean "depth"']),
    ("depth >= 50 and rising", "depth >= 50 and", ['grade "red" › any 1 › when', "cannot be read"]),
    ('type = "count"', 'type = "cuont"', ['fact "depth" › type', 'did you mean "count"']),
    ('id = "depth"', 'id = "water-depth"', ['fact "water-depth" › id', "conditions cannot use"]),
    ('id = "depth"', 'id = "grade"', ['fact "grade" › id', "conditions cannot use"]),
    ('values = ["cellar", "hall"]', "", ['fact "room" › values', "needs its values"]),
    ('value = "10 min"', 'value = "20 min"', ['reading "at_once" › value', "20 min", "none stated, 10 min"]),
    ("choices = [true, false]", 'choices = [true, "no"]', ['reading "cumulative" › choices', "mixed"]),
    ('includes_if = "cumulative"', 'includes_if = "clock"', ['level "full" › includes_if', "yes or no"]),
    ('includes = ["partial"]', 'includes = ["parital"]', ['level "full" › includes', 'did you mean "partial"']),
    ('includes = ["partial"]', 'includes = ["full"]', ['level "full" › includes', "circle"]),
    ('includes = ["initial"]', 'includes = ["inital"]', ['content "follow-up" › includes', 'did you mean "initial"']),
    ('facts = ["depth"]', 'facts = ["deepth"]', ['content "initial" › items 1 › facts', 'did you mean "depth"']),
    ('grade = "red"', 'grade = "rad"', ['level "full" › grade', 'did you mean "red"']),
    ('approved_by = "head"', 'approved_by = "haed"', ['level "full" › approved_by', 'did you mean "head"']),
    ('superior = "council"', 'superior = "counsil"', ['body "library" › superior', 'did you mean "council"']),
    ('superior = "council"', 'superior = "library"', ['body "library" › superior', "circle"]),
    ('body = "library"', 'body = "librari"', ['post "head" › body', 'did you mean "library"']),
    ('stand_in = "deputy"', 'stand_in = "depty"', ['post "head" › stand_in', 'did you mean "deputy"']),
    ('stand_in = "deputy"', 'stand_in = "head"', ['post "head" › stand_in', "stand-in", "circle"]),
    ('stand_in = "deputy"', 'same_person = ["depuy"]', ['post "head" › same_person', 'did you mean "deputy"']),
    ('members = ["library", "salvage"]', 'members = ["salvge"]', ['group "rescue" › members', 'did you mean "salvage"']),
    ('lead = "library"', 'lead = "librry"', ['group "rescue" › lead', 'did you mean "library"']),
    ('requires = ["dry"]', 'requires = ["depth"]', ['end "dry-end" › requires', "flags"]),
    ('id = "deputy"', 'id = "council"', ['post "council" › id', "twice", 'body "council"']),
    ('id = "hourly"', 'id = "pump"', ['duty "pump" › id', "twice"]),
    ('clause = "2"\ntitle = "tell', 'title = "tell', ['duty "tell-council"', '"clause" is missing', "4.1.1"]),
    ('clause = "2"\ntitle = "tell', 'claus = "2"\ntitle = "tell', ['"claus" is unknown', 'did you mean "clause"']),
    ("[[end]]", "[[ends]]", ['"ends" is unknown', 'did you mean "end"']),
    ('title = "pump"', 'title = { zh = "排水" }', ['duty "pump" › title', '"en" is missing']),
    ('title = "pump"', 'title = "pump"\nforce = "shall"', ['duty "pump" › force', "must, where needed"]),
    ('title = "pump"', 'title = "pump"\npartial = "yes"', ['duty "pump" › partial', "true or false"]),
    ('title = "pump"', 'title = "pump"\neffect = "gide"', ['duty "pump" › effect', 'did you mean "guide"']),
    ('title = "pump"', 'title = "pump"\ntimed_entry = true', ['duty "pump" › why_timed']),
    ('title = "pump"', 'title = "pump"\nchannel = "phon"', ['duty "pump" › channel', 'did you mean "phone"']),
    ('title = "pump"', 'title = "pump"\nchannel = ["phone", "phon"]', ['duty "pump" › channel', 'did you mean "phone"']),
    ('title = "pump"', 'title = "pump"\nnot_channel = "phon"', ['duty "pump" › not_channel', 'did you mean "phone"']),
    ('title = "pump"', 'title = "pump"\nchannel = "phone"\nnot_channel = ["network", "phone"]',
     ['duty "pump" › not_channel', "in channel and in not_channel"]),
    ("[[end]]", '[[channel]]\nid = "phone"\nname = "phone"\nclause = "1"\n\n[[end]]', ['channel "phone" › id', "another id"]),
    ("[[end]]", '[[channel]]\nid = "fax"\nname = "f"\nclause = "1"\n\n[[channel]]\nid = "fax"\nname = "g"\nclause = "1"\n\n[[end]]',
     ['channel "fax" › id', "twice"]),
    ('requires = ["dry"]', 'requires = ["dry"]\nquiet = "7 days"', ['end "dry-end" › quiet', "quiet_since"]),
    ('requires = ["dry"]', 'requires = ["dry"]\nquiet_since = { on = "noticed" }', ['end "dry-end" › quiet_since', "no length"]),
    ('requires = ["dry"]', 'requires = ["dry"]\nquiet = "7 fortnights"\nquiet_since = { on = "noticed" }',
     ['end "dry-end" › quiet', "no unit of time"]),
    ('requires = ["dry"]', 'requires = ["dry"]\nquiet = "7 days"\nquiet_since = { on = "notced" }', ["quiet_since › on", 'did you mean "noticed"']),
    ('requires = ["dry"]', 'requires = ["dry"]\nquiet = "7 days"\nquiet_since = { on = "noticed", when = "dept > 1" }',
     ["quiet_since › when", 'did you mean "depth"']),
    ('title = "pump"', 'title = "pump"\nexcept = ["council"]', ['duty "pump" › except', "nobody is told"]),
    ('form = "initial"\nto = [', 'form = "initial"\nexcept = ["@bearer.superior"]\nto = [', ['duty "tell-council" › except', "leaves nobody"]),
    ('form = "initial"\nto = [', 'form = "initial"\nexcept = ["head.body"]\nto = [', ['duty "tell-council" › except', "head.body"]),
    ('form = "initial"\nto = [', 'form = "initial"\nexcept = ["@form.body"]\nto = [', ['duty "tell-council" › except', "@form.body", "@actor"]),
    ('title = "pump"', 'title = "pump"\ntop = { rde = "council" }', ['duty "pump" › top', 'did you mean "red"']),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "words"), PLAN_MISTAKES, ids=[" ".join(words) for _, _, words in PLAN_MISTAKES])
def test_a_mistake_in_a_plan_is_told_with_place_and_remedy(was, now, words):
    told = complaint(plan_of, flood.PLAN, was, now)

    assert [word for word in ("plan.toml", *words) if word not in told] == []


def test_a_circular_stand_in_of_two_is_told_once():
    told = complaint(plan_of, flood.PLAN, 'name = "deputy"', 'name = "deputy"\nstand_in = "head"')

    assert told.count("circle") == 1
    assert "head → deputy → head" in told


def test_all_faults_of_a_file_are_told_at_once():
    broken = flood.PLAN
    for was, now in (('on = "classified"', 'on = "clasified"'), ("depth >= 50", "dept >= 50"), ('every = "1 h"', 'evry = "1 h"'),
                     ('"30 min"', '"30 mins"'), ('superior = "council"', 'superior = "x"')):  # fmt: skip
        broken = broken.replace(was, now, 1)
    with pytest.raises(InputError) as caught:
        plan_of(broken)

    places = [fault.place for fault in caught.value.mistakes]
    assert places == [
        'body "library" › superior', 'grade "red" › any 1 › when', 'duty "tell-council" › on', 'duty "tell-council" › within', 'duty "hourly"',
    ]  # fmt: skip


def test_a_reference_to_a_faulty_entry_is_no_second_fault():
    with pytest.raises(InputError) as caught:
        plan_of(flood.PLAN.replace('name = "water in cm"', "name = 3", 1))

    assert [fault.place for fault in caught.value.mistakes] == ['fact "depth" › name']


RESOURCE_MISTAKES = [
    ('plan = "flood"', 'plan = "fire"', ["resources › plan", "fire", "flood"]),
    ('plays = ["salvage"]', 'plays = ["salvge"]', ['body "dry-ltd" › plays', 'did you mean "salvage"']),
    ('id = "dry-ltd"', 'id = "council"', ['body "council" › id', "already"]),
    ('posts = ["head", "library"]', 'posts = ["haed"]', ['holder "h1" › posts', 'did you mean "head"']),
    ('posts = ["head", "library"]', 'posts = ["head"]\nshift = "late"', ['holder "h1" › shift', "always"]),
    ('bodies = ["library", "dry-ltd"]', 'bodies = ["dry-lt"]', ["desk 1 › bodies", 'did you mean "dry-ltd"']),
    ('act = "report"', 'act = "reprot"', ['task "reprot" › act', 'did you mean "report"']),
    ('minutes = "5 min"', 'minutes = "5 parsec"', ['task "report" › minutes', "parsec"]),
    ("assumption = true", "", ["a number needs a source"]),
    ('range = ["2 min", "9 min"]', "", ["range = [low, high]"]),
    ('to = ["dry-ltd"]', 'to = ["dri-ltd"]', ['habit "phone-early" › to', 'did you mean "dry-ltd"']),
    ('id = "phone-early"', 'id = "pump"', ['habit "pump" › id', "the plan has this id already"]),
    ("[officer]", "[oficer]", ['"officer" is missing', '"oficer" is unknown']),
    ("[officer]", '[[observable]]\nfact = "depht"\nis = "present"\n[officer]', ['observable "depht" › fact', 'did you mean "depth"']),
    ("[officer]", '[[observable]]\nfact = "depth"\nis = "presnt"\n[officer]', ['did you mean "present"']),
    ("[officer]", '[[observable]]\nfact = "rising"\nwhen = "presnt > 3"\n[officer]', ['did you mean "present"']),
    ("[officer]", '[[observable]]\nfact = "rising"\nis = "present"\n[officer]', ["through `when`"]),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "words"), RESOURCE_MISTAKES, ids=[" ".join(words) for _, _, words in RESOURCE_MISTAKES])
def test_a_mistake_in_resources_is_told_with_place_and_remedy(was, now, words):
    told = complaint(resources_of, flood.RESOURCES, was, now)

    assert [word for word in ("resources.toml", *words) if word not in told] == []


SCENARIO_MISTAKES = [
    ('horizon = "8 h"', 'horizon = "0 min"', ["scenario › horizon", "more than 0"]),
    ('horizon = "8 h"', 'horizon = "5 min"', ['event "burst" › at', "after the drill has ended"]),
    ("start = 2025-06-03T22:00:00", "start = 2025-06-03T22:00:00Z", ["scenario › start", "local time"]),
    ("start = 2025-06-03T22:00:00", 'start = "soon"', ["scenario › start", "date and time"]),
    ("depth = 10,", 'depth = "deep",', ['event "burst" › facts › depth', "whole number"]),
    ("depth = 10,", "depht = 10,", ['event "burst" › facts', 'did you mean "depth"']),
    ('room = "cellar"', 'room = "celar"', ['event "burst" › facts › room', "cellar, hall"]),
    ('salvage = "dry-ltd"', 'salvge = "dry-ltd"', ['event "burst" › roles', 'did you mean "salvage"']),
    ('salvage = "dry-ltd"', 'salvage = "dry-lmt"', ['event "burst" › roles', 'did you mean "dry-ltd"']),
    ('event = "burst"', 'event = "brust"', ['inject "more" › event', 'did you mean "burst"']),
    ('duty = "tell-council"', 'duty = "tell-concil"', ['inject "more" › missing › duty', 'did you mean "tell-council"']),
    ('by = "01:00"', 'by = "soon"', ['inject "more" › missing › by', "soon"]),
    ('by = "01:00" }', 'by = "01:00" }\nat = "00:30"', ['inject "more"', "exactly one of"]),
    ("facts = { depth = 60 }", "", ['inject "more"', "changes nothing"]),
    ("facts = { depth = 60 }", 'fault = "leak"', ['inject "more" › fault', "unknown"]),
    ("facts = { depth = 60 }", 'notice = { body = "libary", facts = {} }', ["notice › body", 'did you mean "library"']),
    ("share = [0.5, 1.0]", "share = [0.5, 1.5]", ['expect "told" › share', "at most 1"]),
    ("share = [0.5, 1.0]", "share = [0.5, 0.2]", ['expect "told" › share', "low end"]),
    ('that = "late_reports == 0"', 'that = "late_reports = 0"', ['expect "told" › that', "cannot be read"]),
    ("[[expect]]", '[[fault]]\nid = "f"\nkind = "line down"\n[[expect]]', ['fault "f" › at', "nothing ever begins"]),
    ("[[expect]]", '[[fault]]\nid = "f"\nkind = "line dwn"\nat = "1 min"\n[[expect]]', ['did you mean "line down"']),
    ("[[expect]]", '[[fault]]\nid = "f"\nkind = "line down"\ntarget = "libary"\nat = "1 min"\n[[expect]]', ['did you mean "library"']),
    ('id = "told"', 'id = "told"\nclauses = 1', ['"clauses" is unknown', 'did you mean "clause"']),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "words"), SCENARIO_MISTAKES, ids=[" ".join(words) for _, _, words in SCENARIO_MISTAKES])
def test_a_mistake_in_a_scenario_is_told_with_place_and_remedy(was, now, words):
    told = complaint(scenario_of, flood.SCENARIO, was, now)

    assert [word for word in ("scenario.toml", *words) if word not in told] == []


def test_a_role_is_played_only_by_a_body_that_plays_it():
    plan = plan_of(flood.PLAN)
    resources = resources_of(flood.RESOURCES.replace('plays = ["salvage"]', "plays = []"))
    with pytest.raises(InputError, match="does not play the role"):
        check_scenario_document(tomllib.loads(flood.SCENARIO), "scenario.toml", plan, resources)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["empty"]),
        (b"  \n\n", ["empty"]),
        (b"\x89PNG\r\n\x1a\n\x00\xff", ["UTF-8"]),
        (b"id = 1\x00", ["null characters"]),
        ("标题 = 1".encode("gb18030"), ["line 1", "UTF-8"]),
        (b"[plan]\nid = \n", ["line 2", "no TOML"]),
        (b"[plan]\nid = 1\nid = 2\n", ["line 3"]),
        (b"a = " + b"[" * 50_000, ["too deep"]),
        (b"# " + b"x" * (10 * 1024 * 1024), ["too big", "10 MB"]),
    ],
    ids=["empty", "blank", "binary", "null", "other coding", "no value", "key twice", "deep", "too big"],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, words):
    file = tmp_path / "plan.toml"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_toml(file)

    assert [word for word in ("plan.toml", *words) if word not in str(caught.value)] == []


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path):
    (tmp_path / "plan.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(InputError, match="folder"):
        read_toml(tmp_path)
    with pytest.raises(InputError, match=r'no such file\n.*did you mean "plan\.toml"'):
        read_toml(tmp_path / "plam.toml")
    with pytest.raises(InputError, match=r"cannot be read|no such file"):
        read_toml(tmp_path / "a\0b.toml")


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "plan.toml").write_bytes(b"\xef\xbb\xbfx = 1\r\n")

    assert read_toml(tmp_path / "plan.toml") == {"x": 1}


def test_a_digest_names_what_is_said_and_not_how_it_is_laid_out():
    plan = plan_of(flood.PLAN)
    table = 'id = "council"\nname = "council"\nclause = "1"'
    turned = flood.PLAN.replace(table, '# the owner\nclause = "1"\nname = { zh = "council", en = "council" }\nid = "council"')

    assert len(digest(plan)) == 16
    assert digest(plan_of(turned)) == digest(plan)
    assert digest(plan_of(flood.PLAN.replace('force = "must"', ""))) == digest(plan)
    assert digest(plan_of(flood.PLAN.replace('"30 min"', '"31 min"'))) != digest(plan)
    assert digest(plan_of(flood.PLAN.replace("earlier =", "later ="))) != digest(plan)


@pytest.mark.parametrize("kind", KINDS_OF_FILE)
def test_every_kind_of_file_has_a_schema(kind):
    schema = schema_of(kind, "en")

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "$defs" in schema


def test_an_unknown_kind_of_file_has_no_schema():
    with pytest.raises(InputError, match='did you mean "plan"'):
        schema_of("plans", "en")


def test_a_very_long_value_does_not_flood_the_message():
    from sim.durations import parse_amount, parse_span
    from sim.plan.limits import parse_limit

    for read in (parse_amount, parse_span, parse_limit):
        with pytest.raises(ValueError, match="no length") as caught:
            read("x" * 5000)
        assert len(str(caught.value)) < 500


EVERY_MISTAKE = [(plan_of, flood.PLAN, *one[:2]) for one in PLAN_MISTAKES]
EVERY_MISTAKE += [(resources_of, flood.RESOURCES, *one[:2]) for one in RESOURCE_MISTAKES]
EVERY_MISTAKE += [(scenario_of, flood.SCENARIO, *one[:2]) for one in SCENARIO_MISTAKES]
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")  # three words in a row; ids and words of the format stand alone
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|`[^`]*`|'[^']*'|(?<=[a-z])（[^）]*）")  # behind an id, what the plan calls it: here in English alone


@pytest.mark.parametrize(("read", "whole", "was", "now"), EVERY_MISTAKE)
def test_every_mistake_is_told_in_one_language_at_a_time(read, whole, was, now):
    with pytest.raises(InputError) as caught:
        read(whole.replace(was, now, 1))
    for fault in caught.value.mistakes:
        for said in (fault.problem, fault.allowed, fault.hint):
            chinese, english = (QUOTED.sub("", words(lang).tell(said)) for lang in ("zh", "en"))

            assert ENGLISH.search(chinese) is None, chinese
            assert CHINESE.search(english.replace("Chinese", "")) is None, english
        assert CHINESE.search(words("zh").tell(fault.problem)) is not None


@pytest.mark.parametrize(("ordered_by", "derived"), [('["@activated.approver"]', "activated-approver"), ('["library"]', "library")])
def test_whoever_orders_the_stand_down_may_be_pointed_at(ordered_by, derived):
    end = f'\n[[end]]\nid = "over"\nclause = "9"\ntitle = "over"\nrequires = ["dry"]\napproved_by = "council"\nordered_by = {ordered_by}\n'
    rules = Rulebook(plan_of(flood.PLAN + end))

    assert f"end-order-over-{derived}" in rules.by_id


def test_silence_in_a_list_of_those_who_order_is_refused_with_its_place():
    end = '\n[[end]]\nid = "over"\nclause = "9"\ntitle = "over"\nrequires = ["dry"]\napproved_by = "council"\nordered_by = ["none stated"]\n'
    with pytest.raises(InputError) as caught:
        plan_of(flood.PLAN + end)

    assert 'end "over" › ordered_by 1' in str(caught.value)
