"""Chinese for what Wagtail and the other installed packages say in English: the catalogues in locale/wagtail.

A package brings its messages (locale/en) and a Chinese catalogue that is often behind. What that one lacks is ours to
translate. A message that a package translates so that an editor would stumble is worded anew: it is added by hand,
below a comment that begins with "Instead of" and quotes the package.
"""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from django import conf
from django.apps import apps

from portal.catalogue import (
    LANGUAGE,
    Findings,
    Key,
    compare,
    key_of,
    read_catalogue,
    renew,
    strings_of,
    write_catalogue,
)

#: Templates and Python; the scripts of the admin.
DOMAINS = ("django", "djangojs")
REWORDED = "Instead of"


def supplement_path(root: Path, domain: str) -> Path:
    return root / "locale" / "wagtail" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"


def package_folders() -> dict[str, Path]:
    """The locale folders of Django and of the installed apps that bring catalogues, by the name of the app."""
    folders = {"django": Path(conf.__file__).parent / "locale"}
    folders |= {app.name: Path(app.path) / "locale" for app in apps.get_app_configs()}
    return {name: folder for name, folder in folders.items() if (folder / "en").is_dir()}


@cache
def package_messages(domain: str) -> dict[Key, Message]:
    """Every message of the installed packages, with the packages that use it as its locations."""
    gathered = Catalog(locale=LANGUAGE, domain=domain, fuzzy=False)
    for name, folder in package_folders().items():
        for message in read_catalogue(folder / "en" / "LC_MESSAGES" / f"{domain}.po"):
            if message.id:
                gathered.add(
                    message.id, auto_comments=message.auto_comments, locations=[(name, None)], context=message.context
                )
    return {key_of(message): message for message in gathered if message.id}


@cache
def packages_translate(domain: str) -> set[Key]:
    """What the packages say in Chinese themselves."""
    return {
        key_of(message)
        for folder in package_folders().values()
        for message in read_catalogue(folder / LANGUAGE / "LC_MESSAGES" / f"{domain}.po")
        if message.id and not message.fuzzy and all(strings_of(message))
    }


def wanted_messages(domain: str, kept: Catalog) -> list[Message]:
    """What the packages leave in English, and what the supplement words anew."""
    translated = packages_translate(domain)
    return [
        message
        for key, message in package_messages(domain).items()
        if key not in translated or _is_reworded(kept.get(*key))
    ]


def sync_supplement(root: Path, domain: str) -> Findings:
    """Adds what a package leaves in English, drops what it has translated or removed, and answers what is to do."""
    path = supplement_path(root, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = read_catalogue(path)
    write_catalogue(path, renew(kept, wanted_messages(domain, kept)))
    return check_supplement(root, domain)


def check_supplement(root: Path, domain: str) -> Findings:
    """Compares the supplement with the installed packages."""
    kept = read_catalogue(supplement_path(root, domain))
    return compare(kept, wanted_messages(domain, kept))


def _is_reworded(message: Message | None) -> bool:
    return bool(message) and any(comment.startswith(REWORDED) for comment in message.user_comments)
