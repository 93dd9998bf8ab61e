// Role: proves that a list the adapter no longer fits, and a selector that is no CSS, are told and never thrown.
// Must not: judge the words beyond what tells one reason from another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, open, soFar, start, stop } from "./browser.mjs";
import { DEMO } from "./pages.mjs";

before(start);
after(stop);

const demo = adapterOf("demo");
const told = (page, words) => page.waitForFunction((words) => fake.sent.some((m) => m.type === "health" && m.reason.includes(words)), words, { timeout: 8000 });
const fill = (page) => page.evaluate(async () => {
  for (let n = 0; n < 6; n += 1) {
    add("anna", `line ${n}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
});

for (const [what, change] of [
  ["no row is an item", { item: { ...demo.item, select: ["li.other"] } }],
  ["no row is an item of a subtree", { item: { ...demo.item, select: ["li.other"] }, observe: { ...demo.observe, subtree: true } }],
  ["no row is an item of a recycled list", { item: { select: ["li.other"], key: { from: "content" }, recycles: true } }],
  ["no author is found", { author: { select: [".other"] } }],
  ["no text is found", { text: { select: [".other"] } }],
]) {
  test(`a list where ${what} is told`, async () => {
    const page = await open(DEMO, { adapter: { ...demo, ...change } });
    await fill(page);
    await told(page, "changed its chat");
    await page.close();
  });
}

test("a list that is read is not suspected for what else stands in it", async () => {
  const page = await open(DEMO, { adapter: demo });
  await page.evaluate(() => add("anna", "hello"));
  await page.evaluate(() => {
    for (let n = 0; n < 20; n += 1) document.querySelector("#chat-lines").append(document.createElement("hr"));
  });
  await page.waitForTimeout(1500);
  assert.ok((await soFar(page, "health")).every(({ reading }) => reading));
  await page.close();
});

test("a selector that is no CSS is told, whichever it is", async () => {
  for (const [change, words] of [
    [{ container: { select: ["ul[["] } }, "for the chat list"],
    [{ author: { select: ["a:::b"] } }, "for the viewer's name"],
    [{ input: { ...demo.input, select: ["textarea["] } }, "for the chat box"],
    [{ submit: { ...demo.submit, button: ["#"] } }, "for the send button"],
    [{ roles: [{ role: "host", select: ["("] }] }, "for the roles"],
  ]) {
    const page = await open(DEMO, { adapter: { ...demo, ...change }, attach: false });
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await told(page, words);
    await fill(page);
    assert.deepEqual(errors, []);
    await page.close();
  }
});
