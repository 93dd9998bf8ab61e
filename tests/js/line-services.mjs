// Role: a BlueBubbles and a WAHA server for the dashboard's tests, with as much of each as connecting a line and one message need.
// Must not: assert anything, or do what the connectors' own tests do.
// @ts-check

import { createServer } from 'node:http';
import { once } from 'node:events';
import { createHmac } from 'node:crypto';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** @typedef {{ method: string, path: string, query: URLSearchParams, headers: import('node:http').IncomingHttpHeaders, body: any }} Asked */

/** A server that answers what `answer` returns: a status and a body, which is JSON unless it is bytes. */
class Service {
  url = '';
  #server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://service');
    const asked = { method: request.method ?? '', path: decodeURIComponent(pathname), query: searchParams, headers: request.headers, body: text ? JSON.parse(text) : null };
    const [status, body] = this.answer(asked);
    const bytes = Buffer.isBuffer(body);
    response.writeHead(status, { 'content-type': bytes ? 'image/png' : 'application/json' }).end(bytes ? body : JSON.stringify(body));
  });

  /** @param {Asked} _ @returns {[number, unknown]} */
  answer(_) {
    return [404, {}];
  }

  async start() {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export class BlueBubbles extends Service {
  password = 'apple pie';
  /** @type {{ id: number, url: string }[]} */
  webhooks = [];
  #next = 1;

  /** @param {Asked} asked @returns {[number, unknown]} */
  answer({ method, path, query, body }) {
    const data = (/** @type {unknown} */ data) => /** @type {[number, unknown]} */ ([200, { status: 200, message: 'Success', data }]);
    if (query.get('password') !== this.password) return [401, { status: 401, message: 'You are not authorized', error: { type: 'Authentication Error', message: 'Invalid password' } }];
    if (path === '/api/v1/server/info') return data({ server_version: '1.9.9', os_version: '14.5' });
    if (path === '/api/v1/message/query') return data([]);
    if (path === '/api/v1/webhook' && method === 'GET') return data(this.webhooks);
    if (path === '/api/v1/webhook') {
      this.webhooks.push({ id: this.#next++, url: body.url });
      return data(this.webhooks.at(-1));
    }
    this.webhooks = this.webhooks.filter(({ id }) => path !== `/api/v1/webhook/${id}`);
    return data(null);
  }

  /** Somebody writes. @param {string} from @param {string} text */
  async hears(from, text) {
    const data = {
      guid: crypto.randomUUID(), text, isFromMe: false, error: 0, dateCreated: Date.now(), attachments: [],
      handle: { address: from, service: 'iMessage' }, chats: [{ guid: `iMessage;-;${from}`, chatIdentifier: from, style: 45 }],
    };
    const body = JSON.stringify({ type: 'new-message', data });
    return (await fetch(this.webhooks[0].url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
  }
}

export class Waha extends Service {
  key = 'whale song';
  /** @type {{ name: string, status: string, config: any } | null} */
  session = null;

  /** @param {Asked} asked @returns {[number, unknown]} */
  answer({ method, path, query, headers, body }) {
    if (headers['x-api-key'] !== this.key) return [401, { message: 'Unauthorized', statusCode: 401 }];
    if (path === '/api/sessions' && method === 'POST') {
      this.session = { name: body.name, status: 'SCAN_QR_CODE', config: body.config };
      return [201, this.session];
    }
    if (!this.session || !path.includes(this.session.name)) return [404, { message: 'Session not found', statusCode: 404 }];
    if (path.endsWith('/auth/qr')) return query.get('format') === 'raw' ? [200, { value: '2@abc' }] : [200, Buffer.from(PNG, 'base64')];
    if (method === 'PUT') this.session.config = body.config;
    return [200, this.session];
  }

  /** The phone scans the code. */
  async scanned() {
    if (!this.session) throw new Error('there is no session');
    this.session.status = 'WORKING';
    const [{ url, hmac }] = this.session.config.webhooks;
    const event = { id: `evt_${crypto.randomUUID()}`, timestamp: Date.now(), event: 'session.status', session: this.session.name, payload: { name: this.session.name, status: 'WORKING' } };
    const body = JSON.stringify(event);
    const signature = createHmac('sha512', hmac.key).update(body).digest('hex');
    const signed = { 'content-type': 'application/json', 'x-webhook-hmac': signature, 'x-webhook-hmac-algorithm': 'sha512', 'x-webhook-timestamp': String(Date.now()) };
    return (await fetch(url, { method: 'POST', headers: signed, body })).status;
  }
}
