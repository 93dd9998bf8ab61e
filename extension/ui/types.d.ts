// Role: the types extension pages share, for the type checker only: the wire forms of src/protocol/{view,command,settings}.rs
// and the few browser calls our pages make. Must not: hold anything that runs, or declare globals (content/types.d.ts does).

export type MatchMode = "word" | "phrase" | "contains" | "regex";
export type Role = "host" | "cohost" | "moderator" | "vip" | "member" | "verified" | "staff";

/** Times are milliseconds, but a timer's interval: minutes. */
export interface FaqRule {
  id: string;
  triggers: string[];
  exclude: string[];
  reply: string;
  variants: string[];
  mode: MatchMode;
  caseSensitive: boolean;
  typos: boolean;
  cooldown: number;
  viewerCooldown: number;
  enabled: boolean;
}

export interface TimerMessage {
  id: string;
  text: string;
  variants: string[];
  interval: number;
  minLines: number;
  enabled: boolean;
}

export interface ChatCommand {
  id: string;
  name: string;
  aliases: string[];
  reply: string;
  cooldown: number;
  viewerCooldown: number;
  roles: Role[];
  enabled: boolean;
}

/** What the seller sends with one press; at most 9. */
export interface QuickReply { id: string; text: string }

export interface Settings {
  botActive: boolean;
  welcomeEnabled: boolean;
  welcomeMessage: string;
  welcomeVariants: string[];
  welcomeDelay: number;
  welcomeWindow: number;
  ignoredViewers: string[];
  timerEnabled: boolean;
  timerMessages: TimerMessage[];
  timerGap: number;
  faqEnabled: boolean;
  faqRules: FaqRule[];
  commandsEnabled: boolean;
  commands: ChatCommand[];
  moderationEnabled: boolean;
  blockedWords: string[];
  blockRepeats: boolean;
  maxRepeats: number;
  giveawayKeywords: string[];
  giveawayRoles: Role[];
  giveawayMinLines: number;
  giveawayExcluded: string[];
  giveawayExcludeWinners: boolean;
  giveawayDuration: number;
  giveawayClaim: number;
  giveawayReminder: number;
  giveawayOpenMessage: string;
  giveawayReminderMessage: string;
  giveawayWinnerMessage: string;
  alertsEnabled: boolean;
  alertKeywords: string[];
  /** Whether the quick replies stand on stream pages. */
  quickBarEnabled: boolean;
  quickReplies: QuickReply[];
}

/** What the bot writes by itself, and can be told to leave. */
export type BotItem = FaqRule | TimerMessage | ChatCommand;
export type Item = BotItem | QuickReply;
export type ListName = "timerMessages" | "faqRules" | "commands" | "quickReplies";
export type FieldName = Exclude<keyof Settings, ListName>;

export interface Entry { at: number; id: string; viewer: string }
/** How it stands with a winner's prize; null where the winner need not write. */
export type ClaimView = { waiting: { until: number } } | "claimed" | "expired" | null;
export interface WinnerView { viewer: string; draw: number; claim: ClaimView; lines: string[] }
export interface GiveawayView {
  round: string | null;
  open: boolean;
  commitment: string;
  closed: number | null;
  entrants: number;
  late: number;
  newest: Entry[];
  winners: WinnerView[];
  provable: boolean;
}
export interface AccountView { id: string; name: string; active: boolean }
export interface KeyView { key: string; name: string; mask: string; created: number }
export interface StreamView {
  stream: { site: string; channel: string };
  reading: boolean;
  canWrite: boolean;
  reason: string | null;
  /** Another device speaks there. */
  observes: boolean;
}
/** One page's health; without a stream, a page where no chat was found. */
export interface PageView {
  page: string;
  site: string;
  stream: { site: string; channel: string } | null;
  reading: boolean;
  canWrite: boolean;
  reason: string | null;
}
/** A site, and what was chosen for it on this device. */
export interface SiteView {
  site: string;
  name: string;
  confidence: "high" | "medium" | "low" | "none";
  sends: boolean;
  overrides: Record<string, unknown>;
  problem: string | null;
}
/** A page that the seller pointed at. */
export interface OwnPageView { site: string; origin: string }
export interface PageReport {
  site: string;
  revision: number;
  place: string;
  live: boolean;
  facts: { fact: string; hits: number; shapes: string[] }[];
}
export type Kind = "seller" | "winner" | "api" | "command" | "faq" | "welcome" | "timer";
export interface QueueView { kind: Kind; text: string; viewer: string | null; due: number }
/**
 * What the bot made of a viewer's line. asked, command: a rule or command fired, and its answer waits to be said; resting: it
 * fired and rests; waiting: the same answer to this viewer waits already; blocked: `trigger` is the blocked word; entered,
 * late: the giveaway; alert: `trigger` is the word that should catch the seller's eye.
 */
export interface Did {
  what: "asked" | "command" | "resting" | "waiting" | "welcomed" | "entered" | "late" | "blocked" | "repeat" | "alert";
  rule?: string;
  trigger?: string;
}
/** One of the things a line of the bot says. */
export interface Part { id: string; kind: Kind; rule?: string; trigger?: string; viewer?: string }
/** What a row of the chat is. */
export type LineKind =
  | "chat" | "join" | "follow" | "share" | "gift" | "paid" | "member" | "raid" | "sold" | "bid" | "system";
/** `n` rises by one an item, and begins anew with the worker. Without a stream: none was open. */
export type FeedItem = { n: number; at: number; stream: { site: string; channel: string } | null } & (
  | { type: "line"; viewer: string; text: string; roles: Role[]; kind: LineKind; did: Did[] }
  | { type: "sent"; text: string; parts: Part[] }
  | { type: "unconfirmed"; text: string; parts: Part[]; reason: string }
  | { type: "skipped"; parts: Part[]; reason: string }
);
/** What the bot would make of a viewer's line, rests and repeats not looked at. */
export interface Trial {
  ignored: boolean;
  /** The blocked word for which the bot ignores the line. */
  blocked: string | null;
  /** The word that would catch the seller's eye. */
  alert: string | null;
  /** Whether it asks to enter the giveaway that is open. */
  enters: boolean;
  /** The command it is, and its reply as it would stand in the chat; only for viewers with one of the roles, if there are any. */
  command: { id: string; name: string; reply: string; roles: Role[] } | null;
  /** The rule that fires; `found` is what stands in the line for the trigger. `off`: questions are not answered at present. */
  rule: {
    id: string;
    trigger: string;
    reply: string;
    how: "word" | "phrase" | "part" | "pattern" | "typo";
    found: string;
    off: boolean;
  } | null;
  /** The rule that nearly fires, where none does, and why it does not. */
  near: { id: string; trigger: string; sentence: string } | null;
}
export interface Totals {
  welcomeMessages: number;
  faqReplies: number;
  timerMessages: number;
  otherMessages: number;
  /** Among the others. */
  commandReplies: number;
  questionsAnswered: number;
  viewersWelcomed: number;
  linesRead: number;
}
export interface AnalyticsView {
  day: Totals;
  week: Totals;
  month: Totals;
  triggers: [string, number][];
  peakHour: number | null;
}
/** What can be written to a file. */
export type Export = "days" | "entrants" | "triggers" | "settings";
export type LinkState = "unpaired" | "connecting" | "connected" | "away" | "refused";
export interface LinkView { state: LinkState; address: string; workspace: string | null; problem: string | null }

export interface View {
  settings: Settings;
  giveaway: GiveawayView;
  accounts: AccountView[];
  keys: KeyView[];
  streams: StreamView[];
  queue: QueueView[];
  totals: Totals;
  analytics: AnalyticsView;
  link: LinkView;
  pages: PageView[];
  sites: SiteView[];
  ownPages: OwnPageView[];
}

export type Command =
  | { type: "send_message"; message: string; delay: number }
  | { type: "change_settings"; patch: Partial<Settings> }
  | { type: "open_giveaway" }
  | { type: "close_giveaway" }
  | { type: "pick_winner"; count: number }
  | { type: "clear_entries" }
  | { type: "create_key"; name: string }
  | { type: "revoke_key"; key: string }
  | { type: "create_account"; name: string }
  | { type: "rename_account"; account: string; name: string }
  | { type: "duplicate_account" | "delete_account" | "switch_account"; account: string }
  | { type: "import_settings"; document: string };

/** RESTARTED and NO_ANSWER are the page's own: the worker never said what became of the command. */
export interface Refused {
  type: "refused";
  code: "VALIDATION_ERROR" | "BOT_INACTIVE" | "NOT_FOUND" | "SERVICE_UNAVAILABLE" | "RESTARTED" | "NO_ANSWER";
  message: string;
  field?: string;
}
/** What an imported file held and could not be taken. */
export interface LeftOut { field: string; reason: string }
export type Outcome =
  | { type: "done" }
  | { type: "message"; message: string; at: number }
  | { type: "winners"; winners: string[]; at: number }
  | { type: "key"; key: string; text: string; mask: string }
  | { type: "account"; account: string }
  | { type: "imported"; leftOut: LeftOut[] }
  | Refused;

/** What the relay is asked for, and what it answers. */
export type Ask =
  | { type: "sign_in" }
  | { type: "webhooks" }
  | { type: "add_webhook"; url: string; events: string[] }
  | { type: "switch_webhook"; webhook: string; active: boolean }
  | { type: "delete_webhook"; webhook: string }
  | { type: "test_webhook"; webhook: string };
export type Answer =
  | { type: "done" }
  | { type: "sign_in"; code: string }
  | { type: "webhooks"; webhooks: WebhookView[]; events: string[] }
  | { type: "added"; secret: string }
  | { type: "tested"; delivered: boolean; status: number; millis: number; problem?: string }
  | { type: "refused"; field?: string; message: string };
export interface WebhookView { id: string; url: string; events: string[]; active: boolean; problem?: string; last?: DeliveryView }
export interface DeliveryView { state: "pending" | "delivered" | "failed"; at: number; status: number; problem?: string }

export type UiUpdate =
  | { type: "view"; view: View }
  | { type: "reply"; id: string; outcome: Outcome }
  | { type: "proof"; id: string; proof: string | null }
  | { type: "export"; id: string; text: string }
  | { type: "report"; id: string; report: PageReport | null }
  | { type: "trial"; id: string; trial: Trial }
  | { type: "relay"; id: string; answer: Answer }
  | { type: "feed"; items: FeedItem[] };
export type UiMessage =
  | { type: "command"; id: string; command: Command }
  | { type: "connect"; address: string; code: string }
  | { type: "disconnect" }
  | { type: "relay"; id: string; ask: Ask }
  | { type: "follow" }
  | { type: "try"; id: string; line: string }
  | { type: "prove"; id: string }
  | { type: "export"; id: string; what: Export }
  | { type: "site"; site: string; send?: boolean; overrides?: Record<string, string> }
  | { type: "forget_page"; site: string }
  | { type: "check"; id: string; page: string };

export interface UiPort {
  postMessage(message: UiMessage): void;
  onMessage: { addListener(hear: (update: UiUpdate) => void): void };
  onDisconnect: { addListener(hear: () => void): void };
}

/** What our pages read of manifest.json. */
export interface Manifest { version: string; host_permissions?: string[]; content_scripts?: { matches: string[] }[] }

export interface BrowserApi {
  runtime: { connect(options: { name: string }): UiPort; getManifest(): Manifest; getURL(path: string): string };
  i18n: { getMessage(key: string, substitutions?: string[]): string };
  permissions?: { request(wanted: { origins: string[] }): Promise<boolean>; getAll(): Promise<{ origins?: string[] }> };
  tabs?: {
    query(wanted: { active: true; currentWindow: true }): Promise<{ id?: number; url?: string }[]>;
    create(wanted: { url: string }): Promise<unknown>;
  };
  windows?: { getCurrent(): Promise<{ id?: number }> };
  /** Chrome's, and Firefox's. */
  sidePanel?: { open(where: { windowId: number }): Promise<void> };
  sidebarAction?: { open(): Promise<void> };
  scripting?: { executeScript(wanted: { target: { tabId: number }; files: string[] }): Promise<unknown> };
}

/** The class of `extension/pkg/buzzchat.js` that keeps half-typed text. */
export interface DraftStore {
  read(name: string): string;
  write(name: string, text: string): void;
  clear(name: string): void;
}
