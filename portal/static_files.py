"""How static files get their names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, also inside the import statements of ES modules."""

    support_js_module_import_aggregation = True
