// The last lines of the gateway's log.

import * as api from "./api.js";
import { draw, filter, make } from "./parts.js";
import { time, word } from "./words.js";

/** Lines, the latest first; they come by themselves unless somebody pauses. */
export function log(main) {
  let paused = false;
  const level = make("select", { onchange: () => again() }, ["INFO", "WARNING", "SEVERE"].map((one) => make("option", { value: one }, word(`level-${one}`))));
  const text = make("input", { autocomplete: "off", oninput: () => again() });
  const pause = make("button", { type: "button", "aria-pressed": "false", onclick: () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = word(paused ? "resume" : "pause");
  } }, word("pause"));
  const list = make("div", {});
  main.append(make("h1", {}, word("log")), make("p", { class: "soft" }, word("logSay")),
    make("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); again(); } },
      filter("level", level), filter("find", text), pause, make("a", { href: api.address("recent-lines.txt") }, word("asText"))),
    list);

  function line(one) {
    const [first, ...rest] = one.text.split("\n");
    return make("li", { "data-key": String(one.number) },
      make("div", { class: "soft" }, time(one.time), ` ${one.logger.replace(/^dev\.substation\./, "")}`),
      make("div", { class: one.level === "SEVERE" ? "problem" : one.level === "WARNING" ? "connecting" : undefined }, first),
      one.remedy && make("div", {}, make("strong", {}, one.code), ` ${one.remedy}`),
      rest.length > 0 && make("details", {}, make("summary", {}, word("more")), make("pre", { tabindex: "0" }, rest.join("\n"))));
  }

  async function show() {
    const { lines } = await api.get("recent-lines", { level: level.value, q: text.value.trim(), limit: 200 });
    draw(list, lines.length === 0 ? make("p", { class: "soft" }, word("none")) : make("ul", { class: "log" }, lines.map(line)));
  }

  function again() {
    show().catch((fault) => draw(list, make("p", { class: "notice", role: "alert" }, fault.message)));
  }

  return { always: true, refresh: async () => { if (!paused) { await show(); } } };
}
