// Who was rejected at the door, and what lets it in.

import * as api from "./api.js";
import { draw, filter, make, once } from "./parts.js";
import { time, word } from "./words.js";

/** Those that came last first. */
export function refused(main) {
  const find = make("input", { type: "search", autocomplete: "off", oninput: () => again() });
  const list = make("div", {});
  const forget = make("button", { type: "button", class: "operate", onclick: async () => { await api.remove("refused").catch(show); again(); } }, word("forgetAll"));
  main.append(make("h1", {}, word("refused")),
    make("form", { class: "filter", onsubmit: (event) => event.preventDefault() }, filter("find", find), forget), list);

  async function refresh() {
    const answer = await api.get("refused", { q: find.value.trim(), limit: 200 });
    draw(list, answer.refused.length === 0 ? make("p", { class: "soft" }, word("nobodyRefused"))
      : make("ul", { class: "cards" }, answer.refused.map((one) => card(one, again))));
  }

  function show(fault) {
    draw(list, make("p", { class: "notice", role: "alert" }, fault.message));
  }

  function again() {
    refresh().catch(show);
  }

  return { after: new Set(["refused", "settings", "ready", "gap"]), refresh };
}

/** One of them, with the lines to add. */
export function card(one, letIn) {
  return make("li", { "data-key": one.number },
    make("h2", {}, one.identity ?? one.address),
    make("p", {}, one.why, ". ", one.remedy),
    make("p", { class: "soft" }, [
      one.identity ? one.address : undefined, one.dialect, one.path, `${one.times} ×`,
    ].filter((text) => text).join(" · "), " · ", time(one.last)),
    one.settled ? make("p", { class: "connected" }, word("settled")) : undefined,
    one.snippet && !one.settled ? make("details", {}, make("summary", {}, word("lines")),
      make("pre", { tabindex: "0" }, one.snippet),
      make("button", { type: "button", onclick: (event) => copy(event.target, one.snippet) }, word("copy"))) : undefined,
    !one.settled && one.snippet?.startsWith("stations:")
      ? make("button", { type: "button", class: "main configure", onclick: (event) => { const button = event.currentTarget; once(button, () => add(button, one.number, letIn)); } }, word("letIn")) : undefined);
}

/** Writes it to site.yaml, which goes live by itself. */
async function add(button, number, then) {
  try {
    await api.post(`refused/${number}/station`, {});
    button.replaceWith(make("p", { role: "status" }, word("added")));
    then();
  } catch (fault) {
    button.after(make("p", { class: "notice", role: "alert" }, fault.message));
  }
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = word("copied");
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
  }
}
