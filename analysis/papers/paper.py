"""An empty paper of A4 with our styles, and what is put on it: headings, paragraphs, tables, pictures, pages across, and the tags of a template.

Every style names a Latin and an East Asian font, so that no program chooses one by itself. Tables repeat their headings on each page, and no
row is broken over two. The header says on every page that this is an exercise.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from sim.words import Words

BODY_FONTS = ("Times New Roman", "SimSun")  # Latin, and East Asian by the name that every system knows it by
HEAD_FONTS = ("Arial", "SimHei")
WIDE_MM, TALL_MM = 210.0, 297.0
MARGIN_MM = 25.0
ACROSS_MARGIN_MM = 18.0
TEXT_WIDE_MM = WIDE_MM - 2 * MARGIN_MM
ACROSS_WIDE_MM = TALL_MM - 2 * ACROSS_MARGIN_MM
_BODY_PT, _CELL_PT, _SMALL_PT, _TITLE_PT = 12.0, 10.0, 9.0, 22.0
_HEADING_PT = (16.0, 14.0, 12.0)
_INK, _SOFT, _FILL = RGBColor(0, 0, 0), RGBColor(0x59, 0x59, 0x59), "E8EEF4"
_LINE_SPACING = 1.4
_STYLES = {"Normal": (BODY_FONTS, _BODY_PT), "Title": (HEAD_FONTS, _TITLE_PT), "Header": (HEAD_FONTS, _SMALL_PT), "Footer": (BODY_FONTS, _SMALL_PT)}
_FONT_PLACES = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
_AFTER_BORDERS = tuple(qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook"))  # their order is fixed by the format
_THEMES = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


class Paper:
    """A document that grows from top to bottom. `say` gives the language, and how a heading is numbered in it."""

    def __init__(self, say: Words, *, across: bool = False, marked: bool = True) -> None:
        """`across`: all of its pages are. `marked`: its header says by tags which exercise it is of."""
        self.say = say
        self.document = Document()
        self._headings = 0
        self._body = self.document.element.body
        for paragraph in list(self.document.paragraphs):
            self._body.remove(paragraph._element)  # noqa: SLF001 - the library has no other way to its element
        self._set_styles()
        self._set_page(WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT, marked=marked)

    def bytes(self) -> bytes:
        """The document as a file."""
        data = io.BytesIO()
        self.document.save(data)
        return data.getvalue()

    # -- what is put on it -----------------------------------------------------------------------------------------------------

    def title(self, text: str, *below: str) -> None:
        """The title of the paper, and lines below it."""
        self._centred(self.document.add_paragraph(text, style="Title"))
        for line in below:
            self._centred(self.document.add_paragraph(line, style="Subtitle"))

    def heading(self, text: str) -> None:
        """A numbered heading."""
        self._headings += 1
        numeral = self.say(f"docx.numeral.{self._headings}")
        self.document.add_paragraph(self.say("docx.heading", number=numeral, title=text), style="Heading 1")

    def subheading(self, text: str) -> None:
        """A heading within a numbered part."""
        self.document.add_paragraph(_begun(text), style="Heading 2")

    def break_before(self, text: str) -> None:
        """A heading within a numbered part that begins a page."""
        self.document.add_paragraph(text, style="Heading 2").paragraph_format.page_break_before = True

    def text(self, *texts: str) -> None:
        """A paragraph for each text."""
        for text in texts:
            self.document.add_paragraph(text, style="Body Text")

    def lead(self, text: str) -> None:
        """A paragraph that stays with what it leads to."""
        self.document.add_paragraph(text, style="Body Text").paragraph_format.keep_with_next = True

    def note(self, text: str) -> None:
        """A remark, smaller."""
        self.document.add_paragraph(text, style="Caption")

    def point(self, text: str) -> None:
        """A paragraph with a dot."""
        self.document.add_paragraph(text, style="List Bullet")

    def points(self, each: str, among: str, *, shown: str | None = None) -> None:
        """A paragraph with a dot for each `each` of the field `among`; `shown` is what of it is told."""
        self.tag(f"for {each} in {among}")
        self.point(f"{{{{ {shown or each} }}}}")
        self.tag("endfor")

    def tag(self, tag: str) -> None:
        """A paragraph that holds nothing but a tag, and leaves with it."""
        self.document.add_paragraph(f"{{%p {tag} %}}")

    def if_any(self, field: str, otherwise: str = "") -> _IfAny:
        """What is put on the sheet inside stands there where the field holds something; else the sentence `otherwise`."""
        return _IfAny(self, field, otherwise)

    def facts(self, rows: Iterable[tuple[str, str]], wide: tuple[float, float] = (38.0, TEXT_WIDE_MM - 38.0)) -> None:
        """A table of two columns without headings, on one page where it fits on one: what it is, and what stands there."""
        table = self._table(wide)
        for name, value in rows:
            cells = self._row(table).cells
            self._fill(cells[0], _begun(name), strong=True)
            self._shade(cells[0])
            self._fill(cells[1], value)
        for row in table.rows[:-1]:
            row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
        self._after_table()

    def names(self, rows: Iterable[tuple[str, str]], wide: tuple[float, float]) -> None:
        """A long table of two columns: names as they are written, and what they are."""
        table = self._table(wide)
        for name, value in rows:
            cells = self._row(table).cells
            self._fill(cells[0], name)
            self._fill(cells[1], value)
        self._after_table()

    def table(self, each: str, among: str, columns: Sequence[tuple[str, str, float]]) -> None:
        """A table with a row for each `each` of `among`; a column has its heading, what stands in its cells, and its width in mm."""
        table = self._table([wide for _, _, wide in columns])
        head = self._row(table)
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
        for cell, (heading, _, _) in zip(head.cells, columns, strict=True):
            self._fill(cell, _begun(heading), strong=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True  # some word processors lose the rows below headings that end a page
            self._shade(cell)
        self._fill(self._row(table).cells[0], f"{{%tr for {each} in {among} %}}")
        row = self._row(table)
        for cell, (_, text, _) in zip(row.cells, columns, strict=True):
            self._fill(cell, text)
        self._fill(self._row(table).cells[0], "{%tr endfor %}")
        self._after_table()

    def cards(self, each: str, among: str, lines: Sequence[tuple[str, str]], wide_mm: float = TEXT_WIDE_MM) -> None:
        """A card for each `each` of `among`, framed by a line to cut along: its lines are a name, which may be "", and what stands there."""
        table = self._table([wide_mm], border="dashed")
        self._fill(self._row(table).cells[0], f"{{%tr for {each} in {among} %}}")
        cell = self._row(table).cells[0]
        for number, (name, text) in enumerate(lines):
            paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
            paragraph.style = "Card"
            if name:
                paragraph.add_run(name).bold = True
            paragraph.add_run(text).bold = not name
        self._fill(self._row(table).cells[0], "{%tr endfor %}")
        self._after_table()

    def picture(self, field: str) -> None:
        """A picture that a field holds, in the middle."""
        self._centred(self.document.add_paragraph(f"{{{{ {field} }}}}", style="Picture"))

    def across(self) -> None:
        """What follows stands on pages across."""
        self._new_section(WD_ORIENT.LANDSCAPE)

    def upright(self) -> None:
        """What follows stands on upright pages again."""
        self._new_section(WD_ORIENT.PORTRAIT)

    # -- how it looks ----------------------------------------------------------------------------------------------------------

    def _set_styles(self) -> None:
        styles = self.document.styles
        for style in styles:
            if hasattr(style, "font") and style.element.tag == qn("w:style"):
                head = style.name.startswith(("Heading", "Title", "Subtitle", "TOC", "Header", "Intense", "macro"))
                _set_fonts(style.element.get_or_add_rPr(), HEAD_FONTS if head else BODY_FONTS)
                style.font.color.rgb = _INK
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        _set_fonts(defaults, BODY_FONTS)
        language = defaults.find(qn("w:lang"))
        language.set(qn("w:val"), self.say("docx.latin-language"))
        language.set(qn("w:eastAsia"), self.say("docx.east-asian-language"))
        for name, (_, size) in _STYLES.items():
            styles[name].font.size = Pt(size)
        for level, size in enumerate(_HEADING_PT, 1):
            style = styles[f"Heading {level}"]
            style.font.size, style.font.bold, style.font.italic = Pt(size), level > 1, False
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14 - 2 * level), Pt(6)
            style.paragraph_format.keep_with_next = True
        title = styles["Title"]
        title.font.bold = True
        _without_line(title.element)
        title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(12), Pt(6)
        below = styles["Subtitle"]
        below.font.size, below.font.italic, below.font.bold = Pt(_BODY_PT), False, False
        below.paragraph_format.space_after = Pt(10)
        body = styles["Body Text"]
        body.paragraph_format.line_spacing, body.paragraph_format.space_after = _LINE_SPACING, Pt(4)
        _indent_first_line(body.element, self.say("docx.indent"))
        points = styles["List Bullet"]
        points.paragraph_format.line_spacing, points.paragraph_format.space_after = _LINE_SPACING, Pt(2)
        caption = styles["Caption"]
        caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(_SMALL_PT), False, _SOFT
        caption.paragraph_format.space_after = Pt(4)
        for name, size in (("Cell", _CELL_PT), ("Card", _CELL_PT + 1), ("Picture", _CELL_PT)):
            style = styles.add_style(name, 1)
            style.base_style = styles["Normal"]
            _set_fonts(style.element.get_or_add_rPr(), BODY_FONTS)
            style.font.size = Pt(size)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)

    def _set_page(self, orientation: WD_ORIENT, *, marked: bool) -> None:
        section = self.document.sections[0]
        _set_size(section, orientation)
        header = section.header.paragraphs[0]
        header.text = "{{ exercise.mark }}    {{ exercise.over }}" if marked else ""
        self._centred(header)
        footer = section.footer.paragraphs[0]
        self._centred(footer)
        before, between, after = self.say("docx.page-of").split("#")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            if text:
                footer.add_run(text)
            if field:
                _add_field(footer, field)

    def _new_section(self, orientation: WD_ORIENT) -> None:
        _set_size(self.document.add_section(WD_SECTION.NEW_PAGE), orientation)

    def _table(self, widths: Sequence[float], border: str = "single") -> Any:
        table = self.document.add_table(rows=0, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _set_borders(table, border)
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Mm(wide)
        return table

    def _row(self, table: Any) -> Any:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width
        return row

    def _fill(self, cell: _Cell, text: str, *, strong: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.add_run(text).bold = strong

    def _shade(self, cell: _Cell) -> None:
        shade = OxmlElement("w:shd")
        for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _FILL)):
            shade.set(qn(key), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001

    def _after_table(self) -> None:
        """A little room, so that two tables do not become one."""
        self.document.add_paragraph(style="Cell")

    def _centred(self, paragraph: Paragraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


class _IfAny:
    """A part of a sheet that stands there only where a field holds something."""

    def __init__(self, paper: Paper, field: str, otherwise: str) -> None:
        self._paper, self._field, self._otherwise = paper, field, otherwise

    def __enter__(self) -> None:
        self._paper.tag(f"if {self._field}")

    def __exit__(self, *_: object) -> None:
        if self._otherwise:
            self._paper.tag("else")
            self._paper.text(self._otherwise)
        self._paper.tag("endif")


def _begun(text: str) -> str:
    """A heading as a line begins."""
    return text[:1].upper() + text[1:]


def _set_fonts(properties: Any, fonts: tuple[str, str]) -> None:
    """Name the fonts of a style for every kind of sign, in place of those of a theme."""
    latin, eastern = fonts
    found = properties.find(qn("w:rFonts"))
    if found is None:
        found = OxmlElement("w:rFonts")
        properties.insert(0, found)
    for theme in _THEMES:
        found.attrib.pop(qn(theme), None)
    for place in _FONT_PLACES:
        found.set(qn(place), eastern if place == "w:eastAsia" else latin)


def _indent_first_line(style: Any, hundredths: str) -> None:
    """Begin each paragraph so many hundredths of a sign further right."""
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), hundredths)
    style.get_or_add_pPr().append(indent)


def _without_line(style: Any) -> None:
    """The title of the library's own template has a line below."""
    border = style.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.pPr.remove(border)


def _set_size(section: Any, orientation: WD_ORIENT) -> None:
    across = orientation == WD_ORIENT.LANDSCAPE
    section.orientation = orientation
    section.page_width, section.page_height = (Mm(TALL_MM), Mm(WIDE_MM)) if across else (Mm(WIDE_MM), Mm(TALL_MM))
    margin = Mm(ACROSS_MARGIN_MM if across else MARGIN_MM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Emu(int(margin / 2))


def _set_borders(table: Any, kind: str) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("w:val", kind), ("w:sz", "4"), ("w:space", "0"), ("w:color", "7F7F7F")):
            line.set(qn(key), value)
        borders.append(line)
    properties = table._tbl.tblPr  # noqa: SLF001
    after = next((one for one in properties if one.tag in _AFTER_BORDERS), None)
    properties.append(borders) if after is None else after.addprevious(borders)


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A number that the program which shows the document works out: of the page, or of all pages."""
    for kind in ("begin", name, "end"):
        run = paragraph.add_run()
        if kind == name:
            inner = OxmlElement("w:instrText")
            inner.set(qn("xml:space"), "preserve")
            inner.text = f" {name} "
        else:
            inner = OxmlElement("w:fldChar")
            inner.set(qn("w:fldCharType"), kind)
        run._r.append(inner)  # noqa: SLF001
