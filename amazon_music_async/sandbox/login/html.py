"""The HTML pages of the login service."""

from collections.abc import Iterable, Mapping
from html import escape

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Sandbox</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; background: #f3f4f6; color: #111827; margin: 0; }}
main {{ max-width: 26rem; margin: 10vh auto; padding: 2rem; background: #fff; border-radius: 12px;
        box-shadow: 0 1px 4px #0003; }}
h1 {{ font-size: 1.3rem; margin-top: 0; }}
small {{ color: #6b7280; }}
label {{ display: block; margin: 1rem 0; }}
input {{ font: inherit; padding: .4rem .6rem; border: 1px solid #9ca3af; border-radius: 6px; width: 100%;
         box-sizing: border-box; }}
button {{ font: inherit; padding: .5rem 1.4rem; border: 0; border-radius: 6px; background: #e5e7eb; cursor: pointer; }}
button[value=allow] {{ background: #2563eb; color: #fff; }}
</style>
</head>
<body><main>
{body}
<p><small>This is a sandbox on your own machine. No account is involved: press a button.</small></p>
</main></body>
</html>
"""


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=f"<h1>{escape(title)}</h1>\n{body}").encode()


def _listed(scopes: Iterable[str]) -> str:
    items = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    return f"<ul>{items}</ul>"


def _form(action: str, fields: str, hidden: Mapping[str, str]) -> str:
    kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">\n' for k, v in hidden.items())
    return f"""<form method="post" action="{escape(action)}">
{kept}{fields}
<label>As the user <input name="user" value="default" autocomplete="off"></label>
<button type="submit" name="decision" value="allow" id="allow">Allow</button>
<button type="submit" name="decision" value="deny" id="deny">Deny</button>
</form>"""


def consent(action: str, scopes: Iterable[str], hidden: Mapping[str, str]) -> bytes:
    """The page that asks whether an application may have these scopes."""
    body = f"<p>An application would like to use your Amazon Music with these scopes:</p>\n{_listed(scopes)}\n"
    return _page("Allow access?", body + _form(action, "", hidden))


def code_entry(action: str, user_code: str = "", problem: str = "") -> bytes:
    """The page that asks for the code of a device."""
    field = (
        '<label>The code that your device shows <input name="user_code" '
        f'value="{escape(user_code)}" autocomplete="off" required></label>'
    )
    warning = f'<p role="alert">{escape(problem)}</p>\n' if problem else ""
    return _page("Connect a device", warning + _form(action, field, {}))


def notice(title: str, text: str) -> bytes:
    """A page with a text and no form."""
    return _page(title, f"<p>{escape(text)}</p>")
