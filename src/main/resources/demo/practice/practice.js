// The practice CSMS: sends operations to stations, and shows what comes from them.

import { operationForm } from "./form.js";
import { draw, make, table } from "./parts.js";
import { choose, language, time, word } from "./words.js";

const EVERY_MS = 1000;
const SHOWN = 50;

const main = document.getElementById("main");
const select = document.getElementById("language");
let page;

async function json(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok && body.error !== undefined) {
    throw new Error(body.error);
  }
  return body;
}

async function open() {
  document.documentElement.lang = select.value = language();
  const { operations } = await json("operations");
  const station = make("select", { id: "station", onchange: () => refresh() });
  const operation = make("select", { onchange: () => fill() }, operations.map((one) => make("option", { value: one.action }, one.action)));
  const fields = make("div", {});
  const said = make("div", { role: "status" });
  const messages = make("div", {});
  const button = make("button", { class: "main", type: "submit" }, word("sendNow"));
  let form;

  function fill() {
    form = operationForm(operations.find((one) => one.action === operation.value).fields);
    fields.replaceChildren(...form.controls);
    said.replaceChildren();
  }

  async function send(event) {
    event.preventDefault();
    button.disabled = true;
    said.replaceChildren(make("p", {}, word("sending")));
    try {
      const answer = await json(`send/${encodeURIComponent(station.value)}/${operation.value}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(form.read()),
      });
      said.replaceChildren(make("pre", { tabindex: "0" }, JSON.stringify(answer, null, 2)));
    } catch (fault) {
      said.replaceChildren(make("p", { class: "notice", role: "alert" }, fault.message));
    } finally {
      button.disabled = false;
    }
  }

  main.replaceChildren(make("h1", {}, word("practiceCsms")), make("p", { class: "soft" }, word("practiceSays")),
    make("form", { class: "send", onsubmit: send },
      make("label", {}, word("station"), station), make("label", {}, word("operation"), operation), fields, button, said),
    make("h2", {}, word("messages")), messages);
  fill();
  page = async () => {
    const { stations } = await json("stations");
    if (stations.join() !== [...station.options].map((one) => one.value).join()) {
      const chosen = station.value;
      station.replaceChildren(...stations.map((name) => make("option", { value: name, selected: name === chosen }, name)));
    }
    button.disabled = stations.length === 0;
    const answer = station.value === "" ? { messages: [] } : await json(`messages?station=${encodeURIComponent(station.value)}`);
    draw(messages, stations.length === 0 ? make("p", { class: "soft" }, word("nobodyConnected")) : table([
      ["time", (row) => time(row.at)],
      ["way", (row) => word(row.way)],
      ["payload", (row) => JSON.stringify(row.frame), "payload"],
    ], answer.messages.slice(-SHOWN).reverse().map((one) => ({ ...one, key: one.number })), word("messages")));
  };
  await refresh();
}

async function refresh() {
  try {
    await page();
    document.querySelector("main > .notice")?.remove();
  } catch (fault) {
    if (document.querySelector("main > .notice") === null) {
      main.prepend(make("p", { class: "notice", role: "alert" }, fault instanceof TypeError ? word("noAnswer") : fault.message));
    }
  }
}

select.addEventListener("change", () => { choose(select.value); open(); });
await open();
setInterval(() => { if (!document.hidden) { refresh(); } }, EVERY_MS);
