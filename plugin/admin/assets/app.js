// The frame: navigation, language, and the screen named in the URL after #.

import { address, link } from "./lib/address.js";
import { Api } from "./lib/api.js";
import { h, replace } from "./lib/dom.js";
import { mayLeave } from "./lib/form.js";
import { chooseLanguage, language, languages, setLanguage, t } from "./lib/i18n.js";
import { clearNotice, errorBox, noticePlace } from "./lib/notice.js";
import activity from "./screens/activity.js";
import bindings from "./screens/bindings.js";
import connections from "./screens/connections.js";
import desks from "./screens/desks.js";
import health from "./screens/health.js";
import history from "./screens/history.js";
import incidents from "./screens/incidents.js";
import parked from "./screens/parked.js";
import queries from "./screens/queries.js";
import rules from "./screens/rules.js";
import story from "./screens/story.js";

// A screen is {name, title: text key, hidden?, show(element, context) -> function that ends it, or nothing}.  The
// context has api, query (the part of the URL after ?), status, go(address), and keep(query), which changes the URL
// without showing the screen again.  Screens fill `element` themselves.
const screens = [activity, incidents, bindings, parked, connections, desks, rules, queries, health, history, story];

const root = document.getElementById("secure-export");
const session = { csrf: root.dataset.csrf ?? "", user: root.dataset.user ?? "" };
const api = new Api(root.dataset.api, () => session.csrf, () => { location.assign(root.dataset.login ?? "../login"); });
let end;
let shows = 0;  // counts shown screens: a slow one must not replace a later one
let shown = location.hash;

async function show({ focus }) {
  const mine = ++shows;
  const { name, query } = address();
  const screen = screens.find((one) => one.name === name) ?? activity;
  await end?.();
  end = undefined;
  if (mine !== shows) return;
  clearNotice();
  fold(true);
  for (const one of root.querySelectorAll("nav a"))
    if (one.dataset.screen === screen.name) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  const title = h("h1", { tabindex: -1 }, t(screen.title));
  const content = h("div", { class: "se-content" });
  replace(root.querySelector("main"), title, root.notice, content);
  if (root.dataset.frame !== "host") document.title = `${t(screen.title)} · Secure Export`;
  try {
    const status = await api.get("status");
    const ended = await screen.show(content, { api, query, status, title, go,
      keep: (chosen) => { if (mine === shows) keep(screen, chosen); } });
    if (mine === shows) end = ended;
    else await ended?.();
  } catch (error) {
    replace(content, errorBox(error));
  }
  if (focus && mine === shows) title.focus();
}

function go(to) {
  if (location.hash === to) show({ focus: true });
  else location.hash = to;
}

function keep(screen, query) {
  window.history.replaceState(null, "", link(screen.name, Object.keys(query).length ? query : undefined));
  shown = location.hash;
}

async function move() {
  if (location.hash === shown) return;
  if (!(await mayLeave())) return window.history.replaceState(null, "", shown || location.pathname + location.search);
  shown = location.hash;
  await show({ focus: true });
}

function frame() {
  root.classList.add("se");
  root.lang = language();
  if (root.dataset.frame !== "host") document.documentElement.lang = language();
  root.notice = noticePlace();
  const chosen = h("select", { "aria-label": t("frame.language"), on: { change: async (event) => {
    if (!(await mayLeave())) return chosen.value = language();
    setLanguage(event.target.value);
    frame();
    show({ focus: false });
  } } }, Object.entries(languages).map(([code, texts]) => h("option", { value: code, lang: code,
    selected: code === language() }, texts["language.name"])));
  replace(root,
    h("a", { class: "se-skip", href: "#se-main", on: { click: (event) => {
      event.preventDefault();
      root.querySelector("main h1")?.focus();
    } } }, t("frame.skip")),
    h("header", { class: "se-head" }, root.dataset.frame === "host" ? null : h("strong", {}, "Secure Export"),
      menuButton(),
      h("nav", { id: "se-nav", "aria-label": t("frame.screens") }, h("ul", {},
        screens.filter((one) => !one.hidden).map((one) =>
          h("li", {}, h("a", { href: link(one.name), "data-screen": one.name }, t(one.title)))))),
      h("div", { class: "se-session" }, chosen, session.user ? h("span", {}, session.user) : null,
        root.dataset.session ? h("button", { type: "button", on: { click: signOut } }, t("frame.signOut")) : null)),
    h("main", { id: "se-main" }));
}

// If there is no room for the navigation (app.css), a button opens it.
function menuButton() {
  const menu = h("button", { type: "button", class: "se-menu", "aria-controls": "se-nav", "aria-expanded": "false",
    on: { click: () => fold(menu.getAttribute("aria-expanded") === "true") } }, t("frame.menu"));
  return menu;
}

function fold(folded) { root.querySelector(".se-menu")?.setAttribute("aria-expanded", String(!folded)); }

function closeMenu(event) {
  const open = root.querySelector(".se-menu[aria-expanded=true]");
  if (event.key !== "Escape" || !open || !root.querySelector(".se-head").contains(document.activeElement)) return;
  fold(true);
  open.focus();
}

async function signOut() {
  await fetch(root.dataset.session, { method: "DELETE", headers: { "X-CSRF-Token": session.csrf },
    credentials: "same-origin" });
  location.assign("../login");
}

async function start() {
  chooseLanguage(root.dataset.language);
  if (root.dataset.session) {
    const response = await fetch(root.dataset.session, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok) return location.assign("../login");
    Object.assign(session, await response.json());
  }
  frame();
  window.addEventListener("hashchange", move);
  root.addEventListener("keydown", closeMenu);
  await show({ focus: false });
}

start();
