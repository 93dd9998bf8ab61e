// @ts-check
// Role: the seller's quick replies, each sent with one press; the one under way takes no second press.
// Must not: change them; the popup does.

import { useCommand, useUi } from '../ui/context.js';
import { Problem } from '../ui/fields.js';
import { sent, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';

/** @typedef {import('../ui/types.d.ts').QuickReply} QuickReply */

export function QuickReplies() {
  const { quickReplies } = useUi().settings;
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState('');
  const { run, problem } = useCommand();
  if (quickReplies.length === 0) return null;
  const send = async (/** @type {QuickReply} */ { id, text }) => {
    if (busy === id) return;
    setBusy(id);
    setSaid('');
    const outcome = await run({ type: 'send_message', message: text, delay: 0 });
    setBusy('');
    if (outcome.type !== 'refused') setSaid(`${text} – ${sent(outcome)}`);
  };
  const buttons = quickReplies.map((reply) => html`
    <button type="button" key=${reply.id} aria-disabled=${busy === reply.id} title=${reply.text} onClick=${() => send(reply)}>
      <span class="line" dir="auto">${reply.text}</span></button>`);
  return html`
    <section class="quick" aria-label=${t('quickReplies')}>
      <div>${buttons}</div>
      <p class="soft line" aria-live="polite">${said}</p>
      <${Problem} text=${problem} />
    </section>`;
}
