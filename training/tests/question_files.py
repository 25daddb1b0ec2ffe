"""Question files for tests, good and bad, built when they are needed."""

import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADINGS = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "技能", "主题", "难度"]


def archive(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return data.getvalue()


def xlsx_file(*rows, headings=HEADINGS, change=lambda book: None):
    book = openpyxl.Workbook()
    for cells in [headings, *rows]:
        book.active.append(cells)
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def row(
    stem="谁先说话？",
    *options,
    kind="单选题",
    answer="A",
    reason="先听再说。",
    skill="把握时机",
    topics="",
    difficulty="",
):
    shown = [*(options or ("对方", "自己")), "", "", "", ""][:4]
    return [kind, stem, *shown, answer, reason, skill, topics, difficulty]


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs, numbering=None, style=None, inner=""):
    """A paragraph of `runs` (texts or XML); `numbering` is (list id, level)."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        list_id, level = numbering
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    shown = "".join(text if text.startswith("<") else run(text) for text in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{shown}{inner}</w:p>"


def table(*rows):
    cells = ["".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts) for texts in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def level(place, form, text, start=1):
    inner = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{place}">{inner}</w:lvl>'


def numbering_xml(*lists, restarts=()):
    """One abstract list for each of `lists`, and a list that follows it; these count from 1.

    `restarts` are further lists as (list id, follows, start).
    """
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>' for number, levels in enumerate(lists)
    )
    numbers = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(len(lists))
    )
    for list_id, follows, start in restarts:
        override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        numbers += f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{follows}"/>{override}</w:num>'
    return f'<w:numbering xmlns:w="{W}">{abstract}{numbers}</w:numbering>'


def docx_file(*blocks, numbering=None, styles=None, members=None):
    """A Word document of `blocks`: texts, or XML that `paragraph` and `table` made."""
    body = "".join(block if block.startswith("<w:") else paragraph(block) for block in blocks)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    if numbering:
        parts["word/numbering.xml"] = numbering
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return archive(parts | (members or {}))


def codes(reading_or_draft):
    return [finding.code for finding in reading_or_draft.findings]
