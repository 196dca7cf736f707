// SPDX-License-Identifier: AGPL-3.0-or-later
// shots.mjs URL FOLDER [NAME...]: pictures of the demonstration's pages, light and dark, wide and on a phone, to look at.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { fill_in, find_things, sign_in } from './demonstration.mjs';

const [url, folder, ...names] = process.argv.slice(2);
const pages = [
  ['sign-in', null, '/sign-in'], ['today', 'ada', 'today'], ['partners', 'ada', 'partners'], ['partner', 'ada', 'partner/p23'],
  ['advice', 'ada', 'advice/{undecided}'], ['advice-shut', 'ada', 'advice/{shut}'], ['advice-decided', 'ada', 'advice/{unknown}'],
  ['brief', 'ada', 'brief/{brief}'], ['note', 'ada', 'note'], ['ask', 'ada', 'ask'], ['direction', 'ada', 'direction'],
  ['skills', 'ada', 'skills'], ['engagement', 'ada', 'engagement/e33'], ['journal', 'ada', 'journal'],
  ['people', 'ada', 'people'], ['settings', 'ada', 'settings'], ['search', 'ada', 'search?words=rent'],
  ['portal', 'petra', 'portal'], ['advise', 'petra', 'advise'], ['first-week', 'tilde', 'today'],
  ['first-week-partners', 'tilde', 'partners'], ['account', 'ada', '/account'],
];
const sizes = { wide: { width: 1200, height: 900 }, phone: { width: 375, height: 740 } };
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const found = await find_things(browser, url);
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark']) {
    const contexts = new Map();
    for (const [name, who, named] of pages) {
      const path = fill_in(named, found);
      if (names.length > 0 && !names.includes(name)) continue;
      if (!contexts.has(who)) {
        const context = await browser.newContext({ viewport, colorScheme });
        if (who !== null) {
          const page = await context.newPage();
          await sign_in(page, url, who);
          await page.close();
        }
        contexts.set(who, context);
      }
      const page = await contexts.get(who).newPage();
      const workspace = who === 'tilde' ? 'tilde-roe' : 'studio-nine';
      const answer = await page.goto(path.startsWith('/') ? url + path : `${url}/w/${workspace}/${path}`);
      if (answer.status() >= 400) console.log(`${name}: ${answer.status()}`);
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png`, fullPage: true });
      await page.close();
    }
    for (const context of contexts.values()) await context.close();
  }
}
await browser.close();
