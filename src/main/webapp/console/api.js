// Questions to the gateway.

const BASE = "api/v1/";

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(body.detail ?? `${response.status} ${response.statusText}`);
  }
  return body;
}

/** A page of the API; parameters that are empty are left out. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return answered(await fetch(`${BASE}${path}?${query}`, { headers: { Accept: "application/json" } }));
}

/** Posts something. */
export async function post(path, body) {
  return answered(await fetch(`${BASE}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Sends an operation to a station. */
export function send(station, call) {
  return post(`stations/${encodeURIComponent(station)}/calls`, call);
}

/** Removes something. */
export async function remove(path) {
  const response = await fetch(`${BASE}${path}`, { method: "DELETE" });
  return response.status === 204 ? {} : answered(response);
}

/** How the gateway is. */
export async function health() {
  return (await fetch("substation/health/ready")).json();
}

/** Where a download with these parameters is. */
export function address(path, parameters = {}) {
  return `${BASE}${path}?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`;
}
