"""The runs of a Word paragraph come in as XML; text in styles goes out, and what the paper does not show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.blocks import Block, PageEnd, Run, Style
from redactor.ingest.drawing import choose_content, read_drawing
from redactor.ingest.facsimile import Unseen
from redactor.ingest.numbering import Lists, WordStyle, child, is_on, value
from redactor.ingest.package import Package, Relation, all_text, attribute, date_of, local_name

TINY_HALF_POINTS = 5
"""Text of this size in half points or less cannot be read on paper."""
WRAPPERS = frozenset(
    [
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "sdtContent",
        "bdo",
        "dir",
        "fldSimple",
        "body",
        "hdr",
        "ftr",
        "rubyBase",
    ]
)

GONE = {"del": "tracked deletion", "moveFrom": "text moved away"}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_DULL_FIELDS = frozenset(
    ["PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "SEQ", "DATE", "TIME", "FORMTEXT", "FORMCHECKBOX"]
)


@dataclass(frozen=True, slots=True)
class Book:
    """What all stories of one file share; `notes` grows with the marks of footnotes and endnotes met."""

    package: Package
    styles: dict[str, WordStyle]
    lists: Lists
    notes: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Story:
    """What has been read of a story so far; read `blocks` and `unseen` when it is done.

    `runs` and `after` belong to the paragraph being read; elements in `after` are text boxes.
    """

    book: Book
    relations: dict[str, Relation]
    blocks: list[Block] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    after: list[Block | etree._Element] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)
    hides_paragraph: bool = False


def plain_runs(runs: Iterable[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)


def choose(story: Story, element: etree._Element) -> list[etree._Element]:
    """The shown copy of alternate content; what only another one says is listed."""
    chosen, unseen = choose_content(element)
    story.unseen += unseen
    return chosen


def read_inline(story: Story, element: etree._Element) -> None:
    """Add the text of a paragraph, or of what wraps runs in it, to the story's runs."""
    for each in element:
        name = local_name(each)
        if name == "r":
            _read_run(story, each)
        elif name in GONE:
            list_gone(story, each)
        elif name == "AlternateContent":
            for chosen in choose(story, each):
                read_inline(story, chosen)
        elif name == "sdt":
            list_control(story, each)
            read_inline(story, each)
        elif name in ("oMath", "oMathPara"):
            story.runs.append(Run(all_text(each)))
        elif name in WRAPPERS or name == "ruby":
            if name in ("ins", "moveTo"):
                list_inserted(story, each)
            elif name == "fldSimple":
                _list_field(story, attribute(each, "instr"))
            elif name == "hyperlink" and attribute(each, "tooltip"):
                story.unseen.append(Unseen("tip of a link", attribute(each, "tooltip")))
            read_inline(story, each)
        elif name == "bookmarkStart" and not attribute(each, "name").startswith("_"):
            story.unseen.append(Unseen("bookmark", attribute(each, "name")))


def _read_run(story: Story, element: etree._Element) -> None:
    properties = child(element, "rPr")
    hidden = _hiding(story, properties)
    start = len(story.runs)
    style = _run_style(properties)
    for each in element:
        text = _run_text(story, each)
        if text:
            story.runs.append(Run(text, style))
    if hidden:
        text = plain_runs(story.runs[start:])
        del story.runs[start:]
        if text.strip():
            story.unseen.append(Unseen(hidden, text))


def _run_text(story: Story, element: etree._Element) -> str:
    """The characters of one child of a run; pictures, text boxes and fields go their own way."""
    name = local_name(element)
    if name in ("t", "delText"):
        return element.text or ""
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    match name:
        case "br":
            if attribute(element, "type") == "page":
                story.after.append(PageEnd())
            return "\n"
        case "sym":
            code = attribute(element, "char")
            return _symbol(int(code, 16)) if code else ""
        case "footnoteReference" | "endnoteReference":
            return _note_mark(story, name.removesuffix("Reference"), attribute(element, "id"))
        case "fldChar":
            return _read_field_mark(story, element)
        case "instrText" if story.fields:
            story.fields[-1].append(element.text or "")
        case "drawing" | "pict" | "object":
            drawn = read_drawing(element, story.book.package, story.relations)
            story.after += drawn.shown
            story.unseen += drawn.unseen
        case "AlternateContent":
            return "".join(_run_text(story, each) for chosen in choose(story, element) for each in chosen)
        case "ruby":
            read_inline(story, element)
    return ""


def _symbol(code: int) -> str:
    """Symbol fonts keep their signs in the private area; their meaning is known for the common ones only."""
    return {0xF0FE: "☒", 0xF0FD: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF0FC: "✓", 0xF0FB: "✗"}.get(
        code, "•" if 0xF000 <= code <= 0xF0FF else chr(code) if code <= 0x10FFFF else ""
    )


def _note_mark(story: Story, kind: str, note_id: str) -> str:
    marks = story.book.notes
    if (kind, note_id) not in marks:
        number = 1 + sum(1 for known, _ in marks if known == kind)
        marks[kind, note_id] = f"[{number}]" if kind == "footnote" else f"[e{number}]"
    return marks[kind, note_id]


def _read_field_mark(story: Story, element: etree._Element) -> str:
    kind = attribute(element, "fldCharType")
    if kind == "begin":
        story.fields.append([])
        form = child(element, "ffData")
        return _form_value(story, form) if form is not None else ""
    if kind in ("separate", "end") and story.fields:
        code = "".join(story.fields[-1])
        story.fields[-1].clear()
        _list_field(story, code)
        if kind == "end":
            story.fields.pop()
    return ""


def _form_value(story: Story, form: etree._Element) -> str:
    """What a legacy form field shows where its text does not: a tick, or the choice made."""
    for name in ("name", "statusText", "helpText"):
        if text := value(form, name):
            story.unseen.append(Unseen("form field", text))
    box = child(form, "checkBox")
    if box is not None:
        ticked = is_on(box, "checked") if child(box, "checked") is not None else is_on(box, "default")
        return "☒" if ticked else "☐"
    choices = [attribute(each, "val") for each in form.iter() if local_name(each) == "listEntry"]
    chosen = value(form, "ddList", "result")
    for each in choices:
        story.unseen.append(Unseen("choice of a form field", each))
    return choices[int(chosen) if chosen.isdigit() and int(chosen) < len(choices) else 0] if choices else ""


def _list_field(story: Story, code: str) -> None:
    words = code.split()
    if words and words[0].upper() not in _DULL_FIELDS:
        story.unseen.append(Unseen("field code", " ".join(words)))


def _run_style(properties: etree._Element | None) -> Style:
    style = Style.PLAIN
    if properties is None:
        return style
    for names, flag in (
        (("b",), Style.BOLD), (("i",), Style.ITALIC), (("strike", "dstrike"), Style.STRUCK), (("u",), Style.UNDERLINED)
    ):  # fmt: skip
        if any(is_on(properties, name) for name in names):
            style |= flag
    return style


def _hiding(story: Story, properties: etree._Element | None) -> str:
    """Why a run cannot be seen on paper, or ""."""
    style = story.book.styles.get(value(properties, "rStyle"), WordStyle())
    switched = child(properties, "vanish")
    if is_on(properties, "vanish") or (switched is None and (style.is_hidden or story.hides_paragraph)):
        return "hidden text"
    colour, ground = value(properties, "color").upper(), child(properties, "shd")
    fill = attribute(ground, "fill").upper() if ground is not None else ""
    if colour and colour not in ("AUTO", "FFFFFF") and colour == fill:
        return "text in the colour of its ground"
    lit = value(properties, "highlight") not in ("", "none", "white")
    if colour == "FFFFFF" and fill in ("", "AUTO", "FFFFFF") and not lit:
        return "white text"
    if fill == "000000" and colour in ("", "AUTO", "000000") and colour == "000000":
        return "text in the colour of its ground"
    size = value(properties, "sz")
    if size.isdigit() and int(size) <= TINY_HALF_POINTS:
        return "text too small to read"
    return ""


def list_control(story: Story, element: etree._Element) -> None:
    """List the names and choices of a content control."""
    properties = child(element, "sdtPr")
    for name in ("alias", "tag"):
        if text := value(properties, name):
            story.unseen.append(Unseen("name of a content control", text))
    for each in properties.iter() if properties is not None else ():
        if local_name(each) == "listItem" and (text := attribute(each, "displayText") or attribute(each, "value")):
            story.unseen.append(Unseen("choice of a content control", text))


def list_gone(story: Story, element: etree._Element) -> None:
    """List a tracked deletion or what was moved away, with who did it."""
    if text := gone_text(element):
        place = _dated(GONE[local_name(element)], element)
        story.unseen.append(Unseen(place, text, attribute(element, "author")))


def list_inserted(story: Story, element: etree._Element) -> None:
    """List a tracked insertion, which the page shows, with who made it."""
    if text := gone_text(element):
        kind = "tracked insertion (shown)" if local_name(element) == "ins" else "text moved here (shown)"
        story.unseen.append(Unseen(_dated(kind, element), text, attribute(element, "author")))


def gone_text(element: etree._Element) -> str:
    """The text of an element, deleted text included, on one line."""
    texts = [each.text or "" for each in element.iter() if local_name(each) in ("t", "delText", "tab", "br", "p")]
    return " ".join("".join(text or " " for text in texts).split())


def _dated(place: str, element: etree._Element) -> str:
    return f"{place}, {date_of(element)}" if date_of(element) else place
