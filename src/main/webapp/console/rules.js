// The rules: the files of camel-routes/, which can be edited here and elsewhere.

import * as api from "./api.js";
import { differences, editor, plainEnds } from "./editor.js";
import { draw, make, once, table } from "./parts.js";
import { ofUser } from "./user.js";
import { time, word } from "./words.js";

const CHECK_AFTER_MS = 500;

/**
 * What is edited and not saved: by name the text (none: to be removed) and the text that it was made from (none: a new
 * file). It stays while the console is open, whichever page is shown.
 */
const draft = new Map();

/** What is being saved: by name the text that is written. Until that is done, what is typed back stays in the draft. */
let saving = new Map();

/** The files on the disk, as they were answered last, and which question that was. */
let folder = { etag: "", files: [], removed: [], live: true };
let asked = 0;
let answered = 0;

addEventListener("beforeunload", (event) => { if (draft.size > 0) { event.preventDefault(); } });

ofUser(() => {
  draft.clear();
  folder = { etag: "", files: [], removed: [], live: true };
  answered = ++asked;
});

/** The changes of the draft, as the API takes them. */
export function changes() {
  return { changes: [...draft].map(([name, { text }]) => (text === undefined ? { name, remove: true } : { name, text })) };
}

/** What a new file begins with, by what it holds. */
const BEGINNINGS = {
  routes: (name) => `# \n- route:\n    id: ${name}\n    from:\n      uri: direct:${name}\n      steps:\n        - to: direct:deliver\n`,
  form: () => "# The form of a rule; docs/rules-guide.md says how it is written.\n",
  cases: () => "- case: \"\"\n  given: { action: Heartbeat, body: {} }\n  expect: { delivered: {} }\n",
};

/** What would become of messages with the draft. */
export function replayed(run) {
  return [
    make("p", { class: run.changed > 0 ? "connecting" : "connected" },
      `${run.replayed} ${word("replayedOf")}, ${run.changed} ${word("wouldChange")}, ${run.failing} ${word("wouldFail")}`
      + (run.left > 0 ? `, ${run.left} ${word("notRun")}` : "") + (run.cut > 0 ? `, ${run.cut} ${word("cutShort")}` : "")),
    run.changed > 0 && table([
      ["action", (row) => row.action],
      ["way", (row) => word(row.direction)],
      ["messages", (row) => String(row.replayed), "number"],
      ["wouldChange", (row) => String(row.changed), "number"],
      ["wouldFail", (row) => String(row.failing), "number"],
    ], run.actions.filter((one) => one.changed > 0), word("replay")),
    ...run.messages.map((one) => make("details", { open: run.messages.length === 1 }, make("summary", {}, time(one.received), ` ${one.station} ${one.action} ${one.before === one.after ? "" : `${one.before} → ${one.after}`}`),
      make("ul", {}, one.changes.map((change) => make("li", {}, `${change.path}: `,
        make("del", {}, change.before ?? word("absent")), " → ", make("ins", {}, change.after ?? word("absent"))))),
      make("a", { href: `#/messages/${one.id}` }, word("message")))),
    run.changed > run.messages.length && make("p", { class: "soft" }, `${word("firstOnes")} ${run.messages.length}`),
  ];
}

/** The page; a file of the folder may be named. */
export function rules(main, wanted) {
  const mayEdit = document.body.dataset.role === "configure";
  const status = make("div", { role: "status" });
  const list = make("nav", { class: "files", "aria-label": word("files") });
  const said = make("div", { role: "status" });
  const collision = make("div", {});
  const findings = make("div", { role: "status" });
  const result = make("section", { tabindex: "-1" });
  const saver = button("saveRules", () => act(save), "main");
  const edit = editor("", (now) => put(chosen, now), () => once(saver, () => act(save)));
  const removal = button("remove", remove);
  const buttons = make("p", { class: "configure buttons" },
    saver, " ", button("diffLive", () => act(diff)), " ", button("runCases", () => act(cases)), " ", button("replay", () => act(replay)), " ",
    button("discard", discard), " ", removal);
  const paper = make("section", { "aria-labelledby": "file" }, make("h2", { id: "file" }), collision, edit.box, buttons, findings);
  const name = make("input", { required: true, autocomplete: "off", spellcheck: "false", placeholder: "40-cards.yaml, tests/cards.yaml" });
  main.append(make("h1", {}, word("rules")), make("p", { class: "soft" }, word("rulesSay")), status, said,
    make("div", { class: "workbench" },
      make("div", {}, list,
        make("form", { class: "configure", onsubmit: add }, make("label", {}, word("newFile"), name), " ", make("button", {}, word("create"))),
        make("p", {}, button("history", () => act(history)))),
      paper),
    result);

  let found = [];
  let chosen = wanted;
  let timer;
  let checking = false;

  function button(key, what, kind) {
    return make("button", { type: "button", class: kind, onclick: (event) => once(event.currentTarget, what) }, word(key));
  }

  function onDisk(file) {
    return folder.files.find((one) => one.name === file)?.text;
  }

  function text(file) {
    return draft.has(file) ? draft.get(file).text ?? draft.get(file).base : onDisk(file);
  }

  /** Whether somebody else has changed a file that is edited here. */
  function isOther(file) {
    return draft.has(file) && draft.get(file).base !== onDisk(file) && !(saving.has(file) && saving.get(file) === onDisk(file));
  }

  /** Edits a file; without a text it is to be removed. */
  function put(file, now) {
    const base = draft.has(file) ? draft.get(file).base : onDisk(file);
    now === base && !saving.has(file) ? draft.delete(file) : draft.set(file, { text: now, base });
    show();
    checkSoon();
  }

  /** Shows what is known; asks nobody. */
  function show() {
    const names = [...new Set([...folder.files.map((one) => one.name), ...draft.keys()])];
    if (!names.includes(chosen)) {
      chosen = names[0];
    }
    draw(list, ["routes", "form", "cases"].flatMap((kind) => {
      const some = names.filter((file) => kindOf(file) === kind).sort();
      return some.length === 0 ? [] : [make("h2", {}, word(`rules-${kind}`)), make("ul", { class: "plain" }, some.map(entry))];
    }));
    const file = folder.files.find((one) => one.name === chosen);
    const gone = draft.has(chosen) && draft.get(chosen).text === undefined;
    paper.hidden = chosen === undefined;
    paper.querySelector("h2").textContent = chosen ?? "";
    edit.name(`${word("textOf")} ${chosen}`);
    edit.show(text(chosen) ?? "", !mayEdit || gone || file?.readOnly !== undefined);
    edit.mark(new Map(found.filter((one) => one.file === chosen && one.line).map((one) => [one.line, one.severity])));
    removal.textContent = word(gone ? "keep" : "remove");
    draw(collision, file?.readOnly && make("p", { class: "notice" }, file.readOnly), isOther(chosen) && make("div", { class: "notice" },
      make("p", {}, word(onDisk(chosen) === undefined ? "removedOnDisk" : "changedOnDisk")), make("p", {},
        button("diffDisk", () => act(diffDisk)), " ", button("keepMine", () => decide(true)), " ", button("takeTheirs", () => decide(false)))));
    draw(findings, found.length === 0 ? draft.size > 0 && mayEdit && make("p", { class: "soft" }, word(checking ? "checking" : "nothingWrong"))
      : make("ul", { class: "plain" }, found.map((one) => make("li", { class: one.severity === "error" ? "problem" : "connecting" },
        make("button", { type: "button", class: "link", onclick: () => go(one) }, `${one.file}${one.line ? `:${one.line}` : ""}`), ` ${one.text}`))));
  }

  function kindOf(file) {
    return file.startsWith("tests/") || file.startsWith("rules/tests/") ? "cases" : file.startsWith("rules/") ? "form" : "routes";
  }

  function entry(file) {
    const one = folder.files.find((each) => each.name === file);
    const marks = [
      draft.has(file) && word(draft.get(file).text === undefined ? "toBeRemoved" : "edited"),
      isOther(file) && word("collision"),
      found.some((each) => each.file === file && each.severity === "error") && word("error"),
      !draft.has(file) && one && one.live !== "same" && word("notLive"),
    ].filter((mark) => mark);
    return make("li", { "data-key": file }, make("button", { type: "button", class: "link", "aria-current": file === chosen ? "true" : undefined,
      onclick: () => { choose(file); show(); } }, file), marks.length > 0 ? make("span", { class: "soft" }, ` ${marks.join(", ")}`) : undefined);
  }

  function choose(file) {
    chosen = file;
    window.history.replaceState(null, "", `#/rules/${encodeURIComponent(file)}`);
  }

  function go(one) {
    if (onDisk(one.file) !== undefined || draft.has(one.file)) {
      choose(one.file);
      show();
      edit.go(one.line ?? 1);
    }
  }

  function decide(mine) {
    const theirs = onDisk(chosen);
    if (!mine || draft.get(chosen).text === theirs) {
      draft.delete(chosen);
    } else {
      draft.get(chosen).base = theirs;
    }
    show();
    checkSoon();
  }

  function discard() {
    put(chosen, draft.has(chosen) ? draft.get(chosen).base : onDisk(chosen));
  }

  function remove() {
    const isGone = draft.has(chosen) && draft.get(chosen).text === undefined;
    isGone ? discard() : put(chosen, undefined);
  }

  function add(event) {
    event.preventDefault();
    const file = name.value.trim();
    if (text(file) === undefined) {
      const stem = file.replace(/^.*\//, "").replace(/^\d+-|\..*$/g, "");
      draft.set(file, { text: BEGINNINGS[kindOf(file)](stem), base: undefined });
    }
    name.value = "";
    choose(file);
    show();
    checkSoon();
    edit.go(1);
  }

  /** Nothing is asked while an answer is outstanding; what was typed meanwhile is asked after it. */
  function checkSoon() {
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_AFTER_MS);
  }

  async function check() {
    if (checking || !mayEdit || !main.contains(edit.box)) {
      return;
    }
    const posted = changes();
    checking = true;
    try {
      found = posted.changes.length === 0 ? [] : (await api.post("rules/check", posted)).findings;
    } catch (fault) {
      found = [{ severity: "error", file: chosen, text: fault.message }];
    } finally {
      checking = false;
    }
    show();
    if (JSON.stringify(posted) !== JSON.stringify(changes())) {
      checkSoon();
    }
  }

  function complain(fault) {
    said.replaceChildren(make("pre", { class: "notice", role: "alert" }, fault.message));
  }

  async function act(what) {
    said.replaceChildren();
    try {
      await what();
    } catch (fault) {
      complain(fault);
    }
  }

  /** Saves the whole draft. If other files were changed meanwhile, it is for the folder as it is now. */
  async function save() {
    if (saving.size > 0) {
      return; // by the page as it was before somebody left it
    }
    for (let tries = 0; ; tries++) {
      if (draft.size === 0) {
        said.replaceChildren(make("p", {}, word("nothingEdited")));
        return;
      }
      if ([...draft.keys()].some(isOther)) {
        show();
        throw new Error(word("collisionSay"));
      }
      saving = new Map([...draft].map(([file, { text: now }]) => [file, now]));
      let saved;
      try {
        saved = await api.change("PUT", "rules/files", changes(), { "If-Match": `"${folder.etag}"` });
      } catch (fault) {
        if (fault.status !== 412 || tries > 2) {
          throw fault;
        }
      } finally {
        settle(saved);
      }
      if (saved !== undefined) {
        found = saved.warnings;
        await refresh().catch(() => {}); // it is saved nevertheless
        said.replaceChildren(make("p", { class: "connected" }, `${word("saved")} ${saved.what}`));
        return;
      }
      await refresh();
    }
  }

  /** After a save, what somebody has typed meanwhile is an edit of what was written. */
  function settle(saved) {
    if (saved) {
      const others = folder.files.filter((one) => !saving.has(one.name));
      const written = [...saving].filter(([, now]) => now !== undefined).map(([file, now]) => ({ name: file, text: now, live: "changed" }));
      folder = { ...folder, etag: saved.etag, files: [...others, ...written] };
      answered = ++asked; // answers that are under way are older
    }
    for (const file of saving.keys()) {
      const one = draft.get(file);
      if (one && saved) {
        one.base = saving.get(file);
      }
      if (one && one.text === one.base) {
        draft.delete(file);
      }
    }
    saving = new Map();
    show();
  }

  function present(title, ...content) {
    result.replaceChildren(make("h2", {}, word(title)), ...content);
    result.focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  }

  async function diff() {
    present("diffLive", ...differences((await api.post("rules/diff?from=live", changes())).files, word("noDifference")));
  }

  async function diffDisk() {
    const { files } = await api.post("rules/diff?from=files", changes());
    present("diffDisk", ...differences(files.filter((file) => file.name === chosen), word("noDifference")));
  }

  async function cases() {
    present("runCases", make("p", {}, word("running")));
    const run = await api.post("rules/cases", changes());
    present("runCases",
      make("p", { class: run.failed + run.findings.length > 0 ? "problem" : "connected" },
        `${run.passed} ${word("passed")}, ${run.failed} ${word("failed")}${run.left > 0 ? `, ${run.left} ${word("notRun")}` : ""}`),
      make("ul", { class: "plain" }, run.findings.map((one) => make("li", { class: "problem" }, `${one.file}${one.line ? `:${one.line}` : ""} ${one.text}`))),
      table([
        ["outcome", (row) => make("span", { class: row.passed ? "connected" : "problem" }, word(row.passed ? "passed" : "failed"))],
        ["case", (row) => row.name],
        ["file", (row) => make("button", { type: "button", class: "link", onclick: () => go(row) }, `${row.file}:${row.line}`)],
        ["difference", (row) => make("div", {}, row.differences.map((one) => make("div", {}, one)))],
      ], [...run.cases].sort((one, other) => one.passed - other.passed), word("runCases")));
  }

  /** Asks which messages, then runs them. */
  async function replay() {
    const station = make("input", { autocomplete: "off", spellcheck: "false" });
    const limit = make("select", {}, [100, 500, 2000].map((one) => make("option", { value: one, selected: one === 500 }, String(one))));
    const place = make("div", { role: "status" });
    present("replay", make("p", { class: "soft" }, word("replaySay")),
      make("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); once(event.submitter, () => act(async () => {
        place.replaceChildren(make("p", {}, word("running")));
        try {
          const run = await api.post("rules/replay", { ...changes(), limit: Number(limit.value), station: station.value.trim() });
          place.replaceChildren(...replayed(run).filter((part) => part));
        } catch (fault) {
          place.replaceChildren();
          throw fault;
        }
      })); } }, make("label", {}, word("station"), station), make("label", {}, word("latest"), limit), make("button", {}, word("replayNow"))), place);
  }

  async function history() {
    const { edits } = await api.get("rules/edits");
    present("history", table([
      ["time", (row) => time(row.at)],
      ["who", (row) => row.who],
      ["changed", (row) => detail(row)],
      ["operation", (row) => make("span", { class: "configure" }, row.obstacle ?? button("undo", () => act(() => undo(row))))],
    ], edits, word("history")));
  }

  function detail(row) {
    const place = make("div", {});
    return make("details", { ontoggle: () => act(async () => {
      if (place.childNodes.length === 0) {
        place.append(...differences((await api.get(`rules/edits/${row.id}`)).files, word("noDifference")));
      }
    }) }, make("summary", {}, row.what), place);
  }

  async function undo(row) {
    const saved = await api.post(`rules/edits/${row.id}/undo`, {});
    await refresh();
    said.replaceChildren(make("p", { class: "connected" }, `${word("saved")} ${saved.what}`));
    await history();
  }

  async function refresh() {
    const turn = ++asked;
    const [now, files] = await Promise.all([api.get("rules"), api.get("rules/files")]);
    if (turn < answered) {
      return; // a later question was answered before
    }
    answered = turn;
    folder = { ...files, files: files.files.map((one) => ({ ...one, text: plainEnds(one.text) })) };
    // What is on the disk as it was edited here is no edit any more.
    [...draft].filter(([file, one]) => one.text === onDisk(file) && !saving.has(file)).forEach(([file]) => draft.delete(file));
    draw(status,
      now.trouble ? make("p", { class: "notice" }, now.trouble) : make("p", { class: folder.live ? "connected" : "connecting" }, word(folder.live ? "rulesRun" : "rulesSoon")),
      ...now.warnings.map((warning) => make("p", { class: "notice" }, warning)),
      make("p", { class: "soft" }, `${now.routes}: ${word("loaded")} ${now.loaded}, ${word("rejected")} ${now.rejected}`));
    show();
  }

  if (draft.size > 0) {
    checkSoon();
  }
  return { after: new Set(["rules", "ready", "gap"]), refresh };
}
