"""The least that Django can do on the same server: one view without middleware, which answers what a save answers."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

ANSWER = b'{"status": "saved", "sequence": 1795406400000000}'
HEADERS = {"Content-Type": "application/json", "Content-Length": str(len(ANSWER))}

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"], ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[]
)


def answer(request: HttpRequest) -> HttpResponse:
    # Reads what was sent, as every view that saves something has to.
    return HttpResponse(ANSWER, headers=HEADERS) if request.body is not None else HttpResponse()


urlpatterns = [re_path("", answer)]
application = get_wsgi_application()
