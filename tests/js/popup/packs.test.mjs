// @ts-check
// Role: ready-made packs: what they hold can be taken by the engine, only what is missing is added, and it can be taken back.
// Must not: judge their words.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { additions } from '../../../extension/popup/pack-items.js';
import { commandsOnce, messages, openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @type {import('../../../extension/popup/pack-items.js').Pack[]} */
const PACKS = JSON.parse(await readFile(new URL('../../../extension/popup/packs.json', import.meta.url), 'utf8'));
/** The shortest limit of a platform we write on. */
const SHORT = 200;
const EMPTY = { ...sampleView().settings, faqRules: [], timerMessages: [], commands: [] };

for (const pack of PACKS) {
  test(`the pack ${pack.id} has a name, short texts, and says nothing twice`, () => {
    assert.ok(messages[`pack_${pack.id}`]);
    const texts = [...pack.rules.map((rule) => rule.reply), ...pack.timers.map((timer) => timer.text), ...pack.commands.map((command) => command.reply)];
    assert.deepEqual(texts.filter((text) => !text || text.length > SHORT - 20 || text.startsWith('/')), []);
    assert.deepEqual(texts.filter((text) => text?.includes('@')), [], 'the engine names whom it answers');
    const words = [...pack.rules.flatMap((rule) => rule.triggers ?? []), ...pack.commands.flatMap(({ name, aliases = [] }) => [`!${name}`, ...aliases.map((alias) => `!${alias}`)])];
    assert.equal(new Set(words).size, words.length);
    assert.deepEqual(pack.commands.filter(({ name = '' }) => !/^[a-z]{1,30}$/.test(name)), []);
  });
}

test('a second pack adds only what the first has not brought, and one pack twice nothing', () => {
  const hold = (/** @type {typeof EMPTY} */ settings, /** @type {import('../../../extension/popup/pack-items.js').Pack} */ pack) =>
    additions(pack, settings).reduce((held, { name, item }) => ({ ...held, [name]: [...held[name], item] }), settings);
  const [, sneakers, fashion] = PACKS;
  const held = hold(EMPTY, sneakers);
  assert.deepEqual(additions(sneakers, held), []);
  const more = additions(fashion, held).filter(({ name }) => name === 'faqRules');
  assert.equal(more.length, fashion.rules.length - 2, 'sizes and condition are answered already');
});

test('a pack is added by one press, as one patch, and taken back whole', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: 'Start from a pack' }).click();
  await page.getByRole('button', { name: 'Add the pack Sports cards' }).click();
  await page.getByText('9 rules, timers and commands added').waitFor();
  await page.getByRole('button', { name: /^graded, grade/ }).waitFor();
  await page.getByText('You have all of it.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  const [added, back] = (await commandsOnce(page, 2)).map(({ patch }) => patch);
  assert.deepEqual([added.faqRules.length, added.timerMessages.length, added.commands.length], [8, 4, 4]);
  const { faqRules, timerMessages, commands } = sampleView().settings;
  assert.deepEqual(back, { faqRules, timerMessages, commands });
});
