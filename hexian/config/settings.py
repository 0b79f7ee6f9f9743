"""One settings file; what differs between installations comes from `environment`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hexian.config import environment, logs
from hexian.config.environment import ROOT
from hexian.foundation.crypto import keyring

HOME = environment.home()
KEYS_DIR = environment.keys_dir(HOME)
ATTACHMENTS_DIR = environment.attachments_dir(HOME)
INBOX_DIR = environment.inbox_dir(HOME)
FONTS_DIR = HOME / "fonts"
LOG_DIR = HOME / "log"

DEBUG = environment.flag("HEXIAN_DEBUG")
#: Tests shift nothing but may speed up password hashing and keep the tray of messages open.
TESTING = environment.flag("HEXIAN_TESTING")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = keyring.secret_key(KEYS_DIR)
ALLOWED_HOSTS = os.environ.get("HEXIAN_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "hexian.foundation.access",
    "hexian.foundation.audit",
    "hexian.foundation.events",
    "hexian.foundation.locks",
    "hexian.foundation.crypto",
    "hexian.foundation.regions",
    "hexian.foundation.lawbook",
    "hexian.foundation.tables",
    "hexian.foundation.clock",
    "hexian.foundation.attachments",
    "hexian.foundation.notices",
    "hexian.foundation.work",
    "hexian.domains.people",
    "hexian.domains.orgs",
    "hexian.domains.members",
    "hexian.domains.rosters",
    "hexian.domains.decisions",
    "hexian.domains.founding",
    "hexian.domains.bargaining",
    "hexian.domains.ledger",
    "hexian.domains.mutualaid",
    "hexian.domains.entitlements",
    "hexian.web",
    "hexian.jobs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hexian.web.middleware.RequestLog",
    "hexian.web.middleware.Csp",
    "hexian.web.middleware.BodyLimit",
    "hexian.web.middleware.KnownDevice",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hexian.web.middleware.AccountsDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "hexian.config.urls"
WSGI_APPLICATION = "hexian.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "hexian" / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hexian.web.context.shell",
            ],
            "loaders": [
                (
                    "hexian.web.steady.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

DATABASE_ROLE = os.environ.get("HEXIAN_DB_ROLE", "app")
#: Both addresses, for commands that open databases of their own beside this one.
DATABASE_URLS = environment.database_urls()
#: Named for this call, so not the embedded server that set-up noted.
DATABASE_IS_GIVEN = bool(environment.given_database()) or "HEXIAN_APP_DATABASE_URL" in os.environ
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **environment.parse_database_url(DATABASE_URLS[DATABASE_ROLE]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["hexian.web.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "hexian.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
#: Tries are counted in our own table, by account and address (`hexian.web.accounts.guesses`), not in a cache.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "hexian.web.accounts.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "和弦 Hexian"
#: A phone's clock may be half a minute off; a code used once is refused all the same.
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("HEXIAN_BEHIND_PROXY") else 0
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "hexian.web.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "hexian.web.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("HEXIAN_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
#: The largest request body any page takes; photos of a signed page fit, films do not.
BODY_LIMIT = 12 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["hexian.config.formats"]
LOCALE_PATHS: list[Path] = []

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "hexian" / "web" / "static", HOME / "frontend"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]

NOTICES = {
    "sms_url": os.environ.get("HEXIAN_SMS_URL", ""),
    "sms_key": os.environ.get("HEXIAN_SMS_KEY", ""),
    "sms_secret": os.environ.get("HEXIAN_SMS_SECRET", ""),
    "smtp_url": os.environ.get("HEXIAN_SMTP_URL", ""),
    "mail_from": os.environ.get("HEXIAN_MAIL_FROM", ""),
}
#: Who may read /metrics besides this machine: a bearer token, none by default.
# Signed PDFs, where the deployment supplies certificates; none without (ADR 13).
SIGN_CERTIFICATES = environment.certificates()
SIGN_ROOTS = environment.roots()
METRICS_TOKEN = os.environ.get("HEXIAN_METRICS_TOKEN", "")

LOGGING_CONFIG = None
logs.configure(debug=DEBUG)
