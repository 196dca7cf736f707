// SPDX-License-Identifier: AGPL-3.0-or-later
// shots.mjs URL FOLDER [--sheets FOLDER] [NAME...]: pictures of the demonstration's pages, light and dark, wide and on a
// phone, to look at. With --sheets also all of them, small, on a sheet for each: all-wide-light.webp and so on.
import { chromium } from 'playwright-core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fill_in, find_things, picture, sign_in } from './demonstration.mjs';

const [url, folder, ...words] = process.argv.slice(2);
const sheets = words[0] === '--sheets' ? words.splice(0, 2)[1] : null;
const names = words;
const QUALITY = 60;
const SHEET = { wide: { columns: 5, width: 340, height: 400 }, phone: { columns: 11, width: 170, height: 400 } };
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

/** One sheet of all pages: their tops, small, in rows. */
async function write_sheet(size, scheme) {
  const { columns, width, height } = SHEET[size];
  const figures = pages.map(([name]) => `<figure><div><img src="${name}-${size}-${scheme}.png"></div><figcaption>${name}</figcaption></figure>`);
  const at = `${resolve(folder)}/sheet.html`;
  writeFileSync(at, `<!doctype html><style>body{margin:8px;background:#777;color:#fff;font:11px sans-serif;display:grid;gap:8px;
    grid-template-columns:repeat(${columns},${width}px)}figure{margin:0}div{height:${height}px;overflow:hidden}img{width:100%}</style>${figures.join('')}`);
  const page = await browser.newPage({ viewport: { width: columns * (width + 8) + 8, height: 100 } });
  await page.goto(`file://${at}`);
  const size_of = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight }));
  writeFileSync(`${sheets}/all-${size}-${scheme}.webp`, await picture(page, { x: 0, y: 0, ...size_of }, QUALITY));
  await page.close();
}

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
    if (sheets !== null) await write_sheet(size, colorScheme);
  }
}
await browser.close();
