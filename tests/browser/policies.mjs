// The policies of a route on the screen Rules: set, read back, told where they are wrong, and kept as others wrote them.

import { api, assert, button, done, expectRefusal, nothingSticksOut, open, person, picture, said, settled, signIn, step,
  theAxeFindsNothing } from "./browser.mjs";

const page = await person();
const route = (name) => page.locator(".se-routes > li").filter({ has: page.locator("strong", { hasText: name }) });
const saved = async (name) => (await api(page, "settings")).connections[0].routes.find((one) => one.name === name);
const problemOf = async (field) => page.locator(`[id="${(await field.getAttribute("aria-describedby")).split(" ").pop()}"]`);
const same = (is, wanted, what) => assert(JSON.stringify(is) === JSON.stringify(wanted),
  `${what}: ${JSON.stringify(is)} in place of ${JSON.stringify(wanted)}`);

async function unfold(scope) {
  for (let fold; await (fold = scope.locator("details:not([open]) > summary").first()).count();) await fold.click();
}

// The notice of the save before may be there still: it names the version.
async function save() {
  const { rows: [{ version }] } = await api(page, "settings/history");
  await button(page, "Save").first().click();
  await said(page, `Saved as version ${version + 1}`);
}

await step("each route says its policies in short", async () => {
  await signIn(page);
  await open(page, "rules");
  await route("written elsewhere").locator("summary").first().getByText(
    "no incidents, group by team, hold 90 s, resolve after 5 min, reopen within 2 h, over after 1 d of silence, ends " +
    "alone open incidents, note at the end, flapping at 6 in 1 h, at most 20 in 10 min, 2 maintenance windows").waitFor();
  await route("plain").locator("summary").first().getByText("all alerts", { exact: true }).waitFor();
});

await step("a route that was written elsewhere loses nothing when its name is changed", async () => {
  const before = await saved("written elsewhere");
  await unfold(page.locator(".se-routes > li").first());
  await route("written elsewhere").getByLabel("Name", { exact: true }).fill("renamed");
  await save();
  same(await saved("renamed"), { ...before, name: "renamed" }, "the renamed route");
});

await step("policies and a weekly window are set and read back", async () => {
  await button(page, "Add a route").click();
  const mine = page.locator(".se-routes > li").last();
  await mine.getByLabel("Name", { exact: true }).fill("mine");
  await unfold(mine);
  await mine.getByLabel("Wait before opening").fill("5m");
  await mine.getByLabel("One incident for").selectOption("ci");
  assert(!await mine.getByLabel("Name of the custom property").isVisible(), "the property is asked for without need");
  // A window by the keyboard alone.
  await button(mine, "Add a weekly window").focus();
  await page.keyboard.press("Enter");
  for (const day of ["Monday", "Saturday"]) {
    while (!await mine.getByLabel(day).evaluate((one) => one === document.activeElement)) await page.keyboard.press("Tab");
    if (day === "Saturday") await page.keyboard.press("Space");
  }
  await mine.getByLabel("Begins at").fill("23:30");
  await mine.getByLabel("Lasts").fill("6h");
  await mine.getByLabel("Time zone").fill("Europe/Berlin");
  await mine.locator("summary").first().getByText("group by CI, hold 5 min, 1 maintenance window").waitFor();
  await picture(page, "policies");
  await save();
  const is = await saved("mine");
  same([is.hold, is.group_by, is.maintenance], ["5m", "ci",
    [{ length: "6h", start: "23:30", weekly: ["sat"], zone: "Europe/Berlin" }]], "what was saved");
  await open(page, "rules");
  const again = route("mine");
  await unfold(again);
  assert(await again.getByLabel("Wait before opening").inputValue() === "5m", "the time is not read back");
  assert(await again.getByLabel("One incident for").inputValue() === "ci", "the group is not read back");
  assert(await again.getByLabel("Saturday").isChecked() && !await again.getByLabel("Sunday").isChecked(), "other days");
  assert(await again.getByLabel("Begins at").inputValue() === "23:30", "the time of day is not read back");
});

await step("what is wrong is told at its field, and nothing that was typed is lost", async () => {
  expectRefusal("PUT", "/api/v1/settings", 400);
  const mine = route("mine");
  const hold = mine.getByLabel("Wait before opening"), zone = mine.getByLabel("Time zone");
  await hold.fill("five minutes");
  await zone.fill("Europe/Berln");
  await mine.getByLabel("Saturday").uncheck();
  await mine.getByLabel("Beginnings and ends, at least").fill("6");
  await button(page, "Save").first().click();
  await (await problemOf(hold)).getByText("\"five minutes\" is not a length of time; write \"90s\", \"5m\"").waitFor();
  await (await problemOf(zone)).getByText("there is no time zone \"Europe/Berln\"").waitFor();
  await mine.getByText("needs at least one day on which the window begins").waitFor();
  await (await problemOf(mine.getByLabel("Within, for example 1h"))).getByText("must be longer than nothing").waitFor();
  assert(await hold.evaluate((one) => one === document.activeElement), "the focus is elsewhere");
  assert(await hold.inputValue() === "five minutes", "what was typed is lost");
  await picture(page, "policies that are wrong");
  await hold.fill("10m");
  await zone.fill("UTC");
  await mine.getByLabel("Sunday").check();
  await mine.getByLabel("Within, for example 1h").fill("1h");
  await save();
  assert(await (await problemOf(hold)).innerText() === "", "the problem is told still");
  const is = await saved("mine");
  same([is.hold, is.flapping, is.maintenance[0].weekly], ["10m", { changes: 6, within: "1h" }, ["sun"]], "what was saved");
});

await step("a window for one time is in the viewer's zone; a window is removed", async () => {
  const mine = route("mine");
  await button(mine, "Add a window for one time").click();
  await mine.getByLabel("From", { exact: true }).fill("2026-12-01T20:00");
  await mine.getByLabel("Until", { exact: true }).fill("2026-12-02T02:30");
  await button(mine, "Remove this window: Weekly window 1").click();
  assert(await button(mine, "Remove this window: Window 1, once").evaluate((one) => one === document.activeElement),
    "the focus is lost");
  await mine.getByLabel("One incident for").selectOption("custom_property");
  await mine.getByLabel("Name of the custom property").fill("team");
  await mine.getByLabel("Beginnings and ends, at least").fill("");
  await mine.getByLabel("Within, for example 1h").fill("");
  await save();
  const is = await saved("mine"), utc = (text) => page.evaluate((local) => new Date(local).toISOString().replace(".000Z", "Z"), text);
  same([is.group_by, is.group_property, is.flapping, is.maintenance], ["custom_property", "team", null,
    [{ from: await utc("2026-12-01T20:00"), to: await utc("2026-12-02T02:30") }]], "what was saved");
  await mine.getByLabel("One incident for").selectOption("alert");
  await save();
  same((await saved("mine")).group_property, "", "the property of a group that is none");
});

await page.context().close();

for (const look of [{ width: 1440, height: 900, language: "en" }, { width: 1440, height: 900, language: "de" },
  { width: 390, height: 844, language: "en", dark: true }, { width: 390, height: 844, language: "de" }]) {
  await step(`${look.width} px, ${look.language}: the policies are fit for everybody`, async () => {
    const other = await person(look);
    await signIn(other);
    await open(other, "rules");
    await unfold(other.locator(".se-routes > li").first());
    await settled(other);
    await nothingSticksOut(other, "policies");
    await theAxeFindsNothing(other, "policies");
    for (const [at, group] of (await other.locator(".se-routes > li").first().locator(".se-policies").all()).entries()) {
      await group.scrollIntoViewIfNeeded();
      await group.evaluate((one) => one.scrollIntoView({ block: "start" }));
      await picture(other, `policies-${look.width}-${look.language}-${at}`);
    }
    await other.context().close();
  });
}

await done();
