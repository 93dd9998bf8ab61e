// Role: proves that no row is lost or doubled across dead workers, that an orphan leaves nothing behind, and that what is sent
// has the shape of the shared fixtures.
// Must not: look inside the scripts; it sees only pages and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, fixture, inject, open, outcomes, rows, say, sent, soFar, start, stop, wait } from "./browser.mjs";
import { DEMO, RECYCLED } from "./pages.mjs";

before(start);
after(stop);

const bare = ({ port, at, ...message }) => message;

test("a new worker gets the rows the old one did not ack, and no others", async () => {
  const page = await open(DEMO, { ack: false });
  await page.evaluate(() => { for (let i = 1; i <= 5; i++) add("a", "line " + i); });
  await rows(page, 5);
  await page.evaluate(() => {
    fake.ports.at(-1).deliver({ type: "ack", upTo: 3 });
    fake.ports.at(-1).kill();
    add("a", "line 6");
  });
  await sent(page, "lines", 2);
  const again = (await page.evaluate(() => fake.sent)).filter((message) => message.port === 1);
  assert.deepEqual(again.slice(0, 2).map((message) => message.type), ["hello", "attached"]);
  assert.equal(again[0].next, 7);
  const [resent] = again.filter((message) => message.type === "lines");
  assert.equal(resent.first, 4);
  assert.deepEqual(resent.lines.map((line) => line.text), ["line 4", "line 5", "line 6"]);
  await page.close();
});

test("lines that follow each other closely share messages, and the last ones leave with the page", async () => {
  const page = await open(DEMO);
  await page.evaluate(async () => {
    const turn = () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
    for (let n = 1; n <= 10; n++) { add("a", "line " + n); await turn(); }
    window.first = fake.sent.filter(({ type }) => type === "lines");
    dispatchEvent(new Event("pagehide"));
    window.all = fake.sent.filter(({ type }) => type === "lines");
  });
  const { first, all } = await page.evaluate(() => ({ first: window.first, all: window.all }));
  assert.deepEqual(first[0].lines.map((line) => line.text), ["line 1"], "a line that comes alone waits for nothing");
  assert.ok(all.length < 10, `${all.length} messages`);
  assert.deepEqual(all.flatMap(({ lines }) => lines.map((line) => line.text)), Array.from({ length: 10 }, (_, n) => `line ${n + 1}`));
  await page.close();
});

test("a port that throws counts as gone", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { fake.ports.at(-1).closed = true; add("a", "still here"); });
  await sent(page, "hello", 2);
  assert.deepEqual((await rows(page, 1)).map((line) => line.text), ["still here"]);
  await page.close();
});

test("retries wait longer each time until a worker answers", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => {
    const connect = chrome.runtime.connect;
    window.tries = [];
    chrome.runtime.connect = (options) => {
      tries.push(performance.now());
      if (tries.length < 4) throw new Error("no worker");
      return connect(options);
    };
    fake.ports.at(-1).kill();
  });
  await sent(page, "hello", 2);
  const tries = await page.evaluate(() => window.tries);
  const gaps = tries.slice(1).map((at, index) => at - tries[index]);
  assert.ok(gaps[0] >= 190 && gaps[1] >= 390 && gaps[2] >= 790, `gaps ${gaps}`);
  await page.close();
});

test("a page back from the cache connects anew", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await sent(page, "hello", 2);
  assert.equal(await page.evaluate(() => fake.ports[0].closed), true);
  await page.close();
});

test("a tab that was never shown says so after it has found its chat, too", async () => {
  const demo = adapterOf("demo");
  const adapter = { ...demo, hiddenTab: "lossy", observe: { ...demo.observe, settleMs: 300 } };
  const page = await open(`<script>Object.defineProperty(document, "visibilityState", { value: "hidden" })</script>${DEMO}`, { adapter });
  await wait(100);
  const told = (await page.evaluate(() => fake.sent)).filter((message) => ["attached", "health"].includes(message.type));
  assert.deepEqual([told.at(-1).type, told.at(-1).reading], ["health", false], "the worker takes an attached page for one that is read");
  await page.close();
});

test("a site that fills a hidden list late is read with a reservation while its tab is hidden", async () => {
  const page = await open(DEMO, { adapter: { ...adapterOf("demo"), hiddenTab: "lossy" } });
  const turn = (state) => page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    return fake.sent.filter(({ type }) => type === "health").at(-1);
  }, state);
  const hidden = await turn("hidden");
  assert.equal(hidden.reading, true);
  assert.match(hidden.reason, /hidden/);
  assert.equal((await turn("visible")).reason, "");
  await page.close();
});

test("an unknown page goes dormant", async () => {
  const page = await open(DEMO, { attach: false });
  await sent(page, "attached");
  await page.evaluate(() => fake.ports.at(-1).deliver({ type: "none" }));
  await page.evaluate(() => add("a", "nobody reads this"));
  await wait(200);
  assert.equal((await rows(page)).length, 0);
  assert.equal(await page.evaluate(() => fake.ports.at(-1).closed), true);
  await page.close();
});

test("an orphan stops reading, typing and connecting", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => {
    fake.ports.at(-1).kill();
    delete chrome.runtime.id;
  });
  await wait(1300);
  const before = await page.evaluate(() => fake.sent.length);
  await page.evaluate(() => add("a", "unseen"));
  await page.click("#chat-input");
  await page.keyboard.type("free again");
  await wait(1300);
  assert.equal(await page.evaluate(() => fake.sent.length), before);
  assert.equal(await page.evaluate(() => fake.ports.length), 1);
  await page.close();
});

test("a newer copy takes over without typing anything twice", async () => {
  const page = await open(DEMO);
  await say(page, { id: "l1", text: "once" });
  await outcomes(page, "l1");
  await inject(page);
  await sent(page, "attached", 2);
  assert.equal(await page.evaluate(() => fake.ports[0].closed), true);
  const hellos = await soFar(page, "hello");
  assert.equal(hellos[0].page, hellos[1].page, "the worker knows whose rows it has");
  assert.deepEqual(hellos[1].typed, [{ id: "l1", state: "seen", reason: "" }]);
  await say(page, { id: "l1", text: "once" });
  await outcomes(page, "l1", 2);
  assert.equal(await page.evaluate(() => posted.length), 1);
  await page.evaluate(() => add("a", "read once"));
  await wait(100);
  assert.equal((await rows(page)).filter((line) => line.text === "read once").length, 1);
  await page.close();
});

for (const [name, html, options] of [["keyed", DEMO, {}], ["recycled", RECYCLED, { adapter: adapterOf("whatnot"), url: "https://www.whatnot.com/live/x" }]]) {
  test(`after an update a new copy reads what the old one, an orphan, could not: ${name} rows`, async () => {
    const page = await open(html, { ...options, ack: false });
    await page.evaluate(() => { add("a", "told"); add("a", "told"); });
    await rows(page, 2);
    await page.evaluate(() => {
      const { id } = chrome.runtime;
      fake.ports.at(-1).kill();
      delete chrome.runtime.id;
      add("a", "while nobody ruled");
      window.revive = () => (chrome.runtime.id = id);
    });
    await wait(1300);
    await page.evaluate(() => { add("b", "after the end"); revive(); });
    await inject(page);
    await sent(page, "attached", 2);
    const again = (await soFar(page, "lines")).filter(({ port }) => port === 1);
    assert.equal(again[0].first, 1);
    const texts = again.flatMap(({ lines }) => lines.map(({ text }) => text));
    assert.deepEqual(texts, ["told", "told", "while nobody ruled", "after the end"]);
    await page.close();
  });
}

test("rows without a worker are bounded and the loss is told", async () => {
  const page = await open(DEMO, { ack: false });
  await page.evaluate(() => {
    const { connect } = chrome.runtime;
    chrome.runtime.connect = () => { throw new Error("no worker"); };
    fake.ports.at(-1).kill();
    for (let i = 1; i <= 20_500; i++) add("a", "line " + i);
    setTimeout(() => (chrome.runtime.connect = connect), 500);
  });
  await page.waitForFunction(() => fake.sent.some((m) => m.type === "health" && m.reason.startsWith("1000 lines were dropped")));
  const sentRows = await page.evaluate(() => fake.sent.filter((m) => m.type === "lines").map((m) => [m.first, m.lines.length]));
  assert.deepEqual([sentRows[0][0], sentRows.reduce((sum, [, count]) => sum + count, 0)], [1001, 19_500]);
  await page.close();
});

test("every message has the shape of its fixture", async () => {
  const page = await open(DEMO);
  const shape = (value) => {
    if (Array.isArray(value)) return value.length ? [shape(value[0])] : [];
    if (value && typeof value === "object") return Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
    return typeof value;
  };
  await say(page, fixture("page-out-say"));
  await outcomes(page, fixture("page-out-say").id);
  await page.evaluate(() => fake.ports.at(-1).kill());
  await sent(page, "attached", 2);
  await page.evaluate(() => document.querySelector("#chat-lines").remove());
  await page.click("#chat-input");
  await page.keyboard.type("x");
  await sent(page, "detached");
  await sent(page, "typing");
  for (const type of ["hello", "attached", "detached", "outcome", "typing", "health"]) {
    const message = bare((await soFar(page, type)).at(-1));
    assert.deepEqual(shape(message), shape(fixture(`page-in-${type}`)), type);
  }
  const lines = bare((await soFar(page, "lines"))[0]);
  const expected = fixture("page-in-lines");
  assert.deepEqual(Object.keys(lines).sort(), Object.keys(expected).sort());
  assert.deepEqual(shape(lines.lines[0]), shape(expected.lines[2]));
  await page.close();
});

test("a page with a chat sends a beat every 25 seconds", async () => {
  const hurry = "<script>{ const real = setInterval; setInterval = (run, ms) => real(run, ms === 25000 ? 100 : ms); }</script>";
  const page = await open(hurry + DEMO);
  const beats = await sent(page, "beat", 2);
  assert.deepEqual(bare(beats[0]), fixture("page-in-beat"));
  await page.close();
});
