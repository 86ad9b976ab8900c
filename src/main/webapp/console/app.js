// The console: which page is shown, and that it stays current.

import * as api from "./api.js";
import { make } from "./parts.js";
import { isLive, listen } from "./events.js";
import { choose, language, word } from "./words.js";
import { refused } from "./refused.js";
import { setup } from "./setup.js";
import { stations, station } from "./stations.js";
import { messages, csms, transactions } from "./lists.js";
import { message } from "./message.js";
import { health } from "./health.js";
import { rules } from "./rules.js";
import { cards } from "./cards.js";
import { settings } from "./settings.js";
import { log } from "./log.js";
import { login } from "./login.js";
import { audit } from "./audit.js";
import { transaction } from "./transaction.js";
import { comes, leaves } from "./user.js";

const EVERY_MS = 5000;
const LIVE_EVERY_MS = 30000;
const AT_MOST_EVERY_MS = 1000;

const PAGES = { setup, stations, refused, messages, csms, transactions, rules, cards, settings, log, health, audit };

/** Pages of one thing, such as #/stations/KEBA-7. */
const ONE = { stations: station, messages: message, transactions: transaction, rules };

/** After which events a page is asked again that does not say it itself. */
const USUAL = new Set(["station", "link", "transaction", "settings", "ready", "gap"]);

const main = document.getElementById("main");
const select = document.getElementById("language");
const whoIs = document.getElementById("who");
let page = { refresh: async () => {} };

/** Who is logged in; undefined until that is known. */
let who;

/** A part of the address; one that somebody typed may be no encoding. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The page that the address names, such as #/stations/KEBA-7. */
function open() {
  const [name, id] = location.hash.replace(/^#\//, "").split("/").map(decoded);
  document.documentElement.lang = language();
  select.value = language();
  document.querySelectorAll("[data-text]").forEach((one) => { one.textContent = word(one.dataset.text); });
  document.querySelectorAll("header nav a").forEach((link) => {
    const current = link.hash === `#/${name || "stations"}`;
    current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  });
  const make_ = PAGES[name || "stations"];
  main.replaceChildren();
  page = who?.name === undefined && who !== undefined ? login(main, entered, who) : make_ === undefined ? { refresh: unknown } : id && ONE[name] ? ONE[name](main, id) : make_(main);
  document.title = `${main.querySelector("h1")?.textContent ?? ""} – Substation`;
  refresh();
}

/** Somebody has logged in, or out. */
async function entered(session) {
  who = session;
  if (who.name !== undefined) {
    comes(who.name);
  }
  document.querySelector("header nav a[href='#/audit']").hidden = who.role !== "configure";
  document.body.dataset.role = who.role ?? "";
  whoIs.hidden = who.by !== "session";
  whoIs.querySelector("span").textContent = `${who.name} (${who.role})`;
  if (who.name !== undefined && location.hash.startsWith("#/sign-on/")) {
    history.replaceState(null, "", "#/stations");
  }
  if (who.name !== undefined && location.hash === "") {
    const { setUp } = await api.get("setup").catch(() => ({ setUp: true }));
    if (!setUp) {
      location.replace("#/setup");
    }
  }
  open();
}

let last = 0;
let soon;

/** Asks again, but not more often than every so many milliseconds; at the earliest of all that was asked for. */
function refreshSoon(every) {
  const at = Math.max(Date.now(), last + every);
  if (soon === undefined || at < soon.at) {
    clearTimeout(soon?.timer);
    soon = { at, timer: setTimeout(() => { soon = undefined; refresh(); }, at - Date.now()) };
  }
}

/** Something has happened at the gateway. */
function heard(kind, data) {
  const after = page.after ?? USUAL;
  if (after.has(kind) && (page.station === undefined || data.station === undefined || page.station === data.station)) {
    refreshSoon(AT_MOST_EVERY_MS);
  } else if (page.slowly?.has(kind)) {
    refreshSoon(EVERY_MS);
  }
}

async function unknown() {
  main.replaceChildren(make("h1", {}, word("unknownPage")));
}

let notice;

/** The page that is being refreshed, and whether that is wanted once more after it. */
let refreshed;
let wanted = false;

/** Asks what the page shows. While an answer is outstanding nothing is asked, unless another page was opened. */
async function refresh() {
  const shown = page;
  last = Date.now();
  wanted = refreshed === shown;
  if (wanted) {
    return;
  }
  refreshed = shown;
  try {
    await Promise.all([shown.refresh(), healthLine()]);
    notice?.remove();
    notice = undefined;
  } catch (fault) {
    if (shown === page && fault instanceof api.LoginNeeded) {
      entered({ singleSignOn: who?.singleSignOn });
    } else if (shown === page) {
      notice?.remove();
      notice = make("p", { class: "notice", role: "alert" }, fault instanceof TypeError || fault.name === "TimeoutError" ? word("noAnswer") : fault.message);
      main.prepend(notice);
    }
  } finally {
    if (refreshed === shown) {
      refreshed = undefined;
      if (wanted) {
        refreshSoon(AT_MOST_EVERY_MS);
      }
    }
  }
}

async function healthLine() {
  const health = await api.health();
  const line = document.getElementById("health");
  const text = health.reasons.length === 0 ? word("well") : `${word("degraded")}: ${health.reasons.length}`;
  if (line.dataset.said !== text) {
    line.dataset.said = text;
    line.replaceChildren(health.reasons.length === 0 ? text
      : make("details", {}, make("summary", { class: "problem" }, text),
        make("ul", {}, health.reasons.map((reason) => make("li", {}, reason)))));
  }
}

select.addEventListener("change", () => { choose(select.value); open(); });
addEventListener("hashchange", () => { open(); main.focus(); });
document.getElementById("logout").addEventListener("click", async () => { await api.logout(); leaves(); entered(await api.session()); });
setInterval(() => {
  const every = isLive() && !page.always ? LIVE_EVERY_MS : EVERY_MS;
  if (!document.hidden && Date.now() - last >= every) {
    refresh();
  }
}, 1000);
listen(heard);
api.session().then(entered, open);
