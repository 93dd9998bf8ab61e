// Role: proves that a list which reuses its nodes gives each line once, however it is scrolled, moderated or overrun.
// Must not: look inside the scripts; it sees only pages and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, rows, start, stop, texts, wait, whatnot } from "./browser.mjs";
import { RECYCLED } from "./pages.mjs";

before(start);
after(stop);


test("a recycled list gives every line once, repeated lines too, and nothing when scrolled", async () => {
  const page = await open(RECYCLED, whatnot());
  await page.evaluate(async () => {
    for (let i = 0; i < 40; i++) {
      add("u" + (i % 7), i % 5 === 0 ? "same" : "line " + i);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    add("twin", "hi");
    add("twin", "hi");
  });
  const expected = [...Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? "same" : `line ${i}`)), "hi", "hi"];
  assert.deepEqual(texts(await rows(page, 42)), expected);
  await page.evaluate(() => { top_ = 20; render(); });
  await wait(50);
  await page.evaluate(() => { top_ = null; render(); });
  await wait(50);
  assert.equal((await rows(page)).length, 42);
  await page.close();
});

for (const direction of ["column", "column-reverse"]) {
  test(`a recycled list laid out as ${direction}: history the seller scrolls to is not read, what a burst leaves on show is`, async () => {
    const page = await open(RECYCLED, whatnot());
    await page.evaluate((way) => {
      for (let n = 0; n < 60; n++) items.unshift(["early" + n, "from before " + n]);
      const panel = document.querySelector("[data-testid=desktop-chat-panel]");
      panel.style = `height: 100px; overflow-y: auto; display: flex; flex-direction: ${way}`;
      document.querySelector("[data-testid=virtuoso-item-list]").style = "height: 2000px; flex: none";
      window.scroll_ = (toEnd) => {
        panel.scrollTop = (toEnd ? 1900 : 0) - (way === "column" ? 0 : 1900);
        top_ = toEnd ? null : 3;
        render();
      };
      scroll_(true);
      add("ann", "one");
    }, direction);
    await rows(page, 1);
    await page.evaluate(() => scroll_(false));
    await wait(50);
    await page.evaluate(() => { items.push(["ben", "two"]); scroll_(true); });
    await rows(page, 2);
    await page.evaluate(() => { for (let n = 0; n < 30; n++) items.push(["cat", "burst " + n]); render(); });
    const lines = texts(await rows(page, 12));
    await wait(100);
    assert.deepEqual(lines, ["one", "two", ...Array.from({ length: 10 }, (_, n) => `burst ${20 + n}`)]);
    await page.close();
  });
}

test("a row deleted in the middle of a recycled list makes nothing else new", async () => {
  const page = await open(RECYCLED, whatnot());
  await page.evaluate(async () => {
    for (let i = 0; i < 12; i++) add("u" + i, "line " + i);
    await Promise.resolve();
    items.splice(-4, 1);
    render();
    await Promise.resolve();
    add("last", "new one");
    await Promise.resolve();
    items[items.length - 3][1] = "[removed]";
    render();
  });
  await page.waitForFunction(() => fake.sent.some((m) => m.lines?.some(({ text }) => text === "new one")), null, { polling: 10 });
  await wait(100);
  const got = texts(await rows(page));
  assert.deepEqual(got.slice(-2), ["line 11", "new one"]);
  assert.equal(new Set(got).size, got.length);
  await page.close();
});

test("a burst that passes the whole recycled list counts every row it shows, words said a moment ago too", async () => {
  const page = await open(RECYCLED, whatnot());
  await page.evaluate(async () => {
    for (let i = 0; i < 10; i++) add("u" + i, "line " + i);
    await Promise.resolve();
    for (let i = 10; i < 30; i++) items.push(["u" + i, "line " + i]);
    items.splice(-4, 1, ["u7", "line 7"]);
    render();
  });
  const shown = [20, 21, 22, 23, 24, 25, 7, 27, 28, 29].map((i) => `line ${i}`);
  assert.deepEqual(texts(await rows(page, 20)).slice(10), shown);
  await page.close();
});

test("on a recycled list nothing is lost or new because lines are removed, a viewer is banned, or the seller scrolls", async () => {
  const page = await open(RECYCLED, whatnot());
  const wanted = await page.evaluate(async () => {
    let seed = 1;
    const random = (below) => Math.floor(((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648) * below);
    const recent = () => items.length - 1 - random(9);
    const look = (from) => Promise.resolve(render((top_ = from)));
    const wanted = [];
    for (let turn = 0; turn < 500; turn++) {
      for (let more = 1 + random(3); more > 0; more--) {
        // One line in four is said by its viewer over and over.
        wanted.push(["u" + random(40), random(4) ? "line " + wanted.length : "again " + random(3)]);
        items.push(wanted.at(-1));
      }
      await look(null);
      if (turn % 7 === 0) items.splice(recent(), 1);
      const banned = [recent(), recent(), recent()].map((at) => items[at][0]);
      if (turn % 11 === 0) items = items.filter(([author]) => !banned.includes(author));
      if (turn % 13 === 0) await look(Math.max(items.length - 20 - random(80), 0));
    }
    return wanted.map((line) => line.join(": "));
  });
  await wait(300);
  assert.deepEqual((await rows(page, wanted.length)).map(({ author, text }) => `${author}: ${text}`), wanted);
  await page.close();
});
