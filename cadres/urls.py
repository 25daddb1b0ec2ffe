"""Addresses of accounts, people and the roster."""

from django.urls import path

from cadres.views import accounts, people, roster

app_name = "cadres"

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("account/password/", accounts.change_password, name="change_password"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    # roster
    path("people/import/", roster.roster_imports, name="roster_imports"),
    path("people/import/template.csv", roster.roster_template, name="roster_template"),
    path("people/import/<int:pk>/", roster.roster_import, name="roster_import"),
    path("people/import/<int:pk>/status/", roster.roster_import_status, name="roster_import_status"),
    path("people/import/<int:pk>/apply/", roster.apply_roster_import, name="apply_roster_import"),
    path("people/import/<int:pk>/discard/", roster.discard_roster_import, name="discard_roster_import"),
    path("people/import/<int:pk>/check/", roster.check_roster_import_again, name="check_roster_import_again"),
]
