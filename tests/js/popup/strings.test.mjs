// @ts-check
// Role: every word the pages ask for exists, and every word that exists is asked for.
// Must not: judge the words.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { messages } from './stage.mjs';

const ROOT = new URL('../../../extension/', import.meta.url);
const KEYS = Object.keys(messages);

async function sources() {
  const folders = ['ui/', 'popup/', 'panel/', 'welcome/', 'content/picking/', 'content/quick/'].map(async (folder) => {
    const names = (await readdir(new URL(folder, ROOT))).filter((name) => /\.(js|html)$/.test(name));
    return Promise.all(names.map((name) => readFile(new URL(folder + name, ROOT), 'utf8')));
  });
  return (await Promise.all(folders)).flat().join('\n');
}

test('every message asked for by name is there', async () => {
  const asked = [...(await sources()).matchAll(/\bt\(['"](\w+)['"]|data-i18n="(\w+)"/g)].map((found) => found[1] ?? found[2]);
  assert.ok(asked.length > 50);
  assert.deepEqual([...new Set(asked)].filter((key) => !KEYS.includes(key)), []);
});

test('messages chosen by a value are there for every value', () => {
  const kinds = ['seller', 'winner', 'api', 'command', 'faq', 'welcome', 'timer'].map((kind) => `kind_${kind}`);
  const states = ['unpaired', 'connecting', 'connected', 'away', 'refused'].map((state) => `link_${state}`);
  assert.deepEqual([...kinds, ...states, 'entries_one', 'entries_other'].filter((key) => !KEYS.includes(key)), []);
});

test('no message is left over', async () => {
  const text = await sources();
  const notices = ['notifyNotReading', 'notifyNotWriting', 'notifyWinner', 'notifyWinners', 'notifyRelay'];
  const elsewhere = ['appDescription', 'badgeLimited', 'badgeBroken', 'badgeOff', 'shortcutToggle', ...notices];
  const used = (/** @type {string} */ key) => text.includes(`'${key}'`) || text.includes(`"${key}"`) || text.includes(`\`${key.split('_')[0]}_\${`) ||
    (/_(one|other)$/.test(key) && text.includes(`'${key.split('_')[0]}'`));
  // The core's sentences are held to their words in tests/js/words.
  assert.deepEqual(KEYS.filter((key) => !key.startsWith('says') && !elsewhere.includes(key) && !used(key)), []);
});

for (const language of ['es']) {
  test(`${language} says everything that English says, with the same values in it`, async () => {
    const said = JSON.parse(await readFile(new URL(`../_locales/${language}/messages.json`, ROOT), 'utf8'));
    assert.deepEqual(Object.keys(said), KEYS);
    const values = (/** @type {string} */ text) => (text.match(/\$\d|\{\w+\}/g) ?? []).sort();
    for (const key of KEYS) assert.deepEqual(values(said[key].message), values(messages[key].message), key);
  });
}
