// One transaction: power and energy over time, and its signed values.

import * as api from "./api.js";
import { figure } from "./charts.js";
import { messageTable, stationLink } from "./lists.js";
import { draw, facts, make, once, table } from "./parts.js";
import { time, word } from "./words.js";

const PARTS = 10;
const PART = 500;
const PAUSE_MS = 120000;

/** The transaction with this key. */
export function transaction(main, key) {
  const shown = make("div", {});
  const log = make("div", {});
  const closing = make("div", { class: "operate" });
  main.append(make("h1", {}, `${word("transaction")} ${key}`), shown, closing);
  const page = {
    after: new Set(["transaction", "gap"]),
    slowly: new Set(["message"]),
    async refresh() {
      if (page.ended) {
        return;
      }
      const found = await api.get("transactions", { before: String(Number(key) + 1), limit: 1 });
      const one = found.transactions[0];
      if (one === undefined || String(one.key) !== key) {
        draw(shown, make("p", { class: "soft" }, word("none")));
        return;
      }
      page.station = one.station;
      if (one.stopped !== undefined) {
        closing.replaceChildren();
      } else if (closing.childElementCount === 0) {
        closing.append(closingForm(key, () => page.refresh()));
      }
      page.ended = one.stopped !== undefined && Date.now() - Date.parse(one.stopped) > PAUSE_MS;
      const { all, samples } = await sampled(one);
      const { meterKeys } = await api.get("meter-keys", { station: one.station }).catch(() => ({ meterKeys: [] }));
      const signed = samples.filter((sample) => sample.own && sample.format === "SignedData");
      draw(shown,
        facts([
          ["station", stationLink(one.station)],
          ["connector", String(one.connectorId)],
          ["identity", `${one.identity} (${one.csms})`],
          ["started", time(one.started)],
          ["stopped", one.stopped ? time(one.stopped) : word("open")],
          ["card", one.card],
          ["status", one.idTagStatus],
          ["ids", [one.stationTransactionId, one.csmsTransactionId].filter((id) => id !== undefined).join(" / ")],
          ["meterStart", text(one.meterStart)],
          ["meterStop", text(one.meterStop)],
          ["energy", one.energy === undefined ? undefined : `${text(one.energy)} Wh`],
          ["reason", one.reason],
          ["closedByOperator", one.closedByOperator ? word("yes") : undefined],
        ]),
        make("div", { class: "charts" },
          figure(make, word("energyOverTime"), "Wh", energy(samples, one), 1),
          figure(make, word("powerOverTime"), "W", power(samples, one), 0)),
        all ? undefined : make("p", { class: "notice" }, word("tooMany")),
        make("h2", {}, word("signedValues")),
        table([
          ["time", (row) => time(row.timestamp)],
          ["context", (row) => row.context],
          ["payload", (row) => row.value, "payload"],
        ], signed, word("signedValues")),
        signed.length > 0 && all ? container(one, signed, meterKeys) : undefined,
        make("h2", {}, word("lastMessages")), log);
      const { messages } = await api.get("messages", { transaction: key, limit: 50 })
        .catch((fault) => ({ messages: undefined, fault }));
      draw(log, messages === undefined ? make("p", { class: "soft" }, word("logTakesLong")) : messageTable(messages));
    },
  };
  return page;
}

/** Closes a transaction whose end will never come; it stays while the rest of the page changes. */
function closingForm(key, then) {
  const meterStop = make("input", { type: "number", min: "0", step: "1" });
  const force = make("input", { type: "checkbox" });
  const insists = make("label", { class: "flag", hidden: true }, force, " ", word("closeAnyway"));
  const said = make("div", { role: "status" });
  const button = make("button", { type: "submit" }, word("closeNow"));

  async function close() {
    said.replaceChildren();
    try {
      const how = meterStop.value === "" ? {} : { meterStop: Number(meterStop.value) };
      await api.post(`transactions/${key}/close`, force.checked ? { ...how, force: true } : how);
      await then();
    } catch (fault) {
      said.replaceChildren(make("p", { class: "notice", role: "alert" }, fault.message));
      insists.hidden = false;
    }
  }

  return make("details", {}, make("summary", {}, word("closeByHand")),
    make("form", { class: "send", onsubmit: (event) => { event.preventDefault(); once(button, close); } },
      make("p", { class: "soft" }, word("closeSays")),
      make("label", {}, `${word("meterStop")} (${word("optional")})`, meterStop), insists, button, said));
}

function text(value) {
  return value === undefined ? undefined : value.toLocaleString(document.documentElement.lang);
}

/** The samples of the transaction that the message log still has, the earliest first, and whether these are all. */
async function sampled(one) {
  const wanted = {
    station: one.station, part: "call", limit: PART,
    from: new Date(Date.parse(one.started) - PAUSE_MS).toISOString(),
    to: new Date(one.stopped ? Date.parse(one.stopped) + PAUSE_MS : Date.now() + PAUSE_MS).toISOString(),
  };
  const samples = [];
  let all = true;
  for (const [action, field] of [["MeterValues", "meterValue"], ["StopTransaction", "transactionData"]]) {
    let before;
    for (let i = 0; i < PARTS; i++) {
      const { messages, next } = await api.get("messages", { ...wanted, action, before });
      for (const { payload } of messages) {
        const own = payload.transactionId === one.stationTransactionId;
        if (own || (payload.transactionId === undefined && payload.connectorId === one.connectorId)) {
          for (const value of payload[field] ?? []) {
            samples.push(...(value.sampledValue ?? []).map((sample) => ({ ...sample, own, timestamp: value.timestamp, at: Date.parse(value.timestamp) })));
          }
        }
      }
      if (next === undefined || next === null) {
        break;
      }
      all &&= i < PARTS - 1;
      before = String(next);
    }
  }
  return { all, samples: samples.filter((sample) => !Number.isNaN(sample.at)).sort((a, b) => a.at - b.at) };
}

/** One measurand by time; phases are added up where there is no value of all of them. */
function series(samples, measurand, kilo) {
  const byTime = new Map();
  for (const sample of samples) {
    const number = Number(sample.value);
    if ((sample.measurand ?? "Energy.Active.Import.Register") === measurand && (sample.format ?? "Raw") === "Raw" && !Number.isNaN(number)
      && [undefined, "Outlet"].includes(sample.location)) {
      const value = number * (sample.unit === kilo ? 1000 : 1);
      const there = byTime.get(sample.at) ?? { phases: 0 };
      sample.phase === undefined ? there.whole = value : there.phases += value;
      byTime.set(sample.at, there);
    }
  }
  return [...byTime].map(([at, { whole, phases }]) => [at, whole ?? phases]);
}

/** What has been charged, from the register of the meter. */
function energy(samples, one) {
  const register = series(samples, "Energy.Active.Import.Register", "kWh");
  const first = one.meterStart ?? register[0]?.[1];
  return register.map(([at, value]) => [at, value - first]);
}

/** As the station measures it; else from one reading of the register to the next. */
function power(samples, one) {
  const measured = series(samples, "Power.Active.Import", "kW");
  const charged = energy(samples, one);
  return measured.length > 0 ? measured : charged.slice(1)
    .map(([at, value], i) => [at, (value - charged[i][1]) / (at - charged[i][0]) * 3600000])
    .filter(([, value]) => Number.isFinite(value) && value >= 0);
}

/** The container that the S.A.F.E. transparency software reads, as a download. */
function container(one, signed, keys) {
  const file = document.implementation.createDocument(null, "values");
  for (const sample of signed) {
    const value = file.createElement("value");
    value.setAttribute("transactionId", String(one.stationTransactionId ?? one.key));
    value.setAttribute("context", sample.context ?? "Sample.Periodic");
    const data = file.createElement("signedData");
    const isText = sample.value.startsWith("OCMF");
    data.setAttribute("format", isText || /^4f434d46/i.test(sample.value) ? "OCMF" : "unknown");
    data.setAttribute("encoding", isText ? "plain" : /^[0-9a-f\s]+$/i.test(sample.value) ? "hex" : "base64");
    data.textContent = sample.value;
    value.append(data);
    const known = keys.filter((key) => key.connectorId === one.connectorId && key.publicKey);
    const own = known.find((key) => key.meterSerial && sample.value.includes(key.meterSerial)) ?? known[0];
    if (own) {
      const key = file.createElement("publicKey");
      key.setAttribute("encoding", /^[0-9a-f\s]+$/i.test(own.publicKey) ? "hex" : "plain");
      key.textContent = own.publicKey;
      value.append(key);
    }
    file.documentElement.append(value);
  }
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
  return make("p", {}, make("button", {
    type: "button",
    onclick: () => {
      const link = make("a", { href: URL.createObjectURL(new Blob([xml], { type: "application/xml" })), download: `${one.station}-${one.key}.xml` });
      link.click();
      URL.revokeObjectURL(link.href);
    },
  }, word("safeFile")), " ", make("span", { class: "soft" }, word("safeSays")));
}
