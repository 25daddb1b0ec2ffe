"""The blocks take exactly what content files hold, and show all of it."""

import pytest
from wagtail.blocks import StreamBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks import GUIDE_BLOCKS, LESSON_BLOCKS, KeyPointsBlock

STREAMS = {"guide": StreamBlock(GUIDE_BLOCKS), "lesson": StreamBlock(LESSON_BLOCKS)}
LINES = {"items": ["先说事实", "再问想法"]}
PHRASES = {"phrases": [{"situation": "刚坐下", "phrase": "路上堵不堵？", "why": "从眼前的小事说起。"}]}
TALK = {
    "title": "第一次谈",
    "setting": "下午，办公室。",
    "turns": [{"speaker": "李某", "text": "您找我？"}, {"speaker": "谈话人", "text": "坐，聊聊近况。"}],
    "comment": "开头不急。",
}
DO_AVOID = {"do": ["把话听完"], "avoid": ["抢着下结论"]}
SECTION = {"heading": "为什么先听", "html": "<p>因为<b>他比你清楚</b>。</p>"}
STEPS = {"title": "三步走", "steps": [{"title": "约时间", "text": "提前两天。"}]}
SAMPLES = [
    ("guide", "when_to_use", LINES),
    ("guide", "section", SECTION),
    ("guide", "steps", STEPS),
    ("guide", "do_avoid", DO_AVOID),
    ("guide", "sample_phrases", PHRASES),
    ("guide", "example", TALK),
    ("guide", "checklist", {"title": "出门前", "items": ["带上名册"]}),
    ("guide", "refer", LINES),
    ("lesson", "section", SECTION),
    ("lesson", "dialogue", TALK),
    ("lesson", "do_avoid", DO_AVOID),
    ("lesson", "sample_phrases", PHRASES),
    ("lesson", "think", {"question": "他不说话怎么办？", "answer": "等一等。"}),
    ("lesson", "key_points", LINES),
]


def make_stream(kind, name, value):
    return STREAMS[kind].to_python([{"type": name, "value": value}])


def render(kind, name, value, **context):
    return make_stream(kind, name, value)[0].render(context)


def texts_of(value):
    """Every text inside nested lists and tables of content."""
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value
    return [text for child in children for text in texts_of(child)]


def plain(stored):
    """A stored value without the ids that Wagtail gives to list items."""
    if isinstance(stored, dict):
        return plain(stored["value"]) if stored.get("type") == "item" else {k: plain(v) for k, v in stored.items()}
    return [plain(item) for item in stored] if isinstance(stored, list) else stored


def test_samples_cover_every_block_of_both_streams():
    assert [(kind, name) for kind, name, _value in SAMPLES] == [
        (kind, name) for kind, stream in STREAMS.items() for name in stream.child_blocks
    ]


@pytest.mark.parametrize(("kind", "name", "value"), SAMPLES)
def test_block_keeps_its_value_unchanged(kind, name, value):
    block = STREAMS[kind].child_blocks[name]
    stream = make_stream(kind, name, value)
    block.clean(stream[0].value)
    [stored] = STREAMS[kind].get_prep_value(stream)
    assert plain(stored["value"]) == value
    assert list(block.child_blocks) == list(value)


@pytest.mark.parametrize(("kind", "name", "value"), SAMPLES)
def test_block_shows_every_text_it_holds(kind, name, value):
    html = render(kind, name, value)
    assert [text for text in texts_of(value) if text not in html] == []


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_block_has_icon_label_and_template(stream):
    described = {name: (b.meta.icon, str(b.label), b.meta.template) for name, b in stream.child_blocks.items()}
    assert [name for name, parts in described.items() if "placeholder" in parts or not all(parts)] == []


def test_plain_text_is_escaped():
    html = render("guide", "when_to_use", {"items": ["<script>x</script>"]})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_section_allows_only_quiet_formats():
    assert {tuple(STREAMS[kind].child_blocks["section"].child_blocks["html"].features) for kind in STREAMS} == {
        ("bold", "italic", "ol", "ul", "link")
    }


def test_answer_is_folded_below_the_question():
    html = render("lesson", "think", {"question": "他不说话怎么办？", "answer": "等一等。"})
    assert html.index("他不说话怎么办？") < html.index("<details") < html.index("等一等。")
    assert "<details open" not in html


@pytest.mark.parametrize(
    ("speakers", "lead"),
    [(["李某", "谈话人"], "谈话人"), (["年轻干事", "老组工"], "年轻干事"), ([], "")],
)
def test_dialogue_lead_speaker(speakers, lead):
    turns = [{"speaker": speaker, "text": "……"} for speaker in speakers]
    dialogue = make_stream("lesson", "dialogue", {**TALK, "turns": turns})[0].value
    assert dialogue.lead_speaker == lead


def test_dialogue_sets_only_the_lead_apart():
    html = render("guide", "example", TALK)
    assert html.count("dialogue__turn--lead") == 1
    assert html.index("李某") < html.index("dialogue__turn--lead") < html.index("谈话人")


def test_refer_names_the_help_line_when_one_is_set():
    settings = {"home": {"SiteSettings": {"help_line": "12356"}}}
    assert "12356" in render("guide", "refer", LINES, settings=settings)


def test_refer_stays_silent_without_help_line():
    settings = {"home": {"SiteSettings": {"help_line": ""}}}
    assert "refer__help" not in render("guide", "refer", LINES, settings=settings)


def test_checklist_sends_nothing():
    html = render("guide", "checklist", {"title": "出门前", "items": ["带上名册"]})
    assert 'type="checkbox"' in html
    assert "name=" not in html
    assert "<form" not in html


def test_list_without_lines_is_refused():
    block = KeyPointsBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"items": []}))
