// @ts-check
// Role: the inbox: everybody who was written with, the latest first, and beside them the conversation that is open.
// Must not: know what stands in a conversation.

import { Problem } from '../ui/fields.js';
import { briefly, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { Begin } from './begin.js';
import { Talk, whom } from './talk.js';
import { usePages } from './pages.js';

/** @typedef {import('./types.d.ts').Conversation} Conversation */

const LOOK_EVERY = 3_000;
/** Open in place of a conversation where one is begun. */
const NEW = 'new';
/** @type {import('./pages.js').Kind<Conversation>} */
const CONVERSATIONS = { read: ({ conversations }) => conversations, place: ({ id, lastMessage }) => `${id} ${lastMessage.id}` };

export function Inbox() {
  const list = usePages('/conversations', CONVERSATIONS, LOOK_EVERY);
  const [open, setOpen] = useState('');
  const all = list.pages?.items ?? [];
  const begun = (/** @type {string} */ id) => {
    setOpen(id);
    list.reload();
  };
  const close = () => setOpen('');
  const pane = open === NEW
    ? html`<${Begin} onBegun=${begun} onBack=${close} />`
    : open && html`<${Talk} key=${open} id=${open} known=${all.find(({ id }) => id === open)} onBack=${close} onWritten=${list.reload} />`;
  return html`
    <div class=${open ? 'inbox open' : 'inbox'}>
      <section class="card talks" aria-labelledby="talks">
        <div class="line"><h2 id="talks">${t('conversations')}</h2><button type="button" class="small" onClick=${() => setOpen(NEW)}>${t('begin')}</button></div>
        <${Problem} text=${list.problem} />
        ${list.pages ? html`<${List} list=${list} open=${open} onOpen=${setOpen} />` : !list.problem && html`<p class="soft" role="status">${t('loading')}</p>`}
      </section>
      ${pane || html`<div class="card talk nothing"><p class="soft">${t('chooseConversation')}</p></div>`}
    </div>`;
}

/** @param {{ list: ReturnType<typeof usePages<Conversation>>, open: string, onOpen: (id: string) => void }} props */
function List({ list: { pages, older, busy }, open, onOpen }) {
  const { items, next } = /** @type {import('./pages.js').Pages<Conversation>} */ (pages);
  if (items.length === 0) return html`<p class="soft">${t('noConversations')}</p>`;
  return html`
    <ul class="list-of-talks">
      ${items.map((one) => html`<${Row} key=${one.id} conversation=${one} isOpen=${one.id === open} onOpen=${onOpen} />`)}
      ${next && html`<li><button type="button" class="small" disabled=${busy} onClick=${older}>${t('olderConversations')}</button></li>`}
    </ul>`;
}

/** @param {{ conversation: Conversation, isOpen: boolean, onOpen: (id: string) => void }} props */
function Row({ conversation, isOpen, onOpen }) {
  const { id, channel, line, lastMessage: { direction, sentAt } } = conversation;
  return html`
    <li>
      <button type="button" class="opens" aria-current=${isOpen ? 'true' : undefined} onClick=${() => onOpen(id)}>
        <span class="top"><strong><bdi>${whom(conversation)}</bdi></strong><time class="soft" datetime=${sentAt}>${briefly(Date.parse(sentAt))}</time></span>
        <span class="last soft">${direction === 'outbound' && html`<span>${t('youWrote')}</span> `}<bdi>${gist(conversation.lastMessage)}</bdi></span>
        <span class="soft">${t(`channel_${channel}`)} · <bdi>${line.name}</bdi></span>
      </button>
    </li>`;
}

/** @param {import('./types.d.ts').DirectMessage} message */
const gist = ({ type, content, caption }) => (type === 'text' || type === 'template' ? content : `${t(`kind_${type}`)}${caption ? `: ${caption}` : ''}`);
