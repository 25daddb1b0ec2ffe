"""Addresses of the guides that are no pages of the tree."""

from django.urls import path

from guides import views

app_name = "guides"

urlpatterns = [path("preparation/", views.preparation, name="preparation")]
