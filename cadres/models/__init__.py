from .department import Department
from .posting import Posting
from .roster import RosterImport
from .user import User

__all__ = ["Department", "Posting", "RosterImport", "User"]
