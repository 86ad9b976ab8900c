// The stations, and one of them.

import * as api from "./api.js";
import { operationForm } from "./form.js";
import { draw, facts, filter, make, once, state, table } from "./parts.js";
import { time, word } from "./words.js";
import { messageTable } from "./lists.js";

const PART = 100;
const STATES = ["connected", "silent", "disconnected", "never-heard"];

function link(name) {
  return make("a", { href: `#/stations/${encodeURIComponent(name)}` }, name);
}

/** All stations, those with problems first. */
export function stations(main) {
  let limit = PART;
  let typing;
  const find = make("input", { type: "search", autocomplete: "off", oninput: () => { clearTimeout(typing); typing = setTimeout(again, 200); } });
  const states = make("select", { onchange: () => again() },
    make("option", { value: "" }, word("allStates")), STATES.map((one) => make("option", { value: one }, word(one))));
  const problems = make("select", { onchange: () => again() },
    make("option", { value: "" }, "–"), make("option", { value: "true" }, word("yes")));
  const list = make("div", {});
  main.append(make("h1", {}, word("stations")),
    make("form", { class: "filter", onsubmit: (event) => event.preventDefault() },
      filter("find", find), filter("state", states), filter("onlyProblems", problems)), list);

  async function refresh() {
    const answer = await api.get("stations", { q: find.value.trim(), state: states.value, problems: problems.value, limit });
    const rows = answer.stations.map((one) => ({ ...one, key: one.station }));
    draw(list, table([
        ["station", (row) => link(row.station)],
        ["state", (row) => state(row.state)],
        ["lastHeard", (row) => time(row.lastHeard)],
        ["dialect", (row) => row.dialect],
        ["vendor", (row) => row.vendor],
        ["links", (row) => row.links.map((one, index) => [index > 0 ? ", " : "", one.csms, " ", state(one.state)])
          .flat().filter((part) => part !== "").reduce((box, part) => { box.append(part); return box; }, make("span"))],
        ["waiting", (row) => (row.waiting > 0 ? String(row.waiting) : ""), "number"],
        ["problem", (row) => row.problems[0], "problem"],
      ], rows, word("stations")),
      make("p", { class: "soft" }, `${rows.length} ${word("of")} ${answer.total} `,
        rows.length < answer.total ? make("button", { type: "button", onclick: () => { limit += PART; again(); } }, word("more")) : ""));
  }

  function again() {
    refresh().catch(() => {});
  }

  return { slowly: new Set(["message"]), refresh };
}

/** One station with both legs. */
export function station(main, id) {
  const shown = make("div", {});
  const last = make("div", {});
  const calling = make("div", {});
  let made = false;
  main.append(make("h1", {}, id), shown,
    make("section", { class: "operate" }, make("h2", {}, word("send")), calling),
    make("h2", {}, word("lastMessages")), last);

  async function refresh() {
    const [one, log] = await Promise.all([
      api.get(`stations/${encodeURIComponent(id)}`),
      api.get("messages", { station: id, limit: 30 }),
    ]);
    draw(shown, ...one.problems.map((problem) => make("p", { class: "notice" }, problem)),
      facts([
        ["state", state(one.state)],
        ["lastHeard", one.lastHeard && time(one.lastHeard)],
        ["dialect", one.dialect],
        ["vendor", `${one.vendor} (${one.vendorFrom})`],
        ["address", one.address],
        ["failures", one.callFailures > 0 ? String(one.callFailures) : undefined],
        ["boot", one.boot && Object.entries(one.boot).map(([key, value]) => `${key}: ${value}`).join(", ")],
      ]),
      make("h2", {}, word("links")),
      table([
        ["identity", (row) => row.identity],
        ["csms", (row) => row.csms],
        ["state", (row) => state(row.state)],
        ["since", (row) => time(row.since)],
        ["reason", (row) => row.reason, "problem"],
        ["waiting", (row) => String(row.waiting), "number"],
      ], one.links, word("links")),
      make("h2", {}, word("connectors")),
      table([
        ["connector", (row) => String(row.connectorId)],
        ["status", (row) => row.status],
        ["error", (row) => [row.errorCode, row.vendorErrorCode, row.info].filter((text) => text && text !== "NoError").join(", "), "problem"],
        ["time", (row) => time(row.timestamp)],
      ], one.connectors, word("connectors")),
      make("h2", {}, word("transactions")),
      table([
        ["connector", (row) => String(row.connectorId)],
        ["started", (row) => time(row.started)],
        ["card", (row) => row.card],
        ["meterStart", (row) => (row.meterStart === undefined ? "" : String(row.meterStart)), "number"],
      ], one.transactions, word("transactions")));
    draw(last, messageTable(log.messages));
    if (!made) {
      await form(calling, id, one.links.map((each) => each.identity));
      made = true;
    }
  }

  return { station: id, after: new Set(["station", "link", "message", "transaction", "settings", "ready", "gap"]), refresh };
}

/** The form to send an operation; it stays while the rest of the page changes. */
async function form(place, id, identities) {
  const { operations } = await api.get("operations");
  const operation = make("select", { onchange: () => choose() },
    operations.map((one) => make("option", { value: one.action }, one.action)));
  const identity = make("select", {}, identities.map((name) => make("option", { value: name }, name)));
  const fields = make("div", {});
  const said = make("div", { role: "status" });
  const button = make("button", { class: "main", type: "submit" }, word("sendNow"));
  let current;

  function choose() {
    current = operationForm(operations.find((one) => one.action === operation.value).fields);
    fields.replaceChildren(...current.controls);
    said.replaceChildren();
  }

  async function send() {
    said.replaceChildren(make("p", {}, word("sending")));
    try {
      const call = { action: operation.value, payload: current.read() };
      if (identities.length > 1) {
        call.identity = identity.value;
      }
      const answer = await api.send(id, call);
      said.replaceChildren(answer.error
        ? make("p", { class: "notice" }, `${answer.error.number} ${answer.error.description}. ${answer.error.remedy}`)
        : make("div", {}, make("p", {}, `${word("reply")} (${answer.ms} ms)`), make("pre", {}, JSON.stringify(answer.answer, null, 2))),
        ...answer.notes.map((note) => make("p", { class: "soft" }, `${word("note")}: ${note.reason}`)));
    } catch (fault) {
      said.replaceChildren(make("p", { class: "notice", role: "alert" }, fault.message));
    }
  }

  place.replaceChildren(make("form", { class: "send", onsubmit: (event) => { event.preventDefault(); once(button, send); } },
    make("label", {}, word("operation"), operation),
    identities.length > 1 ? make("label", {}, word("identity"), identity) : "",
    fields, button, said));
  choose();
}
