#!/usr/bin/env bash
# Show that a bare Debian suffices: in an empty system made by debootstrap, with nothing but Python with venv, make and
# git, clone what is committed, `make run` as a new machine does, and start a second time without any network.
#
#   sudo scripts/try_bare_debian.sh [FOLDER]      FOLDER (default: a temporary one) is kept when it was named
#
# Needs root, debootstrap, a Debian mirror, PyPI and the npm registry. SUITE, MIRROR and PORT may be set.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
suite=${SUITE:-bookworm}
mirror=${MIRROR:-} # debootstrap knows its own
port=${PORT:-8129}
url=http://127.0.0.1:$port

if [ "$(id -u)" != 0 ]; then echo "error: debootstrap and chroot need root." >&2; exit 1; fi
if [ -n "${1:-}" ]; then root=$1; keep=yes; else root=$(mktemp -d /var/tmp/bare-debian.XXXXXX); keep=; fi

running=
clean_up() {
  # The process group of the start that is under way, then the mounts, and only then the files.
  if [ -n "$running" ]; then kill -TERM -- "-$running" 2>/dev/null || true; wait "$running" 2>/dev/null || true; fi
  for mount in dev proc; do if mountpoint -q "$root/$mount"; then umount -l "$root/$mount"; fi; done
  if [ -z "$keep" ] && ! mountpoint -q "$root/proc" && ! mountpoint -q "$root/dev"; then rm -rf --one-file-system "$root"; fi
}
trap clean_up EXIT

if [ ! -e "$root/etc/debian_version" ]; then
  echo "== A bare $suite in $root"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" ${mirror:+"$mirror"} > "$root.log" 2>&1 \
    || { tail -5 "$root.log" >&2; exit 1; }
  rm -f "$root.log"
fi
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
if ! mountpoint -q "$root/dev"; then
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero full random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
  mkdir -p "$root/dev/shm"; chmod 1777 "$root/dev/shm"
fi
# How names are resolved and which certificates are trusted here; nothing else of this machine is visible inside.
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp -L /etc/hosts "$root/etc/hosts"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

inside() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }

echo "== Python with venv, make, git"
inside DEBIAN_FRONTEND=noninteractive sh -c '
  set -e
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3 python3-venv make git' > /dev/null

echo "== A clone of what is committed"
rm -rf "$root/home/project"
git clone --quiet --no-hardlinks "$project" "$root/home/project"

# start NAME COMMAND…: make run in a process group of its own, until it says that it is ready
start() {
  local name=$1; shift
  local begun=$SECONDS
  # bash gives a background job a group of its own only with job control.
  set -m
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PORT="$port" \
    "$@" make -C /home/project run > "$root/home/$name.log" 2>&1 &
  running=$!
  set +m
  until grep -q "Stop with Ctrl-C" "$root/home/$name.log"; do
    if ! kill -0 "$running" 2>/dev/null; then cat "$root/home/$name.log" >&2; echo "error: $name failed" >&2; exit 1; fi
    if [ $((SECONDS - begun)) -gt 900 ]; then cat "$root/home/$name.log" >&2; echo "error: $name takes too long" >&2; exit 1; fi
    sleep 0.5
  done
  cat "$root/home/$name.log"
  echo "== $name: ready after $((SECONDS - begun)) s"
}

stop() { kill -TERM -- "-$running"; wait "$running" || true; running=; }

fetch='import sys, urllib.request
for path in ("/", "/bretten/", "/bretten/mitmachen/", "/readyz", "/demo/postfach"):
    with urllib.request.urlopen(sys.argv[1] + path) as answer:
        print(answer.status, path, len(answer.read()), "bytes")'

echo "== First start"
start first-start
inside python3 -c "$fetch" "$url"
stop

echo "== Second start, without a network"
if grep -qE "Installing|Building" "$root/home/first-start.log"; then :; else echo "error: the first start installed nothing" >&2; exit 1; fi
start second-start unshare --net sh -c 'ip link set lo up 2>/dev/null || python3 -c "
import fcntl, socket, struct
request = struct.pack(\"16sh\", b\"lo\", 1 | 64)
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, request)"; exec "$@"' sh
if grep -E "Installing|Building" "$root/home/second-start.log"; then echo "error: the second start installed again" >&2; exit 1; fi
# The server answers inside its own network only, so the question is asked in there.
server=$(pgrep -g "$running" -f "scripts/serve.py" | head -1)
nsenter --target "$server" --net chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin python3 -c "$fetch" "$url"
stop

echo "== A bare Debian suffices"
