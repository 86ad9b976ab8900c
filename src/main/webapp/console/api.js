// Questions to the gateway.

const BASE = "api/v1/";

/** Longer than the gateway takes for any answer: the link is gone. */
const LONGEST_MS = 90000;

/** Nobody is logged in, or not any more. */
export class LoginNeeded extends Error {}

/** What a session sends with all that changes anything. */
let csrf;

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) {
    throw new LoginNeeded(body.detail);
  }
  if (!response.ok) {
    throw Object.assign(new Error(body.detail ?? `${response.status} ${response.statusText}`), { status: response.status });
  }
  return body;
}

/** A page of the API; parameters that are empty are left out. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return answered(await fetch(`${BASE}${path}?${query}`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST_MS) }));
}

/** Changes something; the body is sent as JSON. A fault has the status of the answer. */
export async function change(method, path, body, more = {}) {
  const headers = { Accept: "application/json", ...more };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  if (csrf !== undefined) {
    headers["X-CSRF-Token"] = csrf;
  }
  return answered(await fetch(BASE + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
}

function entered(session) {
  csrf = session.csrfToken;
  return session;
}

/** Who asks; without a name nobody is logged in. */
export async function session() {
  return entered(await get("session"));
}

/** Logs in. */
export async function login(name, password) {
  return entered(await change("POST", "session", { name, password }));
}

/** Logs out. */
export async function logout() {
  await change("DELETE", "session");
  csrf = undefined;
}

/** Posts something. */
export function post(path, body) {
  return change("POST", path, body);
}

/** Sends an operation to a station. */
export function send(station, call) {
  return post(`stations/${encodeURIComponent(station)}/calls`, call);
}

/** Removes something. */
export function remove(path) {
  return change("DELETE", path);
}

/** The lines of the metrics. */
export async function metrics() {
  const response = await fetch("substation/metrics");
  return response.ok ? (await response.text()).split("\n") : [];
}

/** How the gateway is. */
export async function health() {
  return (await fetch("substation/health/ready")).json();
}

/** Where a download with these parameters is. */
export function address(path, parameters = {}) {
  return `${BASE}${path}?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`;
}
