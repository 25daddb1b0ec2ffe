"""Every address of the portal."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents import urls as wagtaildocs_urls

from cadres.views import accounts
from content import link_forms
from home import correction_views
from home import views as home_views
from portal import views

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="cadres:sign_in", query_string=True))


def page_types_report(**options: bool) -> Callable[..., HttpResponseBase]:
    """Wagtail's report names the last page of each kind, whoever may read it: for administrators alone."""
    return require_admin_access(PageTypesUsageReportView.as_view(any_permission_required=["bulk_delete"], **options))


def link_window(view: type[chooser.BaseLinkFormView], form: type[Form]) -> Callable[..., HttpResponseBase]:
    return require_admin_access(view.as_view(form_class=form))


urlpatterns = [
    path("", home_views.front_page, name="front_page"),
    path("me/", include("home.urls")),
    path("records/corrections/", correction_views.corrections, name="corrections"),
    path("records/corrections/<int:pk>/", correction_views.correction, name="correction"),
    path("search/", home_views.search, name="search"),
    path("privacy/", home_views.privacy, name="privacy"),
    path("language/", views.choose_language, name="language"),
    path("display/", views.choose_display, name="display"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("healthz", views.health, name="health"),
    path("", include("notices.urls")),
    path("", include("cadres.urls")),
    path("", include("training.urls")),
    path("", include("guides.urls")),
    path("media/<path:path>", views.media, name="media"),
    # One door: Wagtail's own two sign-in pages are not a second and a third.
    path("admin/login/", to_sign_in, name="admin_sign_in"),
    path("_util/login/", to_sign_in, name="page_sign_in"),
    path("admin/account/", accounts.admin_account, name="admin_account"),
    path("admin/reports/page-types-usage/", page_types_report()),
    path("admin/reports/page-types-usage/results/", page_types_report(results_only=True)),
    path("admin/choose-external-link/", link_window(chooser.ExternalLinkView, link_forms.ExternalLinkForm)),
    path("admin/choose-anchor-link/", link_window(chooser.AnchorLinkView, link_forms.AnchorLinkForm)),
    path("admin/choose-email-link/", link_window(chooser.EmailLinkView, link_forms.EmailLinkForm)),
    path("admin/choose-phone-link/", link_window(chooser.PhoneLinkView, link_forms.PhoneLinkForm)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
