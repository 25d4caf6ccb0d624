// From a fresh installation to an alert that is resolved, and the work around it, as an administrator does it.

import { alert, api, assert, button, done, expectRefusal, nothingSticksOut, open, person, picture, said, screenLink, settled,
  signIn, step, theAxeFindsNothing, until, world } from "./browser.mjs";

const embedded = world.host === "embedded";
expectRefusal("GET", "/api/v1/settings", 404);  // none was ever saved

const page = await person();
const newest = () => page.locator("tbody tr").first();

if (embedded) {
  await step("the one-time link leads to a first password and in", async () => {
    await page.goto(world.link);
    await page.getByLabel("Your name (optional)").fill("Ann");
    await page.getByLabel("New password", { exact: true }).fill(world.password);
    await page.getByLabel("New password again").fill(world.password);
    await picture(page, "first password");
    await button(page, "Set password and sign in").click();
    await settled(page);
  });
} else {
  await step("the host's own sign-in leads in", () => signIn(page));
}

await step("a fresh installation says what to do next", async () => {
  await page.getByText("No alert has come yet.").waitFor();
  await picture(page, "fresh");
  await page.getByRole("link", { name: "Add the first connection" }).click();
  await page.getByText("Alerts from Azure Monitor become incidents here, in three steps.").waitFor();
});

await step("the first connection is added; a mistake is told at its field and nothing typed is lost", async () => {
  expectRefusal("PUT", "/api/v1/settings", 400);
  await page.getByLabel("Tenant id").fill("contoso");
  await page.getByLabel("Application: client id and App ID URI").fill(world.audience);
  await page.getByText("More settings, rarely changed").click();
  await page.getByLabel("Other authority").fill(world.authority);
  await button(page, "Save the connection").click();
  await page.locator("[aria-invalid=true]").waitFor();
  assert(await page.getByLabel("Tenant id").evaluate((one) => one === document.activeElement), "the focus is elsewhere");
  assert(await page.getByLabel("Other authority").inputValue() === world.authority, "what was typed is lost");
  await picture(page, "mistake");
  await page.getByLabel("Tenant id").fill(world.tenant);
  await button(page, "Save the connection").click();
  await said(page, "Saved as version");
  await page.getByText("No alert has been accepted yet.").waitFor();
  await page.getByText("/azure-monitor/alerts").first().waitFor();
  await picture(page, "connection");
});

await step("an alert that is posted appears by itself, with its incident", async () => {
  await screenLink(page, "Activity").click();
  await page.getByText("No alert has come yet.").waitFor();
  await alert("fired");
  await newest().getByText("Done").waitFor();
  await newest().getByRole("link", { name: world.rule }).waitFor();
  const { rows } = await api(page, "deliveries");
  await until(async () => (await newest().locator(".se-c-incident").innerText()).trim() === rows[0].incident.number,
    "the incident's number is shown");
  await picture(page, "activity");
});

await step("one click leads to its story", async () => {
  await newest().getByRole("link", { name: world.rule }).click();
  await page.locator(".se-timeline").getByText("Incident opened").waitFor();
  await page.locator(".se-timeline").getByText(/^Delivery \d+$/).first().click();
  await button(page, "Show the body").click();
  await page.getByRole("region", { name: "Body as it came" }).getByText("azureMonitorCommonAlertSchema").waitFor();
  const text = page.locator(".se-incident-text");
  if (embedded) {  // nobody has another page for it
    await text.getByText("Severity: Sev").waitFor();
  } else {
    await page.getByText("Text of the incident").click();
    await text.getByText("Severity: Sev").waitFor();
  }
  const alertPage = await text.locator("a", { hasText: "AlertDetailsTemplateBlade" }).getAttribute("href");
  assert(alertPage.startsWith("https://portal.azure.com/#blade/"), `the alert's page is ${alertPage}`);
  await picture(page, "story");
});

await step("when it is resolved, so is the incident", async () => {
  await alert("resolved");
  await screenLink(page, "Activity").click();
  await newest().getByText("Resolved").waitFor();
  await newest().getByText("Done").waitFor();
  await screenLink(page, "Incidents").click();
  await newest().getByText("Closed", { exact: true }).first().waitFor();
  await picture(page, "resolved");
});

await step("the connection says what the last token check said", async () => {
  await screenLink(page, "Connections").click();
  await page.locator("main").getByRole("link", { name: "azure", exact: true }).click();
  await page.getByText("Last accepted:").waitFor();
});

if (embedded) {
  await step("configuration items come from CSV, looked at before anything is saved", async () => {
    await screenLink(page, "Bindings").click();
    await page.locator(".se-tabs").getByRole("link", { name: "Import configuration items" }).click();
    await page.getByLabel("or its text").fill(`name,class\n${world.ci},Server\n`);
    await button(page, "Preview").click();
    await page.getByText("Nothing is saved yet. The import brings: 1 added, 0 changed, 0 unchanged.").waitFor();
    await picture(page, "import");
    await button(page, "Import").click();
    await said(page, "Imported: 1 added");
  });
}

await step("a resource without a configuration item is pinned to one", async () => {
  await screenLink(page, "Bindings").click();
  await page.locator(".se-tabs").getByRole("link", { name: "Resources without a CI" }).click();
  await page.getByRole("button", { name: /^Pin a CI: .*\/web-01$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Search for").fill(world.ci);
  await button(dialog, "Search the desk").click();
  await dialog.getByLabel(new RegExp(world.ci)).check();
  await picture(page, "pin");
  await button(dialog, "Pin").click();
  await said(page, `is pinned to ${world.ci}.`);
  await page.locator(".se-tabs").getByRole("link", { name: "Bound resources" }).click();
  await newest().getByText("Pinned", { exact: true }).waitFor();
});

await step("a dry run and a replay go by rules that are not saved yet", async () => {
  const before = await api(page, "settings");
  await screenLink(page, "Rules").click();
  const source = page.getByLabel("Alert", { exact: true });
  await source.locator("option", { hasText: world.rule }).first().waitFor({ state: "attached" });
  const id = (await api(page, "deliveries")).rows.find((row) => row.condition === "fired").id;
  await source.selectOption(String(id));
  await page.getByLabel("Title", { exact: true }).fill("CHANGED {{rule}}");
  await button(page, "Try it").click();
  const outcome = page.locator(".se-outcome");
  await outcome.getByText(`CHANGED ${world.rule}`).waitFor();
  await outcome.getByText(world.ci).first().waitFor();  // as pinned
  await picture(page, "dry run");
  assert(JSON.stringify(await api(page, "settings")) === JSON.stringify(before), "a dry run has saved something");
  await button(page, "Add a route").click();
  const held = page.locator(".se-routes > li").last();
  for (let fold; await (fold = held.locator("details:not([open]) > summary").first()).count();) await fold.click();
  await held.getByLabel("Name", { exact: true }).fill("held");
  await held.getByLabel("Wait before opening").fill("5m");
  await page.getByLabel("Alerts of the last").selectOption("24h");
  await button(page, "Replay").click();
  await page.getByText("would go another way", { exact: false }).first().waitFor();
  await page.getByText("were replayed by the rules as edited").waitFor();
  await page.getByRole("region", { name: "Counts by day and route" }).getByText(/ \/ held$/).first().waitFor();
  const differing = page.getByRole("region", { name: "Messages that would go another way" });
  await differing.getByText("Held back").first().waitFor();
  assert((await differing.getByRole("link", { name: world.rule }).first().getAttribute("href")).startsWith("#/story?of=d"),
    "a message that differs does not lead to its story");
  await page.getByRole("img", { name: /^Incidents opened: \d+ as it happened, \d+ in the replay$/ }).waitFor();
  await page.getByText(/of \d+ open incidents would be treated differently/).waitFor();
  await nothingSticksOut(page, "replay");
  await theAxeFindsNothing(page, "replay");
  await picture(page, "replay");
  assert(JSON.stringify(await api(page, "settings")) === JSON.stringify(before), "a replay has saved something");
  await screenLink(page, "Desks").click();
  await page.getByText("Leave without saving?").waitFor();
  await button(page, "Leave and discard the changes").click();
  await page.getByRole("heading", { name: "Desks" }).waitFor();
});

await step("a second desk is set up, with a password that is wrong", async () => {
  expectRefusal("POST", "/api/v1/desks/itop/test", 409);  // what the test finds
  await page.getByRole("link", { name: "Add a desk" }).click();
  await page.getByRole("link", { name: "iTop" }).click();
  await page.getByLabel("Address (required)").fill(world.itop.url);
  await page.getByLabel("User", { exact: false }).first().fill(world.itop.user);
  await page.getByLabel("Organization", { exact: false }).first().fill(world.itop.organization);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await button(page, "Save").first().click();
  await page.getByText(/Not ready yet: \d+ point/).waitFor();
  assert(!(await page.content()).includes("not the password"), "the secret stands in the page");
  await picture(page, "desk");
});

await step("a route sends some alerts to it", async () => {
  await screenLink(page, "Rules").click();
  await button(page, "Add a route").click();
  const route = page.locator(".se-routes > li").last();
  await route.getByLabel("Name", { exact: true }).fill("backups");
  await route.getByLabel("Alert rules").fill("*backup*");
  await route.getByLabel("Desk", { exact: true }).selectOption("itop");
  await button(page, "Save").first().click();
  await said(page, "Saved as version");
});

const openDesk = async (name) => {
  await screenLink(page, "Desks").click();
  await page.locator("main").getByRole("link", { name, exact: true }).first().click();
};
const newestIsDone = async () => {
  await screenLink(page, "Activity").click();
  await newest().getByText("Done").waitFor();
  assert((await newest().locator(".se-c-incident").innerText()).includes("I-"), "no incident's number");
};

await step("a password that is not taken pauses the desk and parks nothing; what waits goes on once it is right", async () => {
  await alert("backup");
  await until(async () => {
    const { desks } = await api(page, "overview");
    return desks.some((desk) => desk.desk === "itop" && desk.paused_until && /password|login|authori/i.test(desk.last_error));
  }, "the desk is paused");
  assert((await api(page, "overview")).parked === 0, "something is parked");
  await openDesk("itop");
  await page.getByLabel("Password", { exact: true }).fill(world.itop.password);
  await button(page, "Save").first().click();
  await page.getByText("All is well. Nothing was created.").waitFor();
  await newestIsDone();
});

await step("what the desk refuses is parked, and retried once the cause is removed", async () => {
  expectRefusal("POST", "/api/v1/desks/itop/test", 409);  // what the test finds
  const organization = () => page.getByLabel("Organization", { exact: false }).first();
  await openDesk("itop");
  await organization().fill("Nowhere");
  await button(page, "Save").first().click();
  await page.getByText(/Not ready yet: \d+ point/).waitFor();
  await alert("backup_again");
  await screenLink(page, "Parked").click();
  // Its own words, not any row: the screen before has a table, too, and shows it until this one has been drawn.
  await until(async () => {
    if (await newest().getByText(/Nowhere/).count()) return true;
    await open(page, "parked");
    return false;
  }, "the alert is parked");
  await picture(page, "parked");
  await openDesk("itop");
  await organization().fill(world.itop.organization);
  await button(page, "Save").first().click();
  await page.getByText("All is well. Nothing was created.").waitFor();
  await screenLink(page, "Parked").click();
  await page.getByRole("button", { name: /^Retry: / }).click();
  await said(page, "is retried.");
  await newestIsDone();
});

await step("of two administrators the second is told, and nothing is overwritten", async () => {
  expectRefusal("PUT", "/api/v1/settings", 412);
  const other = await person();
  await signIn(other, { name: "Bert" });
  for (const one of [page, other]) await open(one, "connections?name=azure");
  const description = (one) => one.getByLabel("Description", { exact: true });
  await description(page).fill("Ann's");
  await description(other).fill("Bert's");
  await button(page, "Save").first().click();
  await said(page, "Saved as version");
  await button(other, "Save").first().click();
  await other.getByText("The settings were changed meanwhile. Your changes are not saved yet.").waitFor();
  if (embedded) await other.getByText("(Ann)").first().waitFor();
  const held = async () => (await api(other, "settings")).connections[0].description;
  assert(await held() === "Ann's", "the second has overwritten the first");
  await picture(other, "second administrator");
  await button(other, "Continue with my version").click();
  assert(await description(other).inputValue() === "Bert's", "what the second typed is lost");
  await button(other, "Save").first().click();
  await said(other, "Saved as version");
  assert(await held() === "Bert's", "the second cannot save after having been told");
  await other.context().close();
});

await step("the last change is undone", async () => {
  await open(page, "history");
  await page.locator("tbody").getByText("Bert's").first().waitFor();
  await button(page, "Undo the last change").click();
  await button(page.getByRole("dialog"), "Undo the last change").click();
  await said(page, /is undone; version \d+ is in force\./);
  assert((await api(page, "settings")).connections[0].description === "Ann's", "the change is still there");
  await picture(page, "undone");
});

if (embedded) {
  await step("whoever signs out is out", async () => {
    await button(page, "Sign out").click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto(world.screens);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page);
  });
}

await done();
