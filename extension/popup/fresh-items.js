// @ts-check
// Role: a rule, a timer and a command before anything is typed: what the core takes where nothing is said.
// Must not: hold words that a seller would have to remove.

/** @type {Omit<import('../ui/types.d.ts').FaqRule, 'id'>} */
export const NEW_RULE = {
  triggers: [],
  exclude: [],
  reply: '',
  variants: [],
  mode: 'word',
  caseSensitive: false,
  typos: true,
  cooldown: 0,
  viewerCooldown: 30_000,
  enabled: true,
};

/** @type {Omit<import('../ui/types.d.ts').TimerMessage, 'id'>} Every ten minutes keeps a busy chat readable; one line keeps a dead one silent. */
export const NEW_TIMER = { text: '', variants: [], interval: 10, minLines: 1, enabled: true };

/** @type {Omit<import('../ui/types.d.ts').ChatCommand, 'id'>} */
export const NEW_COMMAND = {
  name: '',
  aliases: [],
  reply: '',
  cooldown: 30_000,
  viewerCooldown: 0,
  roles: [],
  enabled: true,
};
