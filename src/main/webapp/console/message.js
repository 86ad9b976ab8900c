// One message: both sides, what was changed, and what the rules do to it.

import * as api from "./api.js";
import { draw, facts, make, table } from "./parts.js";
import { stationLink } from "./lists.js";
import { changes, replayed } from "./rules.js";
import { time, word } from "./words.js";

/** The call that the line with this id belongs to. */
export function message(main, id) {
  const shown = make("div", {});
  const outcome = make("div", { role: "status" });
  main.append(make("h1", {}, `${word("message")} ${id}`), shown, outcome);

  /** Runs the call through the rules that are edited on the page of the rules. */
  async function again(line) {
    const edited = changes();
    try {
      outcome.replaceChildren(...(edited.changes.length === 0 ? [make("p", { class: "soft" }, word("nothingEdited"), " ", make("a", { href: "#/rules" }, word("rules")))]
        : replayed(await api.post("rules/replay", { ...edited, id: line })).filter((part) => part)));
    } catch (fault) {
      outcome.replaceChildren(make("pre", { class: "notice", role: "alert" }, fault.message));
    }
  }

  return {
    async refresh() {
      const { lines, forms, rules, rulesFault } = await api.get(`messages/${encodeURIComponent(id)}`);
      const call = lines.find((line) => line.part === "call") ?? lines[0];
      const last = lines.findLast((line) => line.part === "answer");
      const notes = lines.flatMap((line) => line.notes);
      main.querySelector("h1").textContent = call.action;
      document.title = `${call.action} ${call.station} – Substation`;
      draw(shown,
        facts([
          ["station", stationLink(call.station)],
          ["way", word(call.direction)],
          ["time", time(call.received)],
          ["outcome", last && `${last.outcome}${last.ms === undefined ? "" : `, ${last.ms} ms`}`],
          ["messageIds", [...new Set(lines.flatMap((line) => [line.messageId, ...(line.sentAs ?? "").split(" ")]))].filter((text) => text).join(", ")],
          ["trace", call.trace],
        ]),
        make("div", { class: "sides" }, side("station", forms), side("csms", forms)),
        make("h2", {}, word("changes")),
        table([
          ["field", (row) => row.path],
          ["original", (row) => row.original],
          ["result", (row) => row.result],
          ["reason", (row) => `${row.reason} (${word(row.loss.toLowerCase())})`],
        ], notes, word("changes")),
        make("h2", {}, word("rulesNow")),
        rulesFault ? make("p", { class: "soft" }, rulesFault) : steps(rules),
        rules && make("p", { class: "buttons" }, make("button", { type: "button", onclick: (event) => copy(event.target, rules) }, word("copyCase")),
          make("button", { type: "button", class: "configure", onclick: () => again(call.id) }, word("replayOne"))));
    },
  };
}

function side(name, forms) {
  const own = forms.filter((form) => form.side === name);
  return make("section", { "aria-label": word(name) },
    make("h2", {}, `${word(name)}${own.length > 0 ? ` (${own[0].dialect})` : ""}`),
    own.length === 0 ? make("p", { class: "soft" }, word("none")) : own.flatMap((form) => [
      make("h3", {}, word(form.part), form.now ? make("span", { class: "soft" }, ` ${word("madeNow")}`) : undefined),
      make("pre", { tabindex: "0" }, form.text)]));
}

function steps(rules) {
  const applied = rules.steps.filter((step) => step.before || step.notes);
  const list = (some) => make("ol", { class: "steps" }, some.map((step) => make("li", {},
    make("code", {}, step.step), make("span", { class: "soft" }, ` ${step.file}:${step.line}`,
      step.taken === undefined ? "" : ` – ${word(step.taken ? "taken" : "notTaken")}`),
    step.before ? change(step.before, step.after) : undefined)));
  return make("div", {},
    applied.length === 0 ? make("p", { class: "soft" }, word("noStep")) : list(applied),
    make("details", {}, make("summary", {}, `${word("allSteps")} (${rules.steps.length})`), list(rules.steps)));
}

/** The fields of the first level that a step has changed. */
function change(before, after) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return make("ul", {}, names.map((name) => make("li", {}, `${name}: `,
    make("del", {}, JSON.stringify(before[name]) ?? word("absent")), " → ",
    make("ins", {}, JSON.stringify(after[name]) ?? word("absent")))));
}

/** A case for camel-routes/tests: JSON is YAML too. */
async function copy(button, rules) {
  const outcome = rules.delivered ? { delivered: rules.delivered } : rules.answered ? { answered: rules.answered } : { failed: rules.failed };
  const text = `- case: ${JSON.stringify(`${rules.given.action} of ${rules.given.station}`)}\n`
    + `  given: ${JSON.stringify(rules.given)}\n  expect: ${JSON.stringify(outcome)}\n`;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = word("copied");
  } catch {
    button.after(make("pre", { tabindex: "0" }, text));
  }
}
