// Role: proves on the fixture pages of Twitch and Kick, with their real React, Slate, Lexical and virtual list, what is special to
// reading these two: each line once and in order, what is no line, who speaks, and lists that are taken over.
// Must not: repeat what holds on every site.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PageServer, siteOf } from "../../fixtures/pages/server.mjs";
import { adapterOf, open, outcomes, rows, say, sent, soFar, start, stop, texts, wait } from "./browser.mjs";

before(start);
after(stop);

const server = new PageServer();

/** A fixture page with its script in it, where the content script has already skipped what was there. */
async function visit(id, url = undefined) {
  const site = await siteOf(id);
  const script = await server.bundle(id, "page.js");
  const adapter = adapterOf(id);
  adapter.observe.settleMs = 0;
  url ??= site.url;
  const html = site.html(new URL(url)).replace(/<script src=[^>]*>/, () => `<script>${script}`).replace("<!doctype html>", "");
  return open(html, { adapter, url });
}

const tell = (page, ...line) => page.evaluate((line) => window.fixture.say(...line), line);
/** What is read until a last line that every page can show. */
async function readAll(page) {
  await tell(page, "Zoe", "that is all");
  await page.waitForFunction(() => window.fake.sent.some((message) => message.lines?.some((line) => line.text === "that is all")), null, { timeout: 8000, polling: 20 });
  return (await rows(page)).filter((line) => line.text !== "that is all");
}

test("Twitch: 500 lines at once are read once and in order, although the page keeps 150", async () => {
  const page = await visit("twitch");
  await page.evaluate(() => { for (let n = 0; n < 500; n += 1) window.fixture.say(`viewer${n % 40}`, `line ${n % 250}`); });
  assert.deepEqual(texts(await readAll(page)), Array.from({ length: 500 }, (_, n) => `line ${n % 250}`));
  await page.close();
});

test("Twitch: names that can be called, roles by the badges' pictures, emotes and mentions as text", async () => {
  const page = await visit("twitch");
  const moderator = ["Moderatorin", "3267646d-33f0-4b17-b3df-f923a41db1d0"];
  await tell(page, "배달", "hi", { login: "baedal", badges: [["Abonnentin", "5d9f2208-5dd8-11e7-8513-2ff4adfae661"], moderator] });
  await tell(page, "GlassFan", "Kappa look @bob PogChamp");
  await tell(page, "Sub", "a year!", { kind: "member" });
  await tell(page, "Prime", "", { kind: "member" });
  const read = (await readAll(page)).map(({ author, text, roles, kind }) => ({ author, text, roles, kind }));
  assert.deepEqual(read, [
    { author: "baedal", text: "hi", roles: ["moderator", "member"], kind: "chat" },
    { author: "GlassFan", text: "Kappa look @bob PogChamp", roles: [], kind: "chat" },
    { author: "Sub", text: "a year!", roles: [], kind: "member" },
    { author: "Prime", text: "subscribed with Prime.", roles: [], kind: "member" },
  ]);
  await page.close();
});

test("Twitch: held, refused and removed lines are no lines, and the account's own are known by its cookie", async () => {
  const page = await visit("twitch");
  await tell(page, "Rude", "held back", { kind: "held" });
  await tell(page, "Ann", "will be removed");
  await tell(page, "THESELLER", "typed by hand");
  await page.evaluate(() => window.fixture.remove("Ann", "will be removed"));
  const read = await readAll(page);
  assert.deepEqual(texts(read), ["will be removed", "typed by hand"]);
  assert.deepEqual(read.map((line) => line.own), [false, true]);
  await page.close();
});

test("Twitch: 7TV takes the list over while it is read, and nothing is lost or repeated", async () => {
  const page = await visit("twitch");
  await tell(page, "Ann", "before");
  await page.evaluate(() => window.fixture.set({ seventv: true }));
  await tell(page, "배달", "between", { login: "baedal", role: "vip" });
  await wait(1500);
  await tell(page, "Bob", "after");
  const read = await readAll(page);
  assert.deepEqual(texts(read), ["before", "between", "after"]);
  assert.deepEqual([read[1].author, read[1].roles], ["baedal", ["vip"]]);
  await page.close();
});

test("Twitch: a history that an extension puts in above the lines is not read", async () => {
  const page = await visit("twitch");
  await tell(page, "Ann", "now");
  await rows(page, 1);
  await page.evaluate(() => {
    const line = [...document.querySelectorAll(".chat-line__message")].find((row) => row.textContent.includes("now"));
    for (const text of ["an hour ago", "two hours ago"]) {
      const older = line.cloneNode(true);
      older.querySelector('[data-a-target="chat-line-message-body"]').textContent = text;
      line.parentNode.prepend(older);
    }
  });
  await tell(page, "Bob", "after");
  assert.deepEqual(texts(await readAll(page)), ["now", "after"]);
  await page.close();
});

test("Twitch: another channel is another stream, and pages without a chat are none", async () => {
  const page = await visit("twitch");
  await tell(page, "Ann", "here");
  await page.evaluate(() => window.fixture.navigate("otherchannel"));
  assert.equal((await sent(page, "attached", 2))[1].channel, "otherchannel");
  await tell(page, "Bob", "there");
  assert.deepEqual(texts(await readAll(page)), ["here", "there"]);
  await page.evaluate(() => window.fixture.navigate("directory/following"));
  await sent(page, "detached", 2);
  assert.equal((await soFar(page, "attached")).length, 2);
  await page.close();
});

test("which addresses are channels", () => {
  const channel = (id, address) => {
    const { route } = adapterOf(id);
    return new RegExp(route.path, "u").test(address) ? new RegExp(route.channel, "u").exec(address)[1] : null;
  };
  const twitch = ["/xqc", "/popout/xqc/chat", "/moderator/xqc", "/embed/xqc/chat", "/u/xqc/stream-manager", "/xqc/about"];
  for (const address of twitch) assert.equal(channel("twitch", address), "xqc", address);
  const others = ["/", "/directory", "/settings/profile", "/videos/12", "/p/legal", "/downloads", "/xqc/videos", "/xqc/clip/a", "/popout"];
  for (const address of others) assert.equal(channel("twitch", address), null, address);
  for (const address of ["/xqc", "/de/xqc", "/popout/xqc/chat", "/de/popout/xqc/chat", "/xqc/chatroom"]) assert.equal(channel("kick", address), "xqc", address);
  for (const address of ["/", "/browse", "/de/browse", "/category/slots", "/settings", "/xqc/videos"]) assert.equal(channel("kick", address), null, address);
});

test("Twitch: why the same line is refused is told in the site's words", async () => {
  const page = await visit("twitch");
  await say(page, { id: "a", text: "thank you all" });
  assert.equal((await outcomes(page, "a")).at(-1).state, "seen");
  await say(page, { id: "b", text: "thank you all" });
  assert.match((await outcomes(page, "b")).at(-1).reason, /identical to the previous one/);
  await page.close();
});

for (const keys of ["index", "id"]) {
  const url = `https://kick.com/glassworks?keys=${keys}`;

  test(`Kick, rows keyed by ${keys}: a burst of 500 lines is read once and in order`, async () => {
    const page = await visit("kick", url);
    await page.evaluate(async () => {
      for (let n = 0; n < 500; n += 1) {
        window.fixture.say(`viewer${n % 40}`, `line ${n % 250}`);
        if (n % 5 === 4) await new Promise(requestAnimationFrame);
      }
    });
    assert.deepEqual(texts(await readAll(page)), Array.from({ length: 500 }, (_, n) => `line ${n % 250}`));
    await page.close();
  });

  test(`Kick, rows keyed by ${keys}: removed lines are not new lines, quotes are no text, the other chat goes on`, async () => {
    const page = await visit("kick", url);
    await tell(page, "Ann", "will be removed");
    await tell(page, "Bob", "me too");
    await tell(page, "Cay", "I agree KEKW", { role: "member", quote: { author: "Ann", text: "will be removed" } });
    await tell(page, "Dan", "", { kind: "sticker" });
    await rows(page, 4);
    await page.evaluate(() => { window.fixture.remove("Ann", "will be removed"); window.fixture.remove("Bob", "me too"); });
    await tell(page, "Eve", "one more");
    await page.evaluate(() => window.fixture.swap());
    await wait(200);
    await tell(page, "Eve", "one more");
    const read = await readAll(page);
    assert.deepEqual(read.map(({ author, text }) => [author, text]), [
      ["Ann", "will be removed"], ["Bob", "me too"], ["Cay", "I agree KEKW"], ["Dan", "sticker"], ["Eve", "one more"], ["Eve", "one more"],
    ]);
    assert.deepEqual(read[2].roles, ["member"]);
    await page.close();
  });
}
