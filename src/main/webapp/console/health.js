// How the gateway is: what is wrong, and its figures while the page is open.

import * as api from "./api.js";
import { figure } from "./charts.js";
import { draw, facts, make, table } from "./parts.js";
import { time, word } from "./words.js";

const KEPT = 360;

/** Samples of this page since the console was opened, the latest last. */
const samples = [];

/** The sum of a metric over all of its labels. */
function sum(lines, name, label = "") {
  return lines
    .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
    .reduce((all, line) => all + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

async function sample() {
  const lines = await api.metrics();
  const at = performance.now();
  if (samples.length > 0 && at - samples[samples.length - 1].at < 1000) {
    return;
  }
  samples.push({
    at,
    calls: sum(lines, "substation_calls_total"),
    seconds: sum(lines, "substation_call_duration_seconds_sum", 'direction="up"'),
    timed: sum(lines, "substation_call_duration_seconds_count", 'direction="up"'),
    waiting: sum(lines, "substation_outbox_messages"),
    stations: sum(lines, "substation_stations_connected"),
    heap: sum(lines, "substation_jvm_heap_used_bytes") / (1 << 20),
  });
  samples.splice(0, samples.length - KEPT);
}

/** What was between one sample and the next, by the second. */
function rates(of) {
  return samples.slice(1).map((now, i) => {
    const value = of(now, samples[i]);
    return [now.at, value >= 0 ? value : undefined]; // less than before: it has started anew
  });
}

/** Reasons, and charts that grow while the page is open. */
export function health(main) {
  const reasons = make("div", {});
  const system = make("div", {});
  const charts = make("div", { class: "charts" });
  main.append(make("h1", {}, word("health")), reasons, charts, make("p", { class: "soft" }, word("whileOpen")), system);
  return {
    always: true,
    async refresh() {
      const now = await api.health();
      draw(reasons, now.reasons.length === 0 ? make("p", { class: "connected" }, word("well"))
        : now.reasons.map((reason) => make("p", { class: "notice" }, reason)));
      const system_ = await api.get("system");
      const bytes = (value) => `${(value / (1 << 30)).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} GB`;
      draw(system, make("h2", {}, word("system")), facts([
        ["version", system_.version],
        ["java", `${system_.java}, ${system_.os}`],
        ["started", time(system_.started)],
        ["clock", make("span", {}, time(system_.now), ` (${system_.zone})`)],
        ["disk", `${system_.disk.folder}: ${bytes(system_.disk.free)} ${word("freeOf")} ${bytes(system_.disk.total)}`],
      ]), make("h2", {}, word("certificates")), table([
        ["setting", (row) => row.setting],
        ["station", (row) => row.station],
        ["validUntil", (row) => time(row.end)],
      ], system_.certificates, word("certificates")));
      await sample();
      draw(charts,
        figure(make, word("callsPerSecond"), "/s", rates((b, a) => (b.calls - a.calls) / (b.at - a.at) * 1000), 1),
        figure(make, word("answerTime"), "ms", rates((b, a) => (b.timed > a.timed ? (b.seconds - a.seconds) / (b.timed - a.timed) * 1000 : undefined)), 1),
        figure(make, word("waitingMessages"), "", samples.map((one) => [one.at, one.waiting])),
        figure(make, word("connectedStations"), "", samples.map((one) => [one.at, one.stations])),
        figure(make, word("heap"), "MB", samples.map((one) => [one.at, one.heap])));
    },
  };
}
