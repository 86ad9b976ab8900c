// A text area for YAML with line numbers, colours and marks. The text area is a plain one: what a keyboard or a screen
// reader does with it works; the colours lie beneath it.

import { make } from "./parts.js";

/** A larger text is shown without colours: each key would paint it anew. */
const MOST_COLOURED = 100000;

/** A text with the ends of lines that a text area has, whichever the file has. */
export function plainEnds(text) {
  return text?.replace(/\r\n?/g, "\n");
}

/** YAML by lines: comments, keys and the rest. */
export function coloured(text) {
  return text.split("\n").flatMap((line) => {
    const [, before, key, rest] = /^(\s*(?:- )*)([\w.{}$"'/*-]+:)?(.*)$/.exec(line) ?? [undefined, "", undefined, line];
    const comment = /(^|\s)#/.exec(rest);
    return [before, key ? make("span", { class: "key" }, key) : "",
      comment ? rest.slice(0, comment.index) : rest,
      comment ? make("span", { class: "soft" }, rest.slice(comment.index)) : "", "\n"];
  }).filter((part) => part !== "");
}

/**
 * An editor. changed(text) learns of each change that somebody types, save() of Ctrl+S.
 */
export function editor(label, changed, save) {
  const numbers = make("pre", { class: "numbers", "aria-hidden": "true" });
  const shown = make("pre", { class: "shown", "aria-hidden": "true" });
  const area = make("textarea", { spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-label": label,
    oninput: () => { paint(); changed(area.value); }, onscroll: follow, onkeydown: typed });
  const box = make("div", { class: "editor" }, numbers, make("div", { class: "paper" }, shown, area));
  let marks = new Map();

  function paint() {
    const plain = area.value.length > MOST_COLOURED;
    box.classList.toggle("plain", plain);
    shown.replaceChildren(...(plain ? [] : coloured(area.value)));
    number();
  }

  function number() {
    numbers.replaceChildren(...area.value.split("\n").flatMap((_, i) => [
      make("span", { class: marks.get(i + 1) }, String(i + 1)), "\n"]));
    follow();
  }

  function follow() {
    shown.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    numbers.style.transform = `translateY(${-area.scrollTop}px)`;
  }

  /** A new line begins where the line before it does. */
  function typed(event) {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) {
        save();
      }
    } else if (event.key === "Enter" && !event.isComposing && !area.readOnly && area.selectionStart === area.selectionEnd) {
      const line = area.value.slice(0, area.selectionStart).split("\n").pop();
      const indent = /^ */.exec(line)[0];
      if (indent) {
        event.preventDefault();
        document.execCommand("insertText", false, `\n${indent}`); // so that the browser can undo it
      }
    }
  }

  return {
    box,
    get text() { return area.value; },
    /** Shows a text; what is the same stays as it is, with the place of the reader. */
    show(text, readOnly) {
      area.readOnly = readOnly;
      if (area.value !== plainEnds(text)) {
        area.value = text;
        area.scrollTop = area.scrollLeft = 0;
        area.setSelectionRange(0, 0);
        paint();
      }
    },
    name(text) { area.setAttribute("aria-label", text); },
    /** Marks lines: a map from number to error or warning. */
    mark(found) { marks = found; number(); },
    /** Puts the cursor at the beginning of a line. */
    go(line) {
      const lines = area.value.split("\n");
      const at = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(at, at + (lines[line - 1] ?? "").length);
      area.scrollTop = Math.max(0, line - 6) * parseFloat(getComputedStyle(area).lineHeight);
    },
  };
}

/** What differs, file by file. */
export function differences(files, none) {
  return files.length === 0 ? [make("p", { class: "soft" }, none)] : files.map((file) => make("section", { "aria-label": file.name },
    make("h3", {}, make("code", {}, file.name)),
    make("pre", { class: "code diff", tabindex: "0" }, file.lines.map((line) =>
      line.kind === "gap" ? make("span", { class: "soft" }, "⋯\n")
        : line.kind === "note" ? make("span", { class: "soft" }, `(${line.text})\n`)
        : line.kind === "added" ? make("ins", {}, `+ ${line.text}\n`)
          : line.kind === "removed" ? make("del", {}, `- ${line.text}\n`) : `  ${line.text}\n`))));
}
