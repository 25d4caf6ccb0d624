// A real Chromium with the screens open.  Whatever goes wrong behind the page (an error of a script, a violation of the
// content security policy, a request that fails unasked) fails the run.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const modules = process.env.BROWSER_MODULES;
const require = createRequire(path.join(modules, "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// What must happen happens within this; no test measures time.
const deadlineMs = 30_000;

export const world = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const shots = path.join(process.env.SCREENSHOTS, world.host);
fs.mkdirSync(shots, { recursive: true });

// Without a user namespace of its own, as root has none, Chromium's sandbox does not start.
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: process.getuid() === 0 ? ["--no-sandbox"] : [] });

const faults = [];
let taken = 0;
let now = "";

// Runs one step; the first that fails ends the run, with a picture of every page that is open.
export async function step(name, act) {
  now = name;
  const begin = Date.now();
  try {
    await act();
    if (faults.length) throw new Error(faults.join("\n"));
    console.log(`ok   ${name} (${Date.now() - begin} ms)`);
  } catch (error) {
    console.log(`FAIL ${name}\n${error.stack}\n${faults.join("\n")}`);
    for (const context of browser.contexts())
      for (const page of context.pages()) await picture(page, `failed-${name}`).catch(() => {});
    await browser.close();
    process.exit(1);
  }
}

export async function done() {
  await browser.close();
  process.exit(0);
}

export async function picture(page, name) {
  await page.screenshot({ path: path.join(shots, `${String(++taken).padStart(3, "0")}-${name.replaceAll(/\W+/g, "-")}.png`) });
}

// What a run expects to be refused: [method, the end of the path, status].
const expected = new Set();
export const expectRefusal = (method, end, status) => expected.add(`${method} ${end} ${status}`);
function wasExpected(response) {
  const { pathname } = new URL(response.url());
  return [...expected].some((one) => {
    const [method, end, status] = one.split(" ");
    return response.request().method() === method && pathname.endsWith(end) && response.status() === Number(status);
  });
}

// One person's browser.
export async function person({ width = 1280, height = 800, dark = false, language = "en" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light",
    locale: language });
  context.setDefaultTimeout(deadlineMs);
  await context.addInitScript({ content: axe });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${now}: error on the page: ${error.stack}`));
  page.on("dialog", (dialog) => {
    faults.push(`${now}: a ${dialog.type()} of the browser: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => {
    // The console speaks of refused requests without their method; these are judged below.
    if (message.type() === "error" && !/^Failed to load resource: the server responded/.test(message.text()))
      faults.push(`${now}: console: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !wasExpected(response))
      faults.push(`${now}: ${response.request().method()} ${response.url()} was answered ${response.status()}`);
  });
  page.asked = new Set();
  page.on("request", (request) => {
    if (request.isNavigationRequest()) page.asked.clear();  // of what the old page asked nothing more is heard
    page.asked.add(request);
  });
  for (const event of ["requestfinished", "requestfailed"]) page.on(event, (request) => page.asked.delete(request));
  return page;
}

// Waits until a screen has what it asked for.
export async function settled(page) {
  await page.locator("#secure-export main h1").waitFor();
  const end = Date.now() + deadlineMs;
  for (let quiet = 0; quiet < 3;) {
    if (Date.now() > end) throw new Error(`not answered: ${[...page.asked].map((one) => one.url())}`);
    await page.evaluate(() => new Promise((after) => requestAnimationFrame(() => requestAnimationFrame(after))));
    quiet = page.asked.size ? 0 : quiet + 1;
  }
}

// Opens a screen by its address, as from a bookmark.
export async function open(page, screen) {
  await page.goto("about:blank");  // from the same page only the part behind # would change
  await page.goto(`${world.screens}#/${screen}`);
  await settled(page);
}

export async function theAxeFindsNothing(page, what) {
  const found = await page.evaluate(async () => {
    const { violations, passes } = await globalThis.axe.run("#secure-export", { resultTypes: ["violations"],
      // What stands around the screens in another product's page is that product's.
      rules: document.body.classList.contains("se-page") ? {} : { region: { enabled: false } } });
    if (passes.length < 10) return [`only ${passes.length} rules had anything to look at`];
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  });
  if (found.length) throw new Error(`${what}: axe: ${found.slice(0, 5).join("\n")}`);
}

export async function nothingSticksOut(page, what) {
  const out = await page.evaluate(() => {
    const root = document.getElementById("secure-export");
    const whole = document.body.classList.contains("se-page") ? document.documentElement : root;
    if (whole.scrollWidth <= whole.clientWidth) return [];
    return [`by ${whole.scrollWidth - whole.clientWidth} px`, ...[...root.querySelectorAll("main *")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 5)
      .map((one) => one.outerHTML.slice(0, 120))];
  });
  if (out.length) throw new Error(`${what}: wider than the window ${out.join("\n")}`);
}

export function assert(condition, what) {
  if (!condition) throw new Error(what);
}

export async function until(look, what) {
  for (const end = Date.now() + deadlineMs; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((again) => setTimeout(again, 100));  // between two looks, not in place of one
  }
}

// Posts as Azure's notification service does.  503 means that the keys are being fetched yet.
export async function alert(name) {
  await until(async () => {
    const response = await fetch(`${world.alerts}/azure-monitor/alerts`, { method: "POST",
      headers: { Authorization: `Bearer ${world.token}`, "Content-Type": "application/json; charset=utf-8" },
      body: JSON.stringify(world.bodies[name]) });
    assert([202, 503].includes(response.status), `the alert was answered ${response.status} ${await response.text()}`);
    return response.status === 202;
  }, `the alert ${name} is taken`);
}

// The host's own way in.
export async function signIn(page, { name = "Ann" } = {}) {
  if (world.host === "embedded") {
    await page.goto(world.screens);
    await page.getByLabel("Your name (optional)").or(page.getByLabel("Ihr Name (freiwillig)")).fill(name);
    await page.locator("#password").fill(world.password);
    await page.locator("#sign-in button[type=submit]").click();
  } else {
    await page.goto(world.screens);
    await page.locator("input[name=user]").fill(world.user);
    await page.locator("input[name=pass]").fill(world.password);
    await page.locator("input[name=pass]").press("Enter");
  }
  await settled(page);
}

// What the API says, asked from within the page as the screens ask.
export function api(page, address) {
  return page.evaluate(async (where) => {
    const base = document.getElementById("secure-export").dataset.api;
    const response = await fetch(base + where, { credentials: "same-origin", headers: { Accept: "application/json" } });
    return response.json();
  }, address);
}

export const button = (scope, name) => scope.getByRole("button", { name, exact: true });
export const screenLink = (page, name) => page.locator("#se-nav").getByRole("link", { name, exact: true });
export const said = (page, text) => page.locator(".se-notice").getByText(text).waitFor();
