// Role: proves that what the tap hears of a page's own socket and what the list shows count once together, and that the list
// counts alone when the socket closes or falls silent.
// Must not: look inside the scripts; it sees only a page with a socket, and port messages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { adapterOf, open, rows, start, stop, wait } from "./browser.mjs";
import { RECYCLED } from "./pages.mjs";

before(start);
after(stop);

const tap = readFileSync(new URL("../../../extension/content/tap/whatnot.js", import.meta.url), "utf8");
/** A socket that brings what a test says, and a clock that can be put forward. */
const SOCKET = `<script>
  window.WebSocket = class extends EventTarget { constructor(url) { super(); this.url = url; } };
  ${tap}
  window.socket = new WebSocket("wss://localhost/services/live/socket/websocket?vsn=2.0.0");
  window.bring = (name, payload, topic = "livestream:1") =>
    socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify([null, null, topic, name, payload]) }));
  window.hear = (username, message) => bring("new_msg", { message, user: { username } });
  const now = performance.now.bind(performance);
  window.skipped = 0;
  performance.now = () => now() + skipped;
</script>`;

async function tapped() {
  const adapter = adapterOf("whatnot");
  adapter.observe.settleMs = 0;
  return open(SOCKET + RECYCLED, { adapter, url: "http://localhost/live/show-1" });
}
const told = (lines) => lines.map(({ author, text, kind }) => [author, text, kind]);
const skip = (page, ms) => page.evaluate((more) => { window.skipped += more; }, ms);

test("what the socket brings and the list shows counts once, equal lines each once, and what the list never shows counts too", async () => {
  const page = await tapped();
  await page.evaluate(() => {
    for (const text of ["hi", "hi", "never shown"]) hear("ann", text);
    bring("user_joined", { user: { username: "kim", isModerator: true } });
    add("ann", "hi");
    add("ann", "hi");
    // In the page's language.
    add("kim", "ist beigetreten 👋");
  });
  await wait(300);
  const lines = await rows(page, 4);
  assert.deepEqual(told(lines), [["ann", "hi", "chat"], ["ann", "hi", "chat"], ["ann", "never shown", "chat"], ["kim", "", "join"]]);
  assert.deepEqual(lines[3].roles, ["moderator"]);
  await page.close();
});

test("a row that the socket words differently is not counted again, one that it did not bring within thirty seconds is", async () => {
  const page = await tapped();
  await page.evaluate(() => {
    hear("ann", "see https://example.com/a-long-address");
    add("ann", "see example.com/a-lo…");
  });
  await page.evaluate(() => {
    hear("ben", "next");
    add("ben", "next");
    add("cat", "only in the list");
  });
  await skip(page, 27_000);
  await wait(1300);
  assert.equal((await rows(page, 2)).length, 2);
  await skip(page, 3_500);
  assert.deepEqual(told(await rows(page, 3))[2], ["cat", "only in the list", "chat"]);
  // From here the list counts, until the socket brings a line again.
  await page.evaluate(() => add("dan", "at once"));
  assert.equal((await rows(page, 4))[3].text, "at once");
  await page.evaluate(() => { hear("eve", "heard again"); add("eve", "heard again"); add("fay", "held back"); });
  await wait(1300);
  assert.deepEqual(told(await rows(page)).slice(4), [["eve", "heard again", "chat"]]);
  await page.close();
});

test("when the socket closes, the list counts at once, with what it already showed", async () => {
  const page = await tapped();
  await page.evaluate(() => {
    hear("ann", "by socket");
    add("ann", "by socket");
    add("ben", "just before");
    socket.dispatchEvent(new Event("close"));
    add("cat", "just after");
  });
  assert.deepEqual((await rows(page, 3)).map((line) => line.text), ["by socket", "just before", "just after"]);
  await page.close();
});

test("tips and raids are told as what they are, a tip on two topics once, and a raid that leaves the show not at all", async () => {
  const page = await tapped();
  await page.evaluate(() => {
    const tip = (message) => ({ tip: { magnitude: 5, message, senderUser: { username: "tia" }, tipValue: { amount: 500, currency: "USD" } } });
    for (const topic of ["chat:1", "livestream:1"]) bring("tip_sent", tip("great show"), topic);
    for (let n = 0; n < 2; n++) bring("tip_sent", tip(undefined));
    bring("has_been_raided", { fromUser: { username: "ron" }, numRaiders: 12 });
    bring("raid_started", { fromUser: { username: "seller" }, numUsers: 30, livestreamToRaid: "x" });
    bring("product_updated", { user: { username: "x" }, note: '"new_msg"' });
    hear("ann", "wow");
  });
  const paid = [["tia", "great show", "paid"], ["tia", "", "gift"], ["tia", "", "gift"]];
  assert.deepEqual(told(await rows(page, 5)), [...paid, ["ron", "12", "raid"], ["ann", "wow", "chat"]]);
  await page.close();
});

test("what a script of the page forges is dropped or bounded", async () => {
  const page = await tapped();
  await page.evaluate(() => {
    const line = { author: "eve", text: "hi", kind: "chat", roles: [] };
    const forged = [null, 7, "{", "[]", "null", {}, { ...line, author: {} }, { ...line, text: "x".repeat(5000) }, { ...line, kind: "sold" }, { ...line, author: " " }, { ...line, kind: "paid", text: "" }];
    for (const one of forged) document.dispatchEvent(new CustomEvent("buzzchat:tap", { detail: typeof one === "object" && one ? JSON.stringify(one) : one }));
    const bold = { ...line, own: true, say: "l1", roles: ["host", "king"] };
    document.dispatchEvent(new CustomEvent("buzzchat:tap", { detail: JSON.stringify(bold) }));
  });
  assert.deepEqual(await rows(page, 1), [{ author: "eve", text: "hi", roles: ["host"], kind: "chat", own: false, say: null }]);
  await page.close();
});
