#!/bin/bash
# Boots the systemd of the Debian at $1 as the first process of namespaces of its own: mounts, processes, names, messages and control
# groups, so that it can do to a service whatever a unit asks for, and nothing to this machine. $2 names its control group.
# The network is the caller's. It lives until its first process is killed.
set -e
exec unshare --mount --propagation private bash -ec '
  hierarchy=$0/mnt
  mount -t cgroup2 none "$hierarchy"
  mkdir -p "$hierarchy/$1"
  echo $$ > "$hierarchy/$1/cgroup.procs"
  umount "$hierarchy"
  exec unshare --cgroup --pid --fork --kill-child --uts --ipc bash -ec "
    cd \"\$0\"
    mount --bind . .
    cd \"\$0\"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs tmpfs run
    mount -t tmpfs tmpfs tmp
    mkdir -p .old
    pivot_root . .old
    umount -l /.old
    # Credentials reach a service by a mount that has to be seen by it.
    mount --make-rshared /
    exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --show-status=no
  " "$0"
' "$1" "$2"
