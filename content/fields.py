"""Model fields of the content app."""

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose migrations do not repeat the definition of every block.

    The database column is JSON whatever the blocks are, so a change of blocks needs no migration.
    The price: a data migration that walks the blocks has to build its own block definition.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
