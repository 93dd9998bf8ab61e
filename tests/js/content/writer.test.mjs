// Role: proves that a line is typed at most once, into the right box, without touching what the seller is doing.
// Must not: look inside the scripts; it sees only pages and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, open, outcomes, rows, say, sent, soFar, start, stop, wait } from "./browser.mjs";
import { DEMO, EDITOR } from "./pages.mjs";

before(start);
after(stop);

const youtube = () => {
  const adapter = adapterOf("youtube");
  adapter.observe.settleMs = 0;
  return { adapter, url: "http://localhost/live_chat?v=abc" };
};
const posted = (page) => page.evaluate(() => window.posted.map((line) => line.text ?? line));

test("a line is submitted by the adapter's button at once and seen as our own row", async () => {
  const page = await open(DEMO);
  const took = await page.evaluate(async () => {
    const began = performance.now();
    fake.say({ id: "l1", text: "hello\nall " });
    // Microtasks only: a timer anywhere on the way would leave this loop empty-handed.
    for (let turn = 0; turn < 100 && !posted.length; turn++) await Promise.resolve();
    return posted[0].at - began;
  });
  assert.deepEqual(await outcomes(page, "l1"), await soFar(page, "outcome"));
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  assert.deepEqual(await posted(page), ["hello all"]);
  assert.equal(await page.evaluate(() => searches), 0);
  const [line] = await rows(page, 1);
  assert.deepEqual(line, { author: "seller", text: "hello all", roles: ["host"], kind: "chat", own: true, say: "l1" });
  console.log(`# say to submit ${took.toFixed(2)} ms`);
  await page.close();
});

test("an id is typed once, whatever the worker sends and however often", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { fake.say({ id: "l1", text: "once" }); fake.say({ id: "l1", text: "once" }); });
  await outcomes(page, "l1");
  await page.evaluate(() => fake.ports.at(-1).kill());
  await sent(page, "hello", 2);
  await say(page, { id: "l1", text: "once" });
  const states = (await outcomes(page, "l1", 2)).map((message) => message.state);
  assert.deepEqual(states, ["seen", "seen"]);
  assert.deepEqual(await posted(page), ["once"]);
  assert.deepEqual((await soFar(page, "hello"))[1].typed, [{ id: "l1", state: "seen", reason: "" }]);
  await page.close();
});

test("a line for a stream that was just left inside the page is not typed into the next one's box", async () => {
  const adapter = adapterOf("demo");
  adapter.route = { path: "^/live/", channel: "^/live/([^/?]+)" };
  const page = await open(DEMO, { adapter, url: "http://localhost/live/show-1" });
  await page.evaluate(() => {
    history.pushState({}, "", "/live/show-2");
    fake.say({ id: "l1", text: "for the first show" });
  });
  const [told] = await outcomes(page, "l1");
  assert.deepEqual([told.state, told.reason], ["refused", "The stream was left before the line was typed."]);
  await sent(page, "attached", 2);
  await say(page, { id: "l2", text: "for the second" });
  await outcomes(page, "l2");
  assert.deepEqual(await posted(page), ["for the second"]);
  await page.close();
});

test("lines are typed one after the other", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { for (const n of [1, 2, 3]) fake.say({ id: "l" + n, text: "line " + n }); });
  await outcomes(page, "l3");
  assert.deepEqual(await posted(page), ["line 1", "line 2", "line 3"]);
  await page.close();
});

test("commands and empty lines are refused", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { fake.say({ id: "a", text: " /raid x" }); fake.say({ id: "b", text: "\n" }); });
  assert.equal((await outcomes(page, "a"))[0].state, "refused");
  assert.equal((await outcomes(page, "b"))[0].reason, "The line is empty.");
  assert.deepEqual(await posted(page), []);
  await page.close();
});

test("a draft, its caret and the focus survive a line", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => {
    const box = document.querySelector("#chat-input");
    box.value = "my half-written words";
    box.setSelectionRange(3, 7, "backward");
    document.querySelector("#q").focus();
  });
  await say(page, { id: "l1", text: "hello" });
  await outcomes(page, "l1");
  const after = await page.evaluate(() => {
    const box = document.querySelector("#chat-input");
    return [box.value, box.selectionStart, box.selectionEnd, box.selectionDirection, document.activeElement.id];
  });
  assert.deepEqual(after, ["my half-written words", 3, 7, "backward", "q"]);
  assert.deepEqual(await posted(page), ["hello"]);
  await page.close();
});

test("a seller in mid-word is waited for; a pause lets the line through and keeps the draft", async () => {
  const page = await open(DEMO);
  await page.click("#chat-input");
  await page.keyboard.type("my dr");
  assert.equal((await sent(page, "typing"))[0].active, true);
  await say(page, { id: "l1", text: "hello", patience: 6000 });
  await wait(400);
  assert.deepEqual(await posted(page), []);
  await outcomes(page, "l1");
  assert.equal(await page.inputValue("#chat-input"), "my dr");
  await page.keyboard.type("aft");
  assert.equal(await page.inputValue("#chat-input"), "my draft");
  await page.fill("#chat-input", "");
  await page.click("#q");
  const typing = await sent(page, "typing", 2);
  assert.deepEqual(typing.map((message) => message.active), [true, false]);
  await page.close();
});

test("patience ends in a refusal the seller understands", async () => {
  const page = await open(DEMO);
  await page.click("#chat-input");
  await page.keyboard.type("x");
  await say(page, { id: "l1", text: "hello", patience: 200 });
  const [outcome] = await outcomes(page, "l1");
  assert.deepEqual([outcome.state, outcome.reason], ["refused", "You were typing in the chat box."]);
  assert.equal(await page.inputValue("#chat-input"), "x");
  await page.close();
});

test("a page that keeps the text refuses it, and the box is clean again", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { window.keep = true; });
  await say(page, { id: "l1", text: "hello" });
  const [outcome] = await outcomes(page, "l1");
  assert.equal(outcome.state, "refused");
  assert.equal(outcome.reason, "The page kept the line in the box. The page says: Slow down");
  assert.equal(await page.inputValue("#chat-input"), "");
  await page.close();
});

test("a missing, switched-off or doubled box refuses and says so in health", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { document.querySelector("#chat-input").disabled = true; });
  await say(page, { id: "l1", text: "hello", patience: 100 });
  assert.equal((await outcomes(page, "l1"))[0].reason, "The chat box is switched off at the moment.");
  await page.waitForFunction(() => fake.sent.some((m) => m.type === "health" && !m.canWrite));
  await page.evaluate(() => {
    document.querySelector("#chat-input").disabled = false;
    document.body.append(document.querySelector("#chat-input").cloneNode());
  });
  await say(page, { id: "l2", text: "hello", patience: 100 });
  const reason = "There are two chat boxes on this page, and BuzzChat cannot tell which is the right one.";
  assert.equal((await outcomes(page, "l2"))[0].reason, reason);
  await page.evaluate(() => document.querySelectorAll("#chat-input").forEach((box) => box.remove()));
  await say(page, { id: "l3", text: "hello", patience: 100 });
  assert.equal((await outcomes(page, "l3"))[0].reason, "The chat box was not found.");
  assert.deepEqual(await posted(page), []);
  await page.close();
});

test("a line not seen in time is unconfirmed and becomes seen when it appears", async () => {
  const adapter = adapterOf("demo");
  adapter.submit.echoWithinMs = 200;
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => { window.slow = 700; });
  await say(page, { id: "l1", text: "hello" });
  const states = (await outcomes(page, "l1", 2)).map((message) => message.state);
  assert.deepEqual(states, ["unconfirmed", "seen"]);
  await page.close();
});

test("an editor with an empty contenteditable attribute is typed into, and the focus returns", async () => {
  const page = await open(EDITOR, youtube());
  await page.focus("#elsewhere");
  await page.evaluate(() => { document.querySelector("#input").textContent = "draft"; });
  await say(page, { id: "l1", text: "hello 😀" });
  const [outcome] = await outcomes(page, "l1");
  assert.equal(outcome.state, "seen");
  await wait(300);
  assert.deepEqual(await posted(page), ["hello 😀"]);
  const state = await page.evaluate(() => [document.querySelector("#input").textContent, document.activeElement.id]);
  assert.deepEqual(state, ["draft", "elsewhere"]);
  assert.equal((await rows(page)).length, 1);
  await page.close();
});

test("a line is taken back out of an editor that notices its selection late", async () => {
  const options = youtube();
  Object.assign(options.adapter.submit, { emptiesWithinMs: 100, echoWithinMs: 100 });
  const page = await open(EDITOR, options);
  await page.evaluate(() => {
    let isSelected = false;
    button.addEventListener("click", (event) => event.stopImmediatePropagation(), true);
    document.addEventListener("selectionchange", () => {
      const { isCollapsed } = getSelection();
      setTimeout(() => (isSelected = !isCollapsed), 300);
    });
    box.addEventListener("cut", (event) => {
      event.preventDefault();
      if (isSelected) box.textContent = "";
    });
  });
  await say(page, { id: "a", text: "still there" });
  await outcomes(page, "a");
  await page.waitForFunction(() => box.textContent === "", null, { timeout: 15000 });
  await page.close();
});

test("a switched-off button is waited for", async () => {
  const page = await open(EDITOR, youtube());
  await page.evaluate(() => {
    window.off = true;
    setTimeout(() => { window.off = false; refresh(); }, 600);
  });
  await say(page, { id: "l1", text: "patient" });
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  await page.evaluate(() => { window.off = true; });
  await say(page, { id: "l2", text: "refused", patience: 500 });
  assert.equal((await outcomes(page, "l2"))[0].reason, "The send button stayed switched off.");
  assert.equal(await page.textContent("#input"), "");
  assert.deepEqual(await posted(page), ["patient"]);
  await page.close();
});

test("a page that empties its box late posts a line once, although its button and Enter would both do", async () => {
  const adapter = adapterOf("demo");
  Object.assign(adapter.submit, { order: ["button", "enter"], emptiesWithinMs: 150, echoWithinMs: 300 });
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => {
    const box = document.querySelector("#chat-input");
    const take = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = box.value;
      posted.push({ text });
      setTimeout(() => { box.value = ""; add("seller", text, { data: { own: "" } }); }, 900);
    };
    document.querySelector("#chat-send").addEventListener("click", take);
    box.addEventListener("keydown", (event) => event.key === "Enter" && take(event));
  });
  await say(page, { id: "l1", text: "slow server" });
  const told = await outcomes(page, "l1", 2);
  // Called refused it would be typed again, under another id.
  assert.deepEqual(told.map((message) => message.state), ["unconfirmed", "seen"]);
  assert.match(told[0].reason, /kept the line in the box/);
  assert.deepEqual(await posted(page), ["slow server"]);
  await page.close();
});

test("where there is no button, Enter is pressed", async () => {
  const adapter = adapterOf("demo");
  adapter.submit.order = ["button", "enter"];
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => {
    document.querySelector("#chat-send").remove();
    document.querySelector("#chat-input").addEventListener("keydown", (event) => event.key === "Enter" && event.target.form.requestSubmit());
  });
  await say(page, { id: "l1", text: "by enter" });
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  assert.deepEqual(await posted(page), ["by enter"]);
  await page.close();
});
