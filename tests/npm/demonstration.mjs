// SPDX-License-Identifier: AGPL-3.0-or-later
// Where things of the demonstration are. Ids hold the number of their entry, so they move whenever an action enters more or
// less than before: they are found by their words, as people find them.

export const password = 'try it for a while';

export async function sign_in(page, url, who) {
  await page.goto(`${url}/sign-in`);
  await page.fill('[name=name]', `${who}@demonstration.example`);
  await page.fill('[name=password]', password);
  await page.click('main button');
  await page.waitForURL((at) => at.pathname.startsWith('/w/'));
}

/** What the page shows within the clip, as a WebP file: half as large as JPEG would be, with clean letters. */
export async function picture(page, clip, quality) {
  const browser = await page.context().newCDPSession(page);
  const taken = await browser.send('Page.captureScreenshot', { format: 'webp', quality, captureBeyondViewport: true, clip: { ...clip, scale: 1 } });
  await browser.detach();
  return Buffer.from(taken.data, 'base64');
}

const named = {
  undecided: 'Try it for three months',
  rent: 'Hold back a tenth',
  shut: 'your own view comes first',
  unknown: 'The second',
  drawn: 'Insure the invoices',
};

// The path within the studio's workspace of each, and of a question put to a partner, as those find them whose it is.
export async function find_things(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const workspace = `${url}/w/studio-nine`;
  await sign_in(page, url, 'ada');
  const found = {};
  const within = async (locator, kind) => {
    const href = await locator.first().getAttribute('href', { timeout: 5000 });
    const at = href.indexOf(`/${kind}/`);
    if (at < 0) throw new Error(`${href} leads to no ${kind}`);
    return href.slice(at + 1).split(/[?#]/)[0];
  };
  await page.goto(`${workspace}/today`);
  for (const [name, words] of Object.entries(named)) {
    const row = page.locator('main li').filter({ hasText: words });
    found[name] = await within(row.locator('a[href*="/advice/"]'), 'advice');
  }
  await context.close();
  const partner = await browser.newContext();
  const portal = await partner.newPage();
  await sign_in(portal, url, 'petra');
  await portal.goto(`${workspace}/${found.undecided}`);
  found.brief = await within(portal.locator('main a[href*="/brief/"]'), 'brief');
  await partner.close();
  return found;
}

// 'advice/{rent}' stands for a thing that find_things found.
export function fill_in(path, found) {
  return path.replace(/\{(\w+)\}/, (whole, name) => found[name].split('/')[1]);
}
