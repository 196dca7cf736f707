// SPDX-License-Identifier: AGPL-3.0-or-later
// pseudo.mjs URL SOURCE: the pages of a server that speaks a language in which every letter has an accent and every word is
// half as long again (tests/browser_pseudo.t). A word in plain letters that nobody typed was not marked for translation;
// a page that is too wide at 320 pixels would be so in a real language too. Every source with texts is in po/POTFILES.
import { chromium } from 'playwright-core';
import { readFileSync, readdirSync } from 'node:fs';
import { sign_in } from './demonstration.mjs';

const [url, source] = process.argv.slice(2);
const OF_EACH_KIND = 3;
let count = 0;
let failed = 0;
function ok(passed, what, why = '') {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
  if (!passed) console.log(String(why).split('\n').map((line) => `# ${line}`).join('\n'));
}

// ---- What there is to translate ----

const listed = new Set(readFileSync(`${source}/po/POTFILES`, 'utf8').split('\n'));
const marks = /(?<!\w)(_|N_|C_|NC_|ngettext)\(\s*"|record_problem_set\(|action_(conflict|invalid)\(|identity_refuse\(/;
const forgotten = readdirSync(`${source}/src`, { recursive: true }).filter((name) => /\.[ch]$/.test(name)).map((name) => `src/${name}`)
  .filter((name) => !/^src\/(record\/problem|identity\/internal|actions\/action)\.[ch]$/.test(name) && !listed.has(name) && marks.test(readFileSync(`${source}/${name}`, 'utf8')));
ok(forgotten.length === 0, 'every source with text for people is in po/POTFILES', forgotten.join('\n'));

// ---- What is nobody's to translate ----

/** Texts that people of the demonstrations typed. A single small word counts only where no choice of ours stands: in a list,
 * as an address or as a person's id. */
function typed_texts() {
  const found = new Set(['rent', 'xyz']); // what is searched for below
  const take = (value, name) => {
    if (typeof value === 'string' && (/[A-Z \d]/.test(value) || Array.isArray(name) || ['as', 'mail', 'person'].includes(name))) found.add(value);
    else if (value !== null && typeof value === 'object') for (const [key, inside] of Object.entries(value)) take(inside, Array.isArray(value) ? [] : key);
  };
  for (const name of ['studio.jsonl', 'first-week.jsonl']) {
    for (const line of readFileSync(`${source}/examples/demonstration/${name}`, 'utf8').split('\n')) {
      if (line.startsWith('{')) take(JSON.parse(line));
    }
  }
  return [...found].flatMap((text) => [text, text.trim(), ...text.split('\n')]).filter((text) => /\w/.test(text)).sort((one, other) => other.length - one.length);
}
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const known_words = typed_texts().map((text) => new RegExp(`(?<![\\p{L}\\p{M}])${escaped(text)}(?![\\p{L}\\p{M}])`, 'gu'));
const addresses = [/https?:\/\/\S+/g, /[\w.-]+@[\w.-]+/g, /Mozilla\/.*/g];
const codes = ['Bellwether', /\b(ada|ben|petra|tilde)\b/g, /\b[a-z]\d+\b/g, // people, ids
  /\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, /\b[0-9a-f]{8,}…?\b/g, /\b[A-Z]{3}\b/g, /\b[A-Z][a-z]+\/[A-Z][a-z]+\b/g]; // dates, hashes, currencies, zones

/** What is left of a text in plain letters. */
function left_over(text) {
  let rest = text;
  for (const known of [...addresses, ...known_words, ...codes]) rest = rest.replaceAll(known, ' ');
  return rest.match(/(?<![\p{L}\p{M}])[A-Za-z]{2,}(?![\p{L}\p{M}])/gu) ?? [];
}

// ---- Looking ----

/** In the page: every text that somebody can see or hear. */
function texts_of(page) {
  const texts = [page.title];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!['SCRIPT', 'STYLE', 'TEXTAREA', 'TIME'].includes(node.parentElement.tagName)) texts.push(node.textContent);
  }
  for (const element of page.querySelectorAll('[aria-label], [title], [placeholder], [alt], [aria-description]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']) texts.push(element.getAttribute(name) ?? '');
  }
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

function look() {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  const wide = [...document.querySelectorAll('main *, header *')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 && element.closest('.menu, .wide, svg') === null);
  return {
    texts: globalThis.texts_of(document),
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    wide: wide.slice(-2).map((element) => `${element.localName}.${element.className}`),
    lang: document.documentElement.lang,
    links: [...document.querySelectorAll('a[href^="/"]:not([download])')].map((link) => link.getAttribute('href').split('#')[0]).filter((href) => !href.startsWith('/api/')),
  };
}

/** In the page: each form sent with nothing in it, and with a blank; what is answered. Nobody is signed out. */
async function send_empty([most, known]) {
  const answers = [];
  for (const form of document.querySelectorAll('form[method=post]')) {
    const action = form.getAttribute('action');
    if (known.includes(action) || /sign-out|second_factor|delete_account|end_other/.test(action) || answers.length >= most) continue;
    const sent = new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === 'string' && (name.startsWith('_') || form.elements[name].type === 'hidden')));
    for (const field of form.querySelectorAll('input[type=text], textarea')) sent.set(field.name, field.inputMode === 'decimal' ? 'x' : '');
    for (const field of form.querySelectorAll('input[type=date]')) sent.set(field.name, 'x');
    const answer = await fetch(action, { method: 'POST', body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    answers.push({ action, status: answer.status, texts: globalThis.texts_of(page) });
  }
  return answers;
}

const kind_of = (path) => path.replace(/\/[a-z]\d+(?=$|\?)/, '/ID').replace(/=[^&]*/g, '=');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
const people = {
  nobody: ['/sign-in', '/nothing', '/join/studio-nine/0', '/confirm/studio-nine/0', '/set-password/0', '/set-up/0'],
  ada: ['/w/studio-nine/', '/open', '/account', '/w/studio-nine/search?words=rent', '/w/studio-nine/search?words=xyz', '/w/studio-nine/advice/a999999',
    '/w/studio-nine/today?done=decide'],
  petra: ['/w/studio-nine/', '/w/studio-nine/today'],
  tilde: ['/w/tilde-roe/'],
};
const sent = [];
await Promise.all(Object.entries(people).map(async ([who, begin]) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  await context.addInitScript(`globalThis.texts_of = ${texts_of}`);
  const page = await context.newPage();
  if (who !== 'nobody') await sign_in(page, url, who);
  const waiting = [...begin];
  const seen = new Set(waiting);
  const kinds = new Map();
  const unmarked = new Map();
  const wide = [];
  const note = (path, texts) => {
    for (const text of texts) {
      const left = left_over(text);
      if (left.length > 0 && !unmarked.has(text)) unmarked.set(text, `${path}: ${left.join(' ')}: ${text.slice(0, 120)}`);
    }
  };
  while (waiting.length > 0) {
    const path = waiting.shift();
    const kind = kind_of(path);
    if ((kinds.get(kind) ?? 0) >= OF_EACH_KIND) continue;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    await page.goto(url + path, { waitUntil: 'load' });
    const state = await page.evaluate(look);
    if (state.lang !== 'en-XA') wide.push(`${path}: is in ${state.lang}`);
    if (state.over > 0) wide.push(`${path}: ${state.over} pixels too wide: ${state.wide}`);
    note(path, state.texts);
    for (const answer of await page.evaluate(send_empty, [100, sent])) {
      sent.push(answer.action);
      note(`${path}, ${answer.action} sent empty`, answer.texts);
    }
    for (const link of state.links) if (!seen.has(link) && seen.add(link)) waiting.push(link);
  }
  console.log(`# ${who}: ${[...kinds.values()].reduce((sum, one) => sum + one, 0)} pages of ${kinds.size} kinds`);
  ok(unmarked.size === 0, `${who}: no word on the pages was left unmarked`, [...unmarked.values()].join('\n'));
  ok(wide.length === 0, `${who}: no page is too wide at 320 pixels where words are half as long again`, wide.join('\n'));
  await context.close();
}));
console.log(`# ${sent.length} forms sent empty`);
ok(sent.length > 20, 'forms were refused in that language');
await browser.close();
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
