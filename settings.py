"""config.yaml and the environment become one frozen object; nothing else reads configuration.

Every key carries its unit. `NUANCHENG_<SECTION>__<KEY>` overrides a key; secrets come only from the
environment. An unknown key, a wrong type or a bad value stops the start with key, value and what
is allowed.
"""

import os
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.audit import KEPT_DAYS
from domain.city_words import reworded
from domain.passwords import Profile
from domain.scope import Role
from settings_background import Backup, Control, Jobs, Patrol
from settings_file import (
    ENVIRONMENT_PREFIX,
    ConfigurationError,
    explain,
    keys,
    override,
    read_yaml,
)
from settings_map import Map
from settings_oidc import Oidc
from settings_section import Section
from settings_targets import Ranking, Risk, Targets

ROOT = Path(__file__).resolve().parent
# Never in config.yaml: a file is copied, mailed and committed.
SECRETS = frozenset(
    {
        "security.secret_key",
        "security.former_secret_keys",
        "oidc.client_secret",
        "map.tianditu_key",
    }
)

__all__ = [
    "ROOT",
    "SECRETS",
    "Backup",
    "ConfigurationError",
    "Control",
    "Jobs",
    "Oidc",
    "Patrol",
    "Ranking",
    "Risk",
    "Settings",
    "Targets",
    "load",
]


class City(Section):
    """Which city this is."""

    name_zh: str = Field("鄂尔多斯市", min_length=1)
    name_en: str = Field("Ordos", min_length=1)
    adcode: str = Field("150600", pattern=r"^\d{6}$")
    boundaries: Path = Path("geo/150600.geojson")
    banners: Path = Path("geo/150600_banners.csv")
    townships: Path = Path("geo/150600_townships.csv")
    categories: Path | None = None
    words_zh: dict[str, str] = Field(default_factory=dict)
    words_en: dict[str, str] = Field(default_factory=dict)

    @property
    def platform_zh(self) -> str:
        """The city and what it calls this product: for what no request translates, as papers."""
        return self.name_zh + reworded("暖城食安", self.words_zh)

    @field_validator("categories", mode="before")
    @classmethod
    def _none_when_empty(cls, value: object) -> object:
        return value or None


class Server(Section):
    """Address of the web server."""

    host: str = "127.0.0.1"
    port: int = Field(8050, ge=1, le=65535)
    workers: int = Field(1, ge=1, le=64)
    threads: int = Field(64, ge=4, le=1000)
    trusted_proxies: int = Field(0, ge=0, le=5)
    public_url: str = Field("", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+)?$")


class Database(Section):
    """Where the rows are."""

    url: str = ""
    pool_size: int = Field(10, ge=1, le=200)
    busy_timeout_s: float = Field(15, gt=0, le=120)

    @field_validator("url")
    @classmethod
    def _driver(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg2://")):
            raise ValueError(
                "must be empty (SQLite in the data directory), sqlite:///… or "
                "postgresql+psycopg2://…"
            )
        try:
            make_url(value or "sqlite://")
        except (ArgumentError, ValueError):
            raise ValueError("not an address of a database: user:password@host:port/name") from None
        return value


class Cache(Section):
    """Where finished answers are kept between callbacks."""

    redis_url: str = Field("", pattern=r"^(rediss?://.*)?$")
    keep_s: int = Field(600, ge=1, le=86400)


class Security(Section):
    """Sign-in and sessions."""

    secret_key: str = Field("", repr=False)
    former_secret_keys: str = Field("", repr=False)
    idle_timeout_min: int = Field(30, ge=1, le=720)
    admin_idle_timeout_min: int = Field(15, ge=1, le=720)
    session_h: int = Field(12, ge=1, le=72)
    device_session_days: int = Field(90, ge=1, le=400)
    plain_http: bool = False
    sign_in_attempts_per_min: int = Field(10, ge=1, le=1000)
    sign_in_failures_per_day: int = Field(200, ge=5, le=100_000)
    audit_keep_days: int = Field(KEPT_DAYS, ge=KEPT_DAYS, le=3650)
    api_requests_per_min: int = Field(120, ge=1, le=6000)
    expensive_calls_per_min: int = Field(30, ge=1, le=6000)
    public_pages_per_min: int = Field(120, ge=1, le=100_000)
    password_profile: Profile = Profile.DENGBAO3
    second_factor_roles: tuple[Role, ...] = (
        Role.SECURITY_ADMIN,
        Role.SYSTEM_ADMIN,
        Role.AUDITOR,
    )

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """From the environment a list comes as one text: `auditor,city_bureau`."""
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value


class Live(Section):
    """How screens learn of changes."""

    doorbell_period_s: float = Field(1, ge=0.2, le=60)
    step_s: float = Field(3, ge=0, le=60)
    fallback_poll_s: int = Field(30, ge=15, le=600)
    stale_after_s: int = Field(120, ge=10, le=3600)


class Demo(Section):
    """The demonstration city."""

    enabled: bool = True
    establishments: int = Field(11266, ge=50, le=200_000)
    days: int = Field(122, ge=8, le=1200)
    seed: int = Field(20230829, ge=0)
    camera_clips: int = Field(200, ge=0, le=2000)
    feed_period_s: float = Field(5, ge=0.5, le=600)
    words: Path = Path("data_access/demo_city/words.yaml")


class Imports(Section):
    """Files that people deliver."""

    max_mb: int = Field(20, ge=1, le=200)


class Display(Section):
    """How screens are drawn."""

    language: Literal["zh", "en"] = "zh"
    wall_distance_m: float = Field(3.9, gt=0.5, le=50)
    wall_width_m: float = Field(2.44, gt=0.3, le=50)
    map_review_number: str = ""


class Settings(Section):
    """All of config.yaml."""

    city: City = City()
    server: Server = Server()
    database: Database = Database()
    cache: Cache = Cache()
    security: Security = Security()
    oidc: Oidc = Oidc()
    live: Live = Live()
    demo: Demo = Demo()
    patrol: Patrol = Patrol()
    jobs: Jobs = Jobs()
    control: Control = Control()
    targets: Targets = Targets()
    ranking: Ranking = Ranking()
    risk: Risk = Risk()
    backup: Backup = Backup()
    display: Display = Display()
    map: Map = Map()
    imports: Imports = Imports()
    data_dir: Path = Path("data")
    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def origins(self) -> dict[str, str]:
        """`section.key` → `file`, `environment` or `option`, for what is no default."""
        return dict(self._origins)

    @property
    def database_url(self) -> str:
        """SQLAlchemy address: the configured one, or the SQLite file of the data directory."""
        return self.database.url or f"sqlite:///{self.data_dir / 'nuancheng.db'}"

    @property
    def backup_folder(self) -> Path:
        """Where backups are written: the configured folder, or one in the data directory."""
        return self.backup.folder or self.data_dir / "backups"


def load(config: Path | None = None, *, data_dir: Path | None = None) -> Settings:
    """Read the configuration once.

    Args:
        config: YAML file; config.yaml beside this module when None.
        data_dir: Overrides `data_dir` (the `--data-dir` option).

    Raises:
        ConfigurationError: Names file, key, value and what is allowed.
    """
    path = config or ROOT / "config.yaml"
    values = read_yaml(path)
    for secret in sorted(SECRETS):
        section, _, key = secret.partition(".")
        if isinstance(values.get(section), dict) and values[section].get(key):
            raise ConfigurationError(
                f"{path}: {secret} is a secret and must come from the environment "
                f"({ENVIRONMENT_PREFIX}{section.upper()}__{key.upper()})"
            )
    origins = dict.fromkeys(keys(values), "file")
    origins |= dict.fromkeys(override(values, os.environ), "environment")
    if data_dir is not None:
        origins["data_dir"] = "option"
        values["data_dir"] = str(data_dir.absolute())  # the caller's folder, not this program's
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(explain(path, error, _allowed)) from error
    settings._origins.update(origins)
    return settings.model_copy(
        update={
            "data_dir": _absolute(settings.data_dir),
            "city": settings.city.model_copy(
                update={
                    "boundaries": _absolute(settings.city.boundaries),
                    "banners": _absolute(settings.city.banners),
                    "townships": _absolute(settings.city.townships),
                    "categories": settings.city.categories and _absolute(settings.city.categories),
                }
            ),
            "map": settings.map.model_copy(
                update={
                    "layers": tuple(
                        layer.model_copy(update={"file": layer.file and _absolute(layer.file)})
                        for layer in settings.map.layers
                    )
                }
            ),
            "patrol": settings.patrol.model_copy(
                update={"model": _absolute(settings.patrol.model)}
            ),
            "backup": settings.backup.model_copy(
                update={"folder": settings.backup.folder and _absolute(settings.backup.folder)}
            ),
        }
    )


def _absolute(path: Path) -> Path:
    return path if path.is_absolute() else ROOT / path


def _allowed(loc: tuple[int | str, ...]) -> str:
    model: Any = Settings
    for part in loc[:-1]:
        listed = isinstance(part, int)
        model = get_args(model)[0] if listed else model.model_fields[part].annotation
    return ", ".join(sorted(model.model_fields))
