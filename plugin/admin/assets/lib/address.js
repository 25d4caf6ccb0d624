// URLs of screens: the part after #, so that the screens work below any path of any host.

export const link = (name, query) => `#/${name}` + (query ? "?" + new URLSearchParams(query) : "");

export function address() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { name: decodeURIComponent(path) || "activity", query: Object.fromEntries(new URLSearchParams(query)) };
}
