// Messages, CSMSs and transactions.

import * as api from "./api.js";
import { draw, filter, make, once, table } from "./parts.js";
import { time, word } from "./words.js";

export function stationLink(name) {
  return make("a", { href: `#/stations/${encodeURIComponent(name)}` }, name);
}

/** Lines of the message log. */
export function messageTable(lines) {
  return table([
    ["time", (row) => time(row.received)],
    ["station", (row) => stationLink(row.station)],
    ["way", (row) => word(row.direction)],
    ["action", (row) => make("a", { href: `#/messages/${row.id}` }, row.action)],
    ["part", (row) => word(row.part)],
    ["outcome", (row) => row.outcome && make("span", { class: row.outcome === "answered" ? "" : "failed" },
      `${row.outcome}${row.ms === undefined ? "" : ` ${row.ms} ms`}`)],
    ["payload", (row) => [JSON.stringify(row.payload), ...row.notes.map((note) =>
      make("div", { class: "soft" }, [note.path, note.reason].filter((text) => text).join(": ")))]
      .reduce((box, part) => { box.append(part); return box; }, make("div")), "payload"],
  ], lines, word("messages"));
}

/** The message log, live. */
export function messages(main) {
  let paused = false;
  const field = (type, kind) => make("input", { type, class: kind, autocomplete: "off", onchange: () => again() });
  const fields = { station: field("text"), action: field("text"), csms: field("text"), text: field("text", "operate"), card: field("text", "operate"), from: field("datetime-local"), to: field("datetime-local") };
  const failed = make("select", { onchange: () => again() }, make("option", { value: "" }, "–"), make("option", { value: "true" }, word("yes")));
  const changed = make("select", { onchange: () => again() }, make("option", { value: "" }, "–"), make("option", { value: "true" }, word("yes")));
  const pause = make("button", { type: "button", "aria-pressed": "false", onclick: () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = word(paused ? "resume" : "pause");
  } }, word("pause"));
  const list = make("div", {});
  const download = make("a", {}, word("jsonl"));
  main.append(make("h1", {}, word("messages")),
    make("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); again(); } },
      ...Object.entries(fields).map(([name, input]) => filter(name, input, input.className)), filter("failedOnly", failed), filter("changedOnly", changed), pause, download),
    list);

  async function show() {
    const wanted = { failed: failed.value, changed: changed.value };
    for (const [name, input] of Object.entries(fields)) {
      wanted[name] = input.value && input.type === "datetime-local" ? new Date(input.value).toISOString() : input.value.trim();
    }
    download.href = api.address("messages.jsonl", wanted);
    const answer = await api.get("messages", { ...wanted, limit: 100 });
    draw(list, messageTable(answer.messages));
  }

  function again() {
    show().catch((fault) => draw(list, make("p", { class: "notice", role: "alert" }, fault.message)));
  }

  return { after: new Set(["message", "ready", "gap"]), refresh: async () => { if (!paused) { await show(); } } };
}

/** The CSMSs of the site. */
export function csms(main) {
  const list = make("div", {});
  const said = make("p", { role: "status" });
  main.append(make("h1", {}, "CSMS"), said, list);

  function act(event, what) {
    return once(event.currentTarget, async () => {
      try {
        await what();
        said.replaceChildren();
      } catch (fault) {
        said.replaceChildren(make("span", { class: "problem" }, fault.message));
      }
      await refresh();
    });
  }

  async function refresh() {
    const [answer, { parked }] = await Promise.all([api.get("csms"), api.get("parked", { limit: 200 })]);
    draw(list, table([
        ["csms", (row) => make("div", {}, make("strong", {}, row.name), make("div", { class: "soft" }, row.url))],
        ["connectedLinks", (row) => `${row.connected} ${word("of")} ${row.links}`],
        ["waiting", (row) => String(row.waiting), "number"],
        ["oldest", (row) => (row.oldestSeconds === undefined ? "" : `${row.oldestSeconds} s`), "number"],
      ], answer.csms, "CSMS"),
      ...answer.csms.filter((one) => one.away.length > 0).map((one) => make("p", { class: "operate" },
        make("button", { type: "button", onclick: (event) => act(event, () => api.post(`csms/${encodeURIComponent(one.name)}/retry`, {})) }, `${one.name}: ${word("tryNow")}`))),
      ...answer.csms.flatMap((one) => one.away.map((away) => make("p", { class: "notice" },
        `${one.name} ${word("isAway")} `, away.identity, ` ${word("since")} `, time(away.since), `: ${away.reason}`,
        ...(away.nextAttempt ? [` · ${word("nextAttempt")} `, time(away.nextAttempt)] : [])))),
      make("h2", {}, word("parked")),
      table([
        ["time", (row) => time(row.parked)],
        ["station", (row) => stationLink(row.station)],
        ["csms", (row) => row.csms ?? "–"],
        ["action", (row) => row.action],
        ["reason", (row) => row.why, "problem"],
        ["payload", (row) => JSON.stringify(row.payload), "payload"],
        ["operation", (row) => make("span", { class: "operate" },
          make("button", { type: "button", onclick: (event) => act(event, () => api.post(`parked/${row.sequence}/requeue`, {})) }, word("sendAgain")), " ",
          make("button", { type: "button", onclick: (event) => act(event, () => confirm(word("removeAsks")) && api.remove(`parked/${row.sequence}`)) }, word("remove")))],
      ], parked.map((one) => ({ ...one, key: one.sequence })), word("parked")));
  }

  return { refresh };
}

/** Transactions, the latest first. */
export function transactions(main) {
  const station = make("input", { autocomplete: "off", onchange: () => again() });
  const kind = make("select", { onchange: () => again() },
    make("option", { value: "" }, word("allStates")), ["open", "ended"].map((one) => make("option", { value: one }, word(one))));
  const list = make("div", {});
  const download = make("a", {}, word("csv"));
  main.append(make("h1", {}, word("transactions")),
    make("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); again(); } },
      filter("station", station), filter("state", kind), download), list);

  async function refresh() {
    const wanted = { station: station.value.trim(), state: kind.value };
    download.href = api.address("transactions.csv", wanted);
    const answer = await api.get("transactions", { ...wanted, limit: 200 });
    draw(list, table([
      ["station", (row) => stationLink(row.station)],
      ["connector", (row) => String(row.connectorId), "number"],
      ["started", (row) => make("a", { href: `#/transactions/${row.key}` }, time(row.started))],
      ["stopped", (row) => (row.stopped ? time(row.stopped) : word("open"))],
      ["card", (row) => row.card],
      ["status", (row) => row.idTagStatus],
      ["identity", (row) => `${row.identity} (${row.csms})`],
      ["meterStart", (row) => (row.meterStart === undefined ? "" : String(row.meterStart)), "number"],
    ], answer.transactions, word("transactions")));
  }

  function again() {
    refresh().catch((fault) => draw(list, make("p", { class: "notice", role: "alert" }, fault.message)));
  }

  return { refresh };
}
