"""Headers of every answer: what a page may load and do, and who may keep a copy."""

from collections.abc import Sequence

from flask import Flask, Response, request

# Each source with its reason. No unsafe-eval, no outside host, no inline script without its hash.
POLICY: dict[str, list[str]] = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],  # and the hashes of Dash's own inline scripts
    "style-src": ["'self'", "'unsafe-inline'"],  # plotly and ag-grid set style attributes
    "img-src": ["'self'", "data:", "blob:"],  # Leaflet's markers are data, evidence may be a blob
    "media-src": ["'self'", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],  # the map's workers
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
# Never the data of one asker in a shared cache; files that carry a version in their name may stay.
KEPT = ("/_dash-component-suites/", "/assets/", "/bundle/", "/fonts/", "/bootstrap/")
_HSTS = "max-age=31536000"


# A stylesheet or script of ours is asked for with its time or content in the query: another version
# has another address, so a browser need not ask again.
_STAMPS = {"m", "v"}


def install_headers(
    server: Flask, script_hashes: list[str], picture_sources: Sequence[str] = ()
) -> None:
    """Add the headers to every answer.

    Args:
        server: The Flask server.
        script_hashes: Quoted CSP hashes of Dash's inline scripts; filled after Dash's set-up.
        picture_sources: Origins of the map layers that the configuration names.
    """

    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy(script_hashes, picture_sources)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.is_secure:
            headers["Strict-Transport-Security"] = _HSTS
        if not request.path.startswith(KEPT):
            headers.setdefault("Cache-Control", "no-store")
        there = response.status_code in (200, 304)  # a failure may be over at the next asking
        if there and request.path.startswith("/assets/") and _STAMPS & request.args.keys():
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    server.after_request(add)


def policy(script_hashes: list[str], picture_sources: Sequence[str] = ()) -> str:
    """The Content-Security-Policy as one line."""
    parts = {
        **POLICY,
        "script-src": [*POLICY["script-src"], *script_hashes],
        "img-src": [*POLICY["img-src"], *picture_sources],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in parts.items())
