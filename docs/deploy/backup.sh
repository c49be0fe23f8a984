#!/bin/sh
# Back up the SQLite database of a running installation, and that of complaints beside it, into a folder, and keep the newest
# KEEP files of each (one unless told). Run as root: sh backup.sh [DATABASE [FOLDER]]
set -eu
umask 077

database=${1:-/var/lib/sutcharit/sutcharit.db}
folder=${2:-/var/backups/sutcharit}
complaints="$(dirname "$database")/complaints.db"
mkdir -p "$folder"

back_up() {
    copy="$folder/$2-$(date +%Y-%m-%d-%H%M%S).db"
    # Not cp: what was stored last stands in another file until SQLite moves it.
    sqlite3 "$1" "VACUUM INTO '$copy'"
    test "$(sqlite3 -readonly "$copy" 'PRAGMA integrity_check')" = ok
    # The names sort by time, newest last.
    ls "$folder/$2"-*.db | sort | head -n "-${KEEP:-1}" | while read -r old; do rm -- "$old"; done
    echo "$copy"
}

back_up "$database" sutcharit
if [ -e "$complaints" ]; then
    back_up "$complaints" complaints
fi
