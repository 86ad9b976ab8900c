// The console: which page is shown, and that it stays current.

import * as api from "./api.js";
import { make } from "./parts.js";
import { choose, language, word } from "./words.js";
import { refused } from "./refused.js";
import { setup } from "./setup.js";
import { stations, station } from "./stations.js";
import { messages, csms, transactions } from "./lists.js";
import { message } from "./message.js";

const EVERY_MS = 5000;

const PAGES = { setup, stations, refused, messages, csms, transactions };

/** Pages of one thing, such as #/stations/KEBA-7. */
const ONE = { stations: station, messages: message };

const main = document.getElementById("main");
const select = document.getElementById("language");
let page;

/** The page that the address names, such as #/stations/KEBA-7. */
function open() {
  const [name, id] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  document.documentElement.lang = language();
  select.value = language();
  document.querySelectorAll("[data-text]").forEach((one) => { one.textContent = word(one.dataset.text); });
  document.querySelectorAll("header nav a").forEach((link) => {
    const current = link.hash === `#/${name || "stations"}`;
    current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  });
  const make_ = PAGES[name || "stations"];
  main.replaceChildren();
  page = make_ === undefined ? { refresh: unknown } : id && ONE[name] ? ONE[name](main, id) : make_(main);
  document.title = `${main.querySelector("h1")?.textContent ?? ""} – Substation`;
  refresh();
}

async function unknown() {
  main.replaceChildren(make("h1", {}, word("unknownPage")));
}

let notice;

async function refresh() {
  const shown = page;
  try {
    await Promise.all([shown.refresh(), healthLine()]);
    notice?.remove();
    notice = undefined;
  } catch (fault) {
    if (shown === page) {
      notice?.remove();
      notice = make("p", { class: "notice", role: "alert" }, fault instanceof TypeError ? word("noAnswer") : fault.message);
      main.prepend(notice);
    }
  }
}

async function healthLine() {
  const health = await api.health();
  const line = document.getElementById("health");
  const text = health.reasons.length === 0 ? word("well") : `${health.reasons.length} ${word("degraded")}`;
  if (line.dataset.said !== text) {
    line.dataset.said = text;
    line.replaceChildren(health.reasons.length === 0 ? text
      : make("details", {}, make("summary", { class: "problem" }, text),
        make("ul", {}, health.reasons.map((reason) => make("li", {}, reason)))));
  }
}

select.addEventListener("change", () => { choose(select.value); open(); });
addEventListener("hashchange", () => { open(); main.focus(); });
if (location.hash === "") {
  const { setUp } = await api.get("setup").catch(() => ({ setUp: true }));
  if (!setUp) {
    location.replace("#/setup");
  }
}
setInterval(() => { if (!document.hidden) { refresh(); } }, EVERY_MS);
open();
