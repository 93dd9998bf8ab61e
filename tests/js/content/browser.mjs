// Role: opens a local page in headless Chromium with the real content scripts and a fake chrome.runtime, for the tests beside it.
// Must not: assert anything, or reach any network; every page is answered from here.
// @ts-check
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const root = new URL("../../../", import.meta.url);
export const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
export const adapterOf = (/** @type {string} */ id) => readJson(`extension/content/sites/${id}.json`);
/** Whatnot's adapter at a show's address, ready at once. */
export function whatnot() {
  const adapter = adapterOf("whatnot");
  adapter.observe.settleMs = 0;
  return { adapter, url: "http://localhost/de-DE/live/show-1" };
}
export const fixture = (/** @type {string} */ name) => readJson(`tests/fixtures/protocol/${name}.json`);

/** The content scripts in the order of the manifest. */
const sources = readJson("manifest.json").content_scripts[0].js.map((/** @type {string} */ path) => readFileSync(new URL(path, root), "utf8"));

/** Runs in the page: a worker that answers hello with an adapter, acks when told to, and records everything. */
function installFakeWorker(/** @type {any} */ { adapter, ack, quick, texts }) {
  const fake = (/** @type {any} */ (window).fake = { sent: [], ports: [], adapter, ack, quick, patience: 5000 });
  const answer = (/** @type {any} */ port, /** @type {any} */ message) => {
    if (message.type === "hello") port.deliver(fake.adapter ? { type: "adapter", adapter: fake.adapter, sending: fake.sending ?? true } : { type: "none" });
    if (message.type === "hello" && fake.quick) port.deliver({ type: "quick_replies", ...fake.quick });
    if (message.type === "start" || message.type === "picked") port.deliver(fake.pickerAnswers?.[message.type] ?? { type: message.type === "start" ? "welcome" : "kept" });
    if (message.type === "lines" && fake.ack) port.deliver({ type: "ack", upTo: message.first + message.lines.length - 1 });
  };
  const connect = () => {
    if (!chrome.runtime.id) throw new Error("Extension context invalidated.");
    /** @type {any} */
    const port = { closed: false, message: [], gone: [] };
    port.postMessage = (/** @type {any} */ message) => {
      if (port.closed) throw new Error("Attempting to use a disconnected port object");
      fake.sent.push({ ...structuredClone(message), port: fake.ports.indexOf(port), at: performance.now() });
      setTimeout(() => answer(port, message));
    };
    port.deliver = (/** @type {any} */ message) => port.closed || port.message.forEach((/** @type {any} */ listener) => listener(structuredClone(message)));
    port.disconnect = () => (port.closed = true);
    port.kill = () => ((port.closed = true), port.gone.forEach((/** @type {any} */ listener) => listener()));
    port.onMessage = { addListener: (/** @type {any} */ listener) => port.message.push(listener) };
    port.onDisconnect = { addListener: (/** @type {any} */ listener) => port.gone.push(listener) };
    fake.ports.push(port);
    return port;
  };
  /** @type {any} */ (window).chrome.runtime = { id: "test-extension", connect };
  const filled = (/** @type {string} */ name, /** @type {string[]} */ parts = []) => texts[name].message.replace(/\$(\d)/g, (/** @type {any} */ _, /** @type {any} */ n) => parts[n - 1]);
  /** @type {any} */ (window).chrome.i18n = { getMessage: filled };
  fake.tell = (/** @type {any} */ message) => fake.ports.at(-1).deliver(message);
  fake.say = (/** @type {any} */ order) => fake.ports.at(-1).deliver({ type: "say", patience: fake.patience, ...order });
}

/** @type {import("playwright-core").Browser} */
let browser;
export async function start() {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}
export const stop = () => browser.close();

/** Injects the content scripts, as the browser does at document_idle and again after an update. */
export async function inject(/** @type {import("playwright-core").Page} */ page) {
  for (const content of sources) await page.addScriptTag({ content });
}

/**
 * @param {string} html
 * @param {{ adapter?: any, url?: string, ack?: boolean, attach?: boolean, quick?: any, context?: any, before?: () => void }} [options]
 */
export async function open(html, options = {}) {
  const { url = "http://localhost/demo/main", context, before } = options;
  const page = await browser.newPage(context);
  if (before) await page.addInitScript(before);
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: `<!doctype html>${html}` }));
  await page.goto(url);
  return arrive(page, options);
}

/**
 * Puts the scripts and their worker into a page that was loaded just now.
 * @param {import("playwright-core").Page} page
 * @param {{ adapter?: any, ack?: boolean, attach?: boolean, quick?: any }} options
 */
export async function arrive(page, { adapter = adapterOf("demo"), ack = true, attach = true, quick }) {
  await page.evaluate(installFakeWorker, { adapter, ack, quick, texts: readJson("_locales/en/messages.json") });
  await inject(page);
  if (attach) await sent(page, "attached");
  return page;
}

/**
 * What the scripts sent so far, once `count` messages of the type are there.
 * @param {import("playwright-core").Page} page
 * @param {string} type
 * @param {number} [count]
 * @returns {Promise<any[]>}
 */
export async function sent(page, type, count = 1) {
  const wanted = { type, count };
  await page.waitForFunction((w) => /** @type {any} */ (window).fake.sent.filter((m) => m.type === w.type).length >= w.count, wanted, { timeout: 8000, polling: 10 });
  return soFar(page, type);
}

/** @returns {Promise<any[]>} */
export const soFar = (/** @type {any} */ page, /** @type {string} */ type) =>
  page.evaluate((/** @type {string} */ t) => /** @type {any} */ (window).fake.sent.filter((/** @type {any} */ m) => m.type === t), type);

/** All delivered rows, in order of their numbers, a number sent twice counting twice. */
export async function rows(/** @type {any} */ page, count = 0) {
  await page.waitForFunction((/** @type {number} */ n) => /** @type {any} */ (window).fake.sent.flatMap((/** @type {any} */ m) => m.lines ?? []).length >= n, count, { timeout: 8000, polling: 10 });
  return (await soFar(page, "lines")).flatMap((message) => message.lines);
}

/** The outcomes of one line once `count` of them are there. */
export async function outcomes(/** @type {any} */ page, /** @type {string} */ id, count = 1) {
  await page.waitForFunction((/** @type {any} */ w) => /** @type {any} */ (window).fake.sent.filter((/** @type {any} */ m) => m.type === "outcome" && m.id === w.id).length >= w.count, { id, count }, { timeout: 20_000, polling: 10 });
  return (await soFar(page, "outcome")).filter((message) => message.id === id);
}

export const say = (/** @type {any} */ page, /** @type {any} */ order) => page.evaluate((/** @type {any} */ o) => /** @type {any} */ (window).fake.say(o), order);
export const texts = (/** @type {{ text: string }[]} */ lines) => lines.map((line) => line.text);
export const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
