// Role: the types of what the dashboard hears from the API, for the type checker only. Must not: hold anything that runs.

export interface Session { key: string; id: string }
export interface Totals { allLines: number; welcomeMessages: number; faqReplies: number; timerMessages: number; linesRead: number }
export interface Day extends Totals { date: string }
export interface Stream { site: string; channel: string; canWrite: boolean; speaks: boolean }
export interface Device { origin: string; webOrigin: string; createdAt: string; lastSeenAt: string; connected: boolean; streams: Stream[] }
export interface Account { id: string; name: string; isActive: boolean }

export interface Winner { username: string; draw: number; drawnAt: string; claim: "pending" | "claimed" | "expired" }
export interface Giveaway {
  giveawayId: string | null; open: boolean; keywords: string[]; commitment: string | null; openedAt: string | null;
  closedAt: string | null; entryCount: number; lateCount: number; winners: Winner[]; provable: boolean;
}

export interface Happening { id: string; type: string; timestamp: string; data: Record<string, any> }
export interface EventPage { events: Happening[]; nextCursor: string; latestCursor?: string; has_more: boolean; complete: boolean }

export interface Webhook {
  id: string; url: string; events: string[]; secret?: string; active: boolean; createdAt: string; lastTriggeredAt: string | null;
  disabledReason: string | null; failingSince: string | null;
}
export interface Attempt { attempt: number; at: string; responseCode: number; responseTime: number; problem: string | null }
export interface Delivery {
  eventId: string; type: string; state: "pending" | "delivered" | "failed"; attempts: number; createdAt: string;
  nextAttemptAt: string | null; lastAttempt: Attempt | null; failures: Attempt[];
}
export interface Trial { delivered: boolean; responseCode: number; responseTime: number; problem: string | null }

export interface Key {
  id: string; name: string; mask: string; createdAt: string; lastUsedAt: string | null; perMinute: number; perDay: number; scopes: string[]; expiresAt: string | null;
}
export interface NewKey extends Key { key: string }

export interface DirectMessage {
  id: string; conversationId: string; direction: "inbound" | "outbound"; type: string; content: string; caption: string | null;
  status: "queued" | "sent" | "delivered" | "read" | "failed" | "received"; problem: string | null; sentAt: string;
  deliveredAt: string | null; readAt: string | null;
}
export interface Conversation {
  id: string; channel: string; address: string; name: string; createdAt: string; lastInboundAt: string | null;
  line: { id: string; name: string; connector: string; state: string | null }; lastMessage: DirectMessage;
}
export interface Line {
  id: string; channel: string; connector: string; name: string; address: string; state: string; detail: string; createdAt: string;
}
export interface Writer { kind: string; url: string | null; model: string | null; hasKey: boolean }
