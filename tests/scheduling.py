"""Which tests go to the same process when several run at once."""

from xdist.scheduler import LoadScopeScheduling


class BrowserTogether(LoadScopeScheduling):
    """The browser tests in one process, because they share one running site; every other test where there is room.

    The mark `xdist_group` would say the same, but pytest-xdist 3.8 does not see it with pytest 9.2
    (https://github.com/pytest-dev/pytest-xdist/issues/1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid
