#!/bin/sh
# Runs a command of netvakt(1) with what systemd gives the service; see --help.
set -eu

usage() {
  cat <<'TEXT'
Usage: netvaktctl [--unit UNIT] COMMAND [ARGUMENT...]

Runs "netvakt COMMAND" with what systemd gives the service: its credentials, user, limit of open files, and configuration.
Commands that look at or change rules and interfaces of this machine (doctor, export, announce) run as root, with the same
credentials.

  --unit UNIT   the service (default: the instance that runs, else netvakt.service), such as netvakt@b
  --help        show this help

Examples:
  netvaktctl doctor
  netvaktctl list status
  netvaktctl list update
  netvaktctl export nft --suspects --apply

Needs root, systemd 252 or later, and dbus. Relative paths start from the current folder, and must be readable by the
service's user. Exit codes: those of netvakt; 1 if systemd cannot run it; 2 for wrong usage.
TEXT
}

fail() { # fail CODE MESSAGE
  printf 'netvaktctl: %s\n' "$2" >&2
  exit "$1"
}

# What systemctl calls `netvakt@b`, `b` being an instance: netvakt@b.service.
unit_name() {
  case $1 in
    netvakt.service | netvakt@?*.service) printf '%s' "$1" ;;
    netvakt | netvakt@?*) printf '%s.service' "$1" ;;
    *) fail 2 "--unit is netvakt, or an instance such as netvakt@b" ;;
  esac
}

running_unit() {
  found=$(systemctl list-units --plain --no-legend --state=active,activating,reloading netvakt.service 'netvakt@*.service' \
    | awk 'NR == 1 { print $1 }')
  printf '%s' "${found:-netvakt.service}"
}

# The lines of the unit and its drop-ins that give credentials; a line without value takes back those before it, as in systemd.
credentials_of() {
  instance=${1#netvakt@}
  systemctl cat "$1" | awk -v instance="${instance%.service}" '
    BEGIN { count = 0 }
    /\\$/ { sub(/\\$/, ""); held = held $0; next }
    { line = held $0; held = "" }
    line ~ /^(LoadCredential|LoadCredentialEncrypted|SetCredential|SetCredentialEncrypted)=/ {
      name = line; sub(/=.*/, "", name)
      value = line; sub(/^[^=]*=/, "", value)
      gsub(/%i/, instance, value)
      if (value == "") { for (i = 0; i < count; i++) if (names[i] == name) values[i] = ""; next }
      names[count] = name; values[count++] = value
    }
    END { for (i = 0; i < count; i++) if (values[i] != "") print names[i] "=" values[i] }'
}

unit=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --unit) [ $# -ge 2 ] || fail 2 "--unit needs a value. See netvaktctl --help"; unit=$(unit_name "$2"); shift 2 ;;
    --unit=*) unit=$(unit_name "${1#*=}"); shift ;;
    -*) fail 2 "there is no option $1. See netvaktctl --help" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { usage >&2; exit 2; }
[ "$(id -u)" = 0 ] || fail 1 "systemd gives the service's credentials to root only. Run it with sudo"
[ -d /run/systemd/system ] || fail 1 "systemd does not run here. Use netvakt, with keys in files"
[ -S /run/dbus/system_bus_socket ] || fail 1 "systemd-run needs dbus. Install it: apt install dbus"
: "${unit:=$(running_unit)}"
property() { systemctl show --property="$1" --value "$unit"; }
[ "$(property LoadState)" = loaded ] || fail 1 "there is no unit $unit. See systemctl list-units 'netvakt*'"
config=$(property ExecStart | sed -n 's/.* --config \([^ ;]*\) .*/\1/p')
user=$(property User) group=$(property Group)

# systemd-run replaces variables in arguments, as units do.
escaped() { printf '%s' "$1" | sed 's/\$/$$/g'; }
case $1 in doctor | export | announce) as=root ;; *) as=service ;; esac
for word in "$@"; do
  set -- "$@" "$(escaped "$word")"
  shift
done
set -- /usr/bin/netvakt "$@"
if [ "$as" = service ]; then
  # StateDirectory= gives the folder to the user: never for a command that runs as root.
  set -- --property=User="$user" --property=Group="$group" --property=UMask=0077 --property=NoNewPrivileges=yes \
    --property=CapabilityBoundingSet= --property=StateDirectory=netvakt --property=StateDirectoryMode=0700 "$@"
fi
# Who it is, for the audit log and for two persons who release a list: systemd starts the command, which so has no login of its own. The
# kernel's counts (proc(5), loginuid) before what sudo says, which any root shell could say too.
login=$(cat /proc/self/loginuid 2>/dev/null || true)
case $login in '' | 4294967295) login=${SUDO_UID-} ;; esac
[ -z "$login" ] || set -- --setenv=SUDO_UID="$login" "$@"
while IFS= read -r line; do
  [ -z "$line" ] || set -- --property="$line" "$@"
done <<LINES
$(credentials_of "$unit")
LINES
exec systemd-run --quiet --wait --pipe --collect --service-type=exec --same-dir \
  --description="netvaktctl, with what $unit has" \
  --setenv=NETVAKT_CONFIG="${NETVAKT_CONFIG:-$config}" --property=LimitNOFILE="$(property LimitNOFILE)" --property=LimitCORE=0 "$@"
