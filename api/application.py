"""The composition root: settings, engine, cache, server and pages come together here, once."""

from datetime import timedelta
from functools import partial
from typing import Any

from dash import ClientsideFunction, Input, Output, page_registry
from flask import Flask
from flask_babel import get_locale
from flask_compress import Compress
from plotly.io.json import config as json_config
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from api import sessions
from api.access import install_access
from api.blueprints import BLUEPRINTS
from api.bodies import install_bodies
from api.bootstrap import ADDRESS as BOOTSTRAP
from api.csrf import HEADER, cookie_name, install_csrf
from api.document import (
    INDEX,
    THEME_JS,
    CommandCentre,
    guarded,
    in_address,
    layout,
    page_title,
    pages_of,
)
from api.doorbell import install_doorbell
from api.errors import install_errors
from api.first_answers import EARLY_HASH
from api.gate import install_gate
from api.headers import install_headers
from api.identity import install_identity
from api.language import install_languages
from api.packed import install_packed
from api.row_ids import install_row_ids
from api.search import install_search
from api.told import install_told
from components.rail import RAIL_RUNG
from components.shell import (
    LIVE_SETTINGS,
    LIVE_STARTED,
    SHELL_PAGES,
    SHELL_SAID,
    SHELL_SHOWN,
    SHELL_STARTED,
    SHELL_WORDS,
    TOAST,
)
from data_access.cache import open_cache
from data_access.changes import Steps
from data_access.city_categories import adopt_categories
from data_access.engine import open_engine
from data_access.request import Services, install
from data_access.secret_key import secret_key
from domain.clock import Clock, utc_now
from domain.map_layers import picture_sources
from settings import ROOT, Settings

LARGEST_BODY_BYTES = 4 * 1024 * 1024
LOCATION = "_pages_location"  # id of Dash's own location component


def create_app(
    settings: Settings, *, clock: Clock = utc_now, engine: Engine | None = None
) -> CommandCentre:
    """The whole web application, ready to serve.

    Args:
        settings: From `settings.load`.
        clock: Aware UTC; tests and the demonstration can set it.
        engine: An open one instead of the configured database.

    Raises:
        ConfigurationError: The secret key cannot be used.
        DatabaseError: The data directory is not writable.
    """
    server = Flask(
        "nuancheng", root_path=str(ROOT), template_folder="api/templates", static_folder=None
    )
    key = secret_key(settings)
    _configure(server, settings, key)
    install_row_ids(server)
    drawn = {"bootstrap_css": BOOTSTRAP, "theme_js": THEME_JS, "get_locale": get_locale}
    server.context_processor(lambda: drawn)
    held = _services(server, settings, key, clock, engine)
    install(server, held)
    adopt_categories(settings.city)
    install_languages(server, settings)
    hashes: list[str] = []
    callback_map: dict[str, Any] = {}
    install_bodies(server)
    install_told(server, settings)
    install_gate(server, callback_map)
    install_headers(server, hashes, picture_sources(settings.map.drawn))
    install_errors(server)
    sessions.install_sessions(server)
    install_csrf(server)
    install_identity(server)
    install_access(server)
    install_doorbell(server, held)
    install_search(server, pages_of)
    for blueprint in BLUEPRINTS:
        server.register_blueprint(blueprint)
    Compress(server)
    install_packed(server, settings.data_dir)
    app = _dash(server, settings)
    _finish(app, hashes, callback_map)
    return app


def _services(
    server: Flask, settings: Settings, key: str, clock: Clock, engine: Engine | None
) -> Services:
    return Services(
        settings=settings,
        engine=engine
        or open_engine(
            settings.database_url,
            pool_size=settings.database.pool_size,
            busy_timeout_s=settings.database.busy_timeout_s,
        ),
        cache=open_cache(server, settings, key),
        clock=clock,
        steps=Steps(settings.live.step_s),
    )


def _configure(server: Flask, settings: Settings, key: str) -> None:
    proxies = settings.server.trusted_proxies
    over_tls = proxies > 0 and not settings.security.plain_http
    server.config.update(
        SECRET_KEY=key,
        MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES,
        SESSION_COOKIE_NAME="__Host-nuancheng" if over_tls else "nuancheng",
        SESSION_COOKIE_SECURE=over_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.security.session_h),
        WTF_CSRF_CHECK_DEFAULT=False,  # the gate asks for it, for forms and callbacks alike
        WTF_CSRF_SSL_STRICT=False,  # the gate asks for the origin, which a referrer only repeats
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["br", "gzip"],
        # Files are streams to Flask; the doorbell's events are none of the types that are packed.
        COMPRESS_STREAMS=True,
        COMPRESS_ALGORITHM_STREAMING=["br"],
    )
    if proxies:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def _dash(server: Flask, settings: Settings) -> CommandCentre:
    # orjson wants every value looked at in Python first: two to five times as long for a page.
    json_config.default_engine = "json"
    app = CommandCentre(
        "app",
        server=server,  # type: ignore[arg-type]  # annotated as bool, takes a server
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_ignore=r"\.(css|js)$",  # they come as one file each, see api/bundle.py
        index_string=INDEX,
        title=settings.city.platform_zh,
        update_title="",
        enable_mcp=False,
        csrf_token_name=cookie_name(over_tls=bool(server.config["SESSION_COOKIE_SECURE"])),
        csrf_header_name=HEADER,
        # Layouts need the asker, and Dash's own check would call them for nobody.
        suppress_callback_exceptions=True,
    )
    app.layout = layout
    _scripts(app)
    return app


def _scripts(app: CommandCentre) -> None:
    """What the shell does in the browser only."""
    started = (
        ("live", "start", LIVE_STARTED, LIVE_SETTINGS),
        ("shell", "start", SHELL_STARTED, SHELL_WORDS),
        ("toasts", "hear", SHELL_SAID, TOAST),
    )
    for namespace, function, output, store in started:
        app.clientside_callback(
            ClientsideFunction(namespace, function), Output(output, "data"), Input(store, "data")
        )
    app.clientside_callback(
        ClientsideFunction("shell", "show"),
        Output(SHELL_SHOWN, "data"),
        Input(LOCATION, "pathname"),
        Input(LOCATION, "search"),
        Input(SHELL_PAGES, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("rail", "ring"),
        Output(RAIL_RUNG, "data"),
        *(Input(f"live-{topic}", "data") for topic in ("alerts", "control")),
        prevent_initial_call=True,
    )


def _finish(app: CommandCentre, hashes: list[str], callback_map: dict[str, Any]) -> None:
    """Dash finishes its set-up in the first request: made here, so that no browser waits for it.

    Only then are all callbacks known, and with them the hashes of the inline scripts.
    """
    app.server.test_client().get("/healthz")
    nowhere = next(page["layout"] for page in page_registry.values() if page["path"] == "/404")
    for page in page_registry.values():
        page["title"] = partial(page_title, str(page["name"]), page["path_template"])
        roles, in_path = page.get("roles", frozenset()), in_address(page["path_template"])
        page["layout"] = partial(guarded, page["layout"], nowhere, roles, in_path)
    for page in [one for one in page_registry.values() if one["path_template"]]:
        page_registry.move_to_end(page["module"])  # Dash takes the first page that fits an address
    hashes.extend([EARLY_HASH, *app.csp_hashes()])
    callback_map.update(app.callback_map)
