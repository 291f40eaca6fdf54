"""How the documentation is built: ``nox -s docs``."""

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import amazon_music_async
from amazon_music_async import sandbox

project = "amazon_music_async"
version = release = amazon_music_async.__version__
project_copyright = "the authors of amazon_music_async"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_click",
    "notfound.extension",
]
html_theme = "furo"
html_title = f"amazon_music_async {version}"
exclude_patterns = ["_build"]
smartquotes = False  # it would make a dash of the two hyphens before an option

default_role = "py:obj"
nitpicky = True
nitpick_ignore_regex = [
    (r"py:(class|obj)", r"([\w.]*\.)?(T|T_co|I|I_co|O|O_co|G)"),  # type variables (Sphinx issue 14502)
]
autodoc_default_options = {"members": True, "undoc-members": True, "member-order": "bysource", "show-inheritance": True}
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

# Reduced copies of the inventories, because the checks run without a network.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3", "inventories/python.inv"),
    "aiohttp": ("https://docs.aiohttp.org/en/stable", "inventories/aiohttp.inv"),
}
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True

_PUBLIC = {*dir(amazon_music_async)}
_PUBLIC_IN_SANDBOX = {*sandbox.__all__}
_NOT_CONSTRUCTED = {"Connection", "Edge", "Items", "Loader", "Page", "PageInfo", "Pages"}
"""Classes that users get, and do not make."""


def _to_public_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.TextElement
) -> nodes.reference | None:
    """A name's home is private; its page is the public one."""
    short = str(node.get("reftarget", "")).rpartition(".")[2]
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    full_names = [f"amazon_music_async.{short}", f"amazon_music_async.sandbox.{short}"]
    method = str(node.get("reftarget", "")).split(".")
    if len(method) == 2 and method[0].lower() == method[0]:  # `playlists.mine`
        full_names.append(f"amazon_music_async.{_GROUPS.get(method[0], method[0])}.{method[1]}")
    for full in full_names:
        if full in domain.objects:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", full, node, text)
    return None


_GROUPS = {
    "albums": "Albums",
    "artists": "Artists",
    "browse": "Browse",
    "playlists": "Playlists",
    "podcasts": "Podcasts",
    "search": "Search",
    "stations": "Stations",
    "tracks": "Tracks",
    "user": "CurrentUser",
}


def _keep_builtins(_: Sphinx, doctree: nodes.document) -> None:
    """A builtin in an annotation is the builtin, though fields have the same names."""
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("refdomain") == "py" and node.get("reftarget") in {"id", "int", "str", "type"}:
            node.attributes.pop("refspecific", None)
            node["py:class"] = node["py:module"] = None


def _clean_signature(
    _: Sphinx, what: str, name: str, _obj: object, _options: object, signature: str | None, result: str | None
) -> tuple[str | None, str | None] | None:
    """Hide constructors that nobody calls, and defaults that are no Python."""
    short = name.rpartition(".")[2]
    if what == "class" and (short in _NOT_CONSTRUCTED or short in _GROUPS.values()):
        return "", result
    if signature:
        clean = re.sub(r"<(?:built-in )?(?:function|method) ([\w.]+)[^>]*>", r"\1", signature)
        return clean.replace("NOTHING", "..."), result
    return None


def _public_bases(_: Sphinx, _name: str, _obj: object, _options: object, bases: list[Any]) -> None:
    """Show no base that cannot be imported."""

    def hidden(base: Any) -> bool:
        home = getattr(base, "__origin__", base)
        own = str(getattr(home, "__module__", "")).startswith("amazon_music_async")
        return own and home.__name__ not in _PUBLIC | _PUBLIC_IN_SANDBOX

    bases[:] = [base for base in bases if not hidden(base)] or [object]


def _commands_as_code(_: Sphinx, _ctx: object, lines: list[str]) -> None:
    """What click keeps line by line is code."""
    out: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("| ") != inside:
            inside = not inside
            out += ["", ".. code-block:: console", ""] if inside else [""]
        out.append("    " + line[2:].strip() if inside else line)
    lines[:] = out


def setup(app: Sphinx) -> None:
    """Connect the hooks."""
    app.connect("missing-reference", _to_public_name)
    app.connect("doctree-read", _keep_builtins)
    app.connect("autodoc-process-signature", _clean_signature)
    app.connect("autodoc-process-bases", _public_bases)
    app.connect("sphinx-click-process-description", _commands_as_code)
