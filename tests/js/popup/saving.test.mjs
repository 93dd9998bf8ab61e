// @ts-check
// Role: what is typed into the settings reaches the worker once, errors come back to their field, and views do not disturb.
// Must not: test the rules of edits, which edits.test.mjs does without a browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commands, openPopup, openTab, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const PAST_DEBOUNCE_MS = 900;
const welcome = (/** @type {Page} */ page) => page.getByRole('textbox', { name: 'Welcome message' });
const saved = (/** @type {Page} */ page) => page.getByText('Saved', { exact: true }).waitFor();
const refuse = (/** @type {Page} */ page, /** @type {object} */ refusal) =>
  page.evaluate((wanted) => (/** @type {any} */ (window).fake.refuse.change_settings = wanted), refusal);
const patches = async (/** @type {Page} */ page) => (await commands(page)).map((command) => command.patch);

test('typing is saved once, as one patch, after a pause', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await welcome(page).fill('');
  await welcome(page).pressSequentially('Hi {username}', { delay: 30 });
  assert.deepEqual(await commands(page), []);
  await saved(page);
  await welcome(page).blur();
  await page.waitForTimeout(PAST_DEBOUNCE_MS);
  assert.deepEqual(await patches(page), [{ welcomeMessage: 'Hi {username}' }]);
});

test('leaving a field, or the popup, saves at once', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await page.getByRole('spinbutton', { name: 'Welcome delay in seconds' }).fill('4.5');
  await page.keyboard.press('Tab');
  assert.deepEqual(await patches(page), [{ welcomeDelay: 4500 }]);
  await welcome(page).fill('Bye');
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  assert.deepEqual((await patches(page)).at(-1), { welcomeMessage: 'Bye' });
});

test('a field being edited is not overwritten by a view, any other is', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await welcome(page).pressSequentially('!!');
  await saved(page);
  await welcome(page).press('ArrowLeft');
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.show({ settings: { ...fake.view.settings, welcomeMessage: 'from the API', welcomeDelay: 9000 } });
  });
  const delay = page.getByRole('spinbutton', { name: 'Welcome delay in seconds' });
  await page.waitForFunction((box) => /** @type {HTMLInputElement} */ (box).value === '9', await delay.elementHandle());
  assert.equal(await welcome(page).inputValue(), 'Welcome to the stream, {username}!!!');
  await welcome(page).blur();
  assert.equal(await welcome(page).inputValue(), 'from the API');
});

test('a refusal stands at its field, keeps the text, and goes once corrected', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await refuse(page, { code: 'VALIDATION_ERROR', field: 'welcomeMessage', message: 'welcomeMessage must not be empty' });
  await welcome(page).fill('');
  await page.getByText('Must not be empty').waitFor();
  assert.equal(await welcome(page).getAttribute('aria-invalid'), 'true');
  const described = await welcome(page).evaluate((box) =>
    (box.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
  assert.match(described, /Must not be empty/);
  await refuse(page, /** @type {any} */ (null));
  await welcome(page).fill('Hello');
  await saved(page);
  assert.equal(await welcome(page).getAttribute('aria-invalid'), null);
});

test('a number out of range is told at the field and never sent', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  const delay = page.getByRole('spinbutton', { name: 'Welcome delay in seconds' });
  await delay.fill('601');
  await page.getByText('Enter a number from 0 to 600').waitFor();
  await page.waitForTimeout(PAST_DEBOUNCE_MS);
  assert.deepEqual(await commands(page), []);
});

test('a rule is edited in place, and a comma being typed stays', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: /shipping, ship/ }).click();
  const triggers = page.getByRole('textbox', { name: 'Triggers (comma separated)' });
  await triggers.press('End');
  await triggers.pressSequentially(', ');
  await page.evaluate(() => /** @type {any} */ (window).fake.show({}));
  await triggers.pressSequentially('parcel');
  await saved(page);
  assert.deepEqual((await patches(page)).at(-1).faqRules[0].triggers, ['shipping', 'ship', 'parcel']);
  await page.getByRole('combobox', { name: 'Match' }).selectOption('Anywhere');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.view.settings.faqRules[0].mode === 'contains');
});

test('a new rule is saved whole, at the end', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const form = page.getByRole('group', { name: 'New rule' });
  await form.getByRole('textbox', { name: 'Triggers (comma separated)' }).fill('returns, return');
  await form.getByRole('textbox', { name: 'Reply' }).fill('Within 30 days.');
  await form.getByRole('button', { name: 'Save rule' }).click();
  await page.getByRole('group', { name: 'Rule 4' }).waitFor();
  const [{ faqRules }] = await patches(page);
  const { id, ...made } = faqRules[3];
  assert.match(id, /^[\w-]{1,64}$/);
  assert.deepEqual(made, {
    triggers: ['returns', 'return'], exclude: [], reply: 'Within 30 days.', variants: [], mode: 'word', caseSensitive: false,
    typos: true, cooldown: 0, viewerCooldown: 30_000, enabled: true,
  });
  assert.equal(await form.count(), 0);
});

test('a new rule that is refused keeps its form and says why there', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await refuse(page, { code: 'VALIDATION_ERROR', field: 'faqRules[3].reply', message: 'faqRules[3].reply must not be empty' });
  await page.getByRole('button', { name: 'Add rule' }).click();
  const form = page.getByRole('group', { name: 'New rule' });
  await form.getByRole('textbox', { name: 'Triggers (comma separated)' }).fill('returns');
  await form.getByRole('button', { name: 'Save rule' }).click();
  await form.getByText('Must not be empty').waitFor();
  assert.equal(await form.getByRole('textbox', { name: 'Reply' }).getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByRole('group', { name: 'Rule 4' }).count(), 0);
});

test('a removed timer comes back by Undo, at its place', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await page.getByRole('button', { name: /Follow the channel/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Timer removed').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /Follow the channel/ }).waitFor();
  await saved(page);
  const sent = (await patches(page)).map(({ timerMessages }) => timerMessages.map((/** @type {any} */ timer) => timer.id));
  assert.deepEqual(sent, [['timer_2'], ['timer_1', 'timer_2']]);
});

test('rules change places, and the button keeps the focus', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: /shipping, ship/ }).click();
  await page.getByRole('button', { name: 'Move down' }).click();
  await page.getByRole('group', { name: 'Rule 2' }).getByText('shipping, ship').waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Move down');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Rule 3' }).getByText('shipping, ship').waitFor();
});

test('edits cut off by a restart stay, are reported, and go out when asked', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await page.evaluate(() => (/** @type {any} */ (window).fake.mute = true));
  await welcome(page).fill('Hello');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.commands().length === 1);
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.mute = false;
    fake.ports.at(-1).kill();
  });
  await page.getByText('BuzzChat restarted, please try again').waitFor();
  await page.waitForFunction(() => /** @type {any} */ (window).fake.ports.length === 2);
  assert.equal(await welcome(page).inputValue(), 'Hello');
  await page.getByRole('button', { name: 'Try again' }).click();
  await saved(page);
  assert.equal((await commands(page)).length, 2);
});

test('what few rules need is behind More, and saved like the rest', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: /shipping, ship/ }).click();
  const rule = page.getByRole('group', { name: 'Rule 1' });
  const exclude = rule.getByRole('textbox', { name: 'Not when the line holds (comma separated)' });
  assert.equal(await exclude.isVisible(), false);
  await rule.getByText('More', { exact: true }).click();
  await exclude.fill('free, never');
  await rule.getByRole('textbox', { name: 'Other replies (one per line)' }).fill('Three days.\n\nUp to five days.');
  await rule.getByRole('spinbutton', { name: 'Rest after a reply, seconds' }).fill('1.5');
  await rule.getByRole('combobox', { name: 'Match' }).selectOption('Phrase');
  await saved(page);
  const { faqRules: [kept] } = (await patches(page)).at(-1);
  assert.deepEqual([kept.exclude, kept.variants, kept.cooldown, kept.mode], [['free', 'never'], ['Three days.', 'Up to five days.'], 1500, 'phrase']);
});

test('what is wrong behind More unfolds it, and it stays open once put right', async () => {
  const page = await openPopup();
  await openTab(page, 'FAQ');
  await page.getByRole('button', { name: /shipping, ship/ }).click();
  const rule = page.getByRole('group', { name: 'Rule 1' });
  await rule.getByText('More', { exact: true }).click();
  await refuse(page, { code: 'VALIDATION_ERROR', field: 'faqRules[0].variants[0]', message: 'faqRules[0].variants[0] must not begin with "/"' });
  const variants = rule.getByRole('textbox', { name: 'Other replies (one per line)' });
  await variants.fill('/ban');
  await openTab(page, 'Home');
  await openTab(page, 'FAQ');
  await rule.getByText('Must not begin with "/"').waitFor();
  assert.equal(await variants.getAttribute('aria-invalid'), 'true');
  await refuse(page, /** @type {any} */ (null));
  await variants.fill('Soon');
  await saved(page);
  assert.equal(await variants.isVisible(), true);
});

test('a command is written with its mark or without', async () => {
  const page = await openPopup();
  await openTab(page, 'Commands');
  await page.getByRole('button', { name: 'Add command' }).click();
  const form = page.getByRole('group', { name: 'New command' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('!hours');
  await form.getByRole('textbox', { name: 'Reply' }).fill('Every Friday at 8.');
  await form.getByText('More', { exact: true }).click();
  await form.getByRole('combobox', { name: 'Who may use it' }).selectOption('Moderators');
  await form.getByRole('button', { name: 'Save command' }).click();
  await page.getByRole('button', { name: /!hours/ }).waitFor();
  const { id, ...made } = (await patches(page))[0].commands[2];
  assert.match(id, /^[\w-]{1,64}$/);
  assert.deepEqual(made, {
    name: 'hours', aliases: [], reply: 'Every Friday at 8.', cooldown: 30_000, viewerCooldown: 0,
    roles: ['host', 'cohost', 'moderator', 'staff'], enabled: true,
  });
});

test('roles that the list does not offer are shown and left alone', async () => {
  const page = await openPopup();
  await openTab(page, 'Commands');
  await page.getByRole('button', { name: /!vault/ }).click();
  const command = page.getByRole('group', { name: 'Command 2' });
  await command.getByText('More', { exact: true }).click();
  const audience = command.getByRole('combobox', { name: 'Who may use it' });
  assert.equal(await audience.locator('option:checked').textContent(), 'Only: vip');
  await command.getByRole('textbox', { name: 'Reply' }).fill('Soon.');
  await saved(page);
  assert.deepEqual((await patches(page)).at(-1).commands[1].roles, ['vip']);
});

test('blocked words and alerts are lists of words', async () => {
  const page = await openPopup();
  await openTab(page, 'Moderation');
  await page.getByRole('textbox', { name: 'Blocked words (comma separated)' }).fill('scam,, bot farm ,');
  await page.getByRole('textbox', { name: 'Words to watch for (comma separated)' }).fill('refund');
  await page.getByRole('switch', { name: 'Watch for words' }).click();
  await saved(page);
  const settings = Object.assign({}, ...(await patches(page)));
  assert.deepEqual(settings, { blockedWords: ['scam', 'bot farm'], alertKeywords: ['refund'], alertsEnabled: true });
});

test('quick replies are written, numbered by their keys, and nine at most', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  const section = page.getByRole('region', { name: 'Quick replies' });
  for (let n = 5; n <= 9; n += 1) {
    await section.getByRole('button', { name: 'Add quick reply' }).click();
    await section.getByRole('group', { name: 'New quick reply' }).getByRole('textbox', { name: 'What is sent' }).fill(`Line ${n}`);
    await page.keyboard.press('Enter');
    await section.getByRole('button', { name: `Line ${n} Key ${n}` }).waitFor();
  }
  assert.equal(await section.getByRole('button', { name: 'Add quick reply' }).count(), 0);
  assert.equal(await section.getByRole('switch').count(), 1, 'a reply needs no switch of its own');
  await section.getByRole('button', { name: 'Line 9 Key 9' }).click();
  await section.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Quick reply removed').waitFor();
  assert.equal((await patches(page)).at(-1).quickReplies.length, 8);
  await page.getByRole('button', { name: 'Undo' }).click();
  await section.getByRole('button', { name: 'Line 9 Key 9' }).waitFor();
});
