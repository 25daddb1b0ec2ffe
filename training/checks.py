"""What has to be right with training before the portal goes into use."""

import stat
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004


@register(Tags.security, deploy=True)
def check_signing_key(**kwargs: Any) -> list[CheckMessage]:
    """Nobody but the portal reads the key that signs certificates."""
    path = settings.SIGNING_KEY_FILE
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        text = f"{path} can be read by others; who has it signs certificates."
        return [Warning(text, hint=f"chmod 0400 {path}, then rotate_signing_key.", id="training.W001")]
    return []
