#!/bin/bash
# Unpacks the image in a file and runs it as a container would: its own files alone and read-only, its user, no
# capabilities, a folder for its volume and an empty /tmp. Needs root, python3,
# unshare, setpriv, ip, curl.
#   image.sh IMAGE.tar FOLDER LEDGER     FOLDER: a new one; LEDGER: a database file of version 0.1.0
set -euo pipefail
image=$1 folder=$2 ledger=$3

mkdir -p "$folder"/{image,root,peers}
cp "$ledger" "$folder/earlier.mv.db"
cp "$(dirname "$0")"/{sessions.sh,Frames.java} "$folder/peers"
tar -C "$folder/image" -xf "$image"
# What the image says: layers, one a line; then its settings.
python3 - "$folder" <<'PYTHON'
import json, shlex, sys
folder = sys.argv[1]
def blob(digest): return folder + '/image/blobs/' + digest.replace(':', '/')
index = json.load(open(folder + '/image/index.json'))
manifest = json.load(open(blob(index['manifests'][0]['digest'])))
image = json.load(open(blob(manifest['config']['digest'])))
config = image['config']
with open(folder + '/layers', 'w') as out:
    for layer in manifest['layers']: print(blob(layer['digest']), file=out)
with open(folder + '/config.sh', 'w') as out:
    print('architecture=' + image['architecture'], file=out)
    print('user=' + shlex.quote(config['User']), file=out)
    print('workdir=' + shlex.quote(config['WorkingDir']), file=out)
    print('volume=' + shlex.quote(' '.join(config['Volumes'])), file=out)
    print('command=(' + shlex.join(config['Entrypoint'] + config['Cmd']) + ')', file=out)
    print('environment=(' + shlex.join(config['Env']) + ')', file=out)
PYTHON
. "$folder/config.sh"
set -x
while read -r layer; do tar -C "$folder/root" -xzf "$layer"; done <"$folder/layers"
[ "$user" = 10001:0 ]
[ "$volume" = /var/lib/substation ]
[ ! -e "$folder/root/exploded" ]
[ ! -e "$folder/root/bin/sh" ]
# The processor that the image is for: the machine in the header of the program.
machine=$(od -An -tx1 -j18 -N1 "$folder/root$(readlink "$folder/root/usr/bin/java")" | tr -d ' ')
case $architecture in
  amd64) [ "$machine" = 3e ] ;;
  arm64) [ "$machine" = b7 ] ;;
esac
[ "$architecture" = "$(dpkg --print-architecture)" ] || { echo "ALL IS WELL, not started: it is for $architecture"; exit 0; }

# As engines do with a new volume: like the folder of the image.
cp -a "$folder/root$volume" "$folder/volume"
[ "$(stat -c '%u:%g %a' "$folder/volume")" = '0:0 770' ]
cp -a "$folder/volume" "$folder/other"
cat >"$folder/run.sh" <<'RUN'
set -euxo pipefail
folder=$1
. "$folder/config.sh"
root=$folder/root
# Of this namespace, for the programs outside of the image too: a JVM looks whether the one that began it is there.
mount -t proc proc /proc
mount --bind "$root" "$root"
mount --bind "$folder/volume" "$root$volume"
# Engines write the name of the container there. Payara does not start when it cannot find its own.
echo "127.0.0.1 localhost $(hostname)" >"$root/etc/hosts"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -o remount,bind,ro "$root"
ip link set lo up
# Runs a command in the image.
inside() {
  exec env -i "${environment[@]}" 'SUBSTATION_CSMS_MAIN_URL=ws://127.0.0.1:9180/ocpp/{station}' SUBSTATION_DEFAULTS_ACCEPT=any \
    setpriv --no-new-privs "$chroot" --userspec="$user" --groups= "$root" "$@"
}
chroot=$(command -v chroot)
begin() {
  (inside "${command[@]}") &
  gateway=$!
  ready=false
  for _ in $(seq 300); do
    if (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then ready=true; break; fi
    kill -0 $gateway
    sleep 1
  done
  $ready
}
# As engines do.
end() {
  kill $gateway
  status=0
  wait $gateway || status=$?
  [ $status = 143 ]
}
jar=$root/opt/substation/substation.jar
port=8080
peers=$folder/peers
. "$peers/sessions.sh"
# A first start without settings, as a user of the platform: a home, a sentence, and the end.
mount --bind "$folder/other" "$root$volume"
status=0
(exec env -i "${environment[@]}" setpriv --no-new-privs "$chroot" --userspec=12345:0 --groups= "$root" "${command[@]}") \
  >"$folder/first" 2>&1 || status=$?
umount "$root$volume"
[ $status = 2 ]
grep 'no CSMS is configured' "$folder/first"
[ "$(stat -c %u "$folder/other/site.yaml")" = 12345 ]
# The home of version 0.1.0.
install -d -o 10001 -g 0 -m 700 "$folder/volume/data"
install -o 10001 -g 0 -m 600 "$folder/earlier.mv.db" "$folder/volume/data/substation.mv.db"
begin_csms
begin
# As in compose.yaml.
(inside java -Xmx16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar /opt/substation/substation.jar health)
grep 'Uid:.10001' "$root/proc/$gateway/status"
grep 'CapEff:.0000000000000000' "$root/proc/$gateway/status"
# Stations of each dialect charge; what is open goes on in the next container on the volume.
end_earlier_transaction
play_sessions FIRST
open_transactions OPEN
end
begin
end_transactions OPEN
end
echo ALL IS WELL
RUN
unshare --mount --propagation private --pid --net --fork bash "$folder/run.sh" "$folder" >"$folder/output" 2>&1 || true
cat "$folder/output"
grep -qx 'ALL IS WELL' "$folder/output"
grep -q 'app.Substation: stopped' "$folder/output"
