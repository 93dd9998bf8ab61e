// @ts-check
// Role: what the bot did with a line and why, in sentences.
// Must not: judge; it puts into words what the worker told.

import { useUi } from '../ui/context.js';
import { t, time } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/**
 * @typedef {import('../ui/types.d.ts').FeedItem} FeedItem
 * @typedef {import('../ui/types.d.ts').Did} Did
 * @typedef {import('../ui/types.d.ts').Part} Part
 * @typedef {import('../ui/types.d.ts').Settings} Settings
 */

/** @param {{ item: FeedItem }} props */
export function Why({ item }) {
  const { settings } = useUi();
  const sentences = item.type === 'line' ? item.did.map((did) => whyDid(did, settings)) : whySaid(item, settings);
  return html`
    <div class="why">
      ${sentences.map((sentence) => html`<p dir="auto">${sentence}</p>`)}
      <p class="soft">${time(item.at)}</p>
    </div>`;
}

/** @param {Did} did @param {Settings} settings */
function whyDid({ what, rule, trigger = '' }, settings) {
  const name = ruleName(rule, settings);
  if (what === 'asked' && name) return t('why_askedRule', trigger, name);
  return t(`why_${what}`, trigger);
}

/** @param {Exclude<FeedItem, { type: 'line' }>} item @param {Settings} settings */
function whySaid(item, settings) {
  const first = item.type === 'sent' ? [] : [t(`why_${item.type}`), worded(item.reason ?? '')];
  return [...first.filter(Boolean), ...item.parts.map((part) => whyPart(part, settings))];
}

/** @param {Part} part @param {Settings} settings */
function whyPart({ kind, rule, trigger, viewer = '' }, settings) {
  const name = ruleName(rule, settings);
  if (kind === 'faq' && trigger) return name ? t('part_faqRule', viewer, trigger, name) : t('part_faq', viewer, trigger);
  if (kind === 'command') return t('part_command', viewer, trigger ?? '');
  return kind === 'welcome' ? t('part_welcome', viewer) : t(`part_${kind}`);
}

/** A rule is known by its triggers; one that was removed since has no name. @param {string | undefined} id @param {Settings} settings */
const ruleName = (id, { faqRules }) => faqRules.find((rule) => rule.id === id)?.triggers.join(', ');
