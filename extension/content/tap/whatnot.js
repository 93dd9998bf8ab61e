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

  /** @param {unknown} data one Phoenix frame: [joinRef, ref, topic, event, payload] */
  function onFrame(data) {
    if (typeof data !== "string" || data.length > LONGEST_FRAME) return;
    // Most frames are counts and prices; parsing them again would be the page's cost.
    if (!data.includes('"new_msg"') && !data.includes('"user_joined"')) return;
    const [, , , name, payload] = JSON.parse(data);
    const user = payload?.user;
    if (!user || (name !== "new_msg" && name !== "user_joined")) return;
    const chat = name === "new_msg";
    tell({ author: user.username, text: chat ? payload.message : "", kind: chat ? "chat" : "join", roles: rolesOf(user) });
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
