// SPDX-License-Identifier: AGPL-3.0-or-later
// guide.mjs draw|check URL SOURCE: the pictures of docs/guide.md, and what keeps them true (`make guide`, tests/browser_guide.t).
//
// Both go through the demonstration in the same order. Drawing takes the pictures, and keeps of each what stood on its page
// as a hash in docs/pictures/texts. Checking compares that: where a page says something else by now, its picture is out of
// date. Pixels are not compared, for every Chromium draws letters a little differently. What the guide has in bold must
// stand on the page whose picture came last before it.
import { chromium } from 'playwright-core';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fill_in, find_things, picture, sign_in } from './demonstration.mjs';

const [mode, url, source] = process.argv.slice(2);
const folder = `${source}/docs/pictures`;
const draws = mode === 'draw';
const BYTES_MOST = 1.5 * 1024 * 1024;
const QUALITY = 70;
const WIDE = { width: 900, height: 760 };
const PHONE = { width: 375, height: 640 };
const chrome = { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--hide-scrollbars'] };

let count = 0;
let failed = 0;
function ok(passed, what, why = '') {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
  if (!passed && why !== '') console.log(`# ${String(why).replaceAll('\n', '\n# ')}`);
}

// ---- What is shown, in the order in which it is gone through: whose it is, where, and what is done before ----

const unfold = (action) => (page) => page.locator(`details:has(form.f-${action}) > summary`).first().click();
const press = (form) => async (page) => {
  await Promise.all([page.waitForEvent('load'), page.locator(`${form} button`).last().click()]);
};
const scenes = [
  { name: 'today', who: 'ada', path: 'today' },
  { name: 'partners', who: 'ada', path: 'partners' },
  { name: 'partner', who: 'ada', path: 'partner/p23' },
  { name: 'ask', who: 'ada', path: 'ask' },
  { name: 'own-view', who: 'ada', path: 'advice/{shut}' },
  { name: 'unopened', who: 'ada', path: 'advice/{undecided}' },
  { name: 'decide', who: 'ada', path: 'advice/{undecided}', before: press('form.f-open_advice'), tall: 2100 },
  { name: 'outcome', who: 'ada', path: 'advice/{unknown}' },
  { name: 'mandate', who: 'ada', path: 'engagement/e33', before: unfold('grant_mandate'), at: '#mandate' },
  { name: 'review', who: 'ada', path: 'engagement/e36', at: '#reviews' },
  { name: 'direction', who: 'ada', path: 'direction' },
  { name: 'skills', who: 'ada', path: 'skills' },
  { name: 'journal', who: 'ada', path: 'journal' },
  { name: 'people', who: 'ada', path: 'people', before: unfold('invite'), at: 'form.f-invite' },
  { name: 'settings', who: 'ada', path: 'settings', before: unfold('change_workspace') },
  { name: 'portal', who: 'petra', path: 'portal', tall: 1100 },
  { name: 'answer', who: 'petra', path: 'brief/{brief}' },
  { name: 'advise', who: 'petra', path: 'advise', before: unfold('act'), tall: 1500 },
  { name: 'refused', who: 'petra', path: 'portal', before: async (page) => {
    await page.locator('main li').filter({ hasText: 'The old ferry office' }).locator('a').first().click();
    await page.waitForURL('**/advice/*');
  }, at: '#decided' },
  { name: 'first-week', who: 'tilde', path: 'partners' },
  { name: 'note', who: 'ada', path: 'note', viewport: PHONE },
  { name: 'noted', who: 'ada', path: 'note', viewport: PHONE, before: async (page) => {
    await page.locator('main form [name="partner"]').selectOption({ index: 1 });
    await page.fill('main form [name="option"]', 'Lock the cellar');
    await page.fill('main form [name="know_by"]', '2026-04-01');
    await press('main form')(page);
  }, keep: async (page, kept) => { kept.confirm = await page.locator('input[data-copy]').inputValue(); } },
  { name: 'confirm', who: null, path: (kept) => kept.confirm, viewport: PHONE },
  { name: 'begin', who: 'ada', path: '/open', before: async (page) => {
    await page.fill('main [name="name"]', 'Pear & Sons');
    await page.fill('main [name="your_name"]', 'Ada');
    await page.fill('main [name="currency"]', 'EUR');
    await page.fill('main [name="zone"]', 'Europe/Dublin');
    await press('main form')(page);
  } },
];

const browser = await chromium.launch(chrome);
const found = await find_things(browser, url);
const contexts = new Map();

async function context_of(who, viewport) {
  const key = `${who} ${viewport.width}`;
  if (!contexts.has(key)) {
    const context = await browser.newContext({ viewport, colorScheme: 'light' });
    if (who !== null) {
      const page = await context.newPage();
      await sign_in(page, url, who);
      await page.close();
    }
    contexts.set(key, context);
  }
  return contexts.get(key);
}

/** What stands on a page, also where it is folded away. */
async function words_of(page) {
  return page.evaluate(() => [...document.querySelectorAll('header, nav, main')].map((part) => part.textContent).join(' '));
}

/** Goes through all scenes; gives each one's page to the function. */
async function go_through(look) {
  const kept = {};
  for (const scene of scenes) {
    const viewport = scene.viewport ?? WIDE;
    const page = await (await context_of(scene.who, viewport)).newPage();
    page.setDefaultTimeout(15000);
    const path = typeof scene.path === 'function' ? scene.path(kept) : fill_in(scene.path, found);
    const workspace = scene.who === 'tilde' ? 'tilde-roe' : 'studio-nine';
    await page.goto(path.startsWith('http') ? path : path.startsWith('/') ? url + path : `${url}/w/${workspace}/${path}`);
    await scene.before?.(page);
    await scene.keep?.(page, kept);
    await look(scene, page, viewport);
    await page.close();
  }
}

async function draw(scene, page, viewport) {
  const tall = scene.tall ?? viewport.height;
  await page.setViewportSize({ width: viewport.width, height: tall });
  const top = scene.at === undefined ? 0
    : await page.locator(scene.at).first().evaluate((element) => Math.max(element.getBoundingClientRect().top + scrollY - 24, 0));
  const whole = await page.evaluate(() => Math.ceil(document.body.getBoundingClientRect().bottom + scrollY));
  const height = Math.max(Math.min(tall, whole - top), 200);
  writeFileSync(`${folder}/${scene.name}.webp`, await picture(page, { x: 0, y: top, width: viewport.width, height }, QUALITY));
}

const hash = (words) => createHash('sha256').update(words.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 16);
const guide = readFileSync(`${source}/docs/guide.md`, 'utf8');
const texts = new Map();
await go_through(async (scene, page, viewport) => {
  texts.set(scene.name, await words_of(page));
  if (draws) await draw(scene, page, viewport);
});
await browser.close();

if (draws) {
  const named = new Set([...scenes.map((scene) => `${scene.name}.webp`), 'texts']);
  for (const file of readdirSync(folder)) if (!named.has(file) && !file.startsWith('all-')) rmSync(`${folder}/${file}`);
  writeFileSync(`${folder}/texts`, [...texts].map(([name, words]) => `${name} ${hash(words)}\n`).join(''));
} else {
  const shown = [...guide.matchAll(/!\[([^\]]+)\]\(pictures\/([\w-]+)\.webp\)/g)];
  const hashes = new Map(readFileSync(`${folder}/texts`, 'utf8').trim().split('\n').map((line) => line.split(' ')));
  ok(shown.length === scenes.length && new Set(shown.map((one) => one[2])).size === scenes.length, 'every picture is in the guide, once',
    scenes.map((scene) => scene.name).filter((name) => !shown.some((one) => one[2] === name)).join(', '));
  for (const [, , name] of shown) {
    ok(existsSync(`${folder}/${name}.webp`) && texts.has(name), `${name}: the picture is there, and known how to be drawn`);
    ok(hashes.get(name) === hash(texts.get(name) ?? ''), `${name}: its page still says what it said when it was drawn`,
      'if it is right so: make guide');
  }
  // In the guide's order: what is in bold stands on the page whose picture came last.
  let at = null;
  for (const [whole, , picture, bold] of guide.matchAll(/!\[([^\]]+)\]\(pictures\/([\w-]+)\.webp\)|\*\*([^*]+)\*\*/g)) {
    if (picture !== undefined) at = picture;
    else ok(at !== null && (texts.get(at) ?? '').replace(/\s+/g, ' ').includes(bold.replace(/\s+/g, ' ')), `${at}: "${bold.replace(/\s+/g, ' ')}" stands on its page`, whole);
  }
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(`${folder}/${file}`).size, 0);
  ok(bytes <= BYTES_MOST, `the pictures are small: ${Math.round(bytes / 1024)} KB`);
  console.log(`1..${count}`);
}
process.exitCode = failed > 0 ? 1 : 0;
