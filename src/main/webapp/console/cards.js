// The cards in the files that the settings name.

import * as api from "./api.js";
import { draw, filter, make, once, table } from "./parts.js";
import { word } from "./words.js";

const STATUSES = ["Accepted", "Blocked", "Expired", "Invalid"];

/** The list, with a form for one card. */
export function cards(main) {
  const may = document.body.dataset.role;
  let found = { files: [], total: 0, cards: [] };
  const file = make("select", { onchange: () => again() });
  const text = make("input", { autocomplete: "off", oninput: () => again() });
  const status = make("select", { onchange: () => again() }, make("option", { value: "" }, word("allStates")), STATUSES.map((one) => make("option", {}, one)));
  const said = make("div", { role: "status" });
  const list = make("div", {});
  const files = make("div", {});
  const to = make("select", { required: true });
  const idTag = make("input", { required: true, maxlength: 100, autocomplete: "off", spellcheck: "false" });
  const kind = make("select", {}, STATUSES.map((one) => make("option", {}, one)));
  const expiry = make("input", { autocomplete: "off", placeholder: "2030-12-31" });
  const group = make("input", { maxlength: 100, autocomplete: "off", spellcheck: "false" });
  const places = make("input", { autocomplete: "off", spellcheck: "false" });
  const saver = make("button", { class: "main" }, word("saveCard"));
  const form = make("form", { class: "send configure", onsubmit: (event) => { event.preventDefault(); once(saver, () => act(save)); } },
    make("h2", {}, word("cardEdit")), make("label", {}, word("file"), to), make("label", {}, word("card"), idTag), make("label", {}, word("status"), kind),
    make("label", {}, `${word("expiry")} (${word("optional")})`, expiry), make("label", {}, `${word("group")} (${word("optional")})`, group),
    make("label", {}, `${word("places")} (${word("optional")})`, places), make("p", {}, saver));
  main.append(make("h1", {}, word("cards")), make("p", { class: "soft" }, word("cardsSay")),
    make("form", { class: "filter", onsubmit: (event) => event.preventDefault() },
      filter("file", file), may === "view" ? undefined : filter("find", text), filter("status", status)), said, files, list, form);

  async function act(what) {
    said.replaceChildren();
    try {
      await what();
    } catch (fault) {
      said.replaceChildren(make("p", { class: "notice", role: "alert" }, fault.message));
    }
  }

  function change(name, one) {
    const { etag } = found.files.find((each) => each.name === name);
    return api.change("PUT", "cards", { file: name, changes: [one] }, { "If-Match": `"${etag}"` });
  }

  async function save() {
    const one = { idTag: idTag.value.trim(), status: kind.value, expiry: expiry.value.trim(), parentIdTag: group.value.trim(), places: places.value.split(/[\s,;]+/).filter((place) => place) };
    await change(to.value, Object.fromEntries(Object.entries(one).filter(([, value]) => value.length > 0)));
    form.reset();
    await refresh();
    said.replaceChildren(make("p", { class: "connected" }, word("cardSaved")));
  }

  async function remove(row) {
    if (confirm(`${word("remove")} ${row.idTag}?`)) {
      await change(row.file, { idTag: row.idTag, remove: true });
      await refresh();
    }
  }

  function edit(row) {
    [to.value, idTag.value, kind.value, expiry.value, group.value, places.value] = [row.file, row.idTag, row.status, row.expiry ?? "", row.parentIdTag ?? "", row.places.join(" ")];
    form.scrollIntoView({ block: "nearest" });
    kind.focus();
  }

  function options(select, names, all) {
    const chosen = select.value;
    draw(select, all && make("option", { value: "" }, word("allStates")), ...names.map((name) => make("option", { value: name }, name)));
    select.value = chosen || (all ? "" : names[0] ?? "");
  }

  async function refresh() {
    found = await api.get("cards", { file: file.value, q: text.value.trim(), status: status.value, limit: 200 });
    const names = found.files.map((one) => one.name);
    options(file, names, true);
    options(to, names, false);
    form.hidden = names.length === 0;
    draw(files, names.length === 0 ? make("p", {}, word("noCardFiles")) : undefined,
      ...found.files.flatMap((one) => one.problems.map((problem) => make("p", { class: "notice" }, problem))));
    draw(list, make("p", { class: "soft" }, `${found.cards.length} ${word("of")} ${found.total}`), table([
      ["card", (row) => make("code", {}, row.idTag)],
      ["status", (row) => make("span", { class: row.status === "Accepted" ? "connected" : "problem" }, row.status)],
      ["expiry", (row) => row.expiry],
      ["group", (row) => row.parentIdTag],
      ["places", (row) => row.places.join(" ")],
      ["file", (row) => row.file],
      ["operation", (row) => make("span", { class: "configure" },
        make("button", { type: "button", onclick: () => edit(row) }, word("edit")), " ",
        make("button", { type: "button", onclick: (event) => once(event.currentTarget, () => act(() => remove(row))) }, word("remove")))],
    ], found.cards.map((one, i) => ({ ...one, key: `${one.file} ${may === "view" ? i : one.idTag}` })), word("cards")));
  }

  function again() {
    act(refresh);
  }

  return { after: new Set(["settings", "ready", "gap"]), refresh };
}
