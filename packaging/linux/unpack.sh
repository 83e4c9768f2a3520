#!/bin/sh
# Callboard @VERSION@ for Linux: this script, and behind it the program.
#
#     sh callboard.run                 installs for you, below ~/.local; as root for all, below /usr/local
#     sh callboard.run --prefix DIR    installs below DIR
#     sh callboard.run --extract DIR   only unpacks it, to run DIR/program/callboard
#     sh callboard.run --remove        removes it again (with the same --prefix), and keeps what was entered
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

usage() {
    sed -n '2,8s/^# \{0,1\}//p' "$0"
}

unpack() {
    command -v xz >/dev/null || fail "xz is missing, so nothing was installed: install xz-utils (or xz)."
    mkdir -p "$1"
    tail -n +"$(($(grep -an '^=== the program follows ===$' "$0" | cut -d: -f1 | head -n 1) + 1))" "$0" |
        xz --decompress | tar --extract --no-same-owner --strip-components=1 --directory "$1" ||
        fail "The archive is damaged: fetch it again. What was there before is as it was."
}

install_program() {
    new=$prefix/lib/.callboard.new
    trap 'rm -rf "$new"' EXIT
    rm -rf "$new"
    unpack "$new"
    "$new/program/callboard" --version >/dev/null || fail "This system cannot run Callboard; nothing was installed." \
        "It needs glibc 2.34 or later."
    rm -rf "$prefix/lib/.callboard.old"
    [ ! -e "$home" ] || mv "$home" "$prefix/lib/.callboard.old"
    mv "$new" "$home"
    rm -rf "$prefix/lib/.callboard.old"
    mkdir -p "$prefix/bin"
    ln -sf "$home/program/callboard" "$prefix/bin/callboard"
    (cd "$home/share" && find . -type f) | while read -r file; do
        mkdir -p "$prefix/share/$(dirname "$file")"
        cp "$home/share/$file" "$prefix/share/$file"
    done
    # zsh looks here below /usr/local; below ~/.local only where the user's fpath says so.
    mkdir -p "$prefix/share/zsh/site-functions"
    ln -sf ../vendor-completions/_callboard "$prefix/share/zsh/site-functions/_callboard"
    # A desktop need not have ~/.local/bin on its path.
    sed -i "s|^Exec=callboard|Exec=$prefix/bin/callboard|" "$prefix/share/applications/callboard.desktop"
    refresh
    echo "Callboard @VERSION@ is installed in $home; start it from the menu, or with $prefix/bin/callboard"
}

remove_program() {
    [ -e "$home/share" ] || fail "Callboard is not installed below $prefix. Nothing was removed."
    (cd "$home/share" && find . -type f) | while read -r file; do rm -f "$prefix/share/$file"; done
    rm -rf "$home" "$prefix/bin/callboard" "$prefix/share/zsh/site-functions/_callboard"
    refresh
    echo "Callboard was removed. What was entered with it was kept: ~/.config/callboard, ~/.local/share/callboard" \
        "and ~/.local/state/callboard."
}

refresh() {
    update-desktop-database "$prefix/share/applications" 2>/dev/null || true
    gtk-update-icon-cache -q "$prefix/share/icons/hicolor" 2>/dev/null || true
}

if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=$HOME/.local; fi
wish=install_program
while [ $# -gt 0 ]; do
    case $1 in
    --prefix) prefix=${2:?--prefix wants a folder} && shift ;;
    --extract) unpack "${2:?--extract wants a folder}" && exit ;;
    --remove) wish=remove_program ;;
    --help | -h) usage && exit ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac # links below it name it whole
home=$prefix/lib/callboard
$wish
exit
=== the program follows ===
