# What stations and a CSMS do at an installation under test. Sourced by systemd.sh and image.sh, which set
#   jar     the runnable jar: its practice CSMS and simulated stations are the peers
#   port    of the gateway
#   peers   a new folder, with Frames.java in it
csms=http://127.0.0.1:9180
card='"idTag":"12345678"'

java=$(command -v java || ls /usr/lib/jvm/*/bin/java | head -n 1)
tool() { "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dsubstation.jvm=small -jar "$jar" "$@"; }

# Until a command succeeds; fails after five minutes.
await() {
  local _
  for _ in $(seq 300); do "$@" && return; sleep 1; done
  return 1
}

begin_csms() {
  tool demo --home "$peers/csms" --http-port 18090 >"$peers/csms.log" 2>&1 &
  await grep -q '^Addresses for stations' "$peers/csms.log"
}

# What the CSMS has got from a station and sent to it.
at_csms() { curl -sf "$csms/messages?station=$1"; }
has() { at_csms "$1" | grep -Eq "$2"; }
is_connected() { curl -sf "$csms/stations" | grep -q "\"$1\""; }
# The number that the CSMS gave to the first transaction of a station.
transaction() { at_csms "$1" | grep -o '"transactionId":[0-9]*' | head -n 1 | grep -o '[0-9]*$'; }

url() { case $1 in json*) echo "ws://127.0.0.1:$port/ocpp" ;; *) echo "http://127.0.0.1:$port/soap" ;; esac; }

# A whole session of each dialect, as a station plays it and the CSMS gets it.
play_sessions() {
  local dialect id
  for dialect in soap1.5 soap1.6 json1.6; do
    id=$1-$dialect
    tool station --dialect $dialect --url "$(url $dialect)" --id "$id" --session | tail -n 1 | grep -x 'The session was completed.'
    await has "$id" "StartTransaction\",\{[^}]*$card"
    await has "$id" "StopTransaction\",\{[^}]*\"transactionId\":$(transaction "$id")\b"
  done
}

# A transaction of each dialect that goes on.
open_transactions() {
  local dialect id
  for dialect in soap1.5 soap1.6; do
    id=$1-$dialect
    tool station --dialect $dialect --url "$(url $dialect)" --id "$id" >"$peers/$id.log" 2>&1 &
    await grep -q 'stays connected' "$peers/$id.log"
    curl -sf -d "{$card,\"connectorId\":1}" "$csms/send/$id/RemoteStartTransaction" | grep Accepted
    await has "$id" "StartTransaction\",\{[^}]*$card"
    await grep -q startTransactionResponse "$peers/$id.log"
  done
  "$java" "$peers/Frames.java" "$(url json1.6)/$1-json1.6" \
    '[2,"boot","BootNotification",{"chargePointVendor":"Maker","chargePointModel":"Model"}]' \
    "[2,\"start\",\"StartTransaction\",{\"connectorId\":1,$card,\"meterStart\":5,\"timestamp\":\"2026-11-30T08:00:00Z\"}]" \
    >"$peers/$1-json1.6.log"
  await has "$1-json1.6" "StartTransaction\",\{[^}]*$card"
}

# Those of open_transactions end, and the CSMS hears of it under its own number.
end_transactions() {
  local dialect id number
  for dialect in soap1.5 soap1.6; do
    id=$1-$dialect
    await is_connected "$id"
    curl -sf -d "{\"transactionId\":$(transaction "$id")}" "$csms/send/$id/RemoteStopTransaction" | grep Accepted
    await has "$id" "StopTransaction\",\{[^}]*\"transactionId\":$(transaction "$id")\b"
  done
  id=$1-json1.6
  number=$(grep -o '"transactionId":[0-9]*' "$peers/$id.log" | grep -o '[0-9]*$')
  "$java" "$peers/Frames.java" "$(url json1.6)/$id" \
    "[2,\"stop\",\"StopTransaction\",{\"transactionId\":$number,\"meterStop\":90,\"timestamp\":\"2026-11-30T09:00:00Z\"}]"
  await has "$id" "StopTransaction\",\{[^}]*\"transactionId\":$(transaction "$id")\b"
}

# The open transaction in a ledger of version 0.1.0 ends, and its CSMS gets what waited (testing.ReleasedLedger).
end_earlier_transaction() {
  "$java" "$peers/Frames.java" "$(url json1.6)/OLD-1" \
    '[2,"old","StopTransaction",{"transactionId":4711,"meterStop":300,"timestamp":"2026-11-01T09:00:00Z"}]'
  await has OLD-1 'StartTransaction",\{[^}]*"idTag":"04CD"'
  await has OLD-1 'StopTransaction",\{[^}]*"transactionId":815\b'
}
