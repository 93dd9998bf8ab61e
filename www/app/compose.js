// @ts-check
// Role: the box under a conversation: the seller writes in it, or in a sandbox the phone. Must not: check what is written.

import { TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { useDeed, useDesk } from './load.js';

/** As long as a service takes; what is longer the relay refuses. @type {Record<string, number>} */
export const LONGEST = { imessage: 10_000, whatsapp: 4_096, live: 500 };

/** @param {{ conversation: import('./types.d.ts').Conversation, onWritten: () => void }} props */
export function Compose({ conversation: { id, channel, address, line }, onWritten }) {
  const { api } = useDesk();
  const [text, setText] = useState('');
  const { run, busy, problem } = useDeed();
  if (!line.state) return html`<p class="soft">${t('lineGone')}</p>`;
  const byPhone = line.connector === 'sandbox' && channel !== 'live';
  const send = () => {
    if (busy || !text.trim()) return;
    void run(async () => {
      if (byPhone) await api.call('POST', '/sandbox/messages', { channel, from: address, lineId: line.id, text });
      else await api.call('POST', `/conversations/${id}/messages`, { text });
      setText('');
      onWritten();
    });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  };
  const enter = (/** @type {KeyboardEvent} */ event) => {
    const isText = /** @type {HTMLElement} */ (event.target).localName === 'textarea';
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !isText) return;
    event.preventDefault();
    send();
  };
  return html`
    <form class="compose" onSubmit=${submit} onKeyDown=${enter}>
      <${TextBox} own rows=${2} label=${byPhone ? t('writeAsPhone', address) : t('writeAsYou')} value=${text}
        maxLength=${LONGEST[channel]} problem=${problem} onText=${setText} />
      <button class="primary" disabled=${busy || !text.trim()}>${t('send')}</button>
      <p class="hint">${t('enterSends')}</p>
    </form>`;
}
