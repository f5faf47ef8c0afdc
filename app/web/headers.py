"""Security and caching headers, the same on every answer the application makes."""

from flask import Flask, Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        # The design system's style sheet carries its icons as data: addresses.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
HSTS_SECONDS = 365 * 24 * 60 * 60
"""A year, the shortest time that browsers' preload lists accept."""
VARIES_BY = ("Cookie", "HX-Request")
"""What changes a page at one address: who asks, and whether htmx asks for a part of it."""


def init_app(app: Flask) -> None:
    """Add the headers to every answer, errors included. Static files never come this way."""
    is_https = app.config["BASE_URL"].startswith("https://")

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if is_https:
            headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
        # Pages are personal: no cache, the browser's own included, may keep one after sign-out.
        headers["Cache-Control"] = "no-store"
        response.vary.update(VARIES_BY)
        return response
