// @ts-check
// Role: every sentence that the sources can show a seller has words, and comes out in the reader's language whole.
// Must not: judge a translation.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { speakBy } from '../../../extension/ui/text.js';
import { learn, worded } from '../../../extension/ui/words.js';
import ENGLISH from '../../../www/app/words-en.js';
import SPANISH from '../../../www/app/words-es.js';
import { sentences } from './sentences.mjs';

/** @param {string} language @returns {Promise<Record<string, string>>} */
async function messages(language) {
  const read = JSON.parse(await readFile(new URL(`../../../_locales/${language}/messages.json`, import.meta.url), 'utf8'));
  return Object.fromEntries(Object.entries(read).map(([key, { message }]) => [key, message]));
}
const [english, spanish] = [await messages('en'), await messages('es')];

/**
 * Sentences that no seller reads, by the place they stand in, and why; no sentences: all that stand there.
 * @typedef {[place: string, texts: string[], why: string][]} LeftOut
 */

/** @type {LeftOut} */
const NOT_IN_EXTENSION = [
  ['src/draw/', [], 'the verifier, a page of its own and a command, both English'],
  ['src/replay/', [], 'the replay lab, a page of its own in English'],
  ['src/sites/schema.rs', [], 'what only another version, or a damaged store, makes of an adapter'],
  ['src/sites/overrides.rs', [], 'the same: the popup offers no other fields'],
  ['src/sites/', ['it is no adapter.', '"item" is empty.'], 'the same: the picker names every part'],
  ['src/engine/commands/items.rs', [], 'items are edited alone over the API only'],
  ['src/engine/commands/settings.rs', ['The settings have changed meanwhile: read them again'], 'the answer to If-Match, which only the API knows'],
  ['src/engine/seeds.rs', ['Seeds of item rounds'], 'how a debugger shows them'],
  ['src/journal/shared.rs', ['the stored state cannot be read: item'], 'a start that failed, in the log'],
  ['src/worker/host.rs', [], 'a store that failed, in the log'],
  ['src/worker/store.rs', [], 'the same'],
  ['src/worker/ports.rs', [], 'a message nobody of ours sends, in the log'],
  ['src/protocol/settings/mod.rs', [], 'what the bot says in the chat until the seller writes something else'],
  ['src/transfer/mod.rs', ['is too long', 'is nested too deeply', 'holds too many items', 'holds too many fields', '"item" has no place in a settings file', 'The file'], 'only a file made to do harm'],
  ['extension/content/picking/', [], 'selectors and style; its words are messages already'],
  ['extension/content/quick/', [], 'names of classes and style; its words are messages already'],
  ['relay/src/link/mod.rs', [], 'a device that does not speak the protocol'],
  ['relay/src/link/admission.rs', ['The first frame is Hello', "The device's origin is not acceptable"], 'the same'],
  ['relay/src/link/admission.rs', ['Another device writes under this origin: take a new one'], 'the device takes one by itself'],
  ['relay/src/workspace/ledger.rs', [
    'Event item came, but the relay knows item: events in between are missing', 'A device sends its own events only',
    'An event has a number from 1 and an id that begins with evt_', 'The ids of events and accounts hold no control characters',
    'Events come in order, without a gap', 'Another event is stored in this place: the device needs a new origin',
  ], 'a device that does not speak the protocol'],
  ['relay/src/error.rs', [
    'The provided API key is invalid or expired', 'Too many requests', 'Too many requests without a valid API key from this address',
    'This API key was made without the scope "item"', 'The body must be sent as application/json',
    'The body is too large: at most 256 KiB are read', 'This address does not take this method',
  ], 'a device asks over its link, without a key and without HTTP'],
  ['relay/src/service/analytics.rs', [], 'a device does not ask for it'],
  ['relay/src/service/events.rs', [], 'the same'],
  ['relay/src/service/giveaway.rs', [], 'the same'],
  ['relay/src/service/generator.rs', [], 'the same'],
  ['relay/src/service/inbox.rs', [], 'the same'],
  ['relay/src/service/lines.rs', [], 'the same'],
  ['relay/src/service/integrations.rs', [], 'the same'],
  ['relay/src/service/keys.rs', [], 'of keys a device asks for the code to sign in only'],
  ['relay/src/service/messages.rs', [], 'a device does not ask for it'],
  ['relay/src/service/webhooks.rs', [
    'graceSeconds must be at most item', 'limit must be between 1 and item', 'cursor must be a nextCursor of an earlier answer',
    'The webhook is not active: switch it on first', 'Delivery not found',
  ], 'a device asks for no new secret, no log and nothing to be sent again'],
  ['relay/src/service/webhooks.rs', ['events must not name an event twice', 'unknown event `item`: it must be one of item'], 'the popup offers each once, and those there are'],
];

/** What only a request the dashboard does not make is answered with. @type {LeftOut} */
const NOT_IN_DASHBOARD = [
  ['relay/src/error.rs', ['The body must be sent as application/json', 'This address does not take this method'], 'other clients'],
  ['relay/src/connectors/bluebubbles/server.rs', ['already queued'], 'what the server says, not we'],
  ['relay/src/store/messaging/lines.rs', ["item WHERE m.line = $1 AND m.status = 'queued' AND m.locked_until <= $2 ORDER BY m.at", 'The line was removed'], 'a query, and what webhooks are told'],
  ['relay/src/messaging/sending.rs', ['The type of the message is not known', 'The content of a location must be "latitude,longitude", such as 51.5007,-0.1246', 'The content of a media message must be the URL of the file, such as https://example.com/a.jpg'], 'the dashboard sends texts only'],
  ['relay/src/guard.rs', ['This server does not answer to pages of other sites'], 'other sites'],
  ['relay/src/service/integrations.rs', [], 'other clients'],
  ['relay/src/service/', [
    'period must be one of day, week, month, all', 'days must be between 1 and item', 'limit must be between 1 and item',
    'since lies ahead of everything that happened here: begin again without it', 'cursor must be a nextCursor of an earlier answer',
    'events must not name an event twice', 'unknown event `item`: it must be one of item', 'scopes must name something: the key that asks has nothing usual to give',
  ], 'other clients'],
];

/** How webhooks went: the relay's words for both, the popup and the dashboard. */
const OF_WEBHOOKS = ['relay/src/outgoing/answer.rs', 'relay/src/outgoing/client.rs', 'relay/src/outgoing/target.rs', 'relay/src/webhook/attempt.rs', 'relay/src/store/attempts.rs'];

/** Why a message was not taken, or not sent. */
const OF_MESSAGES = ['dispatcher', 'sending', 'lines'].map((name) => `relay/src/messaging/${name}.rs`).concat('relay/src/store/messaging/lines.rs');

/** The places whose sentences a page shows, what they leave out, and the words the page has for them. @type {Record<string, { places: string[], leftOut: LeftOut, own: Record<string, string>, lent: Record<string, string> }>} */
const PAGES = {
  // What core and content scripts say, and a relay that refuses a device or what it asks.
  extension: {
    places: ['src/', 'extension/content/', 'relay/src/link/', 'relay/src/workspace/ledger.rs', 'relay/src/error.rs', 'relay/src/service/', ...OF_WEBHOOKS],
    leftOut: NOT_IN_EXTENSION, own: english, lent: {},
  },
  // What the relay says of its own; the core's sentences it hands on.
  dashboard: {
    places: ['relay/src/error.rs', 'relay/src/guard.rs', 'relay/src/sign_in.rs', 'relay/src/service/', ...OF_MESSAGES, 'relay/src/connectors/', 'relay/src/workspace/executor.rs', ...OF_WEBHOOKS],
    leftOut: NOT_IN_DASHBOARD, own: ENGLISH, lent: english,
  },
};

for (const [page, { places, leftOut, own, lent }] of Object.entries(PAGES)) {
  const found = await sentences(places);
  const isLeftOut = (/** @type {string} */ at, /** @type {string} */ text) => leftOut.some(([place, texts]) => at.startsWith(place) && (texts.length === 0 || texts.includes(text)));
  const shown = found.filter(({ text, at }) => !isLeftOut(at, text));

  /** By which message each sentence is found. */
  const keys = () => {
    speakBy((key) => `<${key}>`);
    learn({ ...lent, ...own });
    return new Map(shown.map(({ text, at }) => [`${at} ${text}`, /<(\w+)>/.exec(worded(text))?.[1] ?? '']));
  };

  test(`${page}: a seller reads every sentence in their own language`, () => {
    assert.ok(shown.length > 30, `${shown.length} sentences`);
    const missing = [...keys()].filter(([, key]) => key === '').map(([sentence]) => sentence);
    assert.deepEqual(missing, [], 'give these words as says…, or name them above with the reason why nobody reads them');
  });

  test(`${page}: words belong to a sentence that can be written, and nothing is left out that is not there`, () => {
    const used = new Set(keys().values());
    assert.deepEqual(Object.keys(own).filter((key) => key.startsWith('says') && !used.has(key)), []);
    const named = leftOut.flatMap(([place, texts]) => (texts.length > 0 ? texts : ['']).map((text) => ({ place, text })));
    const isThere = (/** @type {{ place: string, text: string }} */ { place, text }) => found.some((sentence) => sentence.at.startsWith(place) && (text === '' || sentence.text === text));
    assert.deepEqual(named.filter((one) => !isThere(one)), []);
  });
}

test('the dashboard says everything in Spanish that it says in English, with the same values in it', () => {
  assert.deepEqual(Object.keys(SPANISH), Object.keys(ENGLISH));
  const values = (/** @type {string} */ text) => (text.match(/\$\d/g) ?? []).sort();
  for (const [key, text] of Object.entries(ENGLISH)) assert.deepEqual(values(/** @type {Record<string, string>} */ (SPANISH)[key]), values(text), key);
});

test('values stay, whatever they are, and a sentence nobody knows stays whole', () => {
  speakBy((key, values) => (spanish[key] ?? '').replace(/\$(\d)/g, (_, n) => values[n - 1]));
  learn(english);
  assert.equal(worded('It waited too long'), 'Esperó demasiado');
  assert.equal(worded('"ship" is only a part of "relation$hip (.*)", and whole words are looked for.'), '“ship” es solo una parte de “relation$hip (.*)”, y se buscan palabras completas.');
  assert.equal(worded('"No giveaway is open" is there, but "It waited too long" keeps this rule from answering.'), '“No giveaway is open” está, pero “It waited too long” hace callar esta regla.');
  assert.equal(worded('faqRules[2].reply must not be empty'), 'faqRules[2].reply: No puede estar vacío');
  assert.equal(worded('The chat box did not take the line. The page says: Slow\nmode'), 'El cuadro del chat no aceptó la línea. La página dice: Slow\nmode');
  for (const strange of ['', 'The moon is full', 'invalid type: null, expected a string']) assert.equal(worded(strange), strange);
});
