// @ts-check
// Role: one line of the feed: who wrote what, and a small tag for what the bot did, which opens the why.
// Must not: use what changes with every view: a row is drawn once.

import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { Why } from './why.js';

/**
 * @typedef {import('../ui/types.d.ts').FeedItem} FeedItem
 * @typedef {{ name: string, tone: string }} Tag
 */

/** What deserves a look, and what the bot left alone. @type {Record<string, string>} */
const TONES = { alert: 'loud', blocked: 'loud', skipped: 'loud', unconfirmed: 'loud', resting: 'faint', waiting: 'faint', repeat: 'faint', late: 'faint' };

/**
 * Elements alone, no component: Preact moves a component that did not change when one before it goes, and the browser lays out
 * again what was moved.
 * @param {FeedItem} item
 * @param {boolean} opened whether the why is drawn too
 * @param {string} site the name of the site it is from
 */
export const drawRow = (item, opened, site) => html`
  <li key=${item.n} class=${classOf(item) || undefined}>
    ${said(item, site)}
    ${tags(item, opened)}
    ${opened && html`<${Why} item=${item} />`}
  </li>`;

/** Nobody said anything. */
const QUIET = ['join', 'follow', 'share'];

/** @param {FeedItem} item */
function classOf(item) {
  if (item.type !== 'line') return item.type;
  const did = item.did.map(({ what }) => what);
  if (did.includes('alert')) return 'alert';
  if (did.includes('blocked') || did.includes('repeat')) return 'ignored';
  return QUIET.includes(item.kind) ? 'quiet-line' : '';
}

/** @param {FeedItem} item @param {string} name the site's */
function said(item, name) {
  const site = html`<span class="site soft">${name} </span>`;
  if (item.type === 'skipped') return html`${site}<span class="text">${worded(item.reason)}</span> `;
  if (item.type !== 'line') return html`${site}<bdi class="who bot">${t('appName')}</bdi> <span class="text" dir="auto">${item.text}</span> `;
  const role = ROLES.find((known) => item.roles.includes(known));
  return html`
    ${site}<bdi class="who">${item.viewer}</bdi>${role && html` <span class="role">${t(`role_${role}`)}</span>`} ${' '}
    <span class="text" dir="auto">${item.kind === 'join' && item.text === '' ? t('joined') : item.text}</span> `;
}

/** One says enough; the weightiest first. @type {import('../ui/types.d.ts').Role[]} */
const ROLES = ['host', 'cohost', 'moderator', 'vip', 'staff'];

/** @param {FeedItem} item @param {boolean} opened */
function tags(item, opened) {
  const named = tagsOf(item);
  if (named.length === 0) return null;
  return html`
    <button type="button" class="did" data-n=${item.n} tabindex="-1" aria-expanded=${String(opened)}>
      ${named.map(({ name, tone }) => html`<span class=${`tag ${tone}`}>${name}</span>`)}</button>`;
}

/** @param {FeedItem} item @returns {Tag[]} */
function tagsOf(item) {
  if (item.type === 'line') return item.did.map(({ what }) => ({ name: t(`did_${what}`), tone: TONES[what] ?? '' }));
  const kinds = [...new Set(item.parts.map(({ kind }) => kind))].map((kind) => ({ name: t(`kind_${kind}`), tone: '' }));
  return item.type === 'sent' ? kinds : [{ name: t(`did_${item.type}`), tone: TONES[item.type] }, ...kinds];
}
