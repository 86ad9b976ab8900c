// What happens at the gateway, so that a page need not ask again and again.

const KINDS = ["station", "link", "message", "transaction", "refused", "settings", "rules", "ready", "gap"];
const AGAIN_MS = 30000;

let source;
let timer;
let live = false;

/** Whether events come now. */
export function isLive() {
  return live;
}

/**
 * Listens from now on, while the page is visible; heard(kind, data) learns of each event.
 * A browser comes again by itself when the link was cut, but not when it was refused.
 */
export function listen(heard) {
  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("api/v1/events");
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        live = true;
        heard(kind, JSON.parse(event.data || "{}"));
      });
    }
    source.addEventListener("error", () => {
      live = false;
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, AGAIN_MS);
      }
    });
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    live = false;
  }

  if (!document.hidden) {
    open();
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
}
