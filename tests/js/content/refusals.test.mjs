// Role: proves that a line which cannot be posted ends with a reason a seller understands, and leaves nothing in the box.
// Must not: look inside the scripts; it sees only pages and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, open, outcomes, rows, say, sent, soFar, start, stop, wait } from "./browser.mjs";
import { DEMO } from "./pages.mjs";

before(start);
after(stop);

/** The demo page, with what a site shows to those who may not write. */
function walled() {
  const adapter = adapterOf("demo");
  Object.assign(adapter.input, { login: ["#login"], blocked: ["#rules"], disabled: ["#off"] });
  return open(DEMO, { adapter });
}

const show = (page, id) => page.evaluate((name) => document.body.append(Object.assign(document.createElement("b"), { id: name, textContent: "x" })), id);
const posted = (page) => page.evaluate(() => window.posted.map((line) => line.text));
const lastHealth = async (page) => (await soFar(page, "health")).at(-1);
const healthSays = (page, pattern) =>
  page.waitForFunction((source) => new RegExp(source).test(fake.sent.findLast((m) => m.type === "health")?.reason ?? ""), pattern.source, { timeout: 5000, polling: 20 });

async function refusal(page, order, wanted = "refused") {
  await say(page, { id: "l1", text: "hello", patience: 150, ...order });
  const [{ state, reason }] = await outcomes(page, order?.id ?? "l1");
  assert.equal(state, wanted);
  assert.equal(await page.inputValue("#chat-input"), "");
  assert.deepEqual(await posted(page), []);
  return reason;
}

/** A page on which Enter sends, but only one a person pressed. */
async function trustedOnly() {
  const adapter = adapterOf("demo");
  Object.assign(adapter.submit, { order: ["enter"], emptiesWithinMs: 150, echoWithinMs: 400 });
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => {
    window.trusting = false;
    document.querySelector("#chat-input").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.isTrusted || trusting)) return;
      event.preventDefault();
      event.target.form.requestSubmit();
    });
  });
  return page;
}

for (const [id, words] of [["login", /^Log in to this site/], ["rules", /does not let this account write.*muted.*rules/], ["off", /switched off at the moment/]]) {
  test(`a page that shows its ${id} wall refuses, in health and in the order, until it is gone`, async () => {
    const page = await walled();
    await show(page, id);
    assert.match(await refusal(page), words);
    await healthSays(page, words);
    assert.equal((await lastHealth(page)).canWrite, false);
    await page.evaluate((name) => document.querySelector("#" + name).remove(), id);
    await say(page, { id: "l2", text: "free again" });
    assert.equal((await outcomes(page, "l2"))[0].state, "seen");
    await page.waitForFunction(() => fake.sent.findLast((m) => m.type === "health").canWrite);
    await page.close();
  });
}

test("a box switched off for slow mode says what the page says of it, and lets the line through when it is on again", async () => {
  const page = await walled();
  await page.evaluate(() => {
    document.querySelector("#chat-input").disabled = true;
    Object.assign(document.querySelector("#chat-notice"), { hidden: false, textContent: "Slow mode: 30 s" });
  });
  assert.equal(await refusal(page), "The chat box is switched off at the moment. The page says: Slow mode: 30 s");
  await page.evaluate(() => setTimeout(() => { document.querySelector("#chat-input").disabled = false; }, 400));
  await say(page, { id: "l2", text: "in time", patience: 5000 });
  assert.equal((await outcomes(page, "l2"))[0].state, "seen");
  await page.close();
});

test("what a page that looks for a person's Enter made of ours is unknown; health says so until a line leaves", async () => {
  const page = await trustedOnly();
  assert.match(await refusal(page, {}, "unconfirmed"), /ignore Enter when BuzzChat presses it/);
  await healthSays(page, /^Limited: the site did not take lines typed by BuzzChat/);
  assert.equal((await lastHealth(page)).canWrite, true);
  await page.evaluate(() => { window.trusting = true; });
  await say(page, { id: "l2", text: "taken" });
  assert.equal((await outcomes(page, "l2"))[0].state, "seen");
  await healthSays(page, /^$/);
  assert.deepEqual(await posted(page), ["taken"]);
  await page.close();
});

test("a line that a page keeps although it took our Enter may still come", async () => {
  const page = await trustedOnly();
  const swallow = (late) => page.evaluate((answer) => {
    const box = document.querySelector("#chat-input");
    box.addEventListener("keydown", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (answer) setTimeout(() => add("seller", "hello", { data: { own: "" } }), 300);
    }, { capture: true, once: true });
  }, late);
  await swallow(false);
  assert.match(await refusal(page, {}, "unconfirmed"), /ignore Enter/);
  await swallow(true);
  await say(page, { id: "l2", text: "hello" });
  assert.equal((await outcomes(page, "l2"))[0].state, "seen");
  assert.equal(await page.inputValue("#chat-input"), "");
  await page.close();
});

test("a line asked for again while it is typed, and by a new worker, is still typed once", async () => {
  const page = await trustedOnly();
  await page.evaluate(() => {
    window.trusting = true;
    document.querySelector("#chat-input").disabled = true;
    setTimeout(() => { document.querySelector("#chat-input").disabled = false; }, 600);
    fake.say({ id: "l1", text: "one" });
    fake.say({ id: "l2", text: "two" });
    fake.say({ id: "l1", text: "one" });
    fake.ports.at(-1).kill();
  });
  const [, hello] = await sent(page, "hello", 2);
  assert.deepEqual(hello.typed.map(({ id, state }) => [id, state]), [["l1", "typed"], ["l2", "typed"]]);
  await page.evaluate(() => { fake.say({ id: "l2", text: "two" }); fake.say({ id: "l1", text: "one" }); });
  assert.equal((await outcomes(page, "l2"))[0].state, "seen");
  await wait(300);
  assert.deepEqual(await posted(page), ["one", "two"]);
  await page.close();
});

test("the button next to the box is pressed, not its like in another form", async () => {
  const adapter = adapterOf("demo");
  adapter.submit.button = ["button[type=submit]"];
  const page = await open(DEMO, { adapter });
  await say(page, { id: "l1", text: "hello" });
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  assert.equal(await page.evaluate(() => searches), 0);
  await page.evaluate(() => { document.querySelector("#chat").append(document.querySelector("#chat-send").cloneNode(true)); });
  await say(page, { id: "l2", text: "which one" });
  assert.equal((await outcomes(page, "l2"))[0].reason, "The send button was not found.");
  assert.deepEqual(await posted(page), ["hello"]);
  await page.close();
});

test("commands behind invisible characters and lines longer than the box takes are refused", async () => {
  const page = await open(DEMO);
  assert.match(await refusal(page, { text: "\u200b\u2066\u00ad\ufe0f\n /raid x" }), /must not begin with "\/"/);
  assert.equal(await refusal(page, { id: "l2", text: "\u200b\u2060" }), "The line is empty.");
  await page.evaluate(() => { document.querySelector("#chat-input").setAttribute("maxlength", "4"); });
  assert.equal(await refusal(page, { id: "l3", text: "hello" }), "The chat box takes 4 characters at most.");
  await page.close();
});

test("an editor's maxlength counts, though browsers give it no meaning there", async () => {
  const adapter = adapterOf("demo");
  adapter.input.select = ["#chat-input"];
  const page = await open(DEMO.replace("<textarea id=\"chat-input\"></textarea>", '<div id="chat-input" contenteditable="plaintext-only" maxlength="4"></div>'), { adapter });
  await say(page, { id: "l1", text: "hello" });
  assert.equal((await outcomes(page, "l1"))[0].reason, "The chat box takes 4 characters at most.");
  assert.equal(await page.textContent("#chat-input"), "");
  await page.close();
});

test("only what a page says after a line was submitted is said of that line", async () => {
  const adapter = adapterOf("demo");
  Object.assign(adapter.input, { notice: [".status"] });
  Object.assign(adapter.submit, { echoWithinMs: 400 });
  const page = await open(DEMO, { adapter });
  const complain = () => page.evaluate(() => document.querySelector("#chat-lines").append(Object.assign(document.createElement("p"), { className: "status", textContent: "Slow mode is on" })));
  await complain();
  await page.evaluate(() => { window.keep = true; });
  assert.equal(await refusal(page, {}, "unconfirmed"), "The page kept the line in the box.");
  await page.evaluate(() => { document.querySelector("#chat-input").disabled = true; });
  assert.equal(await refusal(page, { id: "l2" }), "The chat box is switched off at the moment.");
  await page.evaluate(() => { document.querySelector("#chat-input").disabled = false; });
  // The same words once more are about this line.
  await page.evaluate(() => document.querySelector("#chat").addEventListener("submit", () => setTimeout(() => window.again())));
  await page.exposeFunction("again", complain);
  assert.equal(await refusal(page, { id: "l3" }), "The page kept the line in the box. The page says: Slow mode is on");
  await page.close();
});

for (const shown of ["@Seller", "seller"]) {
  test(`a line of ours under the name ${shown} is known, with or without the sign of a mention`, async () => {
    const adapter = adapterOf("demo");
    Object.assign(adapter, { self: { select: ["#me"], echoMs: 10000 } });
    const page = await open(`<b id="me">${shown === "seller" ? "@Seller" : "Seller"}</b>${DEMO}`, { adapter });
    await page.evaluate((name) => { window.mute = true; document.querySelector("#chat").addEventListener("submit", () => add(name, "hello")); }, shown);
    await say(page, { id: "l1", text: "hello" });
    assert.equal((await outcomes(page, "l1"))[0].state, "seen");
    assert.equal((await rows(page, 1))[0].own, true);
    await page.close();
  });
}

test("a viewer's equal words do not confirm our line where the site marks own rows or names the account", async () => {
  for (const self of [{ ownRow: ["[data-own]"] }, { select: ["#me"] }]) {
    const adapter = adapterOf("demo");
    Object.assign(adapter, { self: { ...self, echoMs: 10000 } });
    adapter.submit.echoWithinMs = 500;
    const page = await open(`<b id="me">SELLER</b>${DEMO}`, { adapter });
    await page.evaluate(() => { window.mute = true; });
    await wait(1200);
    await say(page, { id: "l1", text: "thank you" });
    await page.evaluate(() => add("viewer", "thank you"));
    assert.equal((await outcomes(page, "l1"))[0].state, "unconfirmed");
    assert.equal((await rows(page, 1))[0].own, false);
    await page.evaluate(() => add("seller", "thank you", { data: { own: "" } }));
    assert.equal((await outcomes(page, "l1", 2))[1].state, "seen");
    await page.close();
  }
});

test("a temporary row that the site takes away again is not our line seen", async () => {
  const adapter = adapterOf("demo");
  adapter.item.key.temporaryBelow = 10;
  adapter.submit.echoWithinMs = 800;
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => {
    window.mute = true;
    document.querySelector("#chat").addEventListener("submit", () => {
      const row = add("seller", "hello", { id: "temp", data: { own: "" } });
      setTimeout(() => row.remove(), 300);
    });
  });
  await say(page, { id: "l1", text: "hello" });
  assert.equal((await outcomes(page, "l1"))[0].state, "unconfirmed");
  assert.deepEqual(await rows(page), []);
  await page.close();
});
