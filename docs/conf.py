"""How the documentation is built: ``nox -s docs``."""

import re
from importlib.metadata import metadata

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.intersphinx import resolve_reference_any_inventory

import amazon_music_async

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
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
pygments_dark_style = "github-dark"  # the theme's own underlines the names of modules, as if they were links
html_title = f"Amazon Music for asyncio {version}"
exclude_patterns = ["_build"]
smartquotes = False  # it would make a dash of the two hyphens before an option

default_role = "py:obj"
nitpicky = True
nitpick_ignore_regex = [
    (
        r"py:(class|obj)",
        r"([\w.~]*\.)?~?(T|T_co|I|I_co|OutcomeT|G|_P|_SandboxT)",
    ),  # type variables (Sphinx issue 14502)
    # Of libraries whose inventories are not kept here.
    (r"py:(class|obj)", r"(pyarrow|distributed)\..*|AsyncEngine|Bag|DataFrame|Series"),
]
autodoc_default_options = {"members": True, "undoc-members": True, "member-order": "bysource"}
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

_NOT_CONSTRUCTED = {
    *("Connection", "Edge", "Items", "Loader", "Page", "PageInfo", "Pages"),
    *("Catalogue", "Collection", "Fault", "RequestLog", "UserList", "UserPlaylist"),
}
"""Classes that users get, and do not make."""


def _to_public_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.TextElement
) -> nodes.reference | None:
    """A name's home is private; its page is the public one."""
    target = str(node.get("reftarget", ""))
    if node.get("refdomain") != "py":
        return None
    if target == "aiohttp.client.ClientSession":
        node["reftarget"] = "aiohttp.ClientSession"
        return resolve_reference_any_inventory(env, False, node, text)  # noqa: FBT003 - as Sphinx has it
    short = target.rpartition(".")[2]
    domain = env.domains.python_domain
    homes = ["", "arrow.", "dask.", "sandbox."]
    if target.startswith("amazon_music_async.sandbox."):
        homes.reverse()  # It has a `User` and a `PlaylistEntry` of its own.
    full_names = [f"amazon_music_async.{home}{short}" for home in homes]
    method = target.split(".")
    if len(method) == 2:  # `playlists.mine`, `Playlists.mine`
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
    if what == "class" and signature and signature.startswith("(*, id: "):
        return "", result  # A model: its fields follow.
    if signature:
        clean = re.sub(r"<(?:built-in )?(?:function|method) ([\w.]+)[^>]*>", r"\1", signature)
        return clean.replace("NOTHING", "..."), result
    return None


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


def _write_llms_txt(app: Sphinx, error: Exception | None) -> None:
    """List all pages in the form that language models are told to look for: https://llmstxt.org."""
    env = app.env
    lines = [f"# {project}", "", f"> {metadata(project)['Summary']}"]
    for part in env.toctree_includes["index"] if error is None else ():
        lines += ["", f"## {env.titles[part].astext()}", ""]
        lines += [f"- [{env.titles[page].astext()}]({page}.html)" for page in env.toctree_includes[part]]
    (app.outdir / "llms.txt").write_text("\n".join(lines) + "\n", "utf-8")


def setup(app: Sphinx) -> None:
    """Connect the hooks."""
    app.connect("build-finished", _write_llms_txt)
    app.connect("missing-reference", _to_public_name)
    app.connect("doctree-read", _keep_builtins)
    app.connect("autodoc-process-signature", _clean_signature)
    app.connect("sphinx-click-process-description", _commands_as_code)
