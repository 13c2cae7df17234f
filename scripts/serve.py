"""Run the web server and the background worker together: what `make run` ends in.

Prepares the data (migrations, the demo when it is empty), starts gunicorn and the worker, waits until the first page
answers and prints where things are. Ctrl-C, TERM and a closed terminal end both; when one of them dies, all end with a
status other than zero. Only the standard library, so that nothing of the product can break the supervisor.

HOST and PORT say where to listen, 127.0.0.1 and 8000 unless told; WEB_WORKERS and WEB_THREADS size the server.
"""

import argparse
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.dirname(os.path.abspath(sys.executable))
GRACE_SECONDS = 12  # more than gunicorn's own grace for requests that are under way
READY_SECONDS = 60


def address():
    """HOST and PORT of the environment, checked; ends with a sentence when they cannot be used."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"error: PORT must be a number from 1 to 65535, not “{port}”.")
    return host, int(port)


def check_address():
    """End with one sentence when nobody could listen there."""
    host, port = address()
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        sys.exit(f"error: HOST “{host}” is not an address of this machine.")
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as problem:
            if problem.errno == 98 or "in use" in str(problem):
                sys.exit(
                    f"error: port {port} is already in use on {host}. Stop what listens there or choose another one:"
                    f" make run PORT={port + 1 if port < 65535 else 8000}"
                )
            sys.exit(f"error: cannot listen on {host}, port {port}: {problem.strerror or problem}.")


def browsable(host, port):
    """The address as one types it on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def say(text):
    """Print; a terminal that is gone is no reason to fail."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


class Stopped(Exception):
    """A signal asked for the end."""


class Supervisor:
    """Starts children in process groups of their own and ends all of them together."""

    def __init__(self, environment, parent):
        self.environment = environment
        self.parent = parent
        self.children = {}
        self.asked = None
        self.starting = False
        self.terminal = None

    def listen(self):
        for descriptor in range(3):
            if self.terminal is None and os.isatty(descriptor):
                self.terminal = select.poll()
                self.terminal.register(descriptor, 0)  # a hang-up is told without being asked for
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, self._ask)

    def _ask(self, number, _frame):
        if self.asked is None:
            self.asked = number
            if not self.starting:
                raise Stopped
            return
        # A second Ctrl-C means now.
        for child in self.children.values():
            self._signal(child, signal.SIGKILL)

    def start(self, name, command, **options):
        # A new session: signals of the terminal reach us alone, and we tell the children in order.
        # A signal in between waits until the child is known, or it would be left behind.
        self.starting = True
        child = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True, **options)
        self.children[name] = child
        self.starting = False
        if self.asked is not None:
            raise Stopped
        return child

    def run(self, name, command, **options):
        """One step before the servers; returns its status."""
        child = self.start(name, command, **options)
        output = child.communicate()[0]
        del self.children[name]
        return child.returncode, output

    def watch(self):
        """Return the name of the first child that ends."""
        while True:
            self.check_surroundings()
            for name, child in self.children.items():
                if child.poll() is not None:
                    return name
            time.sleep(0.3)

    def check_surroundings(self):
        """Stop when make was killed outright, or when the terminal is gone.

        A closed terminal tells the first process of its session only. Where that is make itself
        (`ssh -t host make run`), make waits for us and we would never hear of it.
        """
        if self.parent and os.getppid() != self.parent:
            raise Stopped
        if self.terminal and self.terminal.poll(0):
            raise Stopped

    def stop(self):
        for child in self.children.values():
            self._signal(child, signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, end - time.monotonic()))
        for child in self.children.values():
            # The group, not only its leader: nothing of it may stay behind.
            self._signal(child, signal.SIGKILL)
            child.wait()

    @staticmethod
    def _signal(child, number):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)


def step(supervisor, what, *arguments):
    """Run one `flask` command; its output is shown when it fails, which ends everything."""
    say("· " + what)
    status, output = supervisor.run(
        arguments[0], [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if status:
        sys.stderr.write(output)
        sys.exit(f"error: {what} failed (see above).")
    return output


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except urllib.error.HTTPError:
        return True  # it talks: what it says is not for us to judge
    except OSError:
        return False


def wait_until_ready(supervisor, url):
    """Whether the server answers before one of the children ends or patience does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    urllib.request.install_opener(opener)
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        supervisor.check_surroundings()
        if any(child.poll() is not None for child in supervisor.children.values()):
            return False
        if answers(url + "/healthz"):
            return True
        time.sleep(0.2)
    return False


def server_command(host, port):
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # The sign of life of a worker is a file: in memory it does not wait for a slow disk.
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", bind, "--worker-class", "gthread",
        "--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", os.environ.get("WEB_THREADS", "4"),
        "--graceful-timeout", "8", "--worker-tmp-dir", memory, "--log-level", "warning",
    ]  # fmt: skip


def serve(supervisor, host, port):
    url = browsable(host, port)
    is_demo = supervisor.environment["ENGAGEMENT_ENV"] == "demo"
    step(supervisor, "Bringing the database up to date", "db", "upgrade")
    if is_demo:
        step(supervisor, "Filling the demo", "demo", "load")
    check_address()
    supervisor.start("web server", server_command(host, port))
    supervisor.start("worker", [sys.executable, "-m", "engagement.jobs.worker"])
    if wait_until_ready(supervisor, url):
        if is_demo:
            say(step(supervisor, "Ready", "demo", "logins").rstrip())
        else:
            say("· Ready: " + url)
        say("Stop with Ctrl-C.")
    ended = supervisor.watch()
    say(f"error: the {ended} ended with status {supervisor.children[ended].returncode}, so everything ends.")
    return 1


def main():
    arguments = argparse.ArgumentParser(description="Run the web server and the worker together.")
    arguments.add_argument("--stop-with-parent", action="store_true", help="end when the calling process is gone")
    chosen = arguments.parse_args()
    check_address()
    host, port = address()
    environment = dict(os.environ, HOST=host, PORT=str(port))
    environment.setdefault("ENGAGEMENT_ENV", "demo")
    environment["PATH"] = BIN + os.pathsep + environment.get("PATH", "")
    if environment["ENGAGEMENT_ENV"] == "demo":
        environment.setdefault("PLATFORM_HOST", browsable(host, port).partition("//")[2])
    supervisor = Supervisor(environment, os.getppid() if chosen.stop_with_parent else None)
    supervisor.listen()
    status = 0
    try:
        status = serve(supervisor, host, port)
    except Stopped:
        say("\n· Stopping")
    finally:
        supervisor.stop()
    return status


if __name__ == "__main__":
    sys.exit(main())
