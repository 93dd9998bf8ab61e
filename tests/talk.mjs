// Role: a short conversation with a phone of the sandbox, for tests and pictures of the inbox. Must not: assert anything.
// @ts-check

const FROM = '+14155552671';

/** The phone has read all that it got. @param {import('./relay.mjs').Api} api @returns {Promise<string>} the conversation's id */
export async function talk(api) {
  const write = (/** @type {string} */ text) => api.call('POST', '/sandbox/messages', { channel: 'whatsapp', from: FROM, name: 'Ann', text });
  const { conversationId } = (await write('Hi! Is the blue jacket still there, and do you ship to Spain?')).body.data;
  const messages = `/conversations/${conversationId}/messages`;
  await api.call('POST', messages, { text: 'It is, in M and L. We ship to all of the EU, three to five days.' });
  const isThere = async () => (await api.call('GET', messages)).body.data.messages.some((/** @type {any} */ { status }) => status === 'delivered');
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 50));
  await api.call('POST', '/sandbox/read', { conversationId });
  await write('Great, M please');
  return conversationId;
}
