"""Names in the order a Chinese reader expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadres.models import User
from cadres.pinyin import sort_key
from cadres.tests.factories import UserFactory


def test_sort_key_puts_names_in_dictionary_order():
    names = ["周某", "郑某", "张某", "吴某", "孙某", "钱某", "林某", "李某某", "李某", "程某", "陈某", "艾某"]
    assert sorted(names, key=sort_key) == names[::-1]


def test_sort_key_puts_the_shorter_name_first():
    assert sorted(["李某某", "李某", "李"], key=sort_key) == ["李", "李某", "李某某"]


def test_sort_key_keeps_homophones_together():
    assert sorted(["张某", "章某", "张甲", "章甲"], key=sort_key) == ["张甲", "章甲", "张某", "章某"]
    assert sorted(["王某", "汪某", "王甲"], key=sort_key)[-2:] == ["汪某", "王某"]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("曾某", "zeng0"), ("单某", "shan0"), ("翟某", "zhai0"), ("解某", "xie0"), ("查某", "zha0"), ("任某", "ren0")],
)
def test_sort_key_reads_surnames_as_surnames(name, beginning):
    assert sort_key(name).startswith(beginning)


def test_sort_key_reads_the_same_character_elsewhere_as_usual():
    assert sort_key("李单").startswith("li0dan0")


def test_sort_key_of_latin_text_ignores_case():
    assert sorted(["bob", "Alice", "李某"], key=sort_key) == ["Alice", "bob", "李某"]


@given(st.text(max_size=60))
def test_sort_key_takes_any_text(text):
    key = sort_key(text)
    assert len(key) <= 400
    assert key == key.lower()


def test_people_are_ordered_by_pinyin(db):
    for name in ["郑某", "陈某", "李某", "曾某"]:
        UserFactory(name=name)
    assert [user.name for user in User.objects.all()] == ["陈某", "李某", "曾某", "郑某"]


def test_people_of_one_name_are_ordered_by_staff_number(db):
    for number in ["000300", "000100", "000200"]:
        UserFactory(name="李某", staff_number=number)
    assert [user.staff_number for user in User.objects.all()] == ["000100", "000200", "000300"]


def test_sort_key_follows_a_change_of_name(db):
    user = UserFactory(name="陈某")
    user.name = "郑某"
    user.save(update_fields=["name"])
    assert User.objects.get().name_sort_key == sort_key("郑某")
