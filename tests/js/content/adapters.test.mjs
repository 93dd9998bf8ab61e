// Role: proves that the packaged adapters are what the schema allows, that a browser accepts their selectors and patterns, and
// that the shared fixture of an adapter is the real one.
// Must not: judge whether a site still looks as its adapter says; that takes a person on the site.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { adapterOf, fixture, open, readJson, start, stop } from "./browser.mjs";

before(start);
after(stop);

const folder = new URL("../../../extension/content/sites/", import.meta.url);
const ids = readdirSync(folder).map((name) => name.replace(".json", "")).filter((name) => name !== "schema");
const schema = readJson("extension/content/sites/schema.json");
const ajv = new Ajv2020.default({ allErrors: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
const validate = ajv.compile(schema);

/** All values the schema calls a selector or a pattern, wherever they stand. */
function leaves(value, path = []) {
  if (typeof value === "string") return [{ path: path.join("."), value }];
  return value && typeof value === "object" ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key])) : [];
}
const selectorPath = /(?:^|\.)(?:select|within|ignore|deleted|quote|strip|disabled|login|blocked|notice|button|ownRow|shows|near)\.\d+$/;
const patternPath = /(?:^|\.)(?:path|channel|capture|is|textIs\.\w+|query\.\w+)$/;

for (const id of ids) {
  test(`${id} is a valid adapter`, async () => {
    const adapter = adapterOf(id);
    assert.ok(validate(adapter), JSON.stringify(validate.errors));
    assert.equal(adapter.id, id);
    const all = leaves(adapter);
    const page = await open("", { attach: false });
    const selectors = all.filter((leaf) => selectorPath.test(leaf.path)).map((leaf) => leaf.value);
    assert.ok(selectors.length > 4);
    await page.evaluate((list) => list.forEach((selector) => document.querySelector(selector)), selectors);
    for (const { path, value } of all.filter((leaf) => patternPath.test(leaf.path))) {
      assert.doesNotThrow(() => new RegExp(value, "u"), path);
      assert.doesNotMatch(value, /[*+]\)[*+{]/, `${path} nests repetitions`);
    }
    await page.close();
  });
}

test("the worker knows every adapter, and the manifest every address of theirs", () => {
  const worker = readFileSync(new URL("../../../extension/worker.js", import.meta.url), "utf8");
  const listed = [.../const SITES = \[([^\]]+)\]/.exec(worker)[1].matchAll(/'(\w+)'/g)].map((match) => match[1]);
  assert.deepEqual([...listed].sort(), [...ids].sort());
  const addresses = listed.flatMap((id) => adapterOf(id).matches);
  const injected = readJson("manifest.json").content_scripts.flatMap((script) => script.matches);
  assert.deepEqual([...new Set(injected)].sort(), [...new Set(addresses)].sort());
});

test("the worker may reach every page it reads, to join those that are open when it is updated", () => {
  const { content_scripts: scripts, host_permissions: reach } = readJson("manifest.json");
  const hosts = scripts.flatMap(({ matches }) => matches.map((match) => match.replace(/(:\/\/[^/]+).*/, "$1/*")));
  assert.deepEqual([...new Set(hosts)].sort(), [...new Set(reach)].sort());
});

test("the documentation says of every site what its adapter says", () => {
  const text = readFileSync(new URL("../../../docs/live-pages.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| (.+) \| (\w+) \| (\w+) \| (\w+) \|$/gm)].map((match) => match.slice(1)).filter(([site]) => site !== "Site");
  const told = ids.map(adapterOf).map(({ name, confidence, hiddenTab }) => [name, confidence.read, confidence.send, hiddenTab]);
  assert.deepEqual(rows.sort(), told.sort());
});

test("an adapter cannot carry anything the schema does not know", () => {
  assert.equal(validate({ ...adapterOf("demo"), steps: [] }), false);
});

test("the fixture holds the real demo adapter", () => {
  assert.deepEqual(fixture("page-out-adapter").adapter, adapterOf("demo"));
});
