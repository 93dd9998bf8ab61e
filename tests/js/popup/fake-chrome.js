// @ts-check
// Role: runs in the page before the popup: the browser's extension calls, and a worker that obeys the settings it is sent.
// Must not: decide like the core; what it refuses and answers is told to it by the tests, through `window.fake`.

class FakePort {
  closed = false;
  /** @type {((update: any) => void)[]} */
  hear = [];
  /** @type {(() => void)[]} */
  gone = [];
  onMessage = { addListener: (/** @type {(update: any) => void} */ listener) => void this.hear.push(listener) };
  onDisconnect = { addListener: (/** @type {() => void} */ listener) => void this.gone.push(listener) };

  /** @param {FakeWorker} worker */
  constructor(worker) {
    this.worker = worker;
  }

  /** @param {any} message */
  postMessage(message) {
    if (this.closed) throw new Error('Attempting to use a disconnected port object');
    this.worker.sent.push(structuredClone(message));
    setTimeout(() => this.worker.obey(message));
  }

  /** @param {any} update */
  tell(update) {
    if (!this.closed) for (const listener of this.hear) listener(structuredClone(update));
  }

  kill() {
    this.closed = true;
    for (const listener of this.gone) listener();
  }
}

/** What the bot makes of a line that says nothing to it. */
const NOTHING = { ignored: false, blocked: null, alert: null, enters: false, command: null, rule: null, near: null };

class FakeWorker {
  /** @type {any[]} */
  sent = [];
  /** @type {FakePort[]} */
  ports = [];
  /** @type {Record<string, any>} outcomes by the type of the command, where it is not `done` */
  answers = {};
  /** @type {string | null} what it hands out as the proof */
  proof = null;
  /** The texts of the files it hands out, by what is in them; an empty one where it has none. @type {Record<string, string>} */
  files = {};
  /** What it makes of lines. @type {Record<string, any>} */
  trials = {};
  /** What a page is said to have reported. @type {any} */
  report = null;
  /** What the relay answers, by the type of the question; refusals among them. @type {Record<string, any>} */
  relay = { webhooks: { type: 'webhooks', webhooks: [], events: [] } };
  /** Whether it keeps silent, as one that is about to die. */
  mute = false;
  /** What a page that follows is told first. @type {any[]} */
  feed = [];
  /** The sites the person lets the extension into, as Chrome lists them. */
  origins = ['http://127.0.0.1/*', 'https://www.youtube.com/live_chat*', 'https://live.example.org/*'];
  /** The tab under the popup. @type {{ id: number, url?: string }[]} */
  tabs = [{ id: 7, url: 'https://live.example.org/room1?x=1' }];
  /** Whether the person allows what the popup asks for. */
  grant = false;

  /** @param {any} view @param {Record<string, any>} refuse refusals by the type of the command */
  constructor(view, refuse) {
    this.view = view;
    this.refuse = refuse;
  }

  connect() {
    const port = new FakePort(this);
    this.ports.push(port);
    if (this.view) setTimeout(() => port.tell({ type: 'view', view: this.view }));
    return port;
  }

  commands() {
    return this.sent.filter((message) => message.type === 'command').map((message) => message.command);
  }

  /** @param {any} change */
  show(change) {
    this.view = { ...this.view, ...change };
    this.ports.at(-1)?.tell({ type: 'view', view: this.view });
  }

  /** What pages that follow are told from now on. @param {any[]} items */
  say(items) {
    this.feed.push(...items);
    this.ports.at(-1)?.tell({ type: 'feed', items });
  }

  /** @param {any} message */
  obey({ type, id, command, what, line, ask }) {
    if (type === 'relay') this.ports.at(-1)?.tell({ type: 'relay', id, answer: this.relay[ask.type] ?? { type: 'done' } });
    if (type === 'try') this.ports.at(-1)?.tell({ type: 'trial', id, trial: { ...NOTHING, ...this.trials[line] } });
    if (type === 'export' && !this.mute) this.ports.at(-1)?.tell({ type: 'export', id, text: this.files[what] ?? '' });
    if (type === 'prove') this.ports.at(-1)?.tell({ type: 'proof', id, proof: this.proof });
    if (type === 'follow') this.ports.at(-1)?.tell({ type: 'feed', items: this.feed });
    if (type === 'check') this.ports.at(-1)?.tell({ type: 'report', id, report: this.report });
    if (type !== 'command' || this.mute) return;
    const refusal = this.refuse[command.type];
    const outcome = refusal ? { type: 'refused', ...refusal } : (this.answers[command.type] ?? { type: 'done' });
    const obeyed = command.type === 'change_settings' && !refusal;
    if (obeyed) this.show({ settings: { ...this.view.settings, ...command.patch } });
    this.ports.at(-1)?.tell({ type: 'reply', id, outcome });
  }
}

/** Called by the stage. @param {{ view: any, strings: Record<string, string>, refuse: Record<string, any>, files: Record<string, string> }} told */
function installFakeChrome({ view, strings, refuse, files }) {
  const fake = new FakeWorker(view, refuse);
  fake.files = files;
  const getMessage = (/** @type {string} */ key, /** @type {string[]} */ values = []) =>
    (strings[key] ?? '').replace(/\$(\d)/g, (_, place) => values[place - 1] ?? '');
  const request = async (/** @type {any} */ wanted) => {
    fake.sent.push({ type: 'permission', ...wanted });
    if (fake.grant) fake.origins.push(...wanted.origins);
    return fake.grant;
  };
  const getManifest = () => ({ version: '0.1.0', host_permissions: ['http://127.0.0.1/*'], content_scripts: [{ matches: ['https://www.youtube.com/live_chat*'] }] });
  const getAll = async () => ({ origins: fake.origins });
  const getURL = (/** @type {string} */ path) => `${location.origin}/${path}`;
  const runtime = { connect: () => fake.connect(), getManifest, getURL };
  const scripting = { executeScript: async (/** @type {any} */ told) => void fake.sent.push({ type: 'script', ...told }) };
  const create = async (/** @type {any} */ told) => void fake.sent.push({ type: 'tab', ...told });
  const tabs = { query: async () => fake.tabs, create };
  const sidePanel = { open: async (/** @type {any} */ where) => void fake.sent.push({ type: 'panel', ...where }) };
  const windows = { getCurrent: async () => ({ id: 3 }) };
  const chrome = { runtime, i18n: { getMessage }, permissions: { request, getAll }, scripting, tabs, sidePanel, windows };
  Object.assign(window, { fake, chrome });
}
