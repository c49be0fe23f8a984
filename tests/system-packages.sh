#!/bin/sh
# What the tests need from the system: a Chromium and a PostgreSQL server. Installed with apt where we are root.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="chromium"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
# Quicker, and not everywhere: without it the tests take the whole browser.
quicker=""
command -v chromium-headless-shell >/dev/null 2>&1 || quicker="chromium-headless-shell"
[ -z "$missing$quicker" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    if [ -n "$missing" ]; then
        echo "Installing for the tests: $missing"
        apt-get update -qq
        # shellcheck disable=SC2086  # one word a package
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    elif ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
        apt-get update -qq || true
    fi
    [ -z "$quicker" ] || apt-get install -y -qq --no-install-recommends "$quicker" >/dev/null 2>&1 || true
elif [ -n "$missing" ]; then
    echo "The tests need: $missing. Install with: sudo apt-get install $missing" | tr -s ' ' >&2
    exit 1
fi
