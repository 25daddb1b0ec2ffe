from .correction import CorrectionAnswer, CorrectionRequest
from .site import HomePage, SiteSettings

__all__ = ["CorrectionAnswer", "CorrectionRequest", "HomePage", "SiteSettings"]
