from .page import PortalPage
from .topic import Topic

__all__ = ["PortalPage", "Topic"]
