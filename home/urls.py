"""Addresses of the personal desk, below /me/."""

from django.urls import path

from home.desk import certificate_file, desk
from home.own_record import ask_for_correction, download_record, my_records, record_section

app_name = "home"

urlpatterns = [
    path("", desk, name="desk"),
    path("certificates/<int:pk>/", certificate_file, name="certificate_file"),
    path("records/", my_records, name="my_records"),
    path("records/file/", download_record, name="download_record"),
    path("records/<slug:key>/", record_section, name="record_section"),
    path("records/<slug:key>/correct/", ask_for_correction, name="ask_correction"),
]
