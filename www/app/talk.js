// @ts-check
// Role: one conversation: who it is with, what was written and what became of it, and the box to write in: as the seller, or in
// a sandbox as the phone. Must not: load what people sent; it is theirs, and only linked to.

import { Problem } from '../ui/fields.js';
import { date, hourAndMinute, t } from '../ui/text.js';
import { html, useEffect, useLayoutEffect, useRef } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { useDeed, useDesk, useLoad } from './load.js';
import { usePages } from './pages.js';
import { Badge } from './parts.js';
import { LineState } from './lines.js';
import { Tick } from './ticks.js';
import { Compose } from './compose.js';

/**
 * @typedef {import('./types.d.ts').Conversation} Conversation
 * @typedef {import('./types.d.ts').DirectMessage} DirectMessage
 */

const LOOK_EVERY = 2_000;
/** So near its end a reader wants to see what comes. */
const AT_END = 40;
/** @type {import('./pages.js').Kind<DirectMessage>} */
const MESSAGES = { read: ({ messages }) => messages, place: ({ id }) => id };

/** What the other end is called. @param {Conversation} conversation */
export const whom = ({ name, address }) => name || address;

/** @param {{ id: string, known?: Conversation, onBack: () => void, onWritten: () => void }} props `known`: where the list has it */
export function Talk({ id, known, onBack, onWritten }) {
  const loaded = /** @type {{ data: Conversation | null, problem: string }} */ (useLoad(`/conversations/${id}`));
  const messages = usePages(`/conversations/${id}/messages`, MESSAGES, LOOK_EVERY);
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  const conversation = known ?? loaded.data;
  const isThere = conversation !== null;
  // As after a click on a link: reading goes on at what is new.
  useEffect(() => title.current?.focus(), [isThere]);
  const written = () => {
    messages.reload();
    onWritten();
  };
  if (!conversation) return html`<div class="card talk"><${Problem} text=${loaded.problem} />${!loaded.problem && html`<p class="soft" role="status">${t('loading')}</p>`}</div>`;
  return html`
    <section class="card talk" aria-labelledby="talk">
      <div class="head">
        <button type="button" class="small back" onClick=${onBack}>${t('backToConversations')}</button>
        <div class="line">
          <h2 id="talk" tabindex="-1" ref=${title}><bdi>${whom(conversation)}</bdi></h2>
          <${Seen} conversation=${conversation} onSeen=${written} />
        </div>
        <${Way} conversation=${conversation} />
      </div>
      <${Problem} text=${messages.problem} />
      ${messages.pages ? html`<${Log} conversation=${conversation} messages=${messages} />` : !messages.problem && html`<p class="soft" role="status">${t('loading')}</p>`}
      <${Compose} conversation=${conversation} onWritten=${written} />
    </section>`;
}

/** By which way the two write. @param {{ conversation: Conversation }} props */
const Way = ({ conversation: { name, address, channel, line } }) => html`
  <p class="badges soft">
    ${name && html`<bdi dir="ltr">${address}</bdi>`}<span>${t(`channel_${channel}`)} · <bdi>${line.name}</bdi></span>
    ${line.state ? line.connector !== 'sandbox' && html`<${LineState} state=${line.state} />` : html`<${Badge} kind="bad" text=${t('lineRemoved')} />`}
  </p>`;

/** The phone of a sandbox is in the reader's hand. @param {{ conversation: Conversation, onSeen: () => void }} props */
function Seen({ conversation: { id, line }, onSeen }) {
  const { api } = useDesk();
  const { run, busy, problem } = useDeed();
  if (line.connector !== 'sandbox' || !line.state) return null;
  const see = () => run(async () => {
    await api.call('POST', '/sandbox/read', { conversationId: id });
    onSeen();
  });
  return html`<button type="button" class="small" disabled=${busy} onClick=${see}>${t('seeAsPhone')}</button><${Problem} text=${problem} />`;
}

/** @param {{ conversation: Conversation, messages: ReturnType<typeof usePages<DirectMessage>> }} props */
function Log({ conversation, messages: { pages, older, busy } }) {
  const { items, next } = /** @type {import('./pages.js').Pages<DirectMessage>} */ (pages);
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const fromEnd = useRef(0);
  const oldest = useRef('');
  const note = () => {
    const { scrollHeight, scrollTop, clientHeight } = /** @type {HTMLElement} */ (place.current);
    fromEnd.current = scrollHeight - scrollTop - clientHeight;
  };
  useLayoutEffect(() => {
    const log = /** @type {HTMLElement} */ (place.current);
    const first = items.at(-1)?.id ?? '';
    // What is read stays where it is, whether something came before it or behind it.
    if (fromEnd.current < AT_END || !oldest.current) log.scrollTop = log.scrollHeight;
    else if (first !== oldest.current) log.scrollTop = log.scrollHeight - log.clientHeight - fromEnd.current;
    oldest.current = first;
    note();
  }, [items]);
  const inOrder = [...items].reverse();
  return html`
    <div class="log" role="log" tabindex="0" ref=${place} onScroll=${note} aria-label=${t('messagesWith', whom(conversation))}>
      ${next && html`<div class="buttons start"><button type="button" class="small" disabled=${busy} onClick=${older}>${t('olderMessages')}</button></div>`}
      <ol>${inOrder.map((message, n) => html`<${Bubble} key=${message.id} message=${message} by=${whom(conversation)} day=${newDay(message, inOrder[n - 1])} />`)}</ol>
    </div>`;
}

/** The day on which a message was written, where it is another than that of the message before. @param {DirectMessage} message @param {DirectMessage} [before] */
function newDay({ sentAt }, before) {
  const day = date(Date.parse(sentAt));
  return before && date(Date.parse(before.sentAt)) === day ? '' : day;
}

/** @param {{ message: DirectMessage, by: string, day: string }} props */
const Bubble = ({ message: { direction, type, content, caption, status, problem, sentAt }, by, day }) => html`
  <li class=${direction}>
    ${day && html`<p class="day soft">${day}</p>`}
    <div class="bubble">
      <span class="heard"><bdi>${direction === 'inbound' ? by : t('you')}</bdi>: </span>
      <${Content} type=${type} content=${content} />
      ${caption && html`<p class="said"><bdi>${caption}</bdi></p>`}
      <p class="meta"><time datetime=${sentAt}>${hourAndMinute(Date.parse(sentAt))}</time>${direction === 'outbound' && html`<${Tick} status=${status} />`}</p>
    </div>
    ${problem && html`<p class="problem">${worded(problem)}</p>`}
  </li>`;

/** Chat text stays text; a file is linked to where its address is one of the web. @param {{ type: string, content: string }} props */
function Content({ type, content }) {
  const word = t(`kind_${type}`);
  if (/^https?:\/\//i.test(content) && type !== 'text') return html`<p><a href=${content} target="_blank" rel="noreferrer noopener">${word}</a></p>`;
  return html`${type !== 'text' && html`<p class="soft">${word}</p>`}<p class="said"><bdi>${content}</bdi></p>`;
}
