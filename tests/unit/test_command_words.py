"""The command line speaks each language throughout: help, mistakes in how it is called, mistakes in what it is given."""

from __future__ import annotations

import errno
import io
import re
import sys
import unicodedata
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from analysis.experiment.pool import Progress
from sim.cli import group, progress
from sim.cli.failures import guarded
from sim.cli.options import preferred
from sim.errors import InputError
from sim.inputs import assembly
from sim.plan.check import SEVERITIES
from sim.words import LANGUAGES, MissingWordsError, phrase
from tests.foreign import CHINESE, is_foreign


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name="drill")
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, (*path, name))


COMMANDS = dict(walk(group))
# What is typed as it stands, longest first, and names of things that have no other.
TYPED = (*sorted((f"drill {' '.join(path)}" for path in COMMANDS), key=len, reverse=True), "JSON Schema", "JSON Lines")


def said(*words: str) -> str:
    result = CliRunner().invoke(group, [*words], prog_name="drill", terminal_width=200)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    """What is said of a command line that cannot be used, on stderr and with exit code 2."""
    kept, sys.stderr = sys.stderr, io.StringIO()
    try:
        code = guarded(lambda: group.main(args=[*words], prog_name="drill", standalone_mode=False))
        text = sys.stderr.getvalue()
    finally:
        sys.stderr = kept
    assert code == 2, text
    return text


@pytest.fixture(autouse=True)
def _environment_says_nothing_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "drill")
def test_help_is_in_the_language_that_is_asked_for_throughout(path: tuple[str, ...]) -> None:
    english, chinese = (said(*path, "--help", "--lang", lang) if path else said("--lang", lang, "--help") for lang in ("en", "zh"))

    assert not is_foreign(english, "en")
    assert not is_foreign(chinese, "zh", own=TYPED)
    assert "Usage:" not in chinese
    assert "用法" in chinese


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "drill")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_says_what_it_is_for(path: tuple[str, ...], lang: str) -> None:
    said(*path, "--help", "--lang", lang) if path else said("--lang", lang, "--help")
    context = click.Context(COMMANDS[path], info_name="drill")
    for parameter in COMMANDS[path].get_params(context):
        record = parameter.get_help_record(context)
        if not isinstance(parameter, click.Argument):
            assert record is not None
            assert record[1].strip(), parameter.name
            assert bool(CHINESE.search(record[1])) == (lang == "zh"), record


def test_the_language_may_stand_before_and_after_the_command_and_the_last_one_counts() -> None:
    assert said("--lang", "zh", "run", "--help") == said("run", "--help", "--lang", "zh") == said("--lang", "en", "run", "--lang=zh", "--help")


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("zh", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("zh-Hans", "zh"),
        ("Chinese (Simplified)_China.936", "zh"),
        ("en_GB.UTF-8", "en"),
        ("C", "en"),
        ("tlh_XX", "en"),
    ],
)
def test_the_language_of_the_environment_is_one_that_is_spoken(name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_LANG", name)

    assert preferred() == lang


WRONG = [
    (("run",), "缺少参数 '情景'", "Missing argument 'SCENARIO'"),
    (("log-sheet",), "缺少选项 '--out'", "Missing option '--out'"),
    (("nosuch",), "没有 'nosuch' 这个命令", "No such command 'nosuch'"),
    (("plan", "nosuch"), "没有 'nosuch' 这个命令", "No such command 'nosuch'"),
    (("run", "x", "--nosuch"), "没有 '--nosuch' 这个选项", "No such option '--nosuch'"),
    (("run", "x", "--seeed", "1"), "是不是 '--seed'？", "Did you mean '--seed'?"),
    (("run", "x", "y"), "多出了参数（y）", "Got unexpected extra argument (y)"),
    (("run", "x", "--runs"), "选项 '--runs' 后面要有取值", "Option '--runs' requires an argument"),
    (("run", "x", "--json=1"), "选项 '--json' 后面不带取值", "Option '--json' does not take a value"),
    (("run", "x", "--runs", "many"), "'many' 不是整数", "'many' is not a valid integer"),
    (("run", "x", "--runs", "0"), "0 不在范围 1<=x<=1000000 之内", "0 is not in the range 1<=x<=1000000"),
    (("run", "x", "--seed", "minus"), "不是种子", "is no seed"),
    (("list", "everything"), "可选：'plans', 'scenarios', 'revisions', 'measures'", "is not one of 'plans'"),
    (("completion",), "可选：", "Choose from:"),
]


@pytest.mark.parametrize(("words", "chinese", "english"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_a_command_line_that_cannot_be_read_is_refused_in_the_language_that_it_asks_for(words: tuple[str, ...], chinese: str, english: str) -> None:
    in_chinese, in_english = refused("--lang", "zh", *words), refused("--lang", "en", *words)

    assert chinese in in_chinese
    assert english in in_english
    assert not is_foreign(in_chinese, "zh", own=TYPED)
    assert not is_foreign(in_english, "en")


def test_a_mistake_before_the_language_is_told_in_that_language() -> None:
    assert "没有 '--nosuch' 这个选项" in refused("run", "x", "--nosuch", "--lang", "zh")
    assert "缺少选项" in refused("evaluate", "district-gate", "--lang=zh")


def test_a_language_that_is_not_spoken_is_refused_in_one_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'xx' is not one of" in refused("run", "district-gate", "--lang", "xx")
    monkeypatch.setenv("DRILL_LANG", "zh")
    assert "'xx' 不是可选的取值" in refused("--lang", "xx", "list")


GIVEN = [
    (("run", "nosuch"), "随附的数据中没有这个情景", "no such scenario ships"),
    (("plan", "show", "nosuch"), "随附的数据中没有这个预案", "no such plan ships"),
    (("run", "district-gate", "--revision", "nosuch"), "随附的数据中没有这个修订", "no such revision ships"),
    (("judge", "nothing.csv"), "没有这个文件", "there is no such file"),
    (("plot", "nothing"), "没有这个文件", "there is no such file"),
    (("log-sheet", "--out", "sheet.txt"), "以 .xlsx、.html 之一结尾的文件名", "a file name that ends in one of .xlsx, .html"),
    (("judge", "log.csv", "--out", "judged.txt"), "以 .xlsx 结尾的文件名", "a file name that ends in .xlsx"),
    (("plan", "show", "--coverage", "--clause", "4"), "覆盖表只能整张查看", "the coverage table is whole"),
    (("evaluate", "district-gate", "--revision", "stand-in", "--resume"), "没有可以接着做的结果", "there is nothing to go on with"),
    (("evaluate", "district-gate", "--revision", "stand-in", "--precision", "soon"), "这不是该指标的数量", "this is no quantity of the measure"),
]


@pytest.mark.parametrize(("words", "chinese", "english"), GIVEN, ids=[" ".join(words) for words, _, _ in GIVEN])
def test_what_cannot_be_used_is_refused_in_the_language_that_is_asked_for(words: tuple[str, ...], chinese: str, english: str) -> None:
    in_chinese, in_english = refused(*words, "--lang", "zh"), refused(*words, "--lang", "en")

    assert chinese in in_chinese
    assert english in in_english
    assert not is_foreign(in_chinese, "zh", own=TYPED)
    assert not is_foreign(in_english, "en")


def stopped_by(error: BaseException, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    monkeypatch.setenv("DRILL_LANG", lang)
    said("--lang", lang, "--help")

    def stop() -> None:
        raise error

    return guarded(stop), capsys.readouterr().err


@pytest.mark.parametrize(("lang", "words"), [("en", "interrupted"), ("zh", "已中断")])
def test_an_interruption_is_told_in_the_language(lang: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert stopped_by(KeyboardInterrupt(), lang, monkeypatch, capsys) == (130, words + "\n")


@pytest.mark.parametrize(("lang", "words"), [("en", "mine.toml: permission denied"), ("zh", "mine.toml：没有权限")])
def test_what_the_system_refuses_is_told_in_the_language(
    lang: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = stopped_by(PermissionError(errno.EACCES, "whatever the system says", "mine.toml"), lang, monkeypatch, capsys)

    assert code == 2
    assert text.startswith(words)
    assert "whatever the system says" not in text


def test_a_refusal_of_the_system_that_has_no_words_is_told_by_its_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = stopped_by(OSError(errno.EMLINK, "too many links", "mine.toml"), "zh", monkeypatch, capsys)

    assert text.startswith("mine.toml：系统报告错误 EMLINK")


@pytest.mark.parametrize(("lang", "words"), [("en", "the log holds no rows\n"), ("zh", "记录里没有任何行\n")])
def test_what_stops_a_run_for_a_reason_is_told_without_a_traceback(
    lang: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = RuntimeError()
    stopped.why = phrase("cli.judge.no-rows")  # type: ignore[attr-defined]

    assert stopped_by(stopped, lang, monkeypatch, capsys) == (70, words)


def test_missing_words_are_told_in_every_language_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = stopped_by(MissingWordsError("no words for 'cli.help' in 'zh'"), "zh", monkeypatch, capsys)

    assert code == 70
    assert "install it again" in text
    assert "重新安装" in text


@pytest.mark.parametrize("title", ["区级机关门前集体上访（工作日上午）", "a collective petition at the district gate,  a weekday morning"])
def test_a_scenario_is_found_by_its_title_in_any_language(title: str) -> None:
    assert assembly.find("scenario", title) == assembly.find("scenario", "district-gate")


def test_plans_and_revisions_are_found_by_their_titles_too() -> None:
    assert assembly.find_plan("山亭区群体性信访事件应急预案") == assembly.find_plan("shanting")
    assert assembly.find("revision", "并行上报") == assembly.find("revision", "parallel-report")


def test_a_title_that_several_have_is_refused_with_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    twins = [(id_, assembly.find("scenario", "district-gate")) for id_ in ("one", "two")]
    monkeypatch.setattr(assembly, "shipped", lambda kind: iter(twins))

    with pytest.raises(InputError, match="more than one scenario has this title") as found:
        assembly.find("scenario", "区级机关门前集体上访（工作日上午）")

    assert found.value.mistakes[0].allowed == ("one", "two")


def test_a_title_that_is_nearly_right_is_answered_with_the_title() -> None:
    with pytest.raises(InputError, match='did you mean "市级机关门前二百人集访"'):
        assembly.find("scenario", "市级机关门前二百人")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_ships_is_listed_by_title_in_the_language_with_the_ids_beside(lang: str) -> None:
    text = said("list", "scenarios", "--lang", lang)

    line = next(line for line in text.splitlines() if "district-gate " in line)
    assert line.startswith("区级机关门前集体上访（工作日上午）" if lang == "zh" else "A collective petition at the district gate")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "20 次/秒，约剩 3 秒 · 第 1 次查看（共 3 次），200 对"), ("en", "20 runs/s, about 3 s left · look 1 of 3, at 200 pairs")],
)
def test_progress_is_told_on_a_terminal_in_the_language(lang: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(progress, "AFTER_S", 0)
    with progress.progress_shown(lang) as show:
        show(Progress(done=40, total=100, rate=20.0), phrase("experiment.look", pairs=200, number=1, looks=3))
        shown = terminal.getvalue()

    assert words in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "40/100" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_progress_is_silent_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with progress.progress_shown("en") as show:
        show(Progress(done=40, total=100, rate=20.0))

    assert file.getvalue() == ""


def test_the_severities_that_the_help_names_are_those_of_the_checks() -> None:
    check = COMMANDS["plan", "check"]
    choice = next(parameter.type for parameter in check.params if parameter.name == "fail_on")

    assert isinstance(choice, click.Choice)
    assert tuple(choice.choices) == SEVERITIES


def test_a_page_of_help_is_no_wider_than_it_may_be_and_begins_no_line_with_what_ends_one() -> None:
    for path in COMMANDS:
        page = CliRunner().invoke(group, ["--lang", "zh", *path, "--help"], prog_name="drill", terminal_width=60).output
        for line in page.splitlines():
            assert sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) <= 64, line
            assert not re.match(r"\s*[，。、；：？！）”]", line), line
