// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole story of a brief, from asking to outcome, through a client whose types were generated from the API's own
// document (tests/http_client.t). It does not compile where the document says less or other than the story needs.
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.js';

const [url, link] = process.argv.slice(2) as [string, string];
const password = 'a long walk by the river';
let count = 0;
let failed = 0;

function ok(passed: boolean, what: string): void {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

function must<T>(answer: Answer<T>): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

/** A client that keeps its session's cookie and shows its token, as a browser's script would. */
// Debian 12's Node.js gives several Set-Cookie headers only as one text; our cookies hold no commas.
function set_cookies(headers: Headers): string[] {
  const lines = 'getSetCookie' in headers ? (headers as { getSetCookie?: () => string[] }).getSetCookie?.() : undefined;
  return lines ?? (headers.get('set-cookie') ?? '').split(/,\s*(?=[^;,=\s]+=)/).filter((line) => line !== '');
}

class Person {
  readonly api: Client<paths>;
  readonly #cookies = new Map<string, string>();
  #token = '';

  constructor() {
    this.api = createClient<paths>({ baseUrl: url });
    this.api.use({
      onRequest: ({ request }) => {
        if (this.#cookies.size > 0) {
          request.headers.set('Cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
          request.headers.set('X-CSRF-Token', this.#token);
        }
        return request;
      },
      onResponse: ({ response }) => {
        for (const line of set_cookies(response.headers)) {
          const [name, value] = (line.split(';')[0] ?? '').split('=', 2) as [string, string];
          this.#cookies.set(name, value);
        }
      },
    });
  }

  async register(name: string, by: { setup_link: string } | { workspace: string; invitation: string }): Promise<void> {
    const answer = must(await this.api.POST('/api/v1/account/register', { body: { name, password, ...by } }));
    this.#token = String(answer['csrf_token']);
  }
}

const studio = { params: { path: { workspace: 'studio' } } };
type Reply = components['schemas']['Reply'];

function id(reply: Reply): string {
  if (reply.id === undefined) {
    throw new Error('nothing was made');
  }
  return reply.id;
}

const owner = new Person();
await owner.register('ada@example.org', { setup_link: link });
must(await owner.api.POST('/api/v1/workspaces/{workspace}/open_workspace', {
  ...studio, body: { name: 'Studio', your_name: 'Ada', currency: 'EUR', zone: 'Europe/Berlin' },
}));
const skill = id(must(await owner.api.POST('/api/v1/workspaces/{workspace}/add_skill', {
  ...studio, body: { name: 'premises', stance: 'partner' },
})));
const partnerId = id(must(await owner.api.POST('/api/v1/workspaces/{workspace}/add_partner', {
  ...studio, body: { name: 'Hollow Oak' },
})));
const engagement = id(must(await owner.api.POST('/api/v1/workspaces/{workspace}/start_engagement', {
  ...studio, body: { partner: partnerId, skill },
})));
const invited = must(await owner.api.POST('/api/v1/workspaces/{workspace}/invite', {
  ...studio, body: { name_of_person: 'Ben', role: 'partner', partner: partnerId },
}));

const partner = new Person();
const secret = String(invited['secret']);
await partner.register('ben@example.org', { workspace: 'studio', invitation: secret });
must(await partner.api.POST('/api/v1/workspaces/{workspace}/join', { ...studio, body: { secret } }));

const brief = id(must(await owner.api.POST('/api/v1/workspaces/{workspace}/ask', {
  ...studio,
  body: { question: 'Which office?', engagements: [engagement], worked_if: 'everybody fits', know_by: '2099-06-01', stake: 1200000 },
})));
const advice = id(must(await partner.api.POST('/api/v1/workspaces/{workspace}/advise', {
  ...studio, body: { brief, option: 'The old mill', reasons: 'Room for twelve', sure: 'fairly' },
})));
must(await owner.api.POST('/api/v1/workspaces/{workspace}/open_advice', { ...studio, body: { advice } }));
const page = must(await owner.api.GET('/api/v1/workspaces/{workspace}/advice', {
  params: { ...studio.params, query: { advice } },
}));
const refused = await owner.api.POST('/api/v1/workspaces/{workspace}/decide', {
  ...studio, body: { advice, decision: 'override', shown: String(page['shown']) },
});
ok(refused.error !== undefined && refused.error.field === 'reason', 'a problem names the field, and the client knows its type');
must(await owner.api.POST('/api/v1/workspaces/{workspace}/decide', {
  ...studio, body: { advice, decision: 'follow', shown: String(page['shown']) },
}));
must(await owner.api.POST('/api/v1/workspaces/{workspace}/report_outcome', { ...studio, body: { advice, worked: '100 %' } }));
must(await partner.api.POST('/api/v1/workspaces/{workspace}/report_outcome', { ...studio, body: { advice, worked: 5000 } }));
const told = must(await partner.api.GET('/api/v1/workspaces/{workspace}/advice', {
  params: { ...studio.params, query: { advice } },
}));
ok(Array.isArray(told['outcomes']) && told['outcomes'].length === 2, 'both sides have said how it turned out');
const unsigned = await new Person().api.GET('/api/v1/portal');
ok(unsigned.response.status === 401 && unsigned.error?.status === 401, 'nobody at all is told to sign in');
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
