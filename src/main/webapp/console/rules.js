// The rules that run, file by file.

import * as api from "./api.js";
import { draw, facts, make } from "./parts.js";
import { word } from "./words.js";

/** The folder of the rules as it runs; it is edited as files. */
export function rules(main) {
  const shown = make("div", {});
  main.append(make("h1", {}, word("rules")), make("p", { class: "soft" }, word("rulesSay")), shown);
  return {
    after: new Set(["rules", "ready", "gap"]),
    async refresh() {
      const now = await api.get("rules");
      draw(shown,
        now.trouble ? make("p", { class: "notice" }, now.trouble) : make("p", { class: "connected" }, word("rulesRun")),
        ...now.warnings.map((warning) => make("p", { class: "notice" }, warning)),
        facts([["routes", now.routes], ["loaded", String(now.loaded)], ["rejected", String(now.rejected)]]),
        ...["routes", "form", "cases"].flatMap((kind) => files(kind, now.files.filter((file) => file.kind === kind))));
    },
  };
}

function files(kind, some) {
  return some.length === 0 ? [] : [make("h2", {}, `${word(`rules-${kind}`)} (${some.length})`),
    ...some.map((file) => make("details", {}, make("summary", {}, make("code", {}, file.name)), make("pre", { tabindex: "0", class: "code" }, coloured(file.text))))];
}

/** YAML by lines: comments, keys and the rest. */
function coloured(text) {
  return text.split("\n").flatMap((line) => {
    const [, before, key, rest] = /^(\s*(?:- )*)([\w.{}$"'/-]+:)?(.*)$/.exec(line) ?? [undefined, "", undefined, line];
    const comment = /(^|\s)#/.exec(rest);
    return [before, key ? make("span", { class: "key" }, key) : "",
      comment ? rest.slice(0, comment.index) : rest,
      comment ? make("span", { class: "soft" }, rest.slice(comment.index)) : "", "\n"];
  }).filter((part) => part !== "");
}
