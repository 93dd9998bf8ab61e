// @ts-check
// Role: the port to the worker: connects, reconnects, keeps rows until they are acked and sends them again to a new worker.
// Must not: interpret rows or orders, or grow without bound while no worker answers.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const FIRST_RETRY_MS = 100;
  const LAST_RETRY_MS = 5000;
  const BEAT_MS = 25_000;
  /** Messages with rows follow each other no closer than this: a message costs the page as much as many rows. */
  const GAP_MS = 30;
  const LINES_PER_MESSAGE = 500;
  const LINES_KEPT = 20_000;
  /** The oldest rows are dropped in blocks, because each drop moves the whole array. */
  const DROPPED_AT_ONCE = 1000;

  class Channel {
    /**
     * @param {{ hello(next: number): PageMessage, connected(): void, message(message: WorkerMessage): void, orphaned(): void }} host
     */
    constructor(host) {
      this.host = host;
      /** @type {PagePort | null} */
      this.port = null;
      /** Whether this page has something to say; a page without a chat lets the worker sleep. */
      this.wanted = false;
      this.retryMs = FIRST_RETRY_MS;
      this.retryTimer = 0;
      this.beatTimer = 0;
      /** @type {ChatLine[]} rows not acked yet; the first one has the number `first` */
      this.lines = [];
      this.first = 1;
      /** Number of the next row to put on the current port. */
      this.unsent = 1;
      /** Rows let go before they were acked: lost for good if the worker that got them dies before it acks them. */
      this.forgotten = 0;
      /** Rows no worker ever got, as far as anyone can know. */
      this.dropped = 0;
      /** Whether a turn of sending is coming. */
      this.flushing = false;
      this.sentAt = -Infinity;
      this.onPageShow = (/** @type {PageTransitionEvent} */ event) => event.persisted && this.reopen();
      this.onPageHide = () => this.flush();
      addEventListener("pageshow", this.onPageShow);
      addEventListener("pagehide", this.onPageHide);
    }

    /** An extension that was updated or removed leaves this script without an id. */
    static alive() {
      return !!globalThis.chrome?.runtime?.id;
    }

    /** @param {boolean} wanted */
    want(wanted) {
      this.wanted = wanted;
      clearInterval(this.beatTimer);
      this.beatTimer = wanted ? setInterval(() => this.post({ type: "beat" }), BEAT_MS) : 0;
      if (wanted && !this.port && !this.retryTimer) this.connect();
    }

    connect() {
      this.retryTimer = 0;
      if (!Channel.alive()) return this.host.orphaned();
      try {
        this.port = chrome.runtime.connect({ name: "page" });
      } catch {
        return this.retry();
      }
      const { port } = this;
      port.onMessage.addListener((message) => port === this.port && this.receive(message));
      port.onDisconnect.addListener(() => port === this.port && this.disconnected());
      const next = this.first + this.lines.length;
      // The new worker learns who we are before it gets the rows its predecessor did not ack.
      this.unsent = next;
      this.dropped += this.forgotten;
      this.forgotten = 0;
      this.post(this.host.hello(next));
      this.host.connected();
      this.unsent = this.first;
      this.flush();
    }

    /** @param {WorkerMessage} message */
    receive(message) {
      this.retryMs = FIRST_RETRY_MS;
      if (message.type === "ack") this.ack(message.upTo);
      else this.host.message(message);
    }

    disconnected() {
      // Reading it keeps the browser from reporting an unchecked error; the reason does not change what to do.
      void globalThis.chrome?.runtime?.lastError;
      this.port = null;
      if (!Channel.alive()) this.host.orphaned();
      else if (this.wanted) this.retry();
    }

    retry() {
      if (this.retryTimer) return;
      this.retryTimer = setTimeout(() => this.connect(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    }

    /** A page back from the back/forward cache holds a port that is closed without a disconnect event. */
    reopen() {
      this.drop();
      if (this.wanted) this.connect();
    }

    drop() {
      clearTimeout(this.retryTimer);
      this.retryTimer = 0;
      const { port } = this;
      this.port = null;
      try {
        port?.disconnect();
      } catch {
        // A port of an updated extension cannot even be closed; it is gone already.
      }
    }

    /**
     * Rows go before whatever was found out from them.
     * @param {PageMessage} message
     * @returns {boolean} whether there was a worker to take it
     */
    post(message) {
      if (message.type !== "hello" && message.type !== "lines") this.flush();
      try {
        this.port?.postMessage(message);
      } catch {
        this.disconnected();
      }
      return this.port !== null;
    }

    /** @param {ChatLine} line */
    push(line) {
      this.lines.push(line);
      if (this.first + this.lines.length - this.unsent >= LINES_PER_MESSAGE) this.flush();
      if (this.lines.length > LINES_KEPT) this.forget(DROPPED_AT_ONCE);
      if (this.flushing) return;
      this.flushing = true;
      const send = () => {
        this.flushing = false;
        this.flush();
      };
      const wait = document.visibilityState === "visible" ? this.sentAt + GAP_MS - performance.now() : 0;
      // Everything one burst of mutations brings goes in one message. A hidden page's timers may come a minute late.
      if (wait > 0) setTimeout(send, wait);
      else queueMicrotask(send);
    }

    /** @param {number} count */
    forget(count) {
      this.lines.splice(0, count);
      this.first += count;
      this.unsent = Math.max(this.unsent, this.first);
      this.forgotten += count;
    }

    flush() {
      const end = this.first + this.lines.length;
      while (this.port && this.unsent < end) {
        const first = this.unsent;
        const lines = this.lines.slice(first - this.first, first - this.first + LINES_PER_MESSAGE);
        this.unsent += lines.length;
        this.sentAt = performance.now();
        this.post({ type: "lines", first, lines });
      }
    }

    /** @param {number} upTo */
    ack(upTo) {
      if (upTo >= this.first) this.forgotten = 0;
      const count = Math.min(Math.max(upTo - this.first + 1, 0), this.unsent - this.first);
      this.lines.splice(0, count);
      this.first += count;
      this.unsent = Math.max(this.unsent, this.first);
    }

    /** What a newer copy of this script needs so that no row is lost and none counted twice: those not acked, numbered. */
    handOver() {
      return { first: this.first, lines: this.lines };
    }

    /** @param {{ first: number, lines: ChatLine[] }} rows from an older copy */
    takeOver({ first, lines }) {
      this.first = this.unsent = first;
      this.lines = lines.slice(-LINES_KEPT);
    }

    close() {
      this.want(false);
      this.drop();
      removeEventListener("pageshow", this.onPageShow);
      removeEventListener("pagehide", this.onPageHide);
    }
  }

  shared.Channel = Channel;
})();
