"""axe-core on every page in every state: both widths, both colours, both type sizes, with all folds open."""

import pytest

from .catalogue import OWN


@pytest.mark.parametrize("place", OWN, ids=lambda place: place.name)
def test_page_keeps_the_rules_of_wcag_2_2(seen):
    assert seen.violations == {}, "\n".join(f"{fault}  [{'; '.join(at)}]" for fault, at in seen.violations.items())
