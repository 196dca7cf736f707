// SPDX-License-Identifier: AGPL-3.0-or-later
// pages.mjs URL: every page of the demonstration in real Chromium (tests/browser_pages.t): no violation of WCAG 2.2 A and AA
// that axe-core knows, light and dark; valid HTML; nothing in the console, which is where a Content-Security-Policy
// complains; no scrolling sideways at 320 pixels; little to transfer, in few requests.
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fill_in, find_things, sign_in } from './demonstration.mjs';

const [url] = process.argv.slice(2);
const BYTES_MOST = 50 * 1024;
const REQUESTS_MOST = 4;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'void-style': 'off', 'doctype-style': 'off', 'attr-quotes': 'off',
    'no-inline-style': 'error', 'tel-non-breaking': 'off',
    'attribute-boolean-style': 'off', 'form-dup-name': ['error', { shared: ['radio', 'checkbox'] }], },
});
let count = 0;
let failed = 0;

function ok(passed, what, why = '') {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
  if (!passed) console.log(String(why).split('\n').map((line) => `# ${line}`).join('\n'));
}

const pages = {
  nobody: ['/sign-in', '/nothing', '/join/studio-nine/0', '/confirm/studio-nine/0', '/set-password/0', '/set-up/0'],
  ada: ['/', '/open', '/account', '/account/make_token', '/account/begin_second_factor', 'today', 'note', 'ask', 'partners', 'partner/p23', 'partner/p31', 'direction', 'skills',
    'engagement/e33', 'engagement/e35', 'engagement/e36', 'brief/{brief}', 'advice/{undecided}', 'advice/{rent}', 'advice/{shut}', 'advice/{unknown}', 'advice/{drawn}',
    'journal', 'search', 'search?words=rent', 'people', 'settings', 'advice/a999999'],
  petra: ['portal', 'advise', 'direction', 'brief/{brief}', 'advice/{undecided}', 'engagement/e33', 'today'],
  tilde: ['today', 'partners', 'direction', 'skills'],
};

function expected_status(who, path) {
  if (['/nothing', '/join/studio-nine/0', '/confirm/studio-nine/0', '/set-password/0', 'advice/a999999'].includes(path)) return 404;
  if (who === 'petra' && path === 'today') return 403;
  return 200;
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
const found = await find_things(browser, url);
for (const [who, paths] of Object.entries(pages)) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  const complaints = [];
  let requests = 0;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('status of 4')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  let sizes = [];
  let begun = new Set(); // what the page before asked for may still be on its way
  page.on('request', (request) => begun.add(request));
  page.on('requestfinished', (request) => {
    if (!begun.has(request)) return;
    requests += 1;
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize, () => 0));
  });
  if (who !== 'nobody') {
    await sign_in(page, url, who);
  }
  const checker = await browser.newContext({ bypassCSP: true, storageState: await context.storageState() });
  for (const named of paths) {
    const path = fill_in(named, found);
    const address = path.startsWith('/') ? url + path : `${url}/w/${who === 'tilde' ? 'tilde-roe' : 'studio-nine'}/${path}`;
    complaints.length = 0;
    sizes = [];
    begun = new Set();
    requests = 0;
    const answer = await page.goto(address, { waitUntil: 'load' });
    let redirects = 0;
    for (let before = answer.request().redirectedFrom(); before !== null; before = before.redirectedFrom()) redirects += 1;
    const html = await answer.text();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + Math.max(size, 0), 0);
    const expected = expected_status(who, path);
    ok(answer.status() === expected, `${who} ${path}: answered with ${expected}`, answer.status());
    ok(who === 'nobody' || !page.url().includes('/sign-in'), `${who} ${path}: is signed in`);
    ok(complaints.length === 0, `${who} ${path}: the console is silent`, complaints.join('\n'));
    ok(requests - redirects <= REQUESTS_MOST && bytes <= BYTES_MOST, `${who} ${path}: ${requests} requests, ${bytes} bytes`);
    const report = await validator.validateString(html);
    ok(report.valid, `${who} ${path}: valid HTML`, report.results.flatMap((result) => result.messages.map((message) => `${message.line}: ${message.ruleId}: ${message.message}`)).join('\n'));
    await page.setViewportSize({ width: 320, height: 640 });
    const over = await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    ok(over <= 0, `${who} ${path}: nothing scrolls sideways at 320 pixels`, `${over} pixels too wide`);
    await page.setViewportSize({ width: 1200, height: 900 });
    const looked = await checker.newPage(); // the checker's script is none of ours, so it has a context without the policy
    await looked.goto(address);
    await looked.addScriptTag({ content: axe });
    for (const colorScheme of ['light', 'dark']) {
      await looked.emulateMedia({ colorScheme });
      const found = await looked.evaluate(async () => {
        for (const fold of document.querySelectorAll('details')) fold.open = true;
        const result = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
        return result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
      });
      ok(found.length === 0, `${who} ${path}: axe finds nothing, ${colorScheme}`, found.join('\n'));
    }
    await looked.close();
  }
  await checker.close();
  await context.close();
}
// ---- Charts: a figure where it is pointed at and where the keyboard is, the numbers one key away, and all of them on paper ----

{
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await sign_in(page, url, 'ada');
  const workspace = `${url}/w/studio-nine`;
  await page.goto(`${workspace}/partners`);
  const chart = page.locator('figure.chart').first();
  const figure = (place) => chart.locator('.mark').nth(place).locator('.said');
  ok(!(await figure(0).isVisible()), 'charts: no figure is shown where nobody points');
  await chart.locator('.mark circle').first().hover();
  ok(await figure(0).isVisible() && /^\d+ in 10, between \d+ and \d+$/.test(await figure(0).textContent()), 'charts: pointed at, a mark says its figure', await figure(0).textContent());
  const marks = await chart.locator('.mark').count();
  await chart.locator('.mark').first().focus();
  let said = 0;
  for (let place = 0; place < marks; place += 1) {
    said += (await figure(place).isVisible()) ? 1 : 0;
    await page.keyboard.press('Tab');
  }
  ok(marks >= 5 && said === marks, `charts: the keyboard goes from mark to mark, and each says its figure (${said} of ${marks})`);
  const table = page.locator('details.numbers table').first();
  ok(!(await table.isVisible()), 'charts: the numbers are folded away');
  await page.keyboard.press('Enter');
  ok(await table.isVisible() && (await table.locator('tbody tr').count()) === marks, 'charts: after the last mark one key shows them all');
  const shown = await chart.locator('.mark').evaluateAll((all) => all.map((one) => one.querySelector('.said').textContent));
  const listed = await table.locator('tbody tr').evaluateAll((all) => all.map((row) => row.children[1].textContent));
  ok(JSON.stringify(shown) === JSON.stringify(listed), 'charts: the same ones as in the drawing', `${shown} | ${listed}`);
  await page.goto(`${workspace}/partners`);
  await page.emulateMedia({ media: 'print' });
  ok(await page.locator('details.numbers table').first().isVisible(), 'charts: on paper, where nobody can point, the numbers stand below');

  // ---- Who deserves more freedom, and why: from the first page, for whoever has never seen it ----
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${url}/`);
  const lead = page.locator('main .lead').first();
  ok(/^Mill & Sum has earned the freedom to decide up to [\d,]+ EUR alone; granted: [\d,]+ EUR/.test(await lead.innerText()), 'freedom: the first page says who has earned more', await lead.innerText());
  await lead.locator('a').click();
  await page.waitForURL('**/partner/*');
  const why = page.locator('details.why').first();
  await why.locator('summary').click();
  ok(/costs more than it adds/.test(await why.innerText()), 'freedom: and one click and one fold further on, why', await why.innerText());

  // ---- What is said in several places is the same everywhere ----
  await page.emulateMedia({ media: 'screen' });
  const of_page = async (path, who = page) => {
    await who.goto(`${workspace}/${path}`);
    return who.evaluate(() => [...document.querySelectorAll('main :is(dd, td, text)')].map((one) => one.textContent)
      .filter((one, place, all) => /^[\d.]+ of \d+ worked$/.test(one) && all.indexOf(one) === place));
  };
  const on_partners = await of_page('partners');
  const on_skills = await of_page('skills');
  ok(on_partners.length >= 5 && JSON.stringify([...on_partners].sort()) === JSON.stringify([...on_skills].sort()), 'figures: partners and skills say the same counts', `${on_partners} | ${on_skills}`);
  const petra = await (await browser.newContext()).newPage();
  await sign_in(petra, url, 'petra');
  const theirs = await of_page('partner/p23');
  const mine = await of_page('portal', petra);
  ok(theirs.length === 1 && on_partners.includes(theirs[0]) && mine.join() === theirs.join(), 'figures: a partner reads what the business reads', `${theirs} | ${mine}`);
  const portal = await petra.evaluate(() => document.querySelector('main').textContent);
  ok(portal.includes('Your next advice works') && !/\b[Tt]heir (next|advice|record|“sure”)/.test(portal), 'figures: and is spoken to, not about', portal.match(/.{20}\b[Tt]heir (next|advice|record|“sure”).{20}/)?.[0] ?? '');
  await context.close();
}

await browser.close();
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
