"""Addresses of the personal desk, below /me/."""

from django.urls import path

from home.desk import desk

app_name = "home"

urlpatterns = [path("", desk, name="desk")]
