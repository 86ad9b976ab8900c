// The settings: what is in force, and site.yaml as text.

import * as api from "./api.js";
import { differences, editor, plainEnds } from "./editor.js";
import { draw, make, once, table } from "./parts.js";
import { ofUser } from "./user.js";
import { time, word } from "./words.js";

const CHECK_AFTER_MS = 500;

/** What is edited and not saved: the text, and the file that it was made from. It stays while the console is open. */
let draft;

/** Whether it is being saved. Until that is done, what is typed back stays in the draft. */
let saving = false;

addEventListener("beforeunload", (event) => { if (draft) { event.preventDefault(); } });
ofUser(() => { draft = undefined; });

export function settings(main) {
  const status = make("div", { role: "status" });
  const said = make("div", { role: "status" });
  const collision = make("div", {});
  const findings = make("div", { role: "status" });
  const result = make("section", { tabindex: "-1" });
  const saver = button("saveRules", save, "main");
  const edit = editor(`${word("textOf")} site.yaml`, typed, () => once(saver, () => act(save)));
  main.append(make("h1", {}, word("settings")), make("p", { class: "soft" }, word("settingsSay")), status, said, collision, edit.box,
    make("p", { class: "buttons" }, saver, " ", button("diffDisk", diff), " ", button("discard", discard), " ", button("history", history)),
    findings, result);

  let file = { etag: "", text: "", name: "" };
  let checked;
  let timer;
  let checking = false;

  function button(key, what, kind) {
    return make("button", { type: "button", class: kind, onclick: (event) => once(event.currentTarget, () => act(what)) }, word(key));
  }

  async function act(what) {
    said.replaceChildren();
    try {
      await what();
    } catch (fault) {
      said.replaceChildren(make("pre", { class: "notice", role: "alert" }, fault.message));
    }
  }

  function typed(text) {
    const from = draft?.from ?? file;
    draft = text === from.text && !saving ? undefined : { text, from };
    show();
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_AFTER_MS);
  }

  function show() {
    edit.show(draft?.text ?? file.text, false);
    const found = checked?.findings ?? [];
    edit.mark(new Map(found.filter((one) => one.line).map((one) => [one.line, "error"])));
    draw(collision, draft && !saving && draft.from.etag !== file.etag && make("div", { class: "notice" }, make("p", {}, word("changedOnDisk")),
      make("p", {}, button("diffDisk", diff), " ", button("keepMine", keep), " ", button("takeTheirs", discard))));
    draw(findings, !draft ? undefined : checking || !checked ? make("p", { class: "soft" }, word("checking"))
      : found.length > 0 ? make("ul", { class: "plain" }, found.map((one) => make("li", { class: "problem" },
        one.line ? make("button", { type: "button", class: "link", onclick: () => edit.go(one.line) }, `site.yaml:${one.line}`) : undefined, ` ${one.text}`)))
        : make("div", {}, make("p", { class: "connected" }, word("nothingWrong")),
          checked.applies && make("p", {}, `${word("goesLive")}: ${checked.applies}`), checked.waits && make("p", { class: "connecting" }, `${word("waitsForRestart")}: ${checked.waits}`)));
  }

  function keep() {
    draft.from = file;
    show();
  }

  function discard() {
    const from = draft?.from ?? file;
    draft = saving ? { text: from.text, from } : undefined;
    checked = undefined;
    show();
  }

  /** Nothing is asked while an answer is outstanding; what was typed meanwhile is asked after it. */
  async function check() {
    if (checking || !draft || !main.contains(edit.box)) {
      return;
    }
    const { text } = draft;
    checking = true;
    try {
      checked = await api.post("settings/check", { text });
    } catch (fault) {
      checked = { findings: [{ text: fault.message }] };
    } finally {
      checking = false;
    }
    show();
    if (draft && draft.text !== text) {
      timer = setTimeout(check, CHECK_AFTER_MS);
    }
  }

  async function save() {
    if (!draft) {
      said.replaceChildren(make("p", {}, word("nothingEdited")));
      return;
    }
    if (saving) {
      return; // by the page as it was before somebody left it
    }
    const { text, from } = draft;
    saving = true;
    let saved;
    try {
      saved = await api.change("PUT", "settings/file", { text }, { "If-Match": `"${from.etag}"` });
    } catch (fault) {
      if (fault.status === 412) {
        await refresh();
      }
      throw fault;
    } finally {
      saving = false;
      if (draft?.text === (saved ? text : draft?.from.text)) {
        draft = undefined;
      }
    }
    checked = undefined;
    await refresh();
    if (draft) {
      draft.from = file; // somebody types on
      show();
    }
    said.replaceChildren(make("p", { class: "connected" }, `${word("saved")} ${saved.what}`));
  }

  function present(title, ...content) {
    result.replaceChildren(make("h2", {}, word(title)), ...content);
    result.focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  }

  async function diff() {
    const one = await api.post("settings/diff", { text: draft?.text ?? file.text });
    present("diffDisk", ...differences(one.lines.length === 0 ? [] : [one], word("noDifference")));
  }

  async function history() {
    const { edits } = await api.get("settings/edits");
    present("history", table([
      ["time", (row) => time(row.at)],
      ["who", (row) => row.who],
      ["changed", (row) => detail(row)],
      ["operation", (row) => row.obstacle ?? button("undo", () => undo(row))],
    ], edits, word("history")));
  }

  function detail(row) {
    const place = make("div", {});
    return make("details", { ontoggle: () => act(async () => {
      if (place.childNodes.length === 0) {
        place.append(...differences((await api.get(`settings/edits/${row.id}`)).files.filter((one) => one.lines.length > 0), word("noDifference")));
      }
    }) }, make("summary", {}, row.what), place);
  }

  async function undo(row) {
    const saved = await api.post(`settings/edits/${row.id}/undo`, {});
    await refresh();
    said.replaceChildren(make("p", { class: "connected" }, `${word("saved")} ${saved.what}`));
    await history();
  }

  async function refresh() {
    const [now, onDisk] = await Promise.all([api.get("settings"), api.get("settings/file")]);
    file = { ...onDisk, text: plainEnds(onDisk.text) };
    if (draft?.text === file.text) {
      draft = undefined;
    }
    draw(status, now.trouble ? make("p", { class: "notice" }, now.trouble) : make("p", { class: "connected" }, word("settingsRun")),
      now.changed && make("p", { class: "soft" }, `${word("sinceStart")}: ${now.changed}`), make("p", { class: "soft" }, make("code", {}, file.name)));
    show();
  }

  if (draft) {
    timer = setTimeout(check, CHECK_AFTER_MS);
  }
  return { after: new Set(["settings", "ready", "gap"]), refresh };
}
