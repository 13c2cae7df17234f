"""Make this checkout ready: virtual environment, locked packages, built front end, compiled catalogues.

    python3 scripts/prepare.py run     what `make run` needs
    python3 scripts/prepare.py dev     the same, and what the checks and tests need

Only the standard library, and words that an old Python understands too: this runs before anything is installed. Each
step writes a stamp with the hash of what it read, and is left out while that hash stays the same, so that a second
start needs neither pip nor npm nor a network.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
STAMPS = os.path.join(VENV, "stamps")
OLDEST = (3, 11)
LOCKS = {
    "run": ("requirements.txt", "requirements-build.txt"),
    "dev": ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"),
}
NPM_LOCKS = ("package.json", "package-lock.json")
# What the built files are made from; a change in any of them builds again.
ASSET_SOURCES = (
    "engagement/assets", "scripts/build_assets.mjs", "scripts/assets", "scripts/subset_fonts.py",
    "requirements-build.txt", *NPM_LOCKS,
)  # fmt: skip
STATIC = os.path.join(ROOT, "engagement", "static")


def fail(message):
    """End with one clear sentence."""
    sys.exit("error: " + message)


def say(message):
    print("· " + message, flush=True)


def call(command, what, **options):
    """Run a command; its output is shown only when it fails."""
    environment = dict(os.environ, PATH=BIN + os.pathsep + os.environ.get("PATH", ""), **options)
    # Node brings its own list of certificates; in a network with a certificate of its own only the machine knows it.
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    try:
        result = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )  # fmt: skip
    except OSError as problem:
        fail(f"{what} failed: {problem}")
    if result.returncode:
        sys.stderr.write(result.stdout)
        fail(f"{what} failed (see above).")


def files_below(path):
    """Every file of a folder in a fixed order, or the file itself; nothing when it is not there."""
    full = os.path.join(ROOT, path)
    if os.path.isfile(full):
        return [full]
    found = []
    for folder, folders, names in os.walk(full):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found.extend(os.path.join(folder, name) for name in sorted(names))
    return found


def digest(paths, *more):
    """One hash over names and contents."""
    total = hashlib.sha256(repr(more).encode())
    for path in paths:
        for name in files_below(path):
            total.update(os.path.relpath(name, ROOT).encode() + b"\0")
            with open(name, "rb") as source:
                total.update(hashlib.sha256(source.read()).digest())
    return total.hexdigest()


def is_done(step, value):
    try:
        with open(os.path.join(STAMPS, step)) as stamp:
            return stamp.read() == value
    except OSError:
        return False


def mark_done(step, value):
    os.makedirs(STAMPS, exist_ok=True)
    with open(os.path.join(STAMPS, step), "w") as stamp:
        stamp.write(value)


def check_python():
    if sys.version_info < OLDEST:
        fail(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, but {sys.executable} is {sys.version.split()[0]}."
            " Name another one: make run PYTHON=python3.12"
        )


def make_venv():
    """A virtual environment of this checkout; made anew when its Python has gone or the checkout has moved."""
    value = digest((), repr(sys.version_info[:2]), ROOT)
    if is_done("venv", value) and subprocess.call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL) == 0:
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        fail("this Python has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv")
    say("Making the virtual environment .venv")
    # A folder without our stamp may be somebody's own environment: it is brought up to date, not deleted.
    shutil.rmtree(STAMPS, ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True, clear=not os.path.exists(PYTHON)).create(VENV)
    except (subprocess.CalledProcessError, OSError) as problem:
        fail(f"the virtual environment could not be made: {problem}")
    mark_done("venv", value)


def install_python_packages(kind):
    """Packages at the versions and hashes of the locks; the development set includes the other."""
    value = {name: digest(LOCKS[name]) for name in LOCKS}
    if is_done("pip-" + kind, value[kind]) or (kind == "run" and is_done("pip-dev", value["dev"])):
        return
    say("Installing Python packages ({})".format(" + ".join(LOCKS[kind])))
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if not sys.dont_write_bytecode:
        # Python compiles what is imported at the first start and keeps it; compiling all of it here takes most of a
        # minute, for tables of telephone numbers that nobody reads.
        command.append("--no-compile")
    for lock in LOCKS[kind]:
        command += ["-r", lock]
    call(command, "pip install")
    mark_done("pip-" + kind, value[kind])


def install_node_packages():
    """The npm packages of the lock. Node and npm come from the virtual environment, the same on every machine."""
    value = digest(NPM_LOCKS)
    if is_done("npm", value) and os.path.isdir(os.path.join(ROOT, "node_modules")):
        return
    say("Installing front-end packages (npm ci)")
    call([os.path.join(BIN, "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci")
    mark_done("npm", value)


def build_assets():
    value = digest(ASSET_SOURCES)
    if is_done("assets", value) and is_complete(STATIC):
        return
    say("Building style sheets, scripts, fonts and pictures")
    call([os.path.join(BIN, "node"), "scripts/build_assets.mjs"], "building the front end")
    mark_done("assets", value)


def is_complete(folder):
    """Whether every file that the build's manifest names is there."""
    try:
        with open(os.path.join(folder, "manifest.json")) as source:
            names = json.load(source)
        names = names.values() if isinstance(names, dict) else names
        return all(os.path.isfile(os.path.join(folder, name)) for name in names if isinstance(name, str))
    except (OSError, ValueError):
        return False


def compile_catalogues():
    """gettext's .po into .mo, which are made, not committed."""
    sources = [name for name in files_below("translations") if name.endswith(".po")]
    value = digest([os.path.relpath(name, ROOT) for name in sources])
    if is_done("catalogues", value) and all(os.path.exists(name[:-3] + ".mo") for name in sources):
        return
    say("Compiling translations")
    call([os.path.join(BIN, "pybabel"), "compile", "-d", "translations"], "compiling translations")
    mark_done("catalogues", value)


def find_browser():
    """The browser of the journeys: on PATH, else from Debian's packages, else Playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if shutil.which(name):
            return
    if subprocess.call([PYTHON, "scripts/browser.py"], stdout=subprocess.DEVNULL, cwd=ROOT) == 0:
        return
    tried = "there is no chromium, chromium-browser or google-chrome on PATH"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium (apt-get)")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call(["apt-get", "update", "-qq"], env=environment, **quiet)
        for package in ("chromium", "chromium-browser"):
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            if subprocess.call(command, env=environment, **quiet) == 0 and shutil.which(package):
                return
        tried += ", apt-get could not install it"
    say("Installing Chromium (playwright)")
    # Through scripts/browser.py, which chooses the Node that drives Playwright.
    subprocess.call([PYTHON, "scripts/browser.py", "install"], stdout=subprocess.DEVNULL, cwd=ROOT)
    if subprocess.call([PYTHON, "scripts/browser.py"], stdout=subprocess.DEVNULL, cwd=ROOT) == 0:
        return
    fail(f"the journeys need a browser: {tried}, and Playwright's could not be installed. Install Chromium.")


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        fail("say what to prepare for: run or dev")
    check_python()
    if kind == "run":
        # Said before anything is made: a busy port must not cost minutes.
        sys.path.insert(0, os.path.join(ROOT, "scripts"))
        import serve

        serve.check_address()
    make_venv()
    install_python_packages(kind)
    install_node_packages()
    build_assets()
    compile_catalogues()
    if kind == "dev":
        find_browser()


if __name__ == "__main__":
    main()
