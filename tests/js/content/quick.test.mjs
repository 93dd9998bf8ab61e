// Role: proves that the bar of quick replies is the seller's alone: their hand presses it, by mouse or by keys outside fields,
// the page can do neither, and the bar stays out of the way.
// Must not: measure times, or prescribe where a free corner is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "../axe.mjs";
import { arrive, inject, open, outcomes, say, sent, soFar, start, stop, wait } from "./browser.mjs";

before(start);
after(stop);

const ITEMS = [{ id: "q1", text: "SOLD!" }, { id: "q2", text: "Next item!" }, { id: "q3", text: "<b>5 min break</b>" }];
const quick = { shown: true, items: ITEMS };
/** A chat at the right, a player at the left with its controls along the bottom, and the demo's box that posts what it gets. */
const PAGE = `
<style>body { margin: 0; font: 14px sans-serif } div { color: red !important; font-size: 40px !important }
#player { position: fixed; inset: 0 320px 0 0; background: #ddd } #controls { position: absolute; inset: auto 0 0; display: flex } #controls button { flex: 1; height: 60px }
#side { position: fixed; inset: 0 0 0 auto; width: 320px; display: flex; flex-direction: column } #chat-lines { flex: 1; overflow: auto } #chat-form textarea { width: 200px }</style>
<main id="player"><div id="controls"><button>Play</button><button>Mute</button></div><input id="search"><p contenteditable id="note"></p><my-field></my-field><my-secret></my-secret></main>
<aside id="side"><ol id="chat-lines"></ol><form id="chat-form"><textarea id="chat-input"></textarea><button id="chat-send" type="submit">Send</button></form></aside>
<script>
  window.posted = []; window.keys = 0;
  for (const [tag, mode] of [["my-field", "open"], ["my-secret", "closed"]]) {
    const root = document.querySelector(tag).attachShadow({ mode });
    root.innerHTML = "<p contenteditable>here</p>";
    document.querySelector(tag).enter = () => root.firstChild.focus();
    document.querySelector(tag).root = root;
  }
  addEventListener("keydown", () => { keys += 1; });
  document.querySelector("#chat-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const box = document.querySelector("textarea");
    posted.push(box.value);
    const row = document.createElement("li");
    row.className = "line"; row.dataset.own = ""; row.dataset.id = "l" + posted.length;
    row.innerHTML = '<span class="author">me</span><span class="text"></span>';
    row.lastChild.textContent = box.value;
    document.querySelector("#chat-lines").append(row);
    box.value = "";
  });
</script>`;

/** Lets the test see into the bar, which no page can. */
const opened = () => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (/** @type {any} */ given) {
    return attach.call(this, this.localName === "buzzchat-quick" ? { ...given, mode: "open" } : given);
  };
  // What the browser gives content scripts to see where the focus is.
  Object.assign(window.chrome ?? {}, { dom: { openOrClosedShadowRoot: (/** @type {any} */ element) => element.root ?? element.shadowRoot } });
};
const openBar = async (options = {}) => {
  const page = await open(PAGE, { quick, before: opened, ...options });
  await bar(page).waitFor();
  return page;
};
const bar = (page) => page.getByRole("region", { name: "Quick replies" });
const presses = async (page) => (await soFar(page, "quick")).map(({ id }) => id);
const boxOf = (locator) => locator.boundingBox();
const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test("a press by mouse or by its key tells the worker; the text is text, and the page hears no key", async () => {
  const page = await openBar();
  await page.getByRole("button", { name: "Next item!" }).click();
  await page.keyboard.press("1");
  await page.keyboard.press("3");
  await page.keyboard.press("4");
  assert.deepEqual((await sent(page, "quick", 3)).map(({ id }) => id), ["q2", "q1", "q3"]);
  assert.equal(await page.getByRole("button", { name: "<b>5 min break</b>" }).count(), 1);
  assert.equal(await page.evaluate(() => window.keys), 1, "only the key without a reply is the page's");
  await page.close();
});

test("keys in fields of any kind, keys with modifiers, held keys and keys of the page press nothing", async () => {
  const page = await openBar();
  for (const field of ["#search", "#note", "#chat-input"]) {
    await page.focus(field);
    await page.keyboard.press("1");
  }
  for (const tag of ["my-field", "my-secret"]) {
    await page.evaluate((name) => document.querySelector(name).enter(), tag);
    await page.keyboard.press("1");
  }
  await page.evaluate(() => document.activeElement.blur());
  for (const key of ["Control+1", "Alt+1", "Shift+1", "Meta+1"]) await page.keyboard.press(key);
  await page.evaluate(() => {
    const made = { key: "1", code: "Digit1", bubbles: true, composed: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", made));
    for (const button of document.querySelector("buzzchat-quick").shadowRoot.querySelectorAll("button.reply")) button.click();
  });
  await page.keyboard.down("2");
  await page.keyboard.down("2");
  await page.keyboard.up("2");
  await sent(page, "quick");
  assert.deepEqual(await presses(page), ["q2"]);
  assert.equal(await page.inputValue("#search"), "1");
  await page.close();
});

test("the page can neither look in nor style the bar, and a bar it throws out comes back", async () => {
  const page = await open(PAGE, { quick });
  await page.waitForSelector("buzzchat-quick", { state: "attached" });
  assert.equal(await page.evaluate(() => document.querySelector("buzzchat-quick").shadowRoot), null);
  await page.addStyleTag({ content: "buzzchat-quick { display: none !important; color: red !important; transform: scale(0) !important }" });
  const style = await page.evaluate(() => {
    const { display, color, transform } = getComputedStyle(document.querySelector("buzzchat-quick"));
    return { display, color, transform };
  });
  assert.deepEqual(style, { display: "block", color: "rgb(0, 0, 0)", transform: "none" });
  await page.evaluate(() => document.querySelector("buzzchat-quick").remove());
  await page.waitForSelector("buzzchat-quick", { state: "attached" });
  await page.close();
});

test("it begins where it covers neither chat nor controls, goes where it is put but not on the chat box, and is found there again", async () => {
  const page = await openBar();
  const begun = await boxOf(bar(page));
  for (const place of ["#side", "#controls", "#search"]) assert.ok(apart(begun, await boxOf(page.locator(place))), place);
  const grip = await boxOf(page.getByRole("button", { name: /^Move/ }));
  const target = await boxOf(page.locator("#chat-input"));
  await page.mouse.move(grip.x + 4, grip.y + 4);
  await page.mouse.down();
  await page.mouse.move(target.x + 20, target.y + 10, { steps: 4 });
  await page.mouse.up();
  const dragged = await boxOf(bar(page));
  assert.ok(!apart(dragged, await boxOf(page.locator("#side"))), "it was moved");
  assert.ok(apart(dragged, await boxOf(page.locator("#chat-form"))), "the box is free");
  await page.getByRole("button", { name: /^Move/ }).focus();
  await page.keyboard.press("ArrowUp");
  assert.equal((await boxOf(bar(page))).y, dragged.y - 16);
  assert.equal(await page.evaluate(() => window.keys), 0, "the arrows are none of the page's");
  await page.setViewportSize({ width: 600, height: 300 });
  await page.waitForFunction(() => {
    const { right, bottom, left, top } = document.querySelector("buzzchat-quick").shadowRoot.querySelector(".bar").getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  });
  await page.setViewportSize({ width: 1280, height: 720 });
  const last = await boxOf(bar(page));
  await page.reload();
  await arrive(page, { quick });
  await bar(page).waitFor();
  const again = await boxOf(bar(page));
  assert.deepEqual([again.x, again.y], [last.x, last.y]);
  await page.close();
});

test("made small it stays small and its keys rest, until it is opened", async () => {
  const page = await openBar();
  const fold = page.getByRole("button", { name: "Quick replies", exact: true });
  await fold.press("Enter");
  assert.equal(await fold.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("1");
  await fold.press("Space");
  assert.equal(await page.evaluate(() => window.keys), 0, "what is pressed in the bar is none of the page's");
  await page.keyboard.press("2");
  await sent(page, "quick");
  assert.deepEqual(await presses(page), ["q2"]);
  await page.close();
});

test("where all is chat it begins small", async () => {
  const page = await open(`<style>#side, #chat-form textarea { width: 100% !important }</style>${PAGE}`, { quick, before: opened });
  const fold = page.getByRole("button", { name: "Quick replies", exact: true });
  await fold.waitFor();
  assert.equal(await fold.getAttribute("aria-expanded"), "false");
  assert.ok(apart(await boxOf(bar(page)), await boxOf(page.locator("#chat-form"))));
  await page.close();
});

test("the bar tells what became of a press, and a worker that is away", async () => {
  const page = await openBar();
  const status = page.getByRole("status");
  await page.keyboard.press("1");
  await status.filter({ hasText: "Waiting for its turn" }).waitFor();
  await say(page, { id: "l1", text: "SOLD!" });
  await outcomes(page, "l1");
  await status.filter({ hasText: "In the chat: SOLD!" }).waitFor();
  await page.evaluate(() => { document.querySelector("textarea").disabled = true; });
  await page.keyboard.press("2");
  await say(page, { id: "l2", text: "Next item!", patience: 200 });
  await status.filter({ hasText: "switched off" }).waitFor();
  await page.evaluate(() => {
    chrome.runtime.connect = () => { throw new Error("none"); };
    window.fake.ports.at(-1).kill();
  });
  await page.keyboard.press("3");
  await status.filter({ hasText: "does not answer" }).waitFor();
  await page.close();
});

test("it goes when it is switched off, when the chat is left and when the extension is gone; it changes with the seller's list", async () => {
  const page = await openBar();
  const count = (wanted) => page.waitForFunction((n) => document.querySelectorAll("buzzchat-quick").length === n, wanted);
  await page.evaluate((message) => window.fake.tell(message), { type: "quick_replies", shown: false, items: ITEMS });
  await count(0);
  await page.keyboard.press("1");
  await page.evaluate((message) => window.fake.tell(message), { type: "quick_replies", shown: true, items: [{ id: "new", text: "Bye" }] });
  await page.getByRole("button", { name: "Bye" }).waitFor();
  await inject(page);
  await page.waitForFunction(() => window.fake.ports.length === 2);
  await page.getByRole("button", { name: "SOLD!" }).waitFor();
  await count(1);
  await page.keyboard.press("1");
  await sent(page, "quick");
  assert.deepEqual(await presses(page), ["q1"]);
  await page.evaluate(() => { chrome.runtime.id = undefined; });
  await count(0);
  await page.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in the bar, ${colorScheme}`, async () => {
    const page = await openBar({ context: { colorScheme } });
    await page.keyboard.press("1");
    await page.getByRole("status").filter({ hasText: "Waiting" }).waitFor();
    // What was just pressed may still be on its way to its colours.
    await wait(200);
    assert.deepEqual(await complaints(page, "buzzchat-quick"), []);
    await page.close();
  });
}
