// Role: proves that pointing at a name, a text and a box on an unknown page makes an adapter that reads and writes there.
// Must not: prescribe which selectors come of it; only what they find counts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { open, outcomes, readJson, rows, say, start, stop } from "./browser.mjs";

before(start);
after(stop);

const URL_HERE = "https://live.example.org/rooms/42";
const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
/** As the popup puts them on a page, after the scripts that read pages. */
const PICKER = ["derive", "picks", "keys", "bar", "picker"];
const messages = readJson("_locales/en/messages.json");

/** A page with a build's class names, an avatar before the name, a search form before the chat form, and other lists. */
const PAGE = (row) => `
<ul><li><b>Menu</b><i>one</i></li><li><b>Menu</b><i>two</i></li></ul>
<form id="search"><input><button type="submit">Search</button></form>
<main><div class="css-1x2y3z"><div class="chat__list--9f3b2" aria-live="polite"></div></div>
<form id="chat"><textarea></textarea><button type="submit">Go</button></form></main>
<script>
  window.posted = []; window.searched = 0;
  const list = document.querySelector("[aria-live]");
  window.add = (author, text) => {
    const made = document.createElement("div");
    made.className = "css-77aa line";
    made.innerHTML = ${JSON.stringify(row)};
    made.querySelector(".n").textContent = author; made.querySelector(".t").textContent = text;
    made.querySelectorAll(".n,.t").forEach((part) => part.removeAttribute("class"));
    list.append(made);
  };
  for (const n of [1, 2, 3]) add("viewer" + n, "line " + n);
  document.querySelector("#search").addEventListener("submit", (event) => { event.preventDefault(); searched++; });
  document.querySelector("#chat").addEventListener("submit", (event) => {
    event.preventDefault();
    const box = event.target.querySelector("textarea");
    posted.push(box.value); add("me", box.value); box.value = "";
  });
</script>`;
const PLAIN = '<img alt=""><span class="n"></span><span class="t"></span>';
const NESTED = '<div><div><a href="#"><b class="n"></b></a></div><div><p class="t"></p></div></div>';

/** Opens the page with the picker on it, and remembers what it hands over. */
async function picking(html, pickerAnswers = {}) {
  const page = await open(html, { url: URL_HERE, adapter: null, attach: false });
  await page.evaluate(([texts, answers]) => {
    fake.pickerAnswers = answers;
    chrome.i18n = { getMessage: (name, parts = []) => `${texts[name].message} ${parts.join(" ")}` };
    const attach = Element.prototype.attachShadow;
    // Only the test may look into the closed root.
    Element.prototype.attachShadow = function (options) { return (window.bar = attach.call(this, options)); };
  }, [messages, pickerAnswers]);
  for (const name of PICKER) await page.addScriptTag({ content: read(`extension/content/picking/${name}.js`) });
  return page;
}
const press = (page, label) => page.evaluate((label) => [...bar.querySelectorAll("button")].find((button) => button.textContent.trim() === label).click(), label);
const words = (page) => page.evaluate(() => bar.querySelector(".bar")?.textContent);
const said = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(bar.querySelector(".bar")?.textContent ?? ""), pattern.source, { timeout: 15000 });
const made = (page) => page.evaluate(() => fake.sent.find((message) => message.type === "picked")?.page);
const row = (page, n = 1) => page.locator("main .line").nth(n);

/** Points at the second line's name and text, then the box and the button. */
async function pickAll(page, name, text) {
  await row(page).locator(name).click();
  await row(page).locator(text).click();
  await page.locator("main textarea").click();
  await page.locator("main button").click();
}

/** The adapter as the worker makes it: what was picked, laid over what is assumed of every own page. */
function laidOver({ container, item, author, text, input, button, recycles }) {
  const { $comment, ...assumed } = readJson("src/sites/own.json");
  const field = (select, more) => ({ ...more, select: [select] });
  return {
    ...assumed,
    container: field(container), item: field(item, { ...assumed.item, recycles }), author: field(author), text: field(text, assumed.text),
    ...(input && { input: field(input, { kind: "auto" }), submit: button ? { order: ["button", "enter"], button: [button] } : { order: ["enter"] } }),
  };
}
const validate = new Ajv2020.default({ formats: { date: true } }).compile(readJson("extension/content/sites/schema.json"));

/** A fresh page of the site, read with what was picked. */
async function live(html, picked) {
  const adapter = laidOver(picked);
  assert.ok(validate(adapter), JSON.stringify(validate.errors));
  const page = await open(html, { url: URL_HERE, adapter });
  await page.evaluate(() => { add("ann", "hello"); add("ann", "hello"); });
  assert.deepEqual((await rows(page, 2)).map((line) => [line.author, line.text]), [["ann", "hello"], ["ann", "hello"]]);
  return page;
}

for (const [what, html, name, text] of [["flat", PLAIN, "span >> nth=0", "span >> nth=1"], ["nested", NESTED, "b", "p"]]) {
  test(`a chat of ${what} rows without names is picked, read and written`, async () => {
    const page = await picking(PAGE(html));
    await pickAll(page, name, text);
    assert.match(await words(page), /reads.*3 viewer3: line 3/);
    assert.deepEqual(await page.evaluate(() => [posted, searched]), [[], 0], "nothing was done to the page while pointing");
    await press(page, "Use it");
    await said(page, /from now on/);
    const picked = await made(page);
    await press(page, "Close");
    assert.equal(await page.evaluate(() => bar.host.isConnected), false, "the bar is gone");
    await page.close();

    const other = await live(PAGE(html), picked);
    await say(other, { id: "one", text: "Hi @ann" });
    assert.equal((await outcomes(other, "one"))[0].state, "seen");
    assert.deepEqual(await other.evaluate(() => [posted, searched]), [["Hi @ann"], 0]);
    await other.close();
  });
}

test("everything can be pointed at with keys alone, and the page hears none of them", async () => {
  const page = await picking(PAGE(PLAIN));
  await page.evaluate(() => { window.heard = []; addEventListener("keydown", (event) => heard.push(event.key)); });
  const walked = (wanted) => said(page, new RegExp(`.*${wanted}.*`));
  await page.keyboard.press("ArrowDown");
  await walked("viewer1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await walked("viewer2");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await walked("line 2");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await walked("Go");
  await page.keyboard.press("Enter");
  await said(page, /3 viewer3: line 3/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await said(page, /from now on/);
  assert.deepEqual(await page.evaluate(() => [posted, searched, heard.filter((key) => key.startsWith("Arrow"))]), [[], 0, []]);
  const picked = await made(page);
  await page.close();
  await (await live(PAGE(PLAIN), picked)).close();
});

test("a click beside any list is refused with a reason, and Escape ends it", async () => {
  const page = await picking(PAGE(PLAIN));
  await page.locator("#search button").click();
  await page.locator("main textarea").click();
  assert.match(await words(page), /sees no list of lines/);
  await page.locator("main textarea").click();
  assert.match(await words(page), /no words in that/);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => bar.host.isConnected), false);
  await page.locator("#search button").click();
  assert.equal(await page.evaluate(() => searched), 1, "the page has its clicks back");
  await page.close();
});

test("a chat may be picked for reading alone", async () => {
  const page = await picking(PAGE(PLAIN));
  await row(page).locator("span").nth(0).click();
  await row(page).locator("span").nth(1).click();
  await page.locator("main button").click();
  assert.match(await words(page), /no box to write in/);
  await press(page, "Only read");
  await press(page, "Use it");
  await said(page, /from now on/);
  const { input, button } = await made(page);
  assert.deepEqual([input, button], [undefined, undefined]);
  await page.close();
});

test("the seller reads why the worker cannot use a page, before anything is picked and after", async () => {
  const early = await picking(PAGE(PLAIN), { start: { type: "refused", reason: "BuzzChat knows Kick." } });
  await said(early, /cannot use this page.*BuzzChat knows Kick\./);
  await early.locator("#search button").click();
  assert.equal(await early.evaluate(() => searched), 1, "the page has its clicks back");
  await early.close();

  const late = await picking(PAGE(PLAIN), { picked: { type: "refused", reason: "Not allowed." } });
  await pickAll(late, "span >> nth=0", "span >> nth=1");
  await press(late, "Use it");
  await said(late, /cannot use this page.*Not allowed\./);
  await late.close();
});

test("a list that goes away while the seller points is told", async () => {
  const page = await picking(PAGE(PLAIN));
  await row(page).locator("span").nth(0).click();
  await row(page).locator("span").nth(1).click();
  await page.evaluate(() => document.querySelector("[aria-live]").remove());
  await press(page, "Only read");
  assert.match(await words(page), /reads nothing here/);
  await press(page, "Start again");
  assert.match(await words(page), /name of a viewer/);
  await page.close();
});

test("hostile words in the page are shown as words", async () => {
  const page = await picking(PAGE(PLAIN));
  await page.evaluate(() => add("<img src=x onerror=searched++>", "<b>hi</b>"));
  await pickAll(page, "span >> nth=0", "span >> nth=1");
  assert.match(await words(page), /<img src=x onerror=searched\+\+>: <b>hi<\/b>/);
  assert.equal(await page.evaluate(() => searched + bar.querySelectorAll("img").length), 0);
  await page.close();
});
