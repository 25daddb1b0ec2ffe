"""Whose request this is where nobody signed in."""

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The network address of the visitor: as the web server before the portal says, if it is set to, else the peer.

    The last entry of the header counts, because what stands before it came from the visitor.
    """
    header = settings.PROXY_ADDRESS_HEADER
    told = request.headers.get(header, "") if header else ""
    return told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
