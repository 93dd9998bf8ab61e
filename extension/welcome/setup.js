// @ts-check
// Role: what the first run asks for, and the settings that come of it.
// Must not: draw, send, or lose what the seller has set before.

/**
 * @typedef {import('../ui/types.d.ts').Settings} Settings
 * @typedef {{ welcomeEnabled: boolean, faqEnabled: boolean, timerEnabled: boolean, welcome: string, shipping: string, timer: string }} Setup
 */

const SHIPPING = 'shipping';
/** Of our own making, so that a seller who goes back changes the same message. */
const TIMER = 'timer_first';
const EVERY_MINUTES = 10;

/** @param {Settings} settings */
const shippingRule = ({ faqRules }) => faqRules.find(({ triggers }) => triggers.includes(SHIPPING));

/** @param {Settings} settings @param {string} timer what to begin with where no timed message is set @returns {Setup} */
export function setupOf(settings, timer) {
  const { welcomeEnabled, faqEnabled, timerEnabled, welcomeMessage } = settings;
  const text = settings.timerMessages[0]?.text ?? timer;
  return { welcomeEnabled, faqEnabled, timerEnabled, welcome: welcomeMessage, shipping: shippingRule(settings)?.reply ?? '', timer: text };
}

/** @param {Settings} settings @param {Setup} setup @returns {Partial<Settings>} */
export function patchOf(settings, { welcomeEnabled, faqEnabled, timerEnabled, welcome, shipping, timer }) {
  return {
    welcomeEnabled,
    faqEnabled,
    timerEnabled,
    ...(welcomeEnabled && { welcomeMessage: welcome }),
    ...(faqEnabled && { faqRules: withReply(settings, shipping) }),
    ...(timerEnabled && { timerMessages: withTimer(settings, timer) }),
  };
}

/** @param {Settings} settings @param {string} reply */
function withReply(settings, reply) {
  const rule = shippingRule(settings);
  if (rule) return settings.faqRules.map((held) => (held === rule ? { ...held, reply } : held));
  // The core fills in what a rule has besides.
  return [.../** @type {any[]} */ (settings.faqRules), { id: 'faq_shipping', triggers: [SHIPPING, 'ship', 'delivery'], reply }];
}

/** @param {Settings} settings @param {string} text */
function withTimer(settings, text) {
  const [first, ...others] = settings.timerMessages;
  return first ? [{ ...first, text }, ...others] : [/** @type {any} */ ({ id: TIMER, text, interval: EVERY_MINUTES })];
}

/** Which of the texts a field of the settings is. @param {string} [field] @returns {keyof Setup | ''} */
export function textOf(field = '') {
  if (field.startsWith('welcomeMessage')) return 'welcome';
  if (field.startsWith('faqRules')) return 'shipping';
  return field.startsWith('timerMessages') ? 'timer' : '';
}
