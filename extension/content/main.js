// @ts-check
// Role: wires reader, writer and channel for this document: asks the worker for the adapter, follows the route, reports
// health, and makes sure that one copy of this script rules the page.
// Must not: read rows, type, or know a site by name; those are the reader's, the writer's and the adapter's.
(() => {
  const { page, report, route, Channel, Ledger, Quick, Reader, Tapped, Writer } = (globalThis.buzzchat ??= {});

  const DEFAULT_WATCHDOG_MS = 1000;
  const DEFAULT_ECHO_MS = 10_000;
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

  class PageScript {
    constructor() {
      /** @type {string} */
      this.id = crypto.randomUUID();
      this.eventName = `buzzchat:${chrome.runtime.id}`;
      this.ledger = new Ledger((/** @type {PageMessage} */ outcome) => {
        this.channel.post(outcome);
        this.quick.settled(outcome);
      });
      this.channel = new Channel({
        hello: (/** @type {number} */ next) => this.hello(next),
        connected: () => this.announce(),
        message: (/** @type {WorkerMessage} */ message) => this.receive(message),
        orphaned: () => this.stop(),
      });
      this.quick = new Quick((/** @type {string} */ id) => this.channel.post({ type: "quick", id }));
      /** @type {Plan | null} */
      this.plan = null;
      /** @type {string | null} the channel read now */
      this.live = null;
      this.attached = false;
      /** @type {{ site: string, channel: string, reader: ReaderMemory } | null} what was read here until a copy stopped */
      this.memory = null;
      this.lastHealth = "";
      /** Whether the seller lets lines be typed on this site. */
      this.sending = true;
      /** The adapter as the worker last sent it. */
      this.told = "";
      /** Where the page was when it was last looked at. */
      this.address = "";
      this.timer = 0;
      this.shown = false;
      this.onVisible = () => {
        this.shown ||= document.visibilityState === "visible";
        this.reportHealth();
      };
    }

    start() {
      this.claim();
      document.addEventListener("visibilitychange", this.onVisible);
      this.onVisible();
      this.channel.want(true);
    }

    /**
     * A newer copy dispatches the claim; the older one answers with what it typed and stops. It keeps listening even when
     * an update has orphaned it, because the new copy comes only after that.
     */
    claim() {
      const absorb = (/** @type {Event} */ event) => {
        try {
          this.takeOver(JSON.parse(/** @type {CustomEvent} */ (event).detail));
        } catch {
          // Only the page itself could have sent something unreadable here.
        }
      };
      document.addEventListener(`${this.eventName}:typed`, absorb);
      document.dispatchEvent(new CustomEvent(this.eventName));
      document.removeEventListener(`${this.eventName}:typed`, absorb);
      document.addEventListener(this.eventName, () => this.yield(), { once: true });
    }

    yield() {
      this.stop();
      const { id, memory } = this;
      const detail = JSON.stringify({ id, memory, ledger: this.ledger.handOver(), rows: this.channel.handOver() });
      document.dispatchEvent(new CustomEvent(`${this.eventName}:typed`, { detail }));
    }

    /**
     * The document keeps its id and the numbers of its rows, so that the worker knows what it has. All of it crossed the
     * page, which could as well have shown it in its chat.
     * @param {{ id: string, memory: any, ledger: string, rows: any }} older
     */
    takeOver({ id, memory, ledger, rows }) {
      this.ledger.takeOver(ledger);
      if (!UUID.test(id) || !Number.isSafeInteger(rows.first) || !Array.isArray(rows.lines)) return;
      this.id = id;
      this.channel.takeOver(rows);
      this.memory = memory;
    }

    /** @param {number} next */
    hello(next) {
      return { type: "hello", page: this.id, url: location.href, topUrl: route.topUrl(), next, typed: this.ledger.list() };
    }

    /** Tells a new worker the state it cannot know. */
    announce() {
      this.lastHealth = "";
      if (this.attached) this.postAttached();
      if (this.writer?.seller.active) this.channel.post({ type: "typing", active: true });
      this.reportHealth();
    }

    /** @param {WorkerMessage} message */
    receive(message) {
      if (message.type === "adapter") this.configure(message.adapter, message.sending);
      if (message.type === "none") this.stop();
      if (message.type === "check") this.report(message.id);
      if (message.type === "quick_replies") this.quick.tell(message);
      if (message.type !== "say") return;
      this.quick.saying(message);
      const { id, text, patience } = message;
      if (this.writer) this.writer.say({ id, text, patience });
      else if (this.ledger.admit(id)) this.ledger.settle(id, "refused", "There is no live chat on this page now.");
    }

    /**
     * @param {Adapter} adapter
     * @param {boolean} [sending] a worker that says nothing knows no choice
     */
    configure(adapter, sending = true) {
      this.sending = sending;
      if (this.writer) this.writer.off = !sending;
      const told = JSON.stringify(adapter);
      // The worker sends it after every connect; the same one changes nothing.
      if (this.plan && told === this.told) return this.reportHealth();
      this.told = told;
      this.leave();
      this.plan = page.plan(adapter);
      // On a page of the site without a live chat there is nothing to stay awake for.
      this.channel.want(this.channelNow(adapter) !== null);
      clearInterval(this.timer);
      this.timer = setInterval(() => this.tick(), adapter.observe.watchdogMs ?? DEFAULT_WATCHDOG_MS);
      this.tick();
    }

    /**
     * The channel to read now. One that is read stays it although its chat goes away, so that the seller hears of that.
     * @param {Adapter} adapter
     */
    channelNow(adapter) {
      const channel = route.channelHere(adapter);
      return channel === this.live || route.shown(adapter) ? channel : null;
    }

    /** The watchdog: follows navigation inside the page, replaced lists and boxes, and an update of the extension. */
    tick() {
      if (!Channel.alive()) return this.stop();
      this.address = location.href;
      if (!this.plan) return;
      const channel = this.channelNow(this.plan.adapter);
      if (channel !== this.live) {
        this.leave();
        if (channel !== null) this.enter(channel);
        this.channel.want(channel !== null);
      }
      const { select, cookie } = this.plan.adapter.self ?? {};
      this.plan.ownName = page.accountName(page.visibleText(select)) || this.plan.ownName || page.accountName(page.cookie(cookie));
      this.reader?.check();
      this.tapped?.check();
      this.writer?.check();
      this.quick.check();
      this.reportHealth();
    }

    /** @param {string} channel */
    enter(channel) {
      const plan = /** @type {Plan} */ (this.plan);
      this.live = channel;
      this.writer = new Writer(plan.adapter, this.ledger, {
        typing: (/** @type {boolean} */ active) => this.channel.post({ type: "typing", active }),
        follow: () => this.follow(),
      });
      this.writer.off = !this.sending;
      const tapped = (this.tapped = new Tapped(plan.adapter.tap, {
        line: (/** @type {ChatLine} */ line) => {
          this.follow();
          if (tapped === this.tapped) this.deliver(line);
        },
        heard: () => this.attach(),
      }));
      const reader = (this.reader = new Reader(plan, {
        line: (/** @type {ChatLine} */ line) => {
          this.follow();
          if (reader === this.reader) this.tapped?.shown(line);
        },
        attached: () => this.attach(),
        detached: () => this.detach(),
      }, this.recall(channel)));
    }

    /** @param {string} channel */
    recall(channel) {
      const { memory } = this;
      this.memory = null;
      return memory?.channel === channel && memory.site === this.plan?.adapter.id ? memory.reader : null;
    }

    remember() {
      const reader = this.reader?.memory();
      if (reader && this.plan && this.live !== null) this.memory = { site: this.plan.adapter.id, channel: this.live, reader };
    }

    /** A site that goes to another stream inside the page may show its lines, and its box, before the watchdog sees that. */
    follow() {
      if (location.href !== this.address) this.tick();
    }

    leave() {
      if (this.writer?.seller.active) this.channel.post({ type: "typing", active: false });
      this.reader?.stop();
      this.tapped?.stop();
      this.writer?.stop();
      this.reader = this.tapped = this.writer = undefined;
      this.live = null;
      this.quick.close();
      this.detach();
    }

    /** @param {ChatLine} line */
    deliver(line) {
      const ownKnown = !!this.plan && (this.plan.ownRow !== "" || this.plan.ownName !== "");
      line.say = this.ledger.match(line, this.plan?.adapter.self?.echoMs ?? DEFAULT_ECHO_MS, ownKnown);
      line.own ||= line.say !== null;
      this.channel.push(line);
      if (line.say) this.ledger.settle(line.say, "seen", "");
    }

    attach() {
      if (this.attached) return;
      this.attached = true;
      this.postAttached();
      this.quick.open(this.plan);
      this.reportHealth();
    }

    postAttached() {
      const reason = this.plan?.faults.writing || (this.writer?.problem() ?? "");
      this.channel.post({ type: "attached", site: this.plan?.adapter.id, channel: this.live, canWrite: !reason, reason });
      // The worker takes an attached page for one that is read; whether it is has to be said again.
      this.lastHealth = "";
    }

    detach() {
      if (!this.attached) return;
      this.attached = false;
      this.channel.post({ type: "detached" });
      this.reportHealth();
    }

    /** Why rows do not arrive, in words for the seller; empty while they do. */
    readingProblem() {
      if (this.tapped?.delivers) return "";
      const unseen = !this.shown && this.plan?.adapter.hiddenTab === "lossy";
      if (unseen) return "This site fills its chat only in a tab that was shown once: open the tab for a moment.";
      return this.plan?.faults.reading || (this.reader?.problem() ?? "");
    }

    /** What a seller should know although reading works. */
    readingLimit() {
      const late = !this.tapped?.delivers && document.visibilityState === "hidden" && this.plan?.adapter.hiddenTab === "lossy";
      return late ? "While its tab is hidden this site shows the latest lines late." : "";
    }

    reportHealth() {
      if (!this.reader) return;
      const reading = this.readingProblem();
      const writing = this.plan?.faults.writing || (this.writer?.problem() ?? "");
      const { dropped } = this.channel;
      const lost = dropped ? `${dropped} lines were dropped while BuzzChat did not answer.` : "";
      const limited = this.readingLimit() || (this.writer?.limitation() ?? "");
      const health = { type: "health", reading: !reading, canWrite: !writing, reason: reading || writing || limited || lost };
      const said = JSON.stringify(health);
      if (said === this.lastHealth) return;
      this.lastHealth = said;
      this.channel.post(health);
    }

    /** @param {string} id */
    report(id) {
      if (this.plan) this.channel.post({ type: "report", id, report: report(this.plan, this.live !== null) });
    }

    /** Leaves nothing running on the page: no observer, no timer, and of the listeners only the one for a newer copy. */
    stop() {
      clearInterval(this.timer);
      document.removeEventListener("visibilitychange", this.onVisible);
      this.remember();
      this.plan = null;
      this.leave();
      this.channel.close();
    }
  }

  if (Channel.alive()) new PageScript().start();
})();
