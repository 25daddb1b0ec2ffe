import pytest

from notices.kinds import KINDS
from notices.tests.factories import CadreNews


@pytest.fixture(autouse=True)
def cadre_news(monkeypatch):
    """Registers the kind of the tests for the length of one."""
    monkeypatch.setitem(KINDS, CadreNews.key, CadreNews())
