// The URL at which Azure reaches the alert endpoint, from the host's list of listeners (GET status, "public").  Never
// the URL of these screens, unless the host serves both there.

const usual = { "http:": "80", "https:": "443" };
const port = (url) => url.port || usual[url.protocol];

export const isLoopback = (host) => /^(localhost|127\.|\[?::1\]?$)/.test(host);

const bracketed = (host) => host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;

export function baseOf({ scheme, port: number, prefix = "" }, host) {
  const usually = usual[`${scheme}:`] === String(number);
  return `${scheme}://${bracketed(host)}${usually ? "" : `:${number}`}${prefix}`;
}

// Empty when the operator has to enter it: the host knows only the port, or a URL that only this machine can reach.
export function knownBase(listeners) {
  const named = listeners.find(({ host }) => host && !isLoopback(host));
  return named ? baseOf(named, named.host) : "";
}

// A placeholder in the commands until then.
export function unnamedBase(listeners) {
  const own = listeners.find(({ scheme }) => scheme === "https");
  return own ? baseOf(own, "PUBLIC-NAME") : "https://PUBLIC-NAME";
}

// Whether a URL is that of these screens while the host serves alerts elsewhere.
export function isTheScreens(url, listeners, here = location) {
  return listeners.length > 0 && url.hostname === here.hostname && port(url) === port(new URL(here.href)) &&
    !listeners.some((one) => String(one.port) === port(url));
}
