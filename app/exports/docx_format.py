"""A paper as a Word document: real styles, heading rows, a set language, to be written on in."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsmap, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.exports.cells import clean_cell
from app.exports.paper import Block, Grid, Heading, Paper, Points, Text

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Calibri"
A4 = (Mm(210), Mm(297))
MARGIN = Mm(18)
TWIP = 635
"""How many of the units that python-docx counts in make one of those of a table's widths."""
_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_INK, _STAMP = RGBColor(0x1C, 0x27, 0x33), RGBColor(0x9A, 0x1F, 0x14)
_SHADE = "E9EDF2"
_WORD = nsmap["w"]
_INSIDE = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 50), ("left", 90), ("bottom", 50), ("right", 90))
)
_SIZES = {"Title": 24, "Subtitle": 13, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11}


def docx_bytes(paper: Paper, *, now: datetime) -> bytes:
    """The file."""
    document = Document()
    _set_styles(document, _LANGUAGES[paper.locale])
    _set_facts(document, paper, now)
    _set_page(document.sections[0], paper)
    document.add_paragraph(clean_cell(paper.title), style="Title")
    if paper.under:
        document.add_paragraph(clean_cell(paper.under), style="Subtitle")
    for block in paper.blocks:
        _add(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_styles(document: WordDocument, language: str) -> None:
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), language)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        # A theme's font would win over the one named here.
        for name in [name for name in fonts.attrib if str(name).endswith("Theme")]:
            del fonts.attrib[name]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in _SIZES.items():
        font = document.styles[name].font
        font.size, font.color.rgb, font.italic = Pt(size), _INK, False
    for border in list(document.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    quiet = document.styles.add_style("Opplysning", 1)
    quiet.base_style, quiet.font.size = normal, Pt(9.5)
    in_table = document.styles.add_style("Tabelltekst", 1)
    in_table.base_style, in_table.font.size = normal, Pt(9.5)
    in_table.paragraph_format.space_after = Pt(0)


def _set_facts(document: WordDocument, paper: Paper, now: datetime) -> None:
    facts = document.core_properties
    facts.title = clean_cell(paper.title)
    facts.author = clean_cell(paper.under.split("\n")[0])
    facts.language = _LANGUAGES[paper.locale]
    facts.comments = ""
    facts.created = facts.modified = now.astimezone(UTC).replace(tzinfo=None)


def _set_page(section: Section, paper: Paper) -> None:
    width, height = reversed(A4) if paper.is_wide else A4
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    if paper.stamp:
        stamp = section.header.paragraphs[0]
        stamp.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = stamp.add_run(paper.stamp)
        run.bold, run.font.color.rgb = True, _STAMP
    footer = section.footer.paragraphs[0]
    footer.add_run(clean_cell(paper.footer) + "  ·  ")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out itself."""
    run = paragraph.add_run()
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            asked = OxmlElement("w:instrText")
            asked.text = name
            run._r.append(asked)


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_paragraph(clean_cell(block.text), style=f"Heading {block.level}")
        case Text():
            style = "Opplysning" if block.is_quiet else "Normal"
            document.add_paragraph(clean_cell(block.text), style=style)
        case Points():
            for point in block.points:
                document.add_paragraph(clean_cell(point), style="List Bullet")
        case Grid():
            _add_grid(document, block)


def _add_grid(document: WordDocument, grid: Grid) -> None:
    section = document.sections[0]
    room = ((section.page_width or A4[0]) - 2 * MARGIN) // TWIP
    widths = [room * share // sum(grid.shares) for share in grid.shares]
    # As XML at once: through its objects a table of a hundred rows takes seconds.
    made = parse_xml("".join(_grid_xml(grid, widths)))
    document.element.body.insert_element_before(made, "w:sectPr")
    # Two tables after each other would grow together, and a heading needs air above.
    document.add_paragraph(style="Tabelltekst")


def _grid_xml(grid: Grid, widths: Sequence[int]) -> Iterator[str]:
    summary = escape(clean_cell(grid.summary))
    yield (
        f'<w:tbl xmlns:w="{_WORD}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_INSIDE}</w:tblCellMar>"
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{summary}"/><w:tblDescription w:val="{summary}"/></w:tblPr>'
    )
    columns = (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield f"<w:tblGrid>{''.join(columns)}</w:tblGrid>"
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>'
    heading = (
        _cell_xml(*each, more=shade, is_bold=True) for each in _paired(grid.headings, widths)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heading)}</w:tr>"
    for start, size in grid.runs():
        for place, row in enumerate(grid.rows[start : start + size]):
            yield _row_xml(row, widths, is_joined=size > 1, is_first=place == 0)
    yield "</w:tbl>"


def _row_xml(row: Sequence[str], widths: Sequence[int], *, is_joined: bool, is_first: bool) -> str:
    """A row; its first cell may be one with those above and below, with the words of the first."""
    joined = f'<w:vMerge w:val="{"restart" if is_first else "continue"}"/>' if is_joined else ""
    first = _cell_xml(row[0] if is_first else "", widths[0], more=joined)
    rest = (_cell_xml(*each) for each in _paired(row[1:], widths[1:]))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{first}{''.join(rest)}</w:tr>"


def _paired(cells: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[str, int]]:
    return zip(cells, widths, strict=True)


def _cell_xml(text: str, width: int, *, more: str = "", is_bold: bool = False) -> str:
    lines = [escape(line) for line in clean_cell(text).split("\n")]
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    bold = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Tabelltekst"/></w:pPr><w:r>{bold}{said}</w:r></w:p></w:tc>'
    )
