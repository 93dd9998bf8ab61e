// Role: proves that rows are delivered once and in order on plain, capped, replaced and recycled lists.
// Must not: look inside the scripts; it sees only pages and port messages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, open, rows, sent, soFar, start, stop, texts, wait, whatnot } from "./browser.mjs";
import { DEMO, EDITOR, PLAIN, RECYCLED } from "./pages.mjs";

before(start);
after(stop);

const youtube = () => {
  const adapter = adapterOf("youtube");
  adapter.observe.settleMs = 100;
  return { adapter, url: "http://localhost/live_chat?is_popout=1&v=abc_-123" };
};

test("a burst larger than the list is delivered once and in order", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => { for (let i = 0; i < 1000; i++) add("viewer", "line " + i); });
  const lines = await rows(page, 1000);
  assert.deepEqual(texts(lines), Array.from({ length: 1000 }, (_, i) => `line ${i}`));
  const messages = await soFar(page, "lines");
  assert.deepEqual(messages.map((message) => [message.first, message.lines.length]), [[1, 500], [501, 500]]);
  await page.close();
});

test("a burst at 300 lines a second costs the page little", async () => {
  const page = await open(DEMO);
  const ms = await page.evaluate(async () => {
    const began = performance.now();
    for (let i = 0; i < 3000; i++) add("viewer", "line " + i);
    const built = performance.now();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    return { reading: performance.now() - built, building: built - began };
  });
  assert.equal((await rows(page, 3000)).length, 3000);
  console.log(`# reading ${(ms.reading / 3000).toFixed(4)} ms a line, building ${(ms.building / 3000).toFixed(4)} ms a line`);
  await page.close();
});

test("the back-log is skipped, identical lines count as two, kinds and roles are read", async () => {
  const page = await open(`${DEMO}<script>add("early", "back-log")</script>`);
  await page.evaluate(() => {
    add("ben", "hi");
    add("ben", "hi");
    add("mia", "joined", { data: { kind: "join", role: "moderator" } });
  });
  const lines = await rows(page, 3);
  assert.deepEqual(texts(lines), ["hi", "hi", "joined"]);
  assert.deepEqual(lines[2], { author: "mia", text: "joined", roles: ["moderator"], kind: "join", own: false, say: null });
  await page.close();
});

test("a replaced list is followed, and only unknown rows of the new one are delivered", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => {
    add("a", "one");
    const old = document.querySelector("#chat-lines");
    const copy = old.cloneNode(true);
    old.replaceWith(copy);
    add("a", "two");
  });
  await rows(page, 2);
  await page.evaluate(() => add("a", "three"));
  assert.deepEqual(texts(await rows(page, 3)), ["one", "two", "three"]);
  assert.equal((await soFar(page, "detached")).length, 0);
  await page.close();
});

test("a list that goes away is reported, and so is its return", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => (window.list = document.querySelector("#chat-lines")).remove());
  await sent(page, "detached");
  assert.equal((await soFar(page, "health")).at(-1).reading, false);
  await page.evaluate(() => { document.body.append(list); add("a", "back"); });
  await sent(page, "attached", 2);
  assert.deepEqual(texts(await rows(page, 1)), ["back"]);
  await page.close();
});

test("a join told in the viewer's language and a sale told beside the list", async () => {
  const page = await open(`${RECYCLED}<b data-testid="show-winning-status">Ann is Winning!</b>`, whatnot());
  await page.evaluate(() => {
    add("kim", "joined 👋");
    document.querySelector("b").textContent = "Ann won!";
  });
  const lines = await rows(page, 2);
  assert.deepEqual(lines.map((line) => [line.author, line.kind]), [["kim", "join"], ["", "sold"]]);
  assert.equal(lines[1].text, "Ann won!");
  await page.close();
});

test("a temporary id that becomes final is one line, and a late author is waited for", async () => {
  const page = await open(EDITOR, youtube());
  await page.evaluate(async () => {
    const row = add("ann", "pending", "temp");
    const late = add("", "who said this");
    setTimeout(() => (row.id = finalId()), 100);
    setTimeout(() => (late.querySelector("#author-name").textContent = "ben"), 200);
    const replaced = add("cat", "pending too", "temp2");
    setTimeout(() => { replaced.remove(); add("cat", "pending too"); }, 150);
  });
  await rows(page, 3);
  await wait(600);
  const lines = (await rows(page)).map((line) => [line.author, line.text]).sort();
  assert.deepEqual(lines, [["ann", "pending"], ["ben", "who said this"], ["cat", "pending too"]]);
  assert.equal((await soFar(page, "attached"))[0].channel, "abc_-123");
  await page.close();
});

test("a badge is found although another stands before it", async () => {
  const adapter = adapterOf("demo");
  adapter.roles = [{ role: "moderator", select: ["img.badge"], attr: "alt", is: "^mod" }];
  const page = await open(DEMO, { adapter });
  await page.evaluate(() => { add("mia", "hi").insertAdjacentHTML("afterbegin", '<img class="badge" alt="Year one"><img class="badge" alt="Mod">'); });
  assert.deepEqual((await rows(page, 1))[0].roles, ["moderator"]);
  await page.close();
});

test("emoji images are read by their alt text and markup in a name stays text", async () => {
  const page = await open(EDITOR, youtube());
  await page.evaluate(() => {
    const row = document.createElement("yt-live-chat-text-message-renderer");
    row.id = finalId();
    row.setAttribute("author-type", "owner");
    row.innerHTML = '<span id="author-name">&lt;b&gt;eve</span><span id="message">so <img alt="😀"> good<span role="tooltip">hint</span></span>';
    document.querySelector("#items").append(row);
  });
  const [line] = await rows(page, 1);
  assert.deepEqual([line.author, line.text, line.roles], ["<b>eve", "so 😀 good", ["host"]]);
  await page.close();
});

test("a list whose rows can no longer be read is reported", async () => {
  const page = await open(DEMO);
  await page.evaluate(() => {
    for (let i = 0; i < 9; i++) document.querySelector("#chat-lines").append(Object.assign(document.createElement("li"), { className: "renamed" }));
  });
  await page.waitForFunction(() => fake.sent.some((m) => m.type === "health" && /changed its chat/.test(m.reason)));
  await page.close();
});

test("navigation inside the page changes the channel and skips its back-log", async () => {
  const page = await open(RECYCLED, whatnot());
  await page.evaluate(() => {
    history.pushState({}, "", "/live/show-2");
    items = [["x", "back-log of show 2"]];
    document.querySelector("[data-testid=virtuoso-item-list]").replaceChildren();
    render();
  });
  const attached = await sent(page, "attached", 2);
  assert.deepEqual(attached.map((message) => message.channel), ["show-1", "show-2"]);
  await page.evaluate(() => history.pushState({}, "", "/category/cards"));
  await sent(page, "detached", 2);
  await page.close();
});

const plain = () => ({ adapter: adapterOf("generic"), url: "http://localhost/room" });

test("a plain list without ids loses nothing of a burst larger than it keeps, and counts equal lines twice", async () => {
  const page = await open(PLAIN, plain());
  await page.evaluate(() => { for (let i = 0; i < 500; i++) add("viewer", i % 2 ? "same" : "line " + i); });
  const lines = texts(await rows(page, 500));
  assert.deepEqual(lines, Array.from({ length: 500 }, (_, i) => (i % 2 ? "same" : `line ${i}`)));
  await page.close();
});

test("a list without ids that is replaced gives only what came in between", async () => {
  const page = await open(PLAIN, plain());
  await page.evaluate(() => {
    for (let i = 0; i < 5; i++) add("viewer", "hi");
    const list = document.querySelector("[data-testid=chat-messages]");
    list.remove();
    window.old = list;
  });
  await sent(page, "detached");
  await page.evaluate(() => {
    document.body.prepend(old.cloneNode(true));
    add("viewer", "hi");
    add("ann", "meanwhile");
  });
  await rows(page, 7);
  await page.evaluate(() => add("ann", "after"));
  assert.deepEqual(texts(await rows(page, 8)), ["hi", "hi", "hi", "hi", "hi", "hi", "meanwhile", "after"]);
  await wait(1200);
  assert.equal((await rows(page)).length, 8);
  await page.close();
});

for (const [what, html, setup] of [["with ids", DEMO, () => ({})], ["without", PLAIN, plain]]) {
  test(`a list ${what}: older rows that come in above the known ones are back-log, one by one, all at once and with a new list`, async () => {
    const page = await open(html, setup());
    await page.evaluate(() => {
      window.list = document.querySelector("#chat-lines, [data-testid=chat-messages]");
      window.older = (text) => {
        const row = list.lastElementChild.cloneNode(true);
        row.dataset.id = "id of " + text;
        row.lastElementChild.textContent = text;
        return row;
      };
      add("ann", "one");
    });
    await rows(page, 1);
    await page.evaluate(() => {
      for (let n = 20; n > 0; n--) list.prepend(older("old " + n));
      add("ann", "two");
    });
    await rows(page, 2);
    await page.evaluate(() => {
      list.prepend(older("older still"), older("and this"));
      add("ann", "three");
      // The site shows what was there and more of what was before, in another list.
      const other = list.cloneNode(true);
      other.prepend(older("the very first"));
      list.replaceWith(other);
      add("ann", "four");
    });
    await rows(page, 4);
    await page.evaluate(() => add("ann", "five"));
    await rows(page, 5);
    await wait(300);
    assert.deepEqual(texts(await rows(page)), ["one", "two", "three", "four", "five"]);
    await page.close();
  });
}

test("a final row that takes the place of a pending one above others is no older line", async () => {
  const page = await open(EDITOR, youtube());
  await page.evaluate(() => {
    const pending = add("ann", "said", "temp");
    add("ben", "meanwhile");
    setTimeout(() => {
      const final = add("ann", "said");
      pending.replaceWith(final);
    }, 150);
  });
  await rows(page, 2);
  await wait(400);
  assert.deepEqual(texts(await rows(page)), ["meanwhile", "said"]);
  await page.close();
});

test("a line whose text comes after its author is read when it is whole", async () => {
  const page = await open(PLAIN, plain());
  await page.evaluate(() => {
    add("ann", "");
    setTimeout(() => (document.querySelector("[data-testid=message-text]").textContent = "at last"), 150);
  });
  assert.deepEqual(texts(await rows(page, 1)), ["at last"]);
  await page.close();
});

test("a plain chat of test ids on the address of a show is read as one with links for names is", async () => {
  const page = await open(PLAIN, whatnot());
  await page.evaluate(() => { add("ann", "hi"); add("ann", "hi"); add("ben", "joined"); });
  assert.deepEqual((await rows(page, 3)).map((line) => [line.author, line.text, line.kind]), [["ann", "hi", "chat"], ["ann", "hi", "chat"], ["ben", "joined", "join"]]);
  await page.close();
});

test("where addresses tell nothing, a page without a chat stays quiet until it shows one", async () => {
  const page = await open("<p>Documentation</p>", { ...plain(), attach: false });
  await sent(page, "hello");
  await wait(1200);
  assert.deepEqual((await page.evaluate(() => fake.sent)).map((message) => message.type), ["hello"]);
  await page.evaluate(() => fake.ports.at(-1).kill());
  await wait(300);
  assert.equal(await page.evaluate(() => fake.ports.length), 1);
  await page.evaluate((html) => document.body.append(document.createRange().createContextualFragment(html)), PLAIN);
  await sent(page, "attached");
  assert.equal((await soFar(page, "hello")).length, 2);
  await page.close();
});
