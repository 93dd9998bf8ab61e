// Role: the dashboard's inbox and lines on the real relay: the operator is the phone of a sandbox, and what either end writes
// appears by itself. Must not: test what the API's own tests know.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, go, signedIn, start, stop } from './dashboard-stage.mjs';

before(start);
after(stop);

/** @typedef {import('./dashboard-stage.mjs').Page} Page */

/** @param {string} from @param {string} text @param {object} [more] */
async function phoned(from, text, more = {}) {
  const { status, body } = await api.call('POST', '/sandbox/messages', { channel: 'imessage', from, text, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  return body.data;
}

/** @param {Page} page */
const log = (page) => page.getByRole('log');
/** @param {Page} page @param {string | RegExp} name */
const opened = (page, name) => page.getByRole('region', { name: 'Conversations' }).getByRole('button', { name });

test('a phone of the sandbox is in the operator’s hand: it begins, is answered, answers by Enter, and has read', async () => {
  const page = await signedIn();
  await go(page, 'Inbox');
  await page.getByText('Nobody has written yet.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.textContent === 'New conversation');
  await page.getByRole('textbox', { name: 'Phone number' }).fill('555');
  await page.getByRole('textbox', { name: 'Message' }).fill('Do you ship <b>abroad</b>?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').filter({ hasText: 'The phone number must be in E.164 format' }).waitFor();
  await page.getByRole('textbox', { name: 'Phone number' }).fill('+1 415 555 2671');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ann');
  await page.getByRole('button', { name: 'Send' }).click();
  await log(page).getByText('Do you ship <b>abroad</b>?').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Ann');
  const [conversation] = (await api.call('GET', '/conversations')).body.data.conversations;
  await api.call('POST', `/conversations/${conversation.id}/messages`, { text: 'We do!' });
  const answer = log(page).getByRole('listitem').filter({ hasText: 'We do!' });
  await answer.getByText('delivered', { exact: true }).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Mark as read on the phone' }).click();
  await answer.getByText('read', { exact: true }).waitFor({ state: 'attached' });
  const box = page.getByRole('textbox', { name: 'Write to yourself as the phone +14155552671' });
  await box.fill('Lovely');
  await box.press('Shift+Enter');
  await box.pressSequentially('thanks');
  await box.press('Enter');
  await log(page).getByText('Lovely\nthanks').waitFor();
  assert.equal(await box.inputValue(), '');
  await opened(page, /Ann.*Lovely/s).waitFor();
  assert.deepEqual(page.faults, []);
});

test('conversations come up by themselves, the latest first, and hundreds of messages can be read back', async () => {
  for (let n = 0; n < 130; n += 1) await phoned('+14155552680', `line ${n}`, { name: 'Talker' });
  await phoned('+14155552681', 'quiet', { name: 'Quiet' });
  const page = await signedIn();
  await go(page, 'Inbox');
  await opened(page, /Talker/).click();
  await log(page).getByText('line 129', { exact: true }).waitFor();
  const atEnd = () => log(page).evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 4);
  assert.ok(await atEnd(), 'the newest is in view');
  const count = () => log(page).getByRole('listitem').count();
  assert.equal(await count(), 50);
  await page.getByRole('button', { name: 'Show older messages' }).click();
  await log(page).getByText('line 30', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show older messages' }).click();
  await log(page).getByText('line 0', { exact: true }).waitFor();
  assert.equal(await count(), 130);
  await log(page).evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await phoned('+14155552680', 'the end');
  await log(page).getByText('the end').waitFor();
  assert.ok(await atEnd(), 'what comes is in view too');
  assert.equal(await count(), 131, 'nothing twice');
  const first = page.getByRole('region', { name: 'Conversations' }).getByRole('listitem').first();
  await first.getByText('Talker').waitFor();
  await phoned('+14155552681', 'not so quiet');
  await first.getByText('not so quiet').waitFor();
  assert.equal(await opened(page, /Talker/).getAttribute('aria-current'), 'true', 'what is open stays open');
  assert.deepEqual(page.faults, []);
});

test('over a real line the seller writes, what failed says why, and files are linked to, not loaded', async () => {
  const message = {
    id: 'msg_1', conversationId: 'cnv_1', direction: 'inbound', type: 'image', content: 'https://files.example/a.jpg', caption: 'Like this?',
    status: 'received', problem: null, sentAt: '2025-01-24T10:30:00Z', deliveredAt: null, readAt: null,
  };
  const failed = { ...message, id: 'msg_2', direction: 'outbound', type: 'text', content: 'Yes', caption: null, status: 'failed', problem: 'The line was removed before it was sent' };
  const conversation = {
    id: 'cnv_1', channel: 'whatsapp', address: '+14155552671', name: '', createdAt: message.sentAt, lastInboundAt: message.sentAt,
    line: { id: 'wha_1', name: 'Shop', connector: 'cloud', state: 'disconnected' }, lastMessage: failed,
  };
  const page = await signedIn();
  const asked = /** @type {string[]} */ ([]);
  page.on('request', (request) => request.url().includes('files.example') && asked.push(request.url()));
  const written = /** @type {any[]} */ ([]);
  await page.route('**/api/v1/conversations', (route) => route.fulfill({ json: { success: true, data: { conversations: [conversation], nextCursor: null } } }));
  await page.route('**/api/v1/conversations/cnv_1', (route) => route.fulfill({ json: { success: true, data: conversation } }));
  await page.route('**/api/v1/conversations/cnv_1/messages', (route) => {
    if (route.request().method() === 'POST') written.push(route.request().postDataJSON());
    const data = route.request().method() === 'POST' ? message : { messages: [failed, message], nextCursor: null };
    return route.fulfill({ json: { success: true, data } });
  });
  await go(page, 'Inbox');
  await opened(page, /\+14155552671/).click();
  const link = log(page).getByRole('link', { name: 'Picture' });
  assert.deepEqual([await link.getAttribute('href'), await link.getAttribute('rel')], ['https://files.example/a.jpg', 'noreferrer noopener']);
  await log(page).getByText('The line was removed before it was sent').waitFor();
  await page.getByRole('region', { name: '+14155552671' }).getByText('Away', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Mark as read on the phone' }).count(), 0, 'that phone is in nobody’s hand');
  await page.getByRole('textbox', { name: 'Write' }).fill('Again');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForFunction(() => !document.querySelector('textarea')?.value);
  assert.deepEqual([written, asked], [[{ text: 'Again' }], []]);
  if (process.env.DASHBOARD_SHOTS) await page.screenshot({ path: `${process.env.DASHBOARD_SHOTS}/real-line.png` });
  assert.deepEqual(page.faults, []);
});

test('on a narrow screen the list and a conversation take turns', async () => {
  await phoned('+14155552690', 'hi', { name: 'Narrow' });
  const page = await signedIn({ viewport: { width: 360, height: 700 } });
  await go(page, 'Inbox');
  await opened(page, /Narrow/).click();
  await log(page).getByText('hi', { exact: true }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'Conversations' }).isVisible(), false);
  await page.getByRole('button', { name: 'All conversations' }).click();
  await opened(page, /Narrow/).waitFor();
  assert.deepEqual(page.faults, []);
});

test('a sandbox is added and removed; its conversation stays, and nothing more is written there', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  await page.getByRole('combobox', { name: 'Channel' }).selectOption('whatsapp');
  await page.getByRole('button', { name: 'Add a sandbox' }).click();
  const line = page.getByRole('region', { name: 'Connected lines' }).getByRole('listitem').filter({ hasText: 'WhatsApp' });
  await line.getByText('Connected', { exact: true }).waitFor();
  await phoned('+14155552695', 'bye', { channel: 'whatsapp', name: 'Leaver' });
  await line.getByRole('button', { name: 'Remove Sandbox' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await line.waitFor({ state: 'detached' });
  await go(page, 'Inbox');
  await opened(page, /Leaver/).click();
  await page.getByText('nothing more can be written here', { exact: false }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'Leaver' }).getByRole('textbox').count(), 0);
  assert.deepEqual(page.faults, []);
});

test('a model is set, its key never shown again, and removed', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  const card = page.getByRole('region', { name: 'Written answers' });
  await card.getByText('The relay itself, from the rules of the active account.').waitFor();
  await card.getByRole('textbox', { name: 'Model' }).fill('llama3.2');
  await card.getByRole('combobox', { name: 'What the model speaks' }).selectOption('anthropic');
  assert.equal(await card.getByRole('textbox', { name: 'Address of the service' }).inputValue(), 'https://api.anthropic.com');
  await card.getByRole('button', { name: 'Use this model' }).click();
  await card.getByRole('alert').filter({ hasText: 'This service asks for a key' }).waitFor();
  await card.getByLabel('Key', { exact: true }).fill('sk-hidden');
  assert.equal(await card.getByLabel('Key', { exact: true }).getAttribute('type'), 'password');
  await card.getByRole('button', { name: 'Use this model' }).click();
  await card.getByText('with a key').waitFor();
  assert.ok(!(await page.content()).includes('sk-hidden'));
  await page.reload();
  await card.getByText('with a key').waitFor();
  assert.ok(!(await page.content()).includes('sk-hidden'));
  await card.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await card.getByText('The relay itself, from the rules of the active account.').waitFor();
  assert.deepEqual(page.faults, []);
});
