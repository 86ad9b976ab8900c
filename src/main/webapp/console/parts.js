// Pieces of pages. All text goes in as text, never as HTML: much of it comes from stations.

import { word } from "./words.js";

/** An element with attributes and children; a child is a node or a text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      listen(element, key.slice(2), value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** What an element does; draw() gives what stays on the page what the new one would do. */
const HANDLERS = new WeakMap();

function listen(element, type, handler) {
  if (!HANDLERS.has(element)) {
    HANDLERS.set(element, {});
  }
  HANDLERS.get(element)[type] = handler;
  element.addEventListener(type, (event) => HANDLERS.get(element)[type](event));
}

function adopt(now, next) {
  if (HANDLERS.has(now) && HANDLERS.has(next)) {
    Object.assign(HANDLERS.get(now), HANDLERS.get(next));
  }
  for (let i = 0; i < now.children?.length; i++) {
    adopt(now.children[i], next.children[i]);
  }
}

/**
 * What a button does, unless it still does it. The button keeps the focus; if it is gone after that, the page has it, so
 * that the keyboard does not begin at the top.
 */
export async function once(button, what) {
  if (button.ariaDisabled === "true") {
    return;
  }
  button.ariaDisabled = "true";
  try {
    await what();
  } finally {
    button.ariaDisabled = null;
    if (!button.isConnected && document.activeElement === document.body) {
      document.getElementById("main").focus({ preventScroll: true });
    }
  }
}

/** A state with its colour. */
export function state(name) {
  return make("span", { class: `state ${name}` }, word(name));
}

/**
 * A table. Columns are [key of the heading, what a row has there, class of the cell].
 */
export function table(columns, rows, caption) {
  if (rows.length === 0) {
    return make("p", { class: "soft" }, word("none"));
  }
  return make("div", { class: "table stack", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {},
      make("caption", { class: "hidden" }, caption),
      make("thead", {}, make("tr", {}, columns.map(([head, , kind]) => make("th", { scope: "col", class: kind === "number" ? kind : undefined }, word(head))))),
      make("tbody", {}, rows.map((row) => make("tr", { "data-key": row.key ?? row.id }, columns.map(([head, cell, kind]) =>
        make("td", { class: kind, "data-head": word(head) }, cell(row) ?? "")))))));
}

/** A list of names and values; what is empty is left out. */
export function facts(pairs) {
  return make("dl", {}, pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .flatMap(([name, value]) => [make("dt", {}, word(name)), make("dd", {}, value)]));
}

/** A field of a form for filters. */
export function filter(name, control, kind) {
  return make("label", { class: kind || undefined }, word(name), control);
}

/**
 * Shows these children in place of the present ones. What is the same stays as it is, so that whoever reads, selects or
 * has the focus there is not thrown out by each refresh.
 */
export function draw(place, ...children) {
  const wanted = children.flat().filter((child) => child !== undefined && child !== null && child !== false && child !== "");
  const keyed = new Map([...place.children].filter((one) => one.dataset.key).map((one) => [one.dataset.key, one]));
  for (const [index, child] of wanted.entries()) {
    const next = typeof child === "string" ? document.createTextNode(child) : child;
    const key = next.dataset?.key;
    let now = place.childNodes[index];
    if (key && now?.dataset?.key !== key) {
      place.insertBefore(keyed.get(key) ?? next, now ?? null);
      now = place.childNodes[index];
    }
    if (now === undefined) {
      place.append(next);
    } else if (now !== next && !now.isEqualNode(next)) {
      exchange(now, next);
    } else if (now !== next) {
      adopt(now, next);
    }
  }
  while (place.childNodes.length > wanted.length) {
    place.lastChild.remove();
  }
}

/**
 * Goes down into elements that differ only inside; those that hold what somebody enters are taken whole. A button that
 * says the same stays, for it may have the focus, and may still be doing something.
 */
function exchange(now, next) {
  if (now.nodeName === "DETAILS" && next.nodeName === "DETAILS") {
    next.open = now.open;
  }
  if (now.nodeName === "BUTTON" && next.nodeName === "BUTTON" && now.textContent === next.textContent && now.dataset.key === next.dataset.key) {
    [...now.attributes].filter(({ name }) => name !== BUSY && !next.hasAttribute(name)).forEach(({ name }) => now.removeAttribute(name));
    [...next.attributes].filter(({ name }) => name !== BUSY).forEach(({ name, value }) => now.setAttribute(name, value));
    adopt(now, next);
  } else if (now.nodeType === Node.ELEMENT_NODE && now.cloneNode().isEqualNode(next.cloneNode()) && !LISTENING.has(now.nodeName)) {
    draw(now, ...next.childNodes);
  } else {
    now.replaceWith(next);
  }
}

const BUSY = "aria-disabled";
const LISTENING = new Set(["BUTTON", "FORM", "INPUT", "SELECT", "TEXTAREA"]);
