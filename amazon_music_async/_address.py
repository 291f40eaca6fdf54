"""Where secrets may be sent."""

from ipaddress import ip_address

from yarl import URL

from amazon_music_async._arguments import check_kind


def checked_url(value: str, name: str) -> URL:
    """``value`` as a URL: https, or http to this machine, because secrets travel there. ``name`` is for the error."""
    check_kind(value, str, f"{name} is a str")
    url = URL(value)
    shown = f"{url.scheme}://{url.host}" if url.scheme and url.host else "something without a scheme or a host"
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and is_loopback(url))):
        raise ValueError(f"{name} must be an https URL (http to this machine alone), not {shown}")
    try:
        # As the resolver will, who would fail with an error that names nobody.
        (url.raw_host or "").encode("idna")
    except UnicodeError:
        raise ValueError(f"{name} names a host that cannot exist") from None
    return url


def is_loopback(url: URL) -> bool:
    """Whether ``url`` leads to this machine."""
    host = url.host or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
