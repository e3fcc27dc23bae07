"""The pages of `drill report` as a reader uses them, in one real browser: what is asked for, keys, zoom, filter, jumps, causes, a phone, paper."""

import base64
import hashlib
import json
import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from analysis.figures import style
from analysis.figures.style import QUIET_TINT
from analysis.page.look import LEAST_CONTRAST, WORDS_ON, contrast
from sim.cli.keep import input_files
from sim.inputs.assembly import locate
from sim.record import encode
from tests.browser.chromium import sized, started
from tests.command_line import command
from tests.experiment.chain_files import write_chain
from tests.shipped import drilled

LOG = """时间,行为,谁,对谁,方式,形式,人数,备注
09:00,发生,,,,,,
09:02,发现,信访局,,,,,<script>document.title='broken'</script>
09:20,报告,信访局,"<img src=x onerror=""document.title='broken'"">",电话,初报,60,
09:25,报告,信访局,区委值班室,电话,初报,60,
"""
PAGES = ("zh", "en", "log", "experiment")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of one drill in both languages, of a log that somebody kept, and of an experiment."""
    home = tmp_path_factory.mktemp("pages")
    for name, data in {"run/record.jsonl": encode(drilled("district-gate", 1)), **kept_inputs("run", "district-gate")}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    (home / "log.csv").write_text(LOG, "utf-8")
    write_chain(home)
    files = ("./leak.toml", "--revision", "./slower.toml", "--plan", "./plan.toml", "--resources", "./resources.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "_bitmap", lambda *_: b"")  # a page shows pictures as SVG
        tried = command("evaluate", *files, "--runs", 3, "--workers", 1, "--out", "tried", cwd=home)
    made = [
        tried,
        command("report", "run", "--out", "zh.html", cwd=home, lang="zh"),
        command("report", "run", "--out", "en.html", cwd=home),
        command("report", "log.csv", "--plan", "shanting", "--out", "log.html", cwd=home, lang="zh"),
        command("report", "tried", "--out", "experiment.html", cwd=home),
    ]
    assert [one.stderr for one in made if one.returncode] == []
    return home


def kept_inputs(folder, scenario):
    return {f"{folder}/{name}": data for name, data in input_files(locate(scenario)).items()}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def opened(browser, pages):
    """Opens a page on a screen of so many pixels."""

    def open_(name, wide=1280):
        sized(browser, wide)
        browser.get("about:blank")
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get((pages / f"{name}.html").as_uri())
        return browser

    return open_


def all_of(driver, what):
    return driver.find_elements(By.CSS_SELECTOR, what)


def one_of(driver, what):
    return driver.find_element(By.CSS_SELECTOR, what)


def asked(driver):
    """Every address that was asked for since the page was opened."""
    told = [json.loads(one["message"])["message"] for one in driver.get_log("performance")]
    return {one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_says_nothing_to_the_console(name, opened, pages):
    driver = opened(name)

    assert driver.get_log("browser") == []
    assert {one for one in asked(driver) if not one.startswith("data:")} == {(pages / f"{name}.html").as_uri()}
    assert driver.execute_script("return document.documentElement.lang") == ("zh" if name in ("zh", "log") else "en")
    assert [one.tag_name for one in all_of(driver, "h1")] == ["h1"]
    assert (pages / f"{name}.html").stat().st_size < 600_000


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_scrolls_one_way_only(name, opened):
    driver = opened(name, 360)

    for details in all_of(driver, "details"):
        driver.execute_script("arguments[0].open = true", details)
    assert driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]") == [360, 360]


@pytest.mark.parametrize("name", PAGES)
def test_only_the_script_of_the_page_may_run(name, opened, pages):
    text = (pages / f"{name}.html").read_text("utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; font-src data:; img-src data:" in text.replace(
        "&#x27;", "'"
    )

    driver = opened(name)
    driver.execute_script("const one = document.createElement('script'); one.textContent = 'window.ran = 1'; document.body.append(one);")
    assert driver.execute_script("return window.ran") is None


def test_what_a_log_says_is_text(opened):
    driver = opened("log")

    assert driver.title.endswith("演练评估")
    assert "broken" not in driver.title
    assert "onerror" in one_of(driver, "body").get_attribute("textContent")
    assert all_of(driver, "main img, main script, header script") == []


def test_keys_reach_every_mark_and_lead_back(opened):
    driver = opened("zh")
    one_of(driver, "#box").send_keys(Keys.TAB)
    first = driver.switch_to.active_element

    assert first.get_attribute("role") == "button"
    assert first.get_attribute("aria-label")
    assert one_of(driver, "#tip").text == first.get_attribute("aria-label")
    first.send_keys(Keys.ARROW_RIGHT)
    second = driver.switch_to.active_element
    assert second != first
    assert first.get_attribute("tabindex") == "-1"
    second.send_keys(Keys.ENTER)
    assert one_of(driver, "#chosen").is_displayed()
    second.send_keys(Keys.ESCAPE)
    assert not one_of(driver, "#chosen").is_displayed()
    assert driver.switch_to.active_element == second
    second.send_keys(Keys.TAB)
    assert driver.execute_script("return !document.querySelector('#box').contains(document.activeElement)")


def test_names_and_clock_stand_still_while_the_rest_is_zoomed(opened):
    driver = opened("zh")
    box = one_of(driver, "#box")
    place = "const at = document.querySelector(arguments[0]).getBoundingClientRect(); return [at.left, at.top, at.width, at.height].map(Math.round)"
    names, bands, plot = (driver.execute_script(place, one) for one in ("#t-names", "#t-bands", "#t-plot"))
    size = "return getComputedStyle(document.querySelector('#t-names text')).fontSize"
    before = driver.execute_script(size)

    box.send_keys("+", "+")
    driver.execute_script("document.querySelector('#box').scrollBy(300, 200)")
    wider = driver.execute_script(place, "#t-plot")
    assert wider[2] > 2 * plot[2]
    assert wider[3] > 2 * plot[3]
    assert driver.execute_script(place, "#t-names")[::2] == names[::2]
    assert driver.execute_script(size) == before
    assert driver.execute_script(place, "#t-bands")[3] == bands[3]
    assert driver.execute_script(place, "#t-bands")[1] == driver.execute_script(place, "#box")[1] + 1  # its rim
    # and a name still stands beside its line
    drift = """const line = document.querySelector('#t-plot [data-b] path').getBoundingClientRect();
        return Math.min(...[...document.querySelectorAll('#t-names text')].map((one) => { const at = one.getBoundingClientRect();
            return Math.abs((at.top + at.bottom) / 2 - (line.top + line.bottom) / 2); }))"""
    assert driver.execute_script(drift) < 8
    box.send_keys("0")
    assert driver.execute_script(place, "#t-plot")[2:] == plot[2:]


def test_one_body_alone(opened):
    driver = opened("zh")
    many = len(all_of(driver, "#duties tbody tr:not(.off)"))
    Select(one_of(driver, "#who")).select_by_visible_text("区住建局")

    shown = all_of(driver, "#duties tbody tr:not(.off)")
    assert 0 < len(shown) < many
    assert all("区住建局" in one.get_attribute("textContent") for one in shown)
    assert one_of(driver, "#told").text
    dimmed = "return [...document.querySelectorAll('#t-plot [data-b]')].map((one) => [one.classList.contains('own'), +getComputedStyle(one).opacity])"
    assert {(own, opacity < 1) for own, opacity in driver.execute_script(dimmed)} == {(True, False), (False, True)}
    ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert len(all_of(driver, "#duties tbody tr:not(.off)")) == many


def test_from_a_duty_to_its_place_and_on_to_cause_and_effect(opened):
    driver = opened("zh")
    driver.execute_script("arguments[0].click()", one_of(driver, "#duties a.see"))

    inside = """const at = document.activeElement.getBoundingClientRect(), frame = document.querySelector('#box').getBoundingClientRect();
        return at.right > frame.left && at.left < frame.right && at.bottom > frame.top && at.top < frame.bottom"""
    assert driver.execute_script(inside)
    assert "迟报" in one_of(driver, "#chosen b").text
    assert len(all_of(driver, "#t-plot .lit")) > 1
    led = all_of(driver, "#chosen .ways > div")[1]
    causes = [one.text for one in led.find_elements(By.CSS_SELECTOR, "button")]
    assert len(causes) > 1
    led.find_element(By.CSS_SELECTOR, "button").click()
    assert one_of(driver, "#chosen b").text == causes[0]
    followed = all_of(driver, "#chosen .ways > div")[1].text
    assert "迟报" not in followed
    assert len(followed.splitlines()) > 1


def test_keys_follow_a_cause_and_its_effect_and_lead_back_to_the_table(opened):
    driver = opened("zh")
    way = one_of(driver, "#duties a.see")
    driver.execute_script("arguments[0].click()", way)
    ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert driver.switch_to.active_element == way

    numbers = "return [...document.querySelectorAll('tr[data-c]')].map((row) => [row.id.slice(1), row.dataset.c])"
    drawn = {one.get_attribute("data-r") for one in all_of(driver, "#t-plot [role=button][data-r]")}
    effect, cause = next((seq, led) for seq, led in driver.execute_script(numbers) if seq in drawn and led in drawn)
    mark = one_of(driver, f"#t-plot [role=button][data-r='{effect}']")
    driver.execute_script("arguments[0].focus()", mark)
    mark.send_keys(Keys.ARROW_UP)
    assert driver.switch_to.active_element.get_attribute("data-r") == cause
    driver.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert dict(driver.execute_script(numbers))[driver.switch_to.active_element.get_attribute("data-r")] == cause


def test_links_open_what_is_folded(opened):
    driver = opened("en")
    link = one_of(driver, "#duties td a[href^='#r']")
    row = one_of(driver, link.get_attribute("href").partition("#")[2].join(("#", "")))

    assert not row.is_displayed()
    driver.execute_script("arguments[0].click()", link)
    assert row.is_displayed()


def test_paper_has_the_sheet_of_what_was_late_and_nothing_zoomed(opened):
    driver = opened("zh")
    one_of(driver, "#box").send_keys("+", "+")
    wide = "return document.querySelector('#t-plot').getBoundingClientRect().width / document.querySelector('#t-names').getBoundingClientRect().width"
    zoomed = driver.execute_script(wide)
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert driver.execute_script(wide) < zoomed / 2
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert driver.execute_script(wide) == pytest.approx(zoomed)

    printed = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    boxes = {tuple(round(float(one)) for one in found.split()) for found in re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", printed)}
    assert boxes in ({(595, 842), (842, 595)}, {(596, 842), (842, 596)})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    seen = [one_of(driver, what).is_displayed() for what in (".sheet svg", "#t-plot", ".tools", "nav", "#duties table")]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert seen == [True, False, False, False, True]


def test_without_a_script_the_picture_and_the_tables_stay(opened):
    driver = opened("en")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.refresh()
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    assert one_of(driver, "html").get_attribute("class") == ""
    assert one_of(driver, "#t-plot").is_displayed()
    assert one_of(driver, "#duties table").is_displayed()
    assert not one_of(driver, ".tools").is_displayed()


def test_every_colour_of_words_can_be_read(opened):
    assert [(words, ground) for words, ground in WORDS_ON if contrast(words, ground) < LEAST_CONTRAST] == []

    driver = opened("zh")
    fills = driver.execute_script("return [...new Set([...document.querySelectorAll('.drawn text')].map((one) => getComputedStyle(one).fill))]")
    drawn = ["#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", fill)[:3]) for fill in fills]
    assert drawn
    assert [one for one in drawn if one != "#ffffff" and contrast(one, QUIET_TINT.lower()) < LEAST_CONTRAST] == []


def test_the_same_inputs_give_the_same_bytes(pages):
    for name, given in (("log", ("log.csv", "--plan", "shanting")), ("experiment", ("tried",))):
        before = (pages / f"{name}.html").read_bytes()
        done = command("report", *given, "--out", f"{name}.html", cwd=pages, lang="zh" if name == "log" else "en")
        assert done.returncode == 0
        assert (pages / f"{name}.html").read_bytes() == before
