"""Settings of the portal. What differs between machines is read from the environment.

docs/operations.md lists every variable. Nothing here calls outside: no update check, no avatar
service, no embeds, no fonts from elsewhere.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.environment import (
    read_bool,
    read_cache,
    read_database,
    read_hours,
    read_int,
    read_list,
    read_mail,
    read_path,
    read_text,
)
from portal.secret_key import find_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = read_bool("DEBUG")
#: On one machine, without HTTPS and with nothing to set up. Debugging is a trial that also shows its errors' code.
TRIAL = DEBUG or read_bool("TRIAL")
DATA_DIR = read_path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = find_secret_key(DATA_DIR, may_create=TRIAL)
SECRET_KEY_FALLBACKS = read_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", [".localhost", "127.0.0.1", "[::1]"] if TRIAL else [])
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "home",
    "training",
    "exchange",
    "cases",
    "guides",
    "content",
    "notices",
    "cadres",
    "audit",
    "portal",
    "wagtail.contrib.settings",
    "cadres.apps.PortalUsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_tasks",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.PrivateAnswersMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.site_sections",
                "notices.context_processors.unread_notices",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------

DATABASES = {"default": read_database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'tanxin.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so two writers queue instead of failing;
    # FULL puts an answer on disk before it is acknowledged.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = read_int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": read_cache("CACHE_URL", "locmemcache://")}

# Wagtail's own tasks (search index, references) run at once; ours wait for `make worker`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# How often one person may save answers, and start or submit attempts, in a minute, and how often one visitor's address
# may have certificates verified; 0 is without limit.
ATTEMPT_LIMITS = {
    "save": read_int("SAVES_PER_MINUTE", 240),
    "submit": read_int("SUBMITS_PER_MINUTE", 30),
    "verify": read_int("VERIFICATIONS_PER_MINUTE", 60),
}
# How many days before and after the due date people are reminded of a duty; 0 is the day itself.
REMIND_BEFORE, REMIND_AFTER = [14, 3, 0], [1, 7, 30]
# No figure of the statistics is told of fewer people, so that none is the mark of somebody.
STATISTICS_MINIMUM_PEOPLE = read_int("STATISTICS_MINIMUM_PEOPLE", 10, minimum=3)
# So many days before the due date a person who has not begun stands on the list of those at risk.
AT_RISK_DAYS = read_int("AT_RISK_DAYS", 14)
# A list of so many people is a download at once; a longer one is written by a worker.
EXPORT_AT_ONCE = read_int("EXPORT_AT_ONCE", 5_000)
# Files that a worker has written are kept so many days.
EXPORT_DAYS = read_int("EXPORT_DAYS", 7, minimum=1)
# The largest proof of training taken elsewhere, in megabytes.
PROOF_MAX_MB = read_int("PROOF_MAX_MB", 10, minimum=1)

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "cadres.User"
AUTHENTICATION_BACKENDS = ["cadres.authentication.StaffNumberOrEmailBackend"]
LOGIN_URL = "cadres:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# A roster that would retire a larger share of the people than this has to be confirmed.
ROSTER_RETIRE_LIMIT_PERCENT = read_int("ROSTER_RETIRE_LIMIT_PERCENT", 20)
ROSTER_MAX_ROWS = read_int("ROSTER_MAX_ROWS", 20_000, minimum=1)

# --- Notices --------------------------------------------------------------------------------

# By what the daily mail leaves; a trial writes it into files.
NOTICE_MAIL = read_mail("EMAIL_URL", (DATA_DIR / "mail").as_uri() if TRIAL else "none")
NOTICE_MAIL_FROM = read_text("MAIL_FROM")
NOTICE_QUIET_HOURS = read_hours("MAIL_QUIET_HOURS", "20:00-08:00")
NOTICE_MAIL_ON_WORKING_DAYS = read_bool("MAIL_ON_WORKING_DAYS_ONLY")
# How often one calendar address may be read; programmes come every few hours. 0 is without limit.
CALENDAR_READS_PER_HOUR = read_int("CALENDAR_READS_PER_HOUR", 60)

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# Ours, then what Wagtail leaves in English.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Paper and certificates -----------------------------------------------------------------

# Licensed fonts of the organisation, beside those of the system.
FONT_DIR = read_path("FONT_DIR", DATA_DIR / "fonts")
# The word before the year in the number of a certificate, and who knows the name of the organisation that issues it.
CERTIFICATE_MARK = read_text("CERTIFICATE_MARK", "谈心")
CERTIFICATE_ORGANISATION = "home.organisation.organisation_name"
# The private key is made on first use; the public ones stay, so that what they signed verifies after a change.
SIGNING_KEY_FILE = read_path("SIGNING_KEY_FILE", DATA_DIR / "signing_key.pem")
PUBLIC_KEY_DIR = read_path("PUBLIC_KEY_DIR", DATA_DIR / "public_keys")
# The header by which the web server before the portal tells a visitor's address; nobody else may set it.
PROXY_ADDRESS_HEADER = read_text("PROXY_ADDRESS_HEADER")

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.static_files.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = TRIAL
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # No address leads here; a view hands a file to the one person who asked for it.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "exports", "file_permissions_mode": 0o600},
    },
    # Proofs of training taken elsewhere; a view hands them to those who may see the claim.
    "proofs": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "proofs", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL
        else "portal.static_files.HashedStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
# The page editor posts one field for each part of each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Safety ---------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
if not TRIAL:
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = read_bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = read_int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if proxy_header := read_text("PROXY_HTTPS_HEADER"):
        SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy_header.upper().replace('-', '_')}", "https")

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_PAGE_MODEL = "content.PortalPage"
WAGTAIL_SITE_NAME = "谈心"
WAGTAILADMIN_BASE_URL = read_text("SITE_ADDRESS", "http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_EXTENSIONS = ["docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# Nothing is fetched from or reported to another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Wagtail would write page titles to those who approve: its mails go nowhere. Ours have NOTICE_MAIL.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": read_text("LOG_LEVEL", "INFO")},
    # Every saved page runs two tasks of Wagtail's; what fails is told at a higher level.
    "loggers": {name: {"level": "WARNING"} for name in ["django_tasks", "django_tasks_db", "wagtail"]},
}
