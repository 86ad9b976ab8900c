// The first steps: the CSMS, what to type into stations, and who knocks.

import * as api from "./api.js";
import { draw, facts, make, once, state, table } from "./parts.js";
import { card } from "./refused.js";
import { stationLink } from "./lists.js";
import { word } from "./words.js";

/** Brings a new gateway to work, and shows what to type into a station later too. */
export function setup(main) {
  const first = make("div", {});
  const addresses = make("div", {});
  const knocking = make("div", {});
  let form;
  main.append(make("h1", {}, word("setup")), first, addresses, knocking);

  async function refresh() {
    const [now, refused, stations] = await Promise.all([
      api.get("setup"), api.get("refused", { limit: 20 }), api.get("stations", { sort: "last-heard", limit: 10 }),
    ]);
    if (now.setUp) {
      form = undefined;
      draw(first, make("p", { class: "connected" }, word("csmsIsSet")));
    } else if (form === undefined) {
      form = csmsForm(now.file, refresh);
      first.replaceChildren(make("h2", {}, `1. ${word("csms")}`), form);
    }
    draw(addresses, make("h2", {}, `2. ${word("typeIntoStation")}`), maker(now.addresses[0]),
      table([
        ["address", (row) => row.host],
        ["soapStations", (row) => make("code", {}, row.soap)],
        ["jsonStations", (row) => make("code", {}, row.json.replace("/{station}", ""))],
      ], now.addresses, word("typeIntoStation")));
    const heard = stations.stations.filter((one) => one.lastHeard);
    draw(knocking, make("h2", {}, `3. ${word("firstStation")}`),
      heard.length === 0 && refused.refused.length === 0 ? make("p", { class: "soft", role: "status" }, word("nobodyYet")) : undefined,
      make("ul", { class: "plain" }, heard.map((one) => make("li", { "data-key": one.station }, stationLink(one.station), " ", state(one.state), " ", one.vendor ?? ""))),
      make("ul", { class: "cards" }, refused.refused.filter((one) => !heard.some((each) => each.station === one.identity)).map((one) => card(one, refresh))));
  }

  return { after: new Set(["refused", "station", "settings", "ready", "gap"]), refresh };
}

/** What each maker calls it. */
function maker(at) {
  return at && make("details", {}, make("summary", {}, word("byMaker")), facts([
    ["keba", `CentralSystemAddress ${at.host}, CentralSystemPort ${new URL(at.soap).port}, CentralSystemPath ${new URL(at.soap).pathname} (JSON: ${new URL(at.json).pathname.split("/").slice(0, -1).join("/")})`],
    ["abl", `${at.soap}, ${at.json.replace("/{station}", "")}`],
    ["technagon", at.json.replace("/{station}", "")],
  ]));
}

function csmsForm(file, done) {
  const url = make("input", { name: "url", required: true, autocomplete: "off", spellcheck: "false", placeholder: "wss://csms.example.org/ocpp/{station}" });
  const user = make("input", { name: "user", autocomplete: "off", spellcheck: "false", placeholder: "{station}" });
  const password = make("input", { name: "password", type: "password", autocomplete: "new-password" });
  const identity = make("input", { name: "identity", autocomplete: "off", spellcheck: "false" });
  const said = make("div", { role: "status" });
  const attempt = make("button", { type: "button", onclick: () => form.reportValidity() && work(trial) }, word("tryCsms"));
  const save = make("button", { class: "main", type: "submit" }, word("saveCsms"));

  function csms() {
    return { url: url.value, user: user.value, password: password.value, identity: identity.value };
  }

  async function work(what) {
    await once(attempt, () => once(save, async () => {
      try {
        await what();
      } catch (fault) {
        said.replaceChildren(make("p", { class: "notice", role: "alert" }, fault.message));
      }
    }));
  }

  async function trial() {
    said.replaceChildren(make("p", {}, word("trying")));
    const { findings } = await api.post("setup/trial", csms());
    said.replaceChildren(make("ul", { class: "plain" }, findings.map((one) => make("li", { class: one.kind === "wrong" ? "problem" : one.kind === "ok" ? "connected" : "soft" },
      one.text, one.advice ? make("div", { class: "soft" }, one.advice) : undefined))));
  }

  async function set() {
    const written = await api.post("setup/csms", csms());
    said.replaceChildren(make("p", {}, `${word("written")} ${written.file}`), make("pre", { tabindex: "0" }, written.lines));
    await until(async () => (await api.get("setup")).setUp);
    await done();
  }

  const form = make("form", { class: "send", onsubmit: (event) => { event.preventDefault(); work(set); } },
    make("p", {}, word("setupAsks"), " ", make("code", {}, file)),
    make("label", {}, word("csmsUrl"), url),
    make("label", {}, `${word("user")} (${word("optional")})`, user),
    make("label", {}, `${word("password")} (${word("optional")})`, password),
    make("label", {}, `${word("trialIdentity")} (${word("optional")})`, identity),
    make("p", {}, attempt, " ", save), said);
  return form;
}

/** Asks each second until it holds, at most 20 times. */
async function until(holds) {
  for (let i = 0; i < 20 && !await holds(); i++) {
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
  }
}
