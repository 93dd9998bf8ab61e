// @ts-check
// Role: runs in the page's own world before its scripts, hears the chat socket the page opens, and tells the content script the
// rows by an event of the document. Must not: send, change or hold back anything, open a socket, or be believed: the page can
// forge what it says.
(() => {
  const EVENT = "buzzchat:tap";
  const CHAT = /^\/services\/live\/socket(?:\/|$)/;
  const LONGEST_FRAME = 65_536;
  const ROLES = /** @type {const} */ ([["isHost", "host"], ["isCohost", "cohost"], ["isModerator", "moderator"], ["isNominatedModerator", "moderator"], ["isEmployee", "staff"]]);

  /** @param {unknown} detail as text, because worlds share no objects */
  const tell = (detail) => document.dispatchEvent(new CustomEvent(EVENT, { detail: JSON.stringify(detail) }));

  /** @param {any} user */
  const rolesOf = (user) => ROLES.filter(([flag]) => user[flag] === true).map(([, role]) => role);

  /** @param {any} user @param {string} kind @param {string} [text] */
  const row = (user, kind, text = "") => ({ author: user.username, text, kind, roles: rolesOf(user) });

  /** What is told of the socket's events. A raid that this show sends on, and one that is only prepared, is none here. */
  const EVENTS = /** @type {Record<string, (payload: any) => object>} */ ({
    new_msg: ({ user, message }) => row(user, "chat", message),
    user_joined: ({ user }) => row(user, "join"),
    tip_sent: ({ tip }) => row(tip.senderUser, tip.message ? "paid" : "gift", tip.message ?? ""),
    has_been_raided: ({ fromUser, numRaiders }) => row(fromUser, "raid", String(numRaiders)),
  });
  const NAMES = Object.keys(EVENTS).map((name) => `"${name}"`);

  /** A tip is told on two topics, the chat's and the auction's. */
  let lastTip = { topic: "", told: "" };

  /** @param {string} topic @param {string} told */
  function isRepeated(topic, told) {
    const repeated = told === lastTip.told && topic !== lastTip.topic;
    lastTip = repeated ? { topic: "", told: "" } : { topic, told };
    return repeated;
  }

  /** @param {unknown} data one Phoenix frame: [joinRef, ref, topic, event, payload] */
  function onFrame(data) {
    if (typeof data !== "string" || data.length > LONGEST_FRAME) return;
    // Most frames are counts and prices; parsing them again would be the page's cost.
    if (!NAMES.some((name) => data.includes(name))) return;
    const [, , topic, name, payload] = JSON.parse(data);
    if (!Object.hasOwn(EVENTS, name) || (name === "tip_sent" && isRepeated(topic, JSON.stringify(payload)))) return;
    tell(EVENTS[name](payload));
  }

  /** @param {WebSocket} socket */
  function listen(socket) {
    if (!CHAT.test(new URL(socket.url).pathname)) return;
    socket.addEventListener("message", ({ data }) => {
      try {
        onFrame(data);
      } catch {
        // A frame of another form is none of ours.
      }
    });
    socket.addEventListener("close", () => tell({ closed: true }));
  }

  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, parameters, made) {
      const socket = Reflect.construct(target, parameters, made);
      listen(socket);
      return socket;
    },
  });
})();
