"""What has to be there before the portal goes into use."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004

from content.errors import FontsMissing
from content.typesetting import faces


@register(Tags.compatibility, deploy=True)
def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Certificates and forms need a Chinese font on the server."""
    try:
        faces()
    except FontsMissing as error:
        return [Warning(str(error), hint="Debian: apt-get install fonts-noto-cjk", id="content.W001")]
    return []
