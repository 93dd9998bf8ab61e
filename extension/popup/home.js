// @ts-check
// Role: the first tab: how each stream stands, a line to send, what waits, what was done so far.
// Must not: change settings.

import { useCommand, useDraft, useUi } from '../ui/context.js';
import { TextBox } from '../ui/fields.js';
import { Queue } from '../ui/queue.js';
import { NoStream, Streams } from '../ui/streams.js';
import { number, sent, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { ShowPage } from './show-page.js';
import { SiteAccess } from './site-access.js';

/** What fits under the fold; the rest is counted. */
const QUEUE_SHOWN = 5;

export const Home = () => html`<${SiteAccess} /><${Streams}><${OtherWays} /><//><${SendBox} /><${Queue} most=${QUEUE_SHOWN} /><${Numbers} />`;

const OtherWays = () => html`<${NoStream}><p class="soft">${t('ownPagesHint')}</p><${ShowPage} /><//>`;

function SendBox() {
  const [text, setText] = useDraft('message');
  const [said, setSaid] = useState('');
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setSaid('');
    const outcome = await run({ type: 'send_message', message: text, delay: 0 });
    if (outcome.type === 'refused') return;
    setText('');
    setSaid(sent(outcome));
  };
  return html`
    <form class="send" onSubmit=${onSubmit}>
      <${TextBox} own label=${t('message')} value=${text} onText=${setText} problem=${problem} maxLength=${500} />
      <button class="primary" disabled=${busy}>${t('send')}</button>
      <p class="soft" aria-live="polite">${said}</p>
    </form>`;
}

function Numbers() {
  const { totals } = useUi().view;
  const shown = [
    [t('totalQuestions'), totals.questionsAnswered],
    [t('totalWelcomed'), totals.viewersWelcomed],
    [t('totalTimed'), totals.timerMessages],
    [t('totalRead'), totals.linesRead],
  ];
  const tiles = shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${number(Number(value))}</dd></div>`);
  return html`
    <section aria-labelledby="numbers">
      <h2 id="numbers">${t('numbers')}</h2>
      <dl class="tiles">${tiles}</dl>
    </section>`;
}
