// The page on which somebody logs in.

import * as api from "./api.js";
import { make } from "./parts.js";
import { word } from "./words.js";

/** Shows it; done gets who it is. */
export function login(main, done, session) {
  const came = /^#\/sign-on\/(unreachable|failed|role|busy)$/.exec(location.hash);
  const name = make("input", { name: "name", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
  const password = make("input", { name: "password", type: "password", autocomplete: "current-password", required: true });
  const button = make("button", { class: "main", type: "submit" }, word("login"));
  const said = make("p", { class: "problem", role: "alert" });
  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    said.replaceChildren();
    try {
      done(await api.login(name.value, password.value));
    } catch (fault) {
      button.disabled = false;
      password.value = "";
      said.replaceChildren(fault instanceof api.LoginNeeded ? word("wrongLogin") : fault instanceof TypeError ? word("noAnswer") : fault.message);
      password.focus();
    }
  }
  main.replaceChildren(
    make("h1", {}, word("login")),
    make("form", { class: "send login", onsubmit: submit },
      make("label", {}, word("userName"), name),
      make("label", {}, word("password"), password),
      button, said,
      session?.singleSignOn ? make("a", { class: "button", href: "api/v1/session/oidc" }, word("signOn")) : undefined,
      make("p", { class: "soft" }, word("adminHint"))));
  if (came) {
    said.replaceChildren(word(`signOn-${came[1]}`));
  }
  name.focus();
  return { refresh: async () => {} };
}
