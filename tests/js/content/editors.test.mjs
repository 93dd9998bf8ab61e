// Role: proves that a line leaves as it was typed from every kind of chat box, on the real editors, and that a draft comes back.
// Must not: look inside the scripts; it sees only pages, what the editors' own models hold, and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { outcomes, say, start, stop } from "./browser.mjs";
import { BOX, model, openEditor, posted } from "./editors/chat.mjs";
import { NAMES } from "./editors/pages.mjs";

before(start);
after(stop);

const LINE = "Größe 42 für @anna → https://shop.example/a?b=1&c=ü 😀👩🏽‍🚀 <b>ok</b>";
async function verdict(page, id) {
  const [{ state, reason }] = await outcomes(page, id);
  return [state, reason];
}

const untouched = (page) => page.waitForFunction(() => window.untouched(), null, { timeout: 15000 });

for (const name of NAMES) {
  for (const way of ["enter", "button"]) {
    test(`${name}, by ${way}: a line leaves as typed and the box is empty again`, async () => {
      const { page, complaints } = await openEditor(name, way);
      await say(page, { id: "l1", text: LINE });
      assert.deepEqual(await verdict(page, "l1"), ["seen", ""]);
      assert.deepEqual(await posted(page), [LINE]);
      await untouched(page);
      await say(page, { id: "l2", text: "and another" });
      assert.deepEqual(await verdict(page, "l2"), ["seen", ""]);
      assert.deepEqual(await posted(page), [LINE, "and another"]);
      await untouched(page);
      // A person can go on typing: the editor's model and its DOM still agree.
      await page.click(BOX);
      await page.keyboard.type("by hand");
      assert.equal(await model(page), "by hand");
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  test(`${name}: a draft comes back after the line, and the focus stays where it was`, async () => {
    const { page, complaints } = await openEditor(name);
    await page.click(BOX);
    await page.keyboard.type("my half-written wörds ");
    await page.click("#q");
    await page.evaluate(() => window.knobs.slow = 150);
    await say(page, { id: "l1", text: LINE });
    assert.deepEqual(await verdict(page, "l1"), ["seen", ""]);
    await page.waitForFunction(() => window.model() === "my half-written wörds ", null, { timeout: 15000 });
    assert.deepEqual(await posted(page), [LINE]);
    await page.waitForFunction(() => document.activeElement.id === "q");
    await page.click(BOX);
    await page.keyboard.press("End");
    await page.keyboard.type("go on");
    assert.equal(await model(page), "my half-written wörds go on");
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test(`${name}: with the draft left for the page itself, the box is left again, so that the next line can be typed too`, async () => {
    const { page, complaints } = await openEditor(name);
    await page.click(BOX);
    await page.keyboard.type("half-written");
    await page.evaluate(() => document.activeElement.blur());
    for (const id of ["l1", "l2"]) {
      await say(page, { id, text: `line ${id}` });
      assert.deepEqual(await verdict(page, id), ["seen", ""]);
      await page.waitForFunction(() => window.model() === "half-written" && document.activeElement === document.body, null, { timeout: 15000 });
    }
    assert.deepEqual(await posted(page), ["line l1", "line l2"]);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}
