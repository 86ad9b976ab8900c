// The audit log.

import * as api from "./api.js";
import { draw, filter, make, table } from "./parts.js";
import { time, word } from "./words.js";

/** Who changed or sent what. */
export function audit(main) {
  const who = make("input", { autocomplete: "off", onchange: () => again() });
  const text = make("input", { autocomplete: "off", onchange: () => again() });
  const list = make("div", {});
  const lines = make("a", {}, word("jsonl"));
  const cells = make("a", {}, word("csv"));
  main.append(make("h1", {}, word("audit")),
    make("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); again(); } },
      filter("who", who), filter("find", text), lines, cells),
    list);

  async function show() {
    const wanted = { who: who.value.trim(), q: text.value.trim() };
    lines.href = api.address("audit.jsonl", wanted);
    cells.href = api.address("audit.csv", wanted);
    const answer = await api.get("audit", { ...wanted, limit: 100 });
    draw(list, table([
      ["time", (row) => time(row.at)],
      ["who", (row) => `${row.who} (${row.by})`],
      ["address", (row) => row.from],
      ["action", (row) => make("div", {}, row.what, row.details.map((detail) => make("div", { class: "soft" }, detail))), "payload"],
      ["reply", (row) => row.answer],
    ], answer.entries, word("audit")));
  }

  function again() {
    show().catch((fault) => draw(list, make("p", { class: "notice", role: "alert" }, fault.message)));
  }

  return { refresh: show };
}
