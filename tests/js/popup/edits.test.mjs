// @ts-check
// Role: the rules of unsaved edits over the worker's settings, without a browser.
// Must not: test saving or drawing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Edits } from '../../../extension/ui/edits.js';
import { sampleView } from './sample-view.mjs';

const settings = () => sampleView().settings;
const ids = (/** @type {{ id: string }[]} */ items) => items.map((item) => item.id);
const rule = (/** @type {string} */ id) => ({ ...settings().faqRules[0], id });

/** @param {Edits} edits @param {import('../../../extension/ui/types.d.ts').Settings} [held] */
function batchOf(edits, held = settings()) {
  const batch = edits.batch(held);
  assert.ok(batch);
  return batch;
}

/** @param {string} field */
const refusal = (field, message = `${field} must not be empty`) =>
  /** @type {const} */ ({ type: 'refused', code: 'VALIDATION_ERROR', field, message });

test('edits lie over whatever settings arrive, and only what is accepted goes', () => {
  const edits = new Edits();
  edits.put({ kind: 'field', name: 'welcomeMessage', value: 'Hi' });
  const batch = batchOf(edits);
  edits.put({ kind: 'field', name: 'welcomeMessage', value: 'Hi there' });
  edits.accept(batch);
  assert.deepEqual(batch.patch, { welcomeMessage: 'Hi' });
  assert.equal(edits.over({ ...settings(), welcomeMessage: 'from elsewhere' }).welcomeMessage, 'Hi there');
});

test('a list is sent whole, built on the newest one', () => {
  const edits = new Edits();
  edits.put({ kind: 'item', name: 'faqRules', id: 'faq_2', fields: { reply: 'Cash' } });
  edits.put({ kind: 'item', name: 'faqRules', id: 'faq_2', fields: { enabled: false } });
  const held = { ...settings(), faqRules: [rule('new_from_api'), ...settings().faqRules] };
  const sent = batchOf(edits, held).patch.faqRules ?? [];
  assert.deepEqual(ids(sent), ['new_from_api', 'faq_1', 'faq_2', 'faq_3']);
  assert.deepEqual([sent[2].reply, sent[2].enabled], ['Cash', false]);
});

test('items are added, moved within the ends of the list, and removed', () => {
  const edits = new Edits();
  edits.put({ kind: 'add', name: 'faqRules', id: 'x', item: rule('x'), index: 3 });
  edits.put({ kind: 'move', name: 'faqRules', id: 'x', by: -1 });
  edits.put({ kind: 'move', name: 'faqRules', id: 'faq_1', by: -1 });
  edits.put({ kind: 'remove', name: 'faqRules', id: 'faq_2' });
  assert.deepEqual(ids(edits.over(settings()).faqRules), ['faq_1', 'x', 'faq_3']);
});

test('a refusal is pinned to the item it names, and does not hold up the others', () => {
  const edits = new Edits();
  edits.put({ kind: 'item', name: 'faqRules', id: 'faq_1', fields: { reply: 'ok' } });
  edits.put({ kind: 'item', name: 'faqRules', id: 'faq_3', fields: { reply: '' } });
  edits.refuse(batchOf(edits), refusal('faqRules[2].reply'));
  assert.deepEqual(edits.problem('faqRules', 'faq_3'), { part: 'reply', message: 'Must not be empty' });
  assert.equal(edits.problem('faqRules', 'faq_1'), null);
  const sent = batchOf(edits).patch.faqRules ?? [];
  assert.deepEqual([sent[0].reply, sent[2].reply], ['ok', settings().faqRules[2].reply]);
});

test('a corrected field is sent again', () => {
  const edits = new Edits();
  edits.put({ kind: 'field', name: 'welcomeMessage', value: '/x' });
  edits.refuse(batchOf(edits), refusal('welcomeMessage'));
  assert.equal(edits.batch(settings()), null);
  edits.put({ kind: 'field', name: 'welcomeMessage', value: 'x' });
  assert.deepEqual(batchOf(edits).patch, { welcomeMessage: 'x' });
  assert.equal(edits.faulty, false);
});

test('a refused switch goes back, refused text stays', () => {
  const edits = new Edits();
  edits.put({ kind: 'field', name: 'botActive', value: false });
  edits.put({ kind: 'field', name: 'giveawayKeywords', value: [] });
  const batch = batchOf(edits);
  edits.refuse(batch, refusal('botActive'));
  edits.refuse(batch, refusal('giveawayKeywords'));
  assert.equal(edits.over(settings()).botActive, true);
  assert.deepEqual(edits.over(settings()).giveawayKeywords, []);
});

test('what was typed into a removed item does not keep the list unsaved', () => {
  const edits = new Edits();
  edits.put({ kind: 'item', name: 'timerMessages', id: 'timer_1', fields: { text: '' } });
  edits.refuse(batchOf(edits), refusal('timerMessages[0].text'));
  edits.put({ kind: 'remove', name: 'timerMessages', id: 'timer_1' });
  assert.equal(edits.faulty, false);
});
