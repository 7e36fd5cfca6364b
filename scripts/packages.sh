# Sourced by ./run and ./test: installs what a bare Debian 12 lacks.

# need_packages PACKAGE...: installs those that are missing, asking for sudo where it must.
need_packages() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null; then
        echo "This is not Debian: make sure that your system's equivalents of these are installed: $*" >&2
        return 0
    fi
    for package in "$@"; do
        if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            missing+=("$package")
        fi
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing; install them as root and try again: ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing: ${missing[*]}" >&2
    "${as_root[@]}" apt-get update --quiet=2 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >/dev/null
}

# need_swift: ends the script unless there is a Swift compiler that is new enough.
need_swift() {
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    if [ "$(printf '%s\n' 6.2 "${version:-0}" | sort --version-sort | head -n 1)" != 6.2 ]; then
        echo "Swift 6.2 or newer is needed: install it from https://www.swift.org/install/linux and put it on the PATH." >&2
        exit 1
    fi
}

build_packages=(git ca-certificates gettext libedit-dev libsqlite3-dev)
window_packages=(libadwaita-1-dev librsvg2-common)
test_packages=("${build_packages[@]}" "${window_packages[@]}" curl openssl procps python3 python3-venv
    appstream at-spi2-core dbus-x11 desktop-file-utils fonts-cantarell fonts-noto-color-emoji imagemagick gir1.2-atspi-2.0 python3-gi xdotool xvfb)
