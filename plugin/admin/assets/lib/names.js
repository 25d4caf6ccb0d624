// The names that filters offer.

import { Settings } from "./settings.js";

export async function names(api) {
  const { document } = await Settings.load(api);
  const pair = ({ name }) => [name, name];
  return { connections: document.connections.map(pair), desks: document.desks.map(pair),
    local: document.desks.filter((desk) => desk.kind === "local").map(pair) };
}
