// SPDX-License-Identifier: AGPL-3.0-or-later
// nonsense.mjs URL: markup, links that are none, control characters, letters that run the other way and words without an
// end are typed into every text field that an owner, a member and a partner can get to (tests/browser_nonsense.t). Then all
// pages are walked: nothing has run, nothing complains, nothing is too wide, and what was typed is shown as it was typed.
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';
import { readFileSync } from 'node:fs';
import { password, sign_in } from './demonstration.mjs';

const [url] = process.argv.slice(2);
const PAGES_MOST = 500; // of one person: more means that the walk goes in circles
const WALKED_OF_A_KIND = 20; // more than there are kinds of nonsense
const OF_EACH_KIND = 2; // pages of one kind that are opened in the browser; all are fetched and looked through
const inside = readFileSync(new URL('nonsense-inside.js', import.meta.url), 'utf8');
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'void-style': 'off', 'doctype-style': 'off', 'attr-quotes': 'off',
    'no-inline-style': 'error', 'tel-non-breaking': 'off', 'attribute-boolean-style': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'checkbox'] }] },
});

const SELDOM = 6; // what the readers of forms refuse needs not be asked of every action

// kept: whether a field of words takes it. plain: whether a page shows it byte for byte.
const nonsense = [
  { name: 'a script', text: '<script>globalThis.ran=1;alert(1)</script>', kept: true, plain: true },
  { name: 'an image that fails', text: '<img src=x onerror="globalThis.ran=1;alert(2)">', kept: true, plain: true },
  { name: 'the end of an attribute', text: `"><svg onload=globalThis.ran=1>'><b x='`, kept: true, plain: true },
  { name: 'a link that is a script', text: 'javascript:globalThis.ran=1//', kept: true, plain: true },
  { name: 'the end of what it stands in', text: '</textarea></option></title></p><base href=//x.example><style>*{display:none}</style>', kept: true, plain: true },
  { name: 'what templates and formats take for theirs', text: '&lt;script&gt; &#60;b&#62; %s%n%999999d {{7*7}} ${7*7} \\u003cscript\\u003e <!--', kept: true, plain: true },
  { name: 'control characters', text: 'c\u0001\u0007\u001b[31m\u007f\u0085\u009f\ufdd0\uffff\u000b\u000c!', kept: true },
  { name: 'an order of letters that is never ended', text: 'r\u202e\u2067\u202d<abc>\u200f\u200b\ufeff\u2029', kept: true },
  { name: 'a word of ten thousand letters', text: `w${'W'.repeat(9999)}`, kept: true },
  { name: 'a word that runs from right to left', text: 'שלום'.repeat(1200), kept: true },
  { name: 'lines without an end', text: `l${'\n\r\n'.repeat(1500)}l`, kept: true },
  { name: 'half a character', text: 'h\ud800-\udc01', kept: true }, // which a browser sends as U+FFFD
  { name: 'emoji and piled marks', text: `${'👩‍👩‍👧‍👦🏳️‍🌈'.repeat(6)}Z${'\u0351\u032b\u0363'.repeat(20)}`, kept: true },
  { name: 'blanks of other scripts', text: '\u00a0\u3000\u2003', kept: false },
  { name: 'NUL', text: 'n\0ul', kept: false },
  { name: 'bytes that are no UTF-8', text: 'RAWBYTES', raw: '%ED%A0%80%FF%C0%AF', kept: false },
];
const shown_texts = nonsense.filter((one) => one.plain).map((one) => one.text);

// What would end the walk: whoever signs out, deletes their account or has another password. Deleting the workspace is
// asked for, but never by its right name.
const left_out = ['sign-out', 'account/delete_account', 'account/change_password', 'account/end_other_sessions', 'account/begin_second_factor',
  'account/confirm_second_factor'];
// What closes a thing comes last, so that the others find it open.
const closes = /^(end|close|retire|drop|revoke|withdraw|remove|delete|erase|finish)_/;

let count = 0;
let failed = 0;
function ok(passed, what, why = '') {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
  if (!passed) console.log(String(why).split('\n').map((line) => `# ${line.slice(0, 400)}`).join('\n'));
}
const started = Date.now();
const note = (text) => console.log(`# ${text} (${((Date.now() - started) / 1000).toFixed(1)} s)`);

const kind_of = (path) => path.replace(/\/[a-z]\d+(?=$|\?)/, '/ID').replace(/=[^&]*/g, '=');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });

/** Somebody at a phone, whose browser calls itself by some markup. */
class Person {
  complaints = [];
  missing = [];

  static async at(who, workspace) {
    const person = new Person();
    person.who = who;
    person.home = `/w/${workspace}/`;
    person.context = await browser.newContext({ viewport: { width: 320, height: 640 }, userAgent: '<img src=x onerror=globalThis.ran=1>' });
    person.page = await person.context.newPage();
    person.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !message.text().includes('status of 4')) person.complain(message.text());
    });
    person.page.on('pageerror', (error) => person.complain(error));
    person.page.on('dialog', (dialog) => { person.complain(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    if (who !== 'nobody') await sign_in(person.page, url, who);
    await person.enter();
    return person;
  }

  complain(what) {
    this.complaints.push(`${this.page.url().replace(url, '').slice(0, 80)}: ${what}`);
  }

  /** A page from which others are fetched: its own forms and links are not used. */
  async enter() {
    await this.page.goto(`${url}/nothing-here`);
    await this.page.evaluate(inside);
  }

  look(path) {
    return this.page.evaluate(([at, texts]) => globalThis.nonsense.look(at, texts), [path, shown_texts]);
  }

  send(order) {
    return this.page.evaluate((given) => globalThis.nonsense.send(given), order);
  }

  /** Every page in reach by links, with what is on it. */
  async walk(also = []) {
    const pages = new Map();
    const waiting = [this.home, ...also];
    const seen = new Set(waiting);
    const of_kind = new Map();
    while (waiting.length > 0) {
      if (pages.size > PAGES_MOST) throw new Error('the walk goes in circles');
      const some = await Promise.all(waiting.splice(0, 4).map((path) => this.look(path)));
      for (const page of some) {
        pages.set(page.path, page);
        for (const link of page.links) {
          const place = link.startsWith('/w/') ? link.split('/').slice(0, 3).join('/') : '/account';
          if (![`${this.home}`, '/account/'].includes(`${place}/`)) this.second ??= place; // one of those opened meanwhile
          if (seen.has(link) || ![this.home, '/account/', `${this.second}/`].includes(`${place}/`)) continue;
          seen.add(link);
          of_kind.set(kind_of(link), (of_kind.get(kind_of(link)) ?? 0) + 1);
          if (of_kind.get(kind_of(link)) <= WALKED_OF_A_KIND) waiting.push(link);
        }
      }
    }
    return pages;
  }

  /** A page opened as people do, all of it unfolded. */
  async open(path) {
    const answer = await this.page.goto(url + path, { waitUntil: 'load' });
    const state = await this.page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
      return { ran: globalThis.ran !== undefined, over: document.documentElement.scrollWidth - document.documentElement.clientWidth };
    });
    if (state.ran) this.complain('something ran');
    if (state.over > 0) this.complain(`${state.over} pixels too wide at 320`);
    return answer;
  }

  silent(what) {
    ok(this.complaints.length === 0, `${this.who}: ${what}`, this.complaints.join('\n'));
    this.complaints.length = 0;
  }
}

async function mistakes(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) => result.messages.map((message) => `${message.line}: ${message.ruleId}: ${message.message}`));
}

// ---- Typing it ----

/** The forms that each action has, page by page. */
function forms_of(pages) {
  const actions = new Map();
  for (const page of pages.values()) {
    for (const form of page.forms) {
      if (left_out.includes(form.action)) continue;
      if (!actions.has(form.action)) actions.set(form.action, []);
      actions.get(form.action).push({ path: page.path, action: form.action, thing: form.thing, words: form.words });
    }
  }
  return [...actions.entries()].sort(([one], [other]) => closes.test(one) - closes.test(other));
}

/** Each kind of nonsense into each form, on one thing after the other. */
async function type_all(person, share) {
  const pages = await person.walk(['/account', '/account/make_token', '/account/change_name', '/open']);
  const actions = forms_of(pages);
  const seen = { fields: new Set(), sent: 0, kept: new Map(), wrong: [], html: new Map(), secrets: [], untaken: [] };
  for (const [index, [action, forms]] of actions.entries()) {
    let next = 0;
    for (const [round, one] of nonsense.entries()) {
      if ((round + index) % (one.kept ? share : SELDOM) > 0) continue;
      const text = action === 'delete_workspace' ? `not ${one.text}` : one.text;
      let result = { gone: true, seen: [] };
      for (let tries = 0; result.gone && tries < forms.length; tries += 1) {
        const form = forms[next % forms.length];
        next += 1;
        result = await person.send({ ...form, text, raw: one.raw, round, password });
        if (!result.gone) for (const name of form.words) seen.fields.add(`${action}.${name}`);
      }
      for (const answer of result.seen) {
        seen.sent += 1;
        if (answer.status >= 500 || ![200, 400, 403, 404, 409, 413, 422].includes(answer.status)) seen.wrong.push(`${action}, ${one.name}: answered with ${answer.status}`);
        if (answer.markup.length > 0) seen.wrong.push(`${action}, ${one.name}: ${answer.markup.join(', ')}`);
        if (answer.html !== '') seen.html.set(`${action} ${answer.status}`, answer.html);
      }
      if (result.taken) seen.kept.set(one.name, (seen.kept.get(one.name) ?? 0) + 1);
      if (result.secret !== undefined) seen.secrets.push(new URL(result.secret).pathname);
    }
  }
  return { actions, seen };
}

const secrets = [];
// A member has the forms that an owner has, and so is spared every other one.
const people = [await Person.at('ada', 'studio-nine'), await Person.at('ben', 'studio-nine'), await Person.at('petra', 'studio-nine')];
await Promise.all(people.map(async (person) => {
  const { actions, seen } = await type_all(person, person.who === 'ben' ? 2 : 1);
  note(`${person.who}: ${seen.sent} forms of ${actions.length} actions sent, ${seen.fields.size} text fields`);
  note(`${person.who}: taken ${nonsense.map((one) => `${one.name} ${seen.kept.get(one.name) ?? 0}`).join(', ')}`);
  ok(seen.wrong.length === 0, `${person.who}: each form is taken or refused with its reason, and no markup comes back`, [...new Set(seen.wrong)].join('\n'));
  const untaken = nonsense.filter((one) => one.kept && !seen.kept.has(one.name)).map((one) => one.name);
  ok(untaken.length === 0, `${person.who}: what people may write is taken`, untaken.join(', '));
  const invalid = [];
  for (const [what, html] of seen.html) invalid.push(...(await mistakes(html)).map((mistake) => `${what}: ${mistake}`));
  ok(invalid.length === 0, `${person.who}: what was refused is answered with valid HTML`, invalid.join('\n'));
  person.silent('nothing ran or complained meanwhile');
  secrets.push(...seen.secrets);
  person.actions = actions;
}));

// ---- By the page's own forms ----

/** The first form of each action filled in and sent by hand: a browser shows what was refused. */
async function send_by_hand(person, action, forms, one) {
  const form = person.page.locator(`form.f-${action}`).first();
  let found = false;
  for (const path of new Set(forms.map((one) => one.path).slice(0, OF_EACH_KIND))) {
    await person.open(path);
    found = await form.count() > 0; // a decision that was made has none any more
    if (found) break;
  }
  if (!found) return false;
  const data = await form.evaluate((element, text) => {
    element.noValidate = true;
    for (const field of element.querySelectorAll('input[type=text], textarea')) field.value = text.slice(0, field.maxLength > 0 ? field.maxLength : 3000);
    for (const field of element.querySelectorAll('input[type=radio], input[type=checkbox]')) field.checked = true;
    return element.querySelector('button') !== null;
  }, one.text);
  if (!data) return false;
  await Promise.all([person.page.waitForEvent('load'), form.locator('button').last().click()]);
  const state = await person.page.evaluate(() => ({
    ran: globalThis.ran !== undefined, over: document.documentElement.scrollWidth - document.documentElement.clientWidth }));
  if (state.ran) person.complain('something ran');
  if (state.over > 0) person.complain(`${state.over} pixels too wide at 320, after ${action} with ${one.name}`);
  return true;
}

await Promise.all(people.map(async (person) => {
  let sent = 0;
  for (const [index, [action, forms]] of person.actions.filter(([name]) => /^\w+$/.test(name) && !closes.test(name)).entries())
    sent += await send_by_hand(person, action, forms, nonsense[index % nonsense.length]);
  note(`${person.who}: ${sent} forms sent by hand`);
  ok(sent > 2, `${person.who}: forms are sent by hand`);
  person.silent('and nothing ran, complained or is too wide');
}));

// ---- Walking all pages ----

await Promise.all(people.map(async (person) => {
  await person.enter();
  const pages = await person.walk(['/account', '/', '/open', `${person.home}search?words=${encodeURIComponent('script')}`,
    ...nonsense.slice(0, 5).flatMap((one) => [`${person.home}search?words=${encodeURIComponent(one.text)}`, `${person.home}today?done=${encodeURIComponent(one.text)}`,
      `${person.home}note?partner=${encodeURIComponent(one.text)}&option=${encodeURIComponent(one.text)}`])]);
  const wrong = [];
  const shown = new Set();
  for (const page of pages.values()) {
    const barred = person.who === 'petra' && page.path.startsWith(person.home) && /(today|note)\?/.test(page.path);
    if (page.status !== (barred ? 403 : 200)) wrong.push(`${page.path}: ${page.status}`);
    if (page.markup.length > 0) wrong.push(`${page.path}: ${page.markup.join(', ')}`);
    for (const index of page.shows) shown.add(index);
  }
  ok(wrong.length === 0, `${person.who}: every page answers as it should and has no markup but ours`, wrong.join('\n'));
  const hidden = shown_texts.filter((text, index) => !shown.has(index));
  ok(hidden.length === 0, `${person.who}: what was typed is shown as it was typed`, hidden.join('\n'));
  const kinds = new Map();
  for (const page of [...pages.values()].sort((one, other) => other.shows.length - one.shows.length)) {
    const kind = kind_of(page.path);
    const some = kinds.get(kind) ?? [];
    if (some.length < OF_EACH_KIND) some.push(page);
    kinds.set(kind, some);
  }
  const opened = [...kinds.values()].flat();
  const invalid = [];
  person.complaints.length = 0;
  for (const page of opened) {
    const answer = await person.open(page.path);
    invalid.push(...(await mistakes(await answer.text())).map((mistake) => `${page.path}: ${mistake}`));
  }
  note(`${person.who}: ${pages.size} pages, ${opened.length} of ${kinds.size} kinds opened`);
  ok(invalid.length === 0, `${person.who}: valid HTML`, invalid.join('\n'));
  person.silent('nothing ran, complained or is too wide');
}));

// ---- What strangers are shown ----

const stranger = await Person.at('nobody', 'studio-nine');
const invalid = [];
let strange = 0;
for (const path of [...secrets.filter((one) => one.includes('/join/')).slice(0, 6), ...secrets.filter((one) => one.includes('/confirm/')).slice(-6),
  '/sign-in?then=javascript:alert(1)', '/sign-in?then=//x.example', `/sign-in?then=${encodeURIComponent('/"><script>alert(1)</script>')}`,
  `/w/${encodeURIComponent('<script>alert(1)</script>')}/today`, `/join/${encodeURIComponent('<b>')}/${encodeURIComponent('"><b>')}`]) {
  const answer = await stranger.open(path);
  strange += 1;
  if (![200, 400, 404, 422].includes(answer.status())) stranger.complain(`answered with ${answer.status()}`);
  invalid.push(...(await mistakes(await answer.text())).map((mistake) => `${path}: ${mistake}`));
}
ok(strange > 10, 'strangers are shown invitations and advice to confirm', `${secrets}`);
ok(invalid.length === 0, 'nobody: valid HTML', invalid.join('\n'));
stranger.silent('nothing ran, complained or is too wide');
note('done');
await browser.close();
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
