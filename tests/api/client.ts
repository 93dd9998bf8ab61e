// Role: a program on the client that openapi-typescript generates from the relay's description; client.test.mjs compiles it
// strictly and runs it. Must not: cast, so that what compiles is what the description says.

import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type Totals = components['schemas']['AnalyticsOut'];

export function connect(baseUrl: string, key: string) {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
}

/** The week's totals, or the code of what went wrong. */
export async function week(client: ReturnType<typeof connect>): Promise<Totals | string> {
  const { data, error } = await client.GET('/api/v1/analytics', { params: { query: { period: 'week' } } });
  return error ? error.error.code : data.data;
}

/** The id of a sent line, or the code of what went wrong. */
export async function say(client: ReturnType<typeof connect>, message: string): Promise<string> {
  const { data, error } = await client.POST('/api/v1/messages/send', { body: { message } });
  return error ? error.error.code : data.data.messageId;
}

/** What must not compile: the description knows these values. */
export async function wrong(client: ReturnType<typeof connect>): Promise<void> {
  // @ts-expect-error: no documented period
  await client.GET('/api/v1/analytics', { params: { query: { period: 'year' } } });
  // @ts-expect-error: the message is required
  await client.POST('/api/v1/messages/send', { body: { delay: 5 } });
  // @ts-expect-error: there is no such address
  await client.GET('/api/v1/nowhere');
}
