// Role: proves on small pages with the bones of Facebook's and Instagram's what is special to these two: ids that come late, stand
// around the row or not at all, texts that come late, a list among other things, and the chat's box among several.
// Must not: repeat what holds on every site.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adapterOf, open, rows, sent, start, stop } from "./browser.mjs";

before(start);
after(stop);

const FACEBOOK = `
<div id="mount"><div role="banner"><input type="search"></div><div role="main"><video></video></div>
<div role="complementary"><div id="list"></div><form id="comment"><div role="textbox" contenteditable="true"></div></form></div>
<div id="messages"><div role="textbox" contenteditable="true"></div></div></div>
<script>
  window.add = (author, text, { id = "", around = "" } = {}) => {
    const thread = document.createElement("div");
    thread.innerHTML = '<div><div role="article"><div></div><div><div><a role="link"><span dir="auto"></span></a><span dir="auto"></span></div><ul><li><div role="button"><span dir="auto">Like</span></div></li></ul></div></div></div>';
    const row = thread.querySelector("[role=article]");
    if (id) row.id = id;
    if (around) row.parentElement.id = around;
    const [name, words] = row.querySelectorAll("span");
    name.textContent = author;
    words.textContent = text;
    document.querySelector("#list").append(thread);
    return row;
  };
  window.answering = (row) => row.parentElement.insertAdjacentHTML("afterend", '<form class="answer"><div role="textbox" contenteditable="true"></div></form>');
  window.rebuild = () => { const list = document.querySelector("#list"); list.replaceChildren(...[...list.children].map((thread) => thread.cloneNode(true))); };
  add("old", "here before");
  add("old", "here as well");
</script>`;

const INSTAGRAM = `
<section><main><div><header><img alt="seller's profile picture"><span dir="auto">LIVE</span></header><video></video><div id="panel"></div></div></main></section>
<script>
  window.lines = [["old", "here before"]];
  window.row = (author, text) => {
    const row = document.createElement("div");
    row.innerHTML = '<div role="button"><div><img></div><div><span dir="auto"></span></div></div>';
    row.querySelector("img").alt = "Profilbild von " + author;
    row.querySelector("span").textContent = author;
    if (text === null) row.querySelector("span").textContent += " ist beigetreten";
    else row.querySelector("span").insertAdjacentHTML("afterend", '<span dir="auto"></span>');
    if (text !== null) row.querySelector("span ~ span").textContent = text;
    return row;
  };
  window.build = () => {
    panel.innerHTML = "<section></section><footer><form><textarea></textarea></form></footer>";
    panel.querySelector("section").append(...lines.map((line) => row(...line)));
  };
  window.add = (author, text) => {
    const added = row(author, text);
    panel.querySelector("section").append(added);
    return added;
  };
  build();
</script>`;

/** @param {"facebook" | "instagram"} id */
async function visit(id) {
  const adapter = adapterOf(id);
  adapter.observe.settleMs = 0;
  // Nothing but this keeps the pages from being written on.
  adapter.confidence.send = "low";
  const url = { facebook: "https://www.facebook.com/glassworks/videos/1029/", instagram: "https://www.instagram.com/seller1/live/" }[id];
  return open(id === "facebook" ? FACEBOOK : INSTAGRAM, { adapter, url });
}

/** What is read until a last line that every page can show. */
async function readAll(page) {
  const last = `that is all ${Math.random()}`;
  await page.evaluate((last) => void add("zoe", last, { id: last }), last);
  await page.waitForFunction((last) => window.fake.sent.some((message) => message.lines?.some((line) => line.text === last)), last, { timeout: 8000, polling: 20 });
  return (await rows(page)).filter((line) => line.author !== "zoe").map(({ author, text }) => `${author}: ${text}`);
}

for (const place of ["id", "around"]) {
  test(`Facebook: a comment with a passing id (${place}) is read once it has its own, in this element or in another`, async () => {
    const page = await visit("facebook");
    await page.evaluate(async (place) => {
      const owner = (row) => (place === "id" ? row : row.parentElement);
      const changed = add("ann", "the id changes", { [place]: "client:1" });
      const replaced = add("bob", "the element changes", { [place]: "client:2" });
      await new Promise((resolve) => setTimeout(resolve, 150));
      owner(changed).id = "one";
      replaced.closest("#list > *").remove();
      add("bob", "the element changes", { [place]: "two" });
      add("cem", "refused by the site", { [place]: "client:3" }).closest("#list > *").remove();
    }, place);
    assert.deepEqual((await readAll(page)).sort(), ["ann: the id changes", "bob: the element changes"]);
    await page.evaluate(() => rebuild());
    await page.evaluate((place) => void add("cem", "on we go", { [place]: "three" }), place);
    assert.equal((await readAll(page)).at(-1), "cem: on we go");
    assert.equal((await readAll(page)).length, 3, "comments that are built anew keep their ids");
    await page.close();
  });
}

test("Facebook: comments without ids are told apart by their elements, and those built anew are not new", async () => {
  const page = await visit("facebook");
  await page.evaluate(() => ["me too", "me too"].forEach((text) => add("eve", text)));
  assert.equal((await rows(page, 2)).length, 2, "two equal comments are two");
  await page.evaluate(() => {
    rebuild();
    add("eve", "me too");
    add("fay", "a new one");
  });
  assert.deepEqual(await readAll(page), ["eve: me too", "eve: me too", "eve: me too", "fay: a new one"]);
  await page.evaluate(() => void (window.row = add("gus", "named late")));
  await rows(page, 5);
  await page.evaluate(() => (row.id = "late"));
  assert.equal((await readAll(page)).filter((line) => line === "gus: named late").length, 1);
  await page.close();
});

test("Facebook: an id around the whole list is nobody's", async () => {
  const page = await visit("facebook");
  await page.evaluate(() => {
    for (const text of ["one", "two"]) list.append(add("ann", text).closest("[role=article]"));
  });
  assert.deepEqual(await readAll(page), ["ann: one", "ann: two"]);
  await page.close();
});

test("Facebook: what a new stream shows at once is not counted to the one before", async () => {
  const page = await visit("facebook");
  await page.evaluate(() => {
    history.pushState({}, "", "/watch/live/?v=2048");
    add("ann", "already there", { id: "there" });
  });
  assert.equal((await sent(page, "attached", 2))[1].channel, "2048");
  assert.deepEqual(await readAll(page), []);
  await page.close();
});

/** Types a line and tells which box got it. */
async function typed(page) {
  await page.evaluate(() => {
    window.typed = [];
    document.addEventListener("keydown", ({ key, target }) => {
      if (key !== "Enter") return;
      typed.push((target.closest("form,#messages").id || "answer") + ": " + target.textContent);
      target.textContent = "";
    });
    window.fake.say({ id: crypto.randomUUID(), text: "hello all" });
  });
  await page.waitForFunction(() => typed.length || window.fake.sent.some(({ type, state }) => type === "outcome" && state === "refused"), null, { timeout: 8000 });
  return page.evaluate(() => typed);
}

test("Facebook: of several boxes the one beside the comments is typed into", async () => {
  const page = await visit("facebook");
  await page.evaluate(() => answering(document.querySelector("#list > :last-child [role=article]")));
  assert.deepEqual(await typed(page), ["comment: hello all"]);
  await page.close();
});

for (const [why, change] of Object.entries({
  "comments are switched off": () => comment.remove(),
  "there is no comment yet": () => list.replaceChildren(),
  "two boxes stand at the same distance": () => comment.after(comment.cloneNode(true)),
})) {
  test(`Facebook: nothing is typed into any box where ${why}`, async () => {
    const page = await visit("facebook");
    await page.evaluate(change);
    await page.waitForFunction(() => window.fake.sent.filter(({ type }) => type === "health").at(-1)?.canWrite === false, null, { timeout: 8000 });
    await page.evaluate(() => (window.fake.patience = 50));
    assert.deepEqual(await typed(page), []);
    await page.close();
  });
}

test("Instagram: a text that comes late is waited for, in any language, and who joins is apart", async () => {
  const page = await visit("instagram");
  await page.evaluate(async () => {
    const late = add("ann.b_1", "…");
    add("kim", null);
    await new Promise((resolve) => setTimeout(resolve, 150));
    late.querySelector("span ~ span").textContent = "hello 💙";
  });
  await rows(page, 2);
  assert.deepEqual((await readAll(page)).sort(), ["ann.b_1: hello 💙", "kim: kim ist beigetreten"]);
  const kinds = Object.fromEntries((await rows(page)).map(({ author, kind }) => [author, kind]));
  assert.deepEqual([kinds["ann.b_1"], kinds.kim], ["chat", "join"]);
  await page.close();
});

test("Instagram: a line whose text had not come when the list was replaced is read once", async () => {
  for (const later of ["in the new list at once", "…"]) {
    const page = await visit("instagram");
    await page.evaluate(async (later) => {
      add("ann", "…");
      await new Promise((resolve) => setTimeout(resolve, 120));
      lines.push(["ann", later]);
      build();
      await new Promise((resolve) => setTimeout(resolve, 120));
      panel.querySelector(":scope > section > :last-child span ~ span").textContent = "in the new list at once";
    }, later);
    await rows(page, 1);
    assert.deepEqual(await readAll(page), ["ann: in the new list at once"], later);
    await page.close();
  }
});
