// Calls to the admin API (plugin/admin/api.md).

export class ApiError extends Error {
  constructor(status, body, fallback) {
    super(body?.error ?? fallback);
    this.status = status;
    this.problems = body?.problems ?? [];
    this.body = body ?? {};
  }
}

export class Api {
  // `csrf()` returns the token that the host requires with every change.
  constructor(base, csrf, onSignedOut) {
    this.base = base;
    this.csrf = csrf;
    this.onSignedOut = onSignedOut;
  }

  get(path, query, options) { return this.call("GET", path, { query, ...options }); }
  put(path, body, options) { return this.call("PUT", path, { body, ...options }); }
  post(path, body, options) { return this.call("POST", path, { body, ...options }); }

  // Returns the reply's body, or with `whole` {body, etag}.  Objects are sent as JSON, texts unchanged.
  async call(method, path, { query, body, ifMatch, whole, text, signal } = {}) {
    const headers = { Accept: text ? "text/plain, text/csv" : "application/json" };
    if (method !== "GET") headers["X-CSRF-Token"] = this.csrf();
    if (ifMatch !== undefined) headers["If-Match"] = `"${ifMatch}"`;
    let sent;
    if (typeof body === "string") {
      sent = body;
      headers["Content-Type"] = "text/plain; charset=utf-8";
    } else if (body !== undefined) {
      sent = JSON.stringify(body);
      headers["Content-Type"] = "application/json";
    } else if (method !== "GET") {
      sent = "";
    }
    const response = await fetch(this.base + path + queryText(query), {
      method, headers, body: sent, signal, credentials: "same-origin", redirect: "manual", cache: "no-store",
    });
    if (response.status === 401 || response.type === "opaqueredirect") this.onSignedOut();
    const answer = await response.text();
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    let value = answer;
    if (isJson) {
      try { value = answer ? JSON.parse(answer) : null; } catch { value = null; }
    }
    if (!response.ok) throw new ApiError(response.status, isJson ? value : null, said(response, answer));
    if (!text && !isJson && answer !== "") throw new ApiError(response.status, null, "the answer is not JSON");
    return whole ? { body: value, etag: (response.headers.get("ETag") ?? "").replaceAll(/[W/"]/g, "") } : value;
  }
}

// If text was requested, errors are text as well; but a proxy's HTML page is not shown.
function said(response, answer) {
  const plain = (response.headers.get("Content-Type") ?? "").startsWith("text/plain");
  return (plain && answer.trim().slice(0, 1000)) || `HTTP ${response.status}`;
}

function queryText(query = {}) {
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return wanted.length ? "?" + new URLSearchParams(wanted) : "";
}

// One segment of a path.
export const segment = (text) => encodeURIComponent(text);
