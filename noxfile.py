"""What is checked, and how: ``nox`` runs all of it, ``nox -s lint`` a part."""

import os
import re
import shutil
import subprocess

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
# With CI=true nox would fail on an interpreter that is not there.
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["lint", "types", "docs", "tests"]

# As pip does: with its own list of certificates alone, uv fails behind a proxy that only the machine knows.
os.environ.setdefault("UV_SYSTEM_CERTS", "1")

# pyenv's shims answer only for the versions that PYENV_VERSION lists: all that may be tested.
if "PYENV_VERSION" not in os.environ and (pyenv := shutil.which("pyenv")):
    listed = subprocess.run([pyenv, "versions", "--bare"], check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - the user's own
    if fitting := [version for version in listed if re.fullmatch(r"3\.(1[1-9]|[2-9]\d)\.\d+", version)]:
        os.environ["PYENV_VERSION"] = ":".join(fitting)

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
OLDEST = PYTHONS[0]
NEWEST = next((version for version in reversed(PYTHONS) if shutil.which(f"python{version}")), OLDEST)
"""The newest interpreter that is installed."""
PARALLEL = ["-n", "logical", "--maxprocesses", "8", "--dist", "worksteal"]
EVERYTHING = f".[{','.join(PROJECT['project']['optional-dependencies'])}]"
"""The project with all of its extras."""

# No current directory on sys.path: what is tested is the installed wheel, not the checkout.
INSTALLED = {"PYTHONSAFEPATH": "1"}


def group(name: str) -> tuple[str, ...]:
    """The requirements of one dependency group."""
    return nox.project.dependency_groups(PROJECT, name)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, with every branch covered.

    On the oldest interpreter with the oldest dependencies that the project says it works with, and with asyncio's debug
    mode. With arguments, those tests: they need not cover everything.
    """
    debug: list[str] = []
    if session.python == OLDEST:
        debug = ["--asyncio-debug"]
        session.install("uv")
        session.run("uv", "pip", "install", "--quiet", "--resolution", "lowest-direct", EVERYTHING)
    session.install(EVERYTHING, *group("tests"))
    env = INSTALLED | {"COVERAGE_FILE": os.path.join(session.create_tmp(), ".coverage")}  # noqa: PTH118 - one string
    if session.posargs:
        session.run("pytest", *debug, *session.posargs, env=env)
        return
    if session.python == NEWEST:
        # In earnest once, and without coverage, which would make it slow.
        in_earnest = ("tests/chaos", "tests/calls/test_limiter_against_a_limit.py", "tests/cli/test_patience.py")
        session.run("pytest", *PARALLEL, *in_earnest, env=INSTALLED | {"CHAOS_SEEDS": "200", "SEEDS": "5"})
    session.run("coverage", "erase", env=env)
    session.run("coverage", "run", "-m", "pytest", *debug, *PARALLEL, env=env)
    session.run("coverage", "combine", "--quiet", env=env)
    session.run("coverage", "report", env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Format and rules."""
    session.install(*group("lint"))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session(python=OLDEST)
def types(session: nox.Session) -> None:
    """Two type checkers, strict, over everything."""
    session.install(EVERYTHING, "nox", *group("tests"), *group("types"), *group("docs"))
    session.run("mypy")
    session.run("pyright")


@nox.session(python=NEWEST)
def docs(session: nox.Session) -> None:
    """The documentation, built without a warning, and everything that it shows, run; an argument is a folder for it."""
    session.install(EVERYTHING, *group("tests"), *group("docs"))
    tmp = session.create_tmp()
    html, *_ = [*session.posargs, os.path.join(tmp, "html")]  # noqa: PTH118 - one string
    build = ["sphinx-build", "-n", "-W", "--keep-going", "-q", "-d", os.path.join(tmp, "doctrees")]  # noqa: PTH118
    session.run(*build, "docs", html, env=INSTALLED)
    for page in ("README.rst", "CHANGES.rst", "CONTRIBUTING.rst", "SECURITY.rst"):  # They are read without Sphinx, too.
        session.run("docutils", "--strict", "--writer=pseudoxml", page, os.devnull)
    # More than there are processors, because most examples wait: for a limit, or for the programs that they start.
    session.run("pytest", "-n", "4", "--dist", "worksteal", "docs/_run", env=INSTALLED | {"DOCUMENTATION": html})


@nox.session(python=OLDEST)
def bench(session: nox.Session) -> None:
    """The benchmarks: one table, and the pictures beside it."""
    session.install(".[cli]", "orjson>=3.10.11")  # the floor of the tables
    for peer in ("tekore>=6.2", "spotifyaio>=0.9", "spotipy>=2.25", "httpx>=0.28", "pydantic>=2.10"):
        session.install(peer, success_codes=[0, 1])  # left out of the table where it cannot be installed
    session.run("python", "benchmarks/run.py", *session.posargs)


MUTATED = {
    "_calls/adaptive_rate": ("calls/test_adaptive_rate", "calls/test_redis_rate_script", "calls/test_pacing"),
    "_calls/limiter": ("calls/test_limiter", "calls/test_limiter_cancelled", "calls/test_calls_paused"),
    "_calls/response": (
        "calls/test_refusals_read",
        "calls/test_answers_read",
        "calls/test_answers_forgiven",
        "endpoints/test_wrong_use",
    ),
    "_lookups/batch": ("lookups",),
    "_pages/cursor": ("pages/test_pages_walk", "pages/test_pages_batches", "pages/test_pages_random"),
    "_retry": ("calls/test_retry_policy",),
}
"""Modules without input and output of their own, and the tests that must notice each change to them."""

MUTATION = """
[cosmic-ray]
module-path = "amazon_music_async/{module}.py"
timeout = 120.0
excluded-modules = []
test-command = "python -m pytest -q -x -p no:cacheprovider -p pytest_asyncio.plugin {tests}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
# What an annotation says (`X | None`) is no behaviour; powers, remainders and bits for a product are noticed anyway.
exclude-operators = ["core/ReplaceBinaryOperator_(BitOr_.*|.*_(Pow|Mod|FloorDiv|LShift|RShift|BitOr|BitAnd|BitXor))"]
"""


@nox.session(python=OLDEST)
def mutate(session: nox.Session) -> None:
    """Change pure modules in every small way, and list the changes that no test notices: takes an hour.

    With arguments, those modules: ``nox -s mutate -- _retry``. It works on a copy, because it changes them in place.
    """
    session.install(EVERYTHING, "cosmic-ray>=8.4", *group("tests"))
    copy = os.path.join(session.create_tmp(), "copy")  # noqa: PTH118 - one string
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(".", copy, ignore=shutil.ignore_patterns(".*"))
    session.chdir(copy)
    for module in session.posargs or MUTATED:
        tests = " ".join(f"tests/{test}" if "/" not in test else f"tests/{test}.py" for test in MUTATED[module])
        with open("mutation.toml", "w", encoding="utf-8") as config:  # noqa: PTH123 - one string
            config.write(MUTATION.format(module=module, tests=tests))
        session.run("cosmic-ray", "init", "--force", "mutation.toml", "mutation.sqlite")
        session.run("cr-filter-operators", "mutation.sqlite", "mutation.toml")
        # The copy, not what is installed; and only the plugins that these tests need, because each change is a run.
        env = {"PYTHONPATH": copy, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CI": "true"}
        session.run("cosmic-ray", "exec", "mutation.toml", "mutation.sqlite", env=env)
        session.run("cr-report", "--surviving-only", "mutation.sqlite")
