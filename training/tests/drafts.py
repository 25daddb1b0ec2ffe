"""Questions for property tests: every kind, in the form in which the bank holds them, with texts that hurt."""

from hypothesis import strategies as st

from training.enums import Grade, QuestionKind
from training.importing.draft import DraftQuestion
from training.importing.text import one_line, tidy
from training.kinds import check_question
from training.kinds.folding import fold

SIGNS = "~=#{}:：\\\"'<>&[]【】（）()|｜→->—=/%+@，；。、.…_\u3000 A1a甲乙谈错注分√×对"
HURTFUL = [
    "", "[html]", "//", "%50%", "A. ", "B、", "【错：", "】", "（3分）", "->", "_x0041_", "####", "::",
    "\\n", "=1+1", "正确", "$CATEGORY: ",
]  # fmt: skip
letters = st.one_of(st.sampled_from(SIGNS), st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))
_runs = st.text(letters, max_size=12)


def texts(longest, *, least=1):
    """Single lines without outer blanks, at most `longest` characters."""
    raw = st.builds("{}{}{}".format, st.sampled_from(HURTFUL), _runs, st.sampled_from(HURTFUL))
    return raw.map(lambda text: one_line(text)[:longest].strip() or "甲" * least)


def paragraphs(*, least=1):
    """Texts of one or more lines."""
    raw = st.lists(texts(60), min_size=least, max_size=3).map("\n".join)
    return raw.map(tidy).map(lambda text: text or "甲" * least)


without_gaps = paragraphs().map(lambda text: text.replace("_", "-").replace("＿", "-"))


@st.composite
def _gap_parts(draw):
    accepted = st.lists(texts(40).map(lambda text: text if fold(text) else f"{text}甲"), min_size=1, max_size=3)
    parts = draw(st.lists(accepted.map(lambda found: {"accepted": found}), min_size=1, max_size=3))
    words = [draw(without_gaps) for _ in range(len(parts) + 1)]
    return draw(st.sampled_from(["____", "__", "＿＿＿"])).join(words), parts


def _keyed(name, least, most, **others):
    part = st.fixed_dictionaries({name: texts(80), **others})
    return st.lists(part, min_size=least, max_size=most, unique_by=lambda found: found[name])


@st.composite
def _choice_parts(draw, keys):
    parts = draw(_keyed("text", 2, 6, is_key=st.just(False)))
    for place in draw(st.sets(st.integers(0, len(parts) - 1), min_size=1, max_size=keys)):
        parts[place]["is_key"] = True
    return parts


@st.composite
def _pair_parts(draw):
    pairs = draw(_keyed("left", 2, 5, right=texts(80)))
    surplus = draw(st.lists(texts(80), max_size=2))
    return pairs + [{"left": "", "right": right} for right in surplus]


_turn = {"speaker": texts(20), "text": texts(80), "is_fault": st.booleans(), "note": st.one_of(st.just(""), texts(60))}
_PARTS = {
    QuestionKind.SINGLE: _choice_parts(keys=1),
    QuestionKind.MULTIPLE: _choice_parts(keys=5),
    QuestionKind.TRUE_FALSE: st.one_of(
        st.booleans().map(lambda truth: [{"text": "正确", "is_key": truth}, {"text": "错误", "is_key": not truth}]),
        _choice_parts(keys=1).map(lambda parts: parts[:2]),
    ),
    QuestionKind.ORDERING: _keyed("text", 3, 6),
    QuestionKind.MATCHING: _pair_parts(),
    QuestionKind.SITUATIONAL: _keyed("text", 2, 6, grade=st.sampled_from([grade.value for grade in Grade])),
    QuestionKind.DIALOGUE: st.lists(st.fixed_dictionaries(_turn), min_size=3, max_size=6),
    QuestionKind.SHORT_ANSWER: _keyed("criterion", 1, 4, points=st.integers(1, 10)),
}


@st.composite
def drafts(draw, kinds=tuple(QuestionKind)):
    """A question that its kind allows."""
    kind = draw(st.sampled_from(kinds))
    if kind == QuestionKind.FILL_IN:
        stem, parts = draw(_gap_parts())
    else:
        stem, parts = draw(paragraphs()), draw(_PARTS[kind])
    return DraftQuestion(
        where=0,
        kind=kind.value,
        stem=stem,
        parts=parts,
        reason=draw(paragraphs(least=0)),
        skill=draw(texts(20, least=0)),
        topics=draw(st.lists(texts(20), max_size=2)),
        difficulty=draw(st.sampled_from([None, 1, 2, 3, 4, 5])),
        test_only=draw(st.sampled_from([None, True, False])),
    )


def fair(draft):
    """Whether nothing keeps `draft` from being asked."""
    return not check_question(kind=draft.kind, stem=draft.stem, parts=draft.parts)


fair_drafts = drafts().filter(fair)
