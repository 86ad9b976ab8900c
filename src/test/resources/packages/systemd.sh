#!/bin/bash
# Installs a Debian package on a copy of this machine that runs systemd, and looks at its service.
# The copy is an overlay, so nothing stays behind. Needs root, systemd-nspawn, curl, and a Debian.
#   systemd.sh PACKAGE FOLDER LEDGER     FOLDER: a new one, on a disk; LEDGER: a database file of version 0.1.0
set -euo pipefail
package=$1 folder=$2 ledger=$3

if [ -z "${INSIDE_NAMESPACE:-}" ]; then
  INSIDE_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi
mkdir -p "$folder/upper" "$folder/work" "$folder/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
root=$folder/root
cp "$package" "$root/root/substation.deb"
mkdir "$root/root/peers"
cp "$ledger" "$root/root/earlier.mv.db"
cp "$(dirname "$0")"/{sessions.sh,Frames.java} "$root/root/peers"
# The same package as an earlier version.
dpkg-deb -R "$package" "$folder/earlier"
sed -i 's/^Version: .*/Version: 0.0.9/' "$folder/earlier/DEBIAN/control"
dpkg-deb -Znone -b "$folder/earlier" "$root/root/earlier.deb"
rm -rf "$folder/earlier"
rm -f "$root/etc/machine-id"
# Nothing that this machine itself runs belongs to the test.
rm -f "$root"/etc/systemd/system/{multi-user,timers}.target.wants/*
ln -sf /dev/null "$root/etc/systemd/system/postgresql.service"

cat >"$root/root/inside.sh" <<'INSIDE'
#!/bin/bash
exec >/root/inside.log 2>&1
set -eux
trap 'systemctl poweroff' EXIT
port=18080
peers=/root/peers
jar=/usr/share/substation/substation.jar
. /root/peers/sessions.sh

ready() {
  for _ in $(seq 300); do
    if (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; then substation health --http-port $port; return; fi
    systemctl is-failed --quiet substation && return 1
    sleep 1
  done
  return 1
}

# without a CSMS: installed, not running, a sentence and no restarts
dpkg -i /root/earlier.deb
[ "$(stat -c '%U %a' /etc/substation/site.yaml)" = 'substation 640' ]
[ "$(stat -c '%U %a' /var/lib/substation/data)" = 'substation 700' ]
[ "$(stat -c '%U %a' /etc/substation/keys)" = 'substation 700' ]
! systemctl is-active substation
! substation run
systemctl start substation
until systemctl is-failed substation; do sleep 1; done
journalctl -u substation | grep 'no CSMS is configured'
[ "$(systemctl show -p NRestarts --value substation)" = 0 ]
systemctl reset-failed substation

# with one, on the ledger of version 0.1.0: it runs, as its own user, in one process, and root's commands leave no file of root
install -o substation -g substation -m 600 /root/earlier.mv.db /var/lib/substation/data/substation.mv.db
cp "$jar" $peers/substation.jar
jar=$peers/substation.jar
begin_csms
sed -i 's#^csms:#csms:\n  main: { url: "ws://127.0.0.1:9180/ocpp/{station}" }#; s#^stations:#stations:\n  "*": { accept: any }#' /etc/substation/site.yaml
echo SUBSTATION_HTTP_PORT=$port >/etc/default/substation
systemctl enable --now substation
ready
substation check
pid=$(systemctl show -p MainPID --value substation)
[ "$(stat -c %U /proc/$pid)" = substation ]
[ "$(pgrep -c -u substation java)" = 1 ]
tr '\0' '\n' </proc/$pid/cmdline | grep -x -- -XX:+ExitOnOutOfMemoryError
grep 'NoNewPrivs:.1' /proc/$pid/status
grep 'CapEff:.0000000000000000' /proc/$pid/status
grep 'Seccomp:.2' /proc/$pid/status
[ -z "$(find -L /etc/substation -user root -not -name site.yaml)" ]
systemd-analyze verify /usr/lib/systemd/system/substation.service
systemd-analyze security --threshold=20 substation.service | tail -n 1

# stations of each dialect charge
end_earlier_transaction
play_sessions FIRST
open_transactions OPEN

# an upgrade keeps what the operator has written, and restarts; what was open goes on
dpkg -i --force-confold /root/substation.deb
grep 'ws://127.0.0.1:9180' /etc/substation/site.yaml
ready
[ "$(systemctl show -p MainPID --value substation)" != "$pid" ]
end_transactions OPEN
play_sessions NEXT

# in order
systemctl stop substation
journalctl -u substation | tail -n 4 | grep 'app.Substation: stopped'
[ "$(systemctl show -p Result --value substation)" = success ]

# removed, its state stays; purged, nothing does
dpkg -r substation
[ -f /var/lib/substation/data/substation.mv.db ]
[ -f /etc/substation/site.yaml ]
dpkg -P substation
[ ! -e /var/lib/substation ]
[ ! -e /etc/substation ]
! getent passwd substation
echo ALL IS WELL
INSIDE
chmod +x "$root/root/inside.sh"
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -s ../inside.service "$root/etc/systemd/system/multi-user.target.wants/inside.service"
cat >"$root/etc/systemd/system/inside.service" <<'UNIT'
[Unit]
After=basic.target dbus.service
[Service]
Type=oneshot
ExecStart=/root/inside.sh
UNIT
timeout -k 10 1500 systemd-nspawn --register=no --keep-unit --quiet --directory "$root" --private-network --boot \
  </dev/null >"$folder/console.log" 2>&1 || true
tail -n 100 "$root/root/inside.log"
tail -n 5 "$root/root/inside.log" | grep -qx 'ALL IS WELL'
