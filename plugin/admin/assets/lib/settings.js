// The settings document: loaded with its version, changed in one part, saved as a whole.  The version is sent with it,
// so that the server can reject the change if somebody else has saved meanwhile.

export class Settings {
  constructor(api, version, document) { Object.assign(this, { api, version, document }); }

  static async load(api) {
    try {
      const { body, etag } = await api.get("settings", undefined, { whole: true });
      return new Settings(api, etag, body);
    } catch (error) {
      if (error.status !== 404) throw error;
      return new Settings(api, "0", { version: 1, connections: [], desks: [] });  // nothing was saved yet
    }
  }

  connection(name) { return named(this.document, "connections", name); }
  desk(name) { return named(this.document, "desks", name); }

  // Fails with status 412 when another version is in force.
  async save(document) {
    const answer = await this.api.put("settings", document, { ifMatch: this.version });
    Object.assign(this, { version: String(answer.version), document });
    return answer;
  }

  // Continues with the version that somebody else saved.
  adopt(other) { Object.assign(this, { version: other.version, document: other.document, adopted: true }); }
}

export const named = (document, list, name) => document[list].find((one) => one.name === name);

// The document with `item` replacing the one of that name, or appended to the list.
export function withItem(document, list, item) {
  const at = document[list].findIndex((one) => one.name === item.name);
  const items = [...document[list]];
  items.splice(at < 0 ? items.length : at, 1, item);
  return { ...document, [list]: items };
}

// `now` merged with the changes of `mine` since `base`: changes of two people to different settings are both kept.
export function merged(base, mine, now) {
  if (!base || !now) return mine;
  const item = { ...now };
  for (const key of changedKeys(base, mine))
    if (mine[key] === undefined) delete item[key];
    else item[key] = mine[key];
  return item;
}

// The values of `now` that such a merge would replace.
export function replaced(base, mine, now) {
  if (!base || !now) return now;
  return Object.fromEntries(changedKeys(base, mine).map((key) => [key, now[key]]));
}

function changedKeys(base, mine) {
  return [...new Set([...Object.keys(base), ...Object.keys(mine)])]
    .filter((key) => JSON.stringify(base[key]) !== JSON.stringify(mine[key]));
}

export function withoutItem(document, list, name) {
  return { ...document, [list]: document[list].filter((one) => one.name !== name) };
}

export const placeOf = (document, list, name) =>
  `${list}[${document[list].findIndex((one) => one.name === name)}]`;

// The connections whose alerts may go to that desk.
export function usersOf(document, desk) {
  return document.connections.filter((connection) => connection.desk === desk ||
    (connection.routes ?? []).some((route) => route.desk === desk)).map((connection) => connection.name);
}
