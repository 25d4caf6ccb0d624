// Every screen with odd things in it, in both languages, light and dark, wide and narrow: axe-core finds nothing, nothing
// sticks out, and what a hostile alert brings is text.  Of the looks that mix what two others have, the richest screens.

import { alert, api, assert, done, nothingSticksOut, open, person, picture, settled, signIn, step, theAxeFindsNothing,
  until, world } from "./browser.mjs";

for (const name of Object.keys(world.bodies)) await step(`the alert ${name} is taken`, () => alert(name));

const first = await person();
await step("what came is worked on", async () => {
  await signIn(first);
  await until(async () => {
    const { waiting } = await api(first, "overview");
    return waiting === 0;
  }, "nothing waits");
});

const { rows } = await api(first, "deliveries");
const hostile = rows.find((row) => row.rule.includes("<script>"));
assert(hostile, "the hostile alert is not in the list");
const kept = rows.find((row) => row.rule === "kept here");  // with an incident in the desk right here
assert(kept?.incident, "the other hostile alert has no incident");
const { desks } = await api(first, "settings");
await first.context().close();

const screens = ["activity", "activity?q=zzz", `story?of=d${hostile.id}`, `story?of=d${kept.id}`, "incidents", "bindings", "bindings?show=unbound",
  "bindings?show=import", "parked", "connections", "connections?name=contoso", "connections?new=", "desks",
  ...desks.map((desk) => `desks?name=${desk.name}`), "desks?new=servicenow", `rules?delivery=${hostile.id}`, "queries",
  "health", "history", "history?version=1"];

// Where the texts of the alert are to be read on the screen.
const showsTheAlert = ["activity", `story?of=d${hostile.id}`, `story?of=d${kept.id}`, "incidents", "parked"];

const rich = ["activity", `story?of=d${hostile.id}`, `story?of=d${kept.id}`, "parked", "connections?name=contoso", "desks?new=servicenow",
  `rules?delivery=${hostile.id}`, "health"];
const looks = [{ width: 1280, dark: false, language: "en", screens }, { width: 360, dark: true, language: "de", screens },
  { width: 360, dark: false, language: "en", screens: rich }, { width: 1280, dark: true, language: "de", screens: rich }];

// The incident's text: what an alert brings in it is text, our own links can be followed, and no others are made.
async function theTextIsThere(page) {
  const text = page.locator(".se-incident-text");
  await text.getByText("Severity: Sev1").waitFor();
  assert((await text.innerText()).includes("<script>alert(1)</script>"), "the description is missing");
  const links = await text.locator("a").evaluateAll((all) => all.map(({ href, rel }) => ({ href, rel })));
  assert(links.length > 0 && links.every(({ href, rel }) => href.startsWith("https://portal.azure.com/") &&
    rel.includes("noopener")), `links of the text: ${JSON.stringify(links).slice(0, 300)}`);
}

for (const look of looks) {
  const name = `${look.width} px, ${look.dark ? "dark" : "light"}, ${look.language}`;
  const page = await person(look);
  await step(`${name}: signed in`, () => signIn(page));
  for (const screen of look.screens) {
    await step(`${name}: ${screen}`, async () => {
      await open(page, screen);
      assert(await page.locator("#secure-export").getAttribute("lang") === look.language, "another language");
      for (const fold of await page.locator("main details:not([open]) > summary").all())
        if (await fold.isVisible()) await fold.click();
      await settled(page);
      const { body, scripts } = await page.evaluate(() => ({ body: document.querySelector("main").innerText,
        scripts: document.querySelectorAll("#secure-export script, #secure-export img, #secure-export b").length }));
      assert(scripts === 0, "an alert's text has become markup");
      assert(!showsTheAlert.includes(screen) || body.includes("<script>"), `the alert's text is missing in ${body.slice(0, 500)}`);
      if (screen.endsWith(`=d${kept.id}`)) await theTextIsThere(page);
      await nothingSticksOut(page, screen);
      await theAxeFindsNothing(page, screen);
      await picture(page, `${look.width}-${look.dark ? "dark" : "light"}-${screen}`);
    });
  }
  await page.context().close();
}

await done();
