// Role: proves that the seller's typing comes first on the real editors: lines wait for it, and no word of it is lost or sent.
// Must not: look inside the scripts; it sees only pages, what the editors' own models hold, and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { outcomes, say, start, stop, wait } from "./browser.mjs";
import { BOX, model, openEditor, posted } from "./editors/chat.mjs";

before(start);
after(stop);

const EDITORS = ["slate", "lexical", "draft", "plaintext", "editable"];
/** Waits until the editor's model holds this; where it never does, the failure says what it holds. */
const modelIs = async (page, wanted) => {
  await page.waitForFunction((text) => window.model() === text, wanted, { timeout: 15000, polling: 20 }).catch(() => {});
  assert.equal(await model(page), wanted);
};

for (const name of EDITORS) {
  test(`${name}: a draft with the cursor in it is left alone; the line follows when the cursor has gone`, async () => {
    const { page, complaints } = await openEditor(name);
    await page.click(BOX);
    await page.keyboard.type("not yet");
    await say(page, { id: "l1", text: "hello", patience: 300 });
    const [{ state, reason }] = await outcomes(page, "l1");
    assert.deepEqual([state, reason], ["refused", "You were typing in the chat box."]);
    assert.equal(await model(page), "not yet");
    await say(page, { id: "l2", text: "hello", patience: 6000 });
    await page.focus("#q");
    assert.equal((await outcomes(page, "l2"))[0].state, "seen");
    await modelIs(page, "not yet");
    assert.deepEqual(await posted(page), ["hello"]);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

for (const name of ["lexical", "plaintext", "textarea"]) {
  test(`${name}: an unfinished composition is waited for, and stays whole`, async () => {
    const { page } = await openEditor(name);
    const client = await page.context().newCDPSession(page);
    await page.click(BOX);
    await client.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
    await say(page, { id: "l1", text: "hello", patience: 4500 });
    // Longer than any pause in typing: a seller may think about a word before choosing it.
    await wait(3600);
    assert.deepEqual(await posted(page), []);
    assert.equal((await outcomes(page, "l1"))[0].reason, "You were typing in the chat box.");
    await client.send("Input.insertText", { text: "日本" });
    await modelIs(page, "日本");
    await page.close();
  });
}

/** The caret stands in a box with "draft " and a line of ours that a slow page has posted and not emptied its box of. */
async function besideALine(name) {
  const { page, complaints } = await openEditor(name);
  await page.click(BOX);
  await page.keyboard.type("draft ");
  await page.focus("#q");
  await page.evaluate(() => { window.knobs.slow = 700; });
  await say(page, { id: "l1", text: "hello" });
  await page.waitForFunction(() => window.posted.length === 1, null, { polling: 10 });
  await page.focus(BOX);
  await page.keyboard.press("End");
  return { page, complaints };
}

for (const name of ["slate", "lexical", "draft", "textarea", "plaintext", "editable"]) {
  test(`${name}: words typed beside a line the page has not taken yet come back with the draft`, async () => {
    const { page, complaints } = await besideALine(name);
    await page.keyboard.type("words");
    assert.equal((await outcomes(page, "l1"))[0].state, "seen");
    await modelIs(page, "draft words");
    assert.deepEqual(await posted(page), ["hello"]);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

/** The draft is given back in a pause of the seller's; keys that come later than this after the page emptied its box come after one. */
const MID_WORD_MS = 100;

/** How long after the page emptied its box the last key came. */
const lateness = (page) => page.evaluate(() => window.lastKeyAt - window.emptiedAt);

/** Types a word in the middle of which the page empties its box. @returns {Promise<any>} the page; nothing where the keys came too slowly */
async function interruptedWord(name) {
  const beside = await besideALine(name);
  await beside.page.evaluate(() => document.addEventListener("keydown", ({ timeStamp }) => { window.lastKeyAt = timeStamp; }, true));
  await beside.page.keyboard.type("wo");
  await beside.page.waitForFunction(() => !window.model().includes("hello"), null, { polling: 5 });
  await Promise.all([..."rds"].map((key) => beside.page.keyboard.press(key)));
  if ((await lateness(beside.page)) < MID_WORD_MS) return beside;
  await beside.page.close();
}

for (const name of [...EDITORS, "textarea"]) {
  test(`${name}: a word in the middle of which the page empties its box stays whole`, async () => {
    let typed;
    // The machine, busy with other tests, may hand the keys over with pauses that no word has.
    for (let tries = 0; !typed && tries < 40; tries++) typed = await interruptedWord(name);
    const { page, complaints } = typed ?? assert.fail("the machine is too slow to type a word on");
    await modelIs(page, "draft words");
    assert.deepEqual(await posted(page), ["hello"]);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

for (const name of ["slate", "textarea", "editable"]) {
  test(`${name}: a page that empties its box twice leaves the draft, but one that the seller sends is not brought back`, async () => {
    const { page } = await openEditor(name);
    await page.click(BOX);
    await page.keyboard.type("draft");
    await page.focus("#q");
    await page.evaluate(() => { window.knobs.again = 900; });
    await say(page, { id: "l1", text: "hello" });
    await page.waitForFunction(() => window.emptied === 2, null, { polling: 10 });
    await modelIs(page, "draft");
    await page.evaluate(() => { window.knobs.slow = 60; });
    await page.click("#chat-send");
    await modelIs(page, "");
    await wait(500);
    assert.equal(await model(page), "");
    assert.deepEqual(await posted(page), ["hello", "draft"]);
    await page.close();
  });
}

test("words typed while a line waits for its button are neither sent nor lost, and the line goes out later", async () => {
  const { page } = await openEditor("textarea", "button");
  await page.evaluate(() => { document.querySelector("#chat-send").hidden = true; });
  await page.evaluate(() => { setTimeout(() => { document.querySelector("#chat-send").hidden = false; }, 250); });
  await say(page, { id: "l1", text: "hello", patience: 8000 });
  await page.focus(BOX);
  await page.keyboard.type("me");
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  assert.deepEqual(await posted(page), ["hello"]);
  await modelIs(page, "me");
  await page.close();
});

test("a line that waits for its button and that the seller sends by hand is not typed again", async () => {
  const { page } = await openEditor("textarea", "button");
  await page.evaluate(() => document.querySelector("#chat-send").setAttribute("aria-disabled", "true"));
  await say(page, { id: "l1", text: "hello", patience: 8000 });
  await modelIs(page, "hello");
  await page.focus(BOX);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.posted.length === 1);
  await page.evaluate(() => document.querySelector("#chat-send").removeAttribute("aria-disabled"));
  const [{ state, reason }] = await outcomes(page, "l1");
  assert.deepEqual([state, reason], ["unconfirmed", "You sent the line by hand, or took it out of the box."]);
  assert.deepEqual(await posted(page), ["hello"]);
  await page.close();
});

test("keys pressed in another field of the page are not drawn into an editor", async () => {
  const { page } = await openEditor("lexical");
  await page.click("#q");
  await page.keyboard.type("size ");
  await say(page, { id: "l1", text: "hello", patience: 7000 });
  await page.keyboard.type("42", { delay: 150 });
  assert.equal((await outcomes(page, "l1"))[0].state, "seen");
  assert.equal(await page.inputValue("#q"), "size 42");
  assert.deepEqual(await posted(page), ["hello"]);
  await page.close();
});

for (const name of ["slate", "draft"]) {
  test(`${name}: execCommand first would not do, which is why a paste comes before it`, async () => {
    const { page, complaints } = await openEditor(name);
    await page.click(BOX);
    await page.evaluate((box) => {
      getSelection().selectAllChildren(document.querySelector(box));
      document.execCommand("insertText", false, "hello");
    }, BOX);
    await wait(300);
    const shown = await page.evaluate((box) => document.querySelector(box)?.textContent, BOX);
    const sound = (await model(page)) === "hello" && shown === "hello" && complaints.length === 0;
    assert.equal(sound, false);
    await page.close();
  });
}
