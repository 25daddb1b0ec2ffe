"""The form in which authors write a practice talk: a draft may be incomplete, what readers get may not."""

from collections import defaultdict

from content.forms import PortalPageForm
from training.entry_faults import at_entries
from training.scene_wording import fault_text

#: What the buttons send that bring a page before readers, or before those who approve it.
BRINGS_ON = {"action-publish", "action-submit", "action-restart-workflow"}
#: Which field shows the faults of each place; those of the rule stand with the pass mark.
FIELDS = {"moments": "moments", "endings": "endings", "rule": "pass_mark"}


class ScenePageForm(PortalPageForm):
    """Refuses to publish a scene that could not be played fairly, and says at which entry it fails."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if BRINGS_ON & set(self.data) and not self.errors:
            self._refuse_faults()

    def _refuse_faults(self) -> None:
        faults = defaultdict(list)
        for fault in self.instance.faults:
            number = fault.params.get("number")
            faults[FIELDS[fault.place]].append((None if number is None else int(number), fault_text(fault)))
        for field, found in faults.items():
            is_stream = field != "pass_mark"
            self.add_error(field, at_entries(found) if is_stream else [text for _number, text in found])
