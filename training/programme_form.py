"""The form in which a programme is kept."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm


class ProgrammeForm(WagtailAdminModelForm):
    """Refuses to drop an assignment that asks something of people: that is taken back, with a reason."""

    def is_valid(self) -> bool:
        return super().is_valid() and not self._drops_assignments()

    def _drops_assignments(self) -> bool:
        dropped = [form.instance for form in self.formsets["assignments"].deleted_forms if form.instance.has_claims]
        for assignment in dropped:
            text = _("“%(whom)s” asks something of people already. Open “Take it back” below it, and say why.")
            self.add_error(None, text % {"whom": assignment.whom})
        return bool(dropped)
