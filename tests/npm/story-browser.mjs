// SPDX-License-Identifier: AGPL-3.0-or-later
// story-browser.mjs URL LINK: people live through Bellwether in real Chromium (tests/browser_story.t), from an empty store
// on. Elements are waited for, up to a bound; nothing waits for a time.
import { chromium } from 'playwright-core';

const [url, link] = process.argv.slice(2);
const password = 'a long walk by the river';
const SCREENS_MOST = 6;
const FIELDS_MOST = 12;
let count = 0;
let failed = 0;

function ok(passed, what, why = '') {
  count += 1;
  failed += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${what}`);
  if (!passed && why !== '') console.log(`# ${String(why).replaceAll('\n', '\n# ')}`);
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });

/** Somebody at a browser of their own, who counts what they have to go through. */
class Person {
  screens = 0;
  filled = 0;

  static async at(options = {}) {
    const person = new Person();
    person.context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(15000);
    return person;
  }

  async go(path) {
    this.screens += 1;
    return this.page.goto(path.startsWith('http') ? path : url + path);
  }

  async fill(name, value, form = 'main form') {
    this.filled += 1;
    const field = this.page.locator(`${form} [name="${name}"]`).first();
    const kind = await field.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'radio' || kind === 'checkbox') await this.page.locator(`${form} [name="${name}"][value="${value}"]`).check();
    else await field.fill(value);
  }

  async send(form = 'main form') {
    this.screens += 1;
    await Promise.all([this.page.waitForEvent('load'), this.page.locator(`${form} button`).last().click()]);
  }

  async says(text) {
    return (await this.page.locator('main').innerText()).includes(text);
  }

  /** The workspace's path, "/w/studio-…". */
  async place() {
    return new URL(this.page.url()).pathname.split('/').slice(0, 3).join('/');
  }
}

/** Opens a folded form. */
async function unfold(person, action) {
  await person.page.locator(`details.fold:has(form.f-${action}) > summary`).first().click();
  return `form.f-${action}`;
}

// ---- An owner's first day, from an empty store ----

const owner = await Person.at();
await owner.go(`/set-up/${link}`);
await owner.fill('name', 'ada@example.org');
await owner.fill('password', password);
await owner.send();
ok(await owner.says('Open') && owner.page.url().startsWith(url), 'whoever makes the first account is led to opening a workspace', owner.page.url());
await owner.fill('name', 'Studio & Söhne');
await owner.fill('your_name', 'Ada');
await owner.fill('currency', 'EUR');
await owner.fill('zone', 'Europe/Berlin');
await owner.send();
const place = await owner.place();
ok(owner.page.url().endsWith(`${place}/today`) && await owner.says('Nothing waits for you'), 'an empty day says what to do next');

owner.screens = 0;
owner.filled = 0;
let form = 'form.f-begin';
await owner.fill('name', 'Hollow Oak', form);
await owner.fill('does', 'Premises', form);
await owner.send(form);
ok((await owner.page.locator('h1').innerText()) === 'Hollow Oak' && await owner.says('Premises'), 'a partner and what they do are there in two fields');
const partnerPage = owner.page.url().split('?')[0];

// ---- An advice noted on a phone ----

const phone = await Person.at({ viewport: { width: 320, height: 640 }, storageState: await owner.context.storageState(), hasTouch: true });
await phone.go(`${place}/note`);
await phone.fill('partner', await phone.page.locator('main form [name="partner"] option').nth(1).getAttribute('value'));
await phone.fill('option', 'Take the second floor');
await phone.fill('know_by', '2099-06-01');
await phone.send();
const confirm = await phone.page.locator('input[data-copy]').inputValue();
ok(phone.filled === 3 && confirm.includes('/confirm/'), 'an advice is noted in three fields, and a link is given out for its partner');
phone.screens += 1;
await phone.page.getByRole('link', { name: 'On to the advice' }).click();
await phone.page.waitForURL('**/advice/*');
const advice = phone.page.url();
ok(await phone.says('Take the second floor') && await phone.says('the partner has not confirmed it yet'), 'it is marked as not confirmed');
ok(await phone.page.locator('form.f-decide .f-reason').isVisible(), 'the form to decide is there');
await phone.fill('decision', 'override', 'form.f-decide');
await phone.fill('option', 'Stay where we are', 'form.f-decide');
await phone.fill('acknowledged', 'yes', 'form.f-decide');
await phone.send('form.f-decide');
ok(await phone.says('Nothing was kept') && await phone.page.locator('form.f-decide [name="option"]').inputValue() === 'Stay where we are',
  'going against it needs a reason, and what was typed is still there');
await phone.fill('reason', 'Too dear for us now', 'form.f-decide');
await phone.send('form.f-decide');
ok(await phone.says('The decision is on record') && await phone.says('Too dear for us now'), 'with one it is decided');
const screens = owner.screens + phone.screens;
const filled = owner.filled + phone.filled;
ok(screens <= SCREENS_MOST && filled <= FIELDS_MOST, `from an empty workspace to the first decision: ${screens} screens, ${filled} fields`);

// ---- The partner confirms it, by the link and with no account ----

const stranger = await Person.at({ javaScriptEnabled: false });
await stranger.go(confirm);
ok(await stranger.says('Take the second floor') && await stranger.says('Studio & Söhne') && !(await stranger.says('Too dear')), 'the link shows the advice and nothing else');
await stranger.fill('agrees', 'yes');
await stranger.fill('words', 'I said the second or the third');
await stranger.send();
ok(await stranger.says('It is on record'), 'and takes the answer, without an account and without a script');
await stranger.go(confirm);
ok(await stranger.says('answered already'), 'once');
await owner.go(advice);
ok(await owner.says('confirmed by the partner') && await owner.says('I said the second or the third'), 'the owner sees it');
await stranger.go(advice);
ok(stranger.page.url().includes('/sign-in'), 'and the link opens nothing else');

// ---- The partner gets an account ----

await owner.go(partnerPage);
const engagement = await owner.page.locator('#engagements + ul a').first().evaluate((element) => element.href);
await owner.go(`${place}/people`);
form = await unfold(owner, 'invite');
await owner.fill('name_of_person', 'Ben Oak', form);
await owner.fill('role', 'partner', form);
await owner.fill('partner', await owner.page.locator(`${form} [name="partner"] option`).nth(1).getAttribute('value'), form);
await owner.send(form);
const invitation = await owner.page.locator('input[data-copy]').inputValue();
const partner = await Person.at();
await partner.go(invitation);
await partner.fill('name', 'ben@example.org');
await partner.fill('password', 'another walk by a river');
await partner.send();
await partner.send();
ok(partner.page.url().endsWith('/portal') && await partner.says('Take the second floor'), 'the partner finds their own side, with what became of the advice', partner.page.url());
ok(await partner.says('Too dear for us now'), 'and why');

// ---- A question, from asking to outcome, with the first choice refused ----

await owner.go(`${place}/ask`);
await owner.fill('question', 'Which office shall we move to?');
await owner.page.locator('main form [name="engagements"]').first().check();
await owner.fill('know_by', '2099-09-01');
await owner.fill('worked_if', 'Everybody fits and nobody leaves');
await owner.send();
const brief = owner.page.url();
ok(await owner.says('Nobody has answered yet'), 'a question is put');
await partner.go(`${place}/portal`);
await partner.page.getByRole('link', { name: 'Which office shall we move to?' }).click();
await partner.fill('option', 'The old mill', 'form.f-advise');
await partner.fill('reasons', 'Room for twelve, and a roof of this century', 'form.f-advise');
await partner.fill('sure', 'fairly', 'form.f-advise');
await partner.send('form.f-advise');
ok(await partner.says('The old mill'), 'the partner answers it');
await owner.go(`${place}/today`);
await owner.page.locator('section:has(#decide) a').first().click();
ok(!(await owner.says('The old mill')) && await owner.says('Open the advice'), 'the advice is in its envelope');
await owner.send('form.f-open_advice');
ok(await owner.says('The old mill') && await owner.says('What each road promises'), 'and opens, with what each road promises');
await owner.fill('decision', 'override', 'form.f-decide');
await owner.fill('option', 'The station hall', 'form.f-decide');
await owner.fill('reason', 'Two of us come by train', 'form.f-decide');
await owner.fill('acknowledged', 'yes', 'form.f-decide');
await owner.send('form.f-decide');
const second = owner.page.url().split('?')[0];
await partner.go(second);
form = await unfold(partner, 'reply_to_override');
await partner.fill('words', 'The hall has no heating', form);
await partner.send(form);
await owner.go(second);
ok(await owner.says('The hall has no heating'), 'the refused partner replies, and is read');
await Promise.all([owner.page.waitForEvent('load'), owner.page.getByRole('button', { name: 'It did not' }).click()]);
ok(await owner.says('From now on it counts'), 'an outcome is one tap');
await partner.go(second);
await Promise.all([partner.page.waitForEvent('load'), partner.page.getByRole('button', { name: 'Partly' }).click()]);
ok(await partner.says('50 %') && await partner.says('0 %'), 'both sides have said how it turned out');
await owner.go(`${place}/partners`);
ok(await owner.says('2 pieces of advice') && await owner.says('no outcome known yet'), 'and what the business did instead is not counted as theirs');

// ---- A mandate, up to its limit and above ----

await owner.go(engagement);
form = await unfold(owner, 'grant_mandate');
await owner.fill('level', 'act_within', form);
await owner.fill('limit', '500', form);
await owner.fill('expires_at', '2098-01-01', form); // beyond ten years
await owner.fill('check_one_in', '1', form);
await owner.send(form);
ok(await owner.says('Nothing was kept'), 'a mandate without an end in sight is refused');
{
  const soon = new Date(Date.now() + 200 * 86400000).toISOString().slice(0, 10);
  await owner.fill('expires_at', soon, form);
  await owner.send(form);
}
ok(await owner.says('up to 500 EUR'), 'it says how far it goes');
const decide = async (stake) => {
  await partner.go(`${place}/advise`);
  const folded = partner.page.locator('details.fold:has(form.f-act)');
  if (!(await folded.evaluate((element) => element.open))) await folded.locator('> summary').click();
  await partner.fill('option', 'New locks for the store room', 'form.f-act');
  await partner.fill('stake', stake, 'form.f-act');
  await partner.fill('know_by', '2099-01-01', 'form.f-act');
  await partner.fill('worked_if', 'Nothing goes missing', 'form.f-act');
  await partner.send('form.f-act');
};
await decide('900');
ok(await partner.says('Nothing was kept'), 'above the limit the partner is stopped, and told so');
await decide('400');
ok(partner.page.url().includes('/advice/') && await partner.says('New locks'), 'within it they decide');
const acted = partner.page.url().split('?')[0];
await owner.go(acted);
ok(await owner.says('Drawn for a check'), 'one that was drawn waits for a check');
await owner.fill('verdict', 'sound', 'form.f-check_act');
await owner.send('form.f-check_act');
ok(!(await owner.says('Drawn for a check')), 'and is checked');

// ---- Own views first ----

await owner.go(`${place}/settings`);
form = await unfold(owner, 'change_workspace');
await owner.fill('own_views', 'yes', form);
await owner.send(form);
await partner.go(`${place}/advise`);
await partner.fill('option', 'Let the cellar', 'form.f-advise');
await partner.page.locator('form.f-advise details > summary').click();
await partner.fill('know_by', '2099-03-01', 'form.f-advise');
await partner.fill('worked_if', 'It pays the heating', 'form.f-advise');
await partner.send('form.f-advise');
const unasked = partner.page.url().split('?')[0];
await owner.go(unasked);
ok(!(await owner.says('Let the cellar')) && await owner.says('Say first what you would do'), 'who owes a view of their own does not see the advice');
await owner.fill('option', 'Leave it empty', 'form.f-seal_own_view');
await owner.send('form.f-seal_own_view');
if (await owner.page.locator('form.f-open_advice').count() > 0) await owner.send('form.f-open_advice');
ok(await owner.says('Let the cellar'), 'once it is sealed the advice opens');

// ---- A review of each other ----

await owner.go(engagement);
form = await unfold(owner, 'open_review');
await owner.send(form);
const review = async (person, marks, words) => {
  await person.go(engagement);
  const give = await unfold(person, 'give_review');
  for (const name of ['answers', 'facts', 'speed', 'worth']) await person.fill(name, marks, give);
  await person.fill('words', words, give);
  await person.send(give);
};
await review(owner, '4', 'Quick, and says why');
await partner.go(engagement);
ok(!(await partner.says('Quick, and says why')), 'one side\'s answers are not seen before the other has given its own');
await review(partner, '3', 'We hear too late');
ok(await partner.says('Quick, and says why') && await partner.says('We hear too late'), 'then both are');

// ---- With the keyboard alone ----

const keys = await Person.at({ storageState: await owner.context.storageState() });
await keys.go(`${place}/today`);
await keys.page.keyboard.press('Tab');
ok((await keys.page.evaluate(() => document.activeElement.className)) === 'skip', 'the first stop of the keyboard leads past the menu');
await keys.page.keyboard.press('Enter');
ok((await keys.page.evaluate(() => document.activeElement.id)) === 'main', 'into what is on the page');
await keys.go(`${place}/note`);
const reach = async (name) => {
  for (let press = 0; press < 60; press += 1) {
    await keys.page.keyboard.press('Tab');
    if ((await keys.page.evaluate(() => document.activeElement.getAttribute('name'))) === name) return true;
  }
  return false;
};
ok(await reach('partner'), 'the form is reached');
await keys.page.keyboard.press('ArrowDown');
await reach('option');
await keys.page.keyboard.type('Repaint the hall');
await reach('know_by');
await keys.page.keyboard.type('06012099');
await Promise.all([keys.page.waitForEvent('load'), keys.page.keyboard.press('Enter')]);
ok(await keys.says('It is shown only now'), 'an advice is noted with the keyboard alone', await keys.page.locator('main').innerText());

await keys.go(`${place}/today`);
const press_until = async (holds) => {
  for (let press = 0; press < 80; press += 1) {
    await keys.page.keyboard.press('Tab');
    if (await keys.page.evaluate(holds)) return true;
  }
  return false;
};
ok(await press_until(() => document.activeElement.textContent === 'Repaint the hall'), 'what was noted is reached from Today');
await Promise.all([keys.page.waitForURL('**/advice/*'), keys.page.keyboard.press('Enter')]);
ok(await press_until(() => document.activeElement.name === 'decision'), 'the decision is reached');
await keys.page.keyboard.press('Space');
await press_until(() => document.activeElement.closest('form.f-decide') !== null && document.activeElement.tagName === 'BUTTON');
await Promise.all([keys.page.waitForEvent('load'), keys.page.keyboard.press('Enter')]);
ok(await keys.says('The decision is on record'), 'and made, with the keyboard alone', await keys.page.locator('main').innerText());

// ---- Without a script, from signing in to the outcome ----

const plain = await Person.at({ javaScriptEnabled: false });
await plain.go('/sign-in');
await plain.fill('name', 'ada@example.org');
await plain.fill('password', password);
await plain.send();
await plain.go(`${place}/settings`);
form = await unfold(plain, 'change_workspace');
await plain.fill('own_views', 'no', form);
await plain.send(form);
ok(await plain.says('It is on record'), 'without a script: folds open and settings change');
await plain.go(`${place}/note`);
await plain.fill('partner', await plain.page.locator('main form [name="partner"] option').nth(1).getAttribute('value'));
await plain.fill('option', 'Change the locks');
await plain.fill('know_by', '2099-06-01');
await plain.send();
await Promise.all([plain.page.waitForEvent('load'), plain.page.getByRole('link', { name: 'On to the advice' }).click()]);
await plain.fill('decision', 'adapt', 'form.f-decide');
await plain.send('form.f-decide');
ok(await plain.says('Change the locks') && await plain.says('Nothing was kept'), 'without a script: a form that lacks something comes back with what is wrong');
await plain.fill('decision', 'follow', 'form.f-decide');
await plain.send('form.f-decide');
ok(await plain.says('The decision is on record') && await plain.says('Followed'), 'without a script: it is decided');
await Promise.all([plain.page.waitForEvent('load'), plain.page.getByRole('button', { name: 'It worked' }).click()]);
ok(await plain.says('100 %'), 'without a script: and one tap tells how it turned out');
const [download] = await Promise.all([plain.page.waitForEvent('download'), plain.page.getByRole('link', { name: 'receipt' }).first().click()]);
ok(/^receipt.*\.json$/.test(download.suggestedFilename()), 'and its receipt is a file to keep', download.suggestedFilename());
await plain.go(`${place}/search?words=locks`);
ok(await plain.says('Change the locks'), 'without a script: it is found again');

// ---- Two people at one browser ----

const shared = await Person.at();
const enter = async (name, secret = password) => {
  await shared.go('/sign-in');
  await shared.fill('name', name);
  await shared.fill('password', secret);
  await shared.send();
};
const kept = () => shared.page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('draft ')).map(([, value]) => value).join());
await enter('ada@example.org');
await shared.go(`${place}/note`);
await shared.fill('option', 'What nobody else may read', 'form.f-note_advice');
ok((await kept()).includes('nobody else'), 'what is typed is kept');
await shared.page.reload();
ok(await shared.page.locator('form.f-note_advice [name="option"]').inputValue() === 'What nobody else may read', 'and is there again');
await shared.send('header form');
ok((await kept()) === '' && shared.page.url().includes('/sign-in'), 'signing out takes it away', await kept());
await shared.fill('name', 'somebody@example.org');
ok((await kept()) === '', 'names to sign in with are not kept');
await enter('ada@example.org');
await shared.go(`${place}/note`);
await shared.fill('option', 'What nobody else may read', 'form.f-note_advice');
await shared.context.clearCookies();
await enter('ben@example.org', 'another walk by a river');
ok(shared.page.url().endsWith('/portal') && (await kept()) === '', 'who comes without that finds nothing of the one before', await kept());

// ---- A lost connection ----

const drafts = (person) => person.page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('draft ')).length);
const lost = await Person.at({ storageState: await owner.context.storageState() });
await lost.go(`${place}/note`);
const some_partner = await lost.page.locator('main form [name="partner"] option').nth(1).getAttribute('value');
await lost.fill('partner', some_partner);
await lost.fill('option', 'Rent the roof out');
await lost.fill('know_by', '2099-06-01');
await lost.page.locator('main form details > summary').click();
await lost.fill('reasons', 'Two lines\nof reasons');
await lost.fill('sure', 'fairly');
await lost.page.route('**/do/note_advice', (route) => route.abort('connectionfailed'));
await lost.page.locator('main form button').last().click();
await lost.page.waitForURL('chrome-error://**');
await lost.page.unroute('**/do/note_advice');
await lost.go(`${place}/note`);
const back = async (name) => lost.page.locator(`main form [name="${name}"]`).first().inputValue();
ok(await back('partner') === some_partner && await back('option') === 'Rent the roof out' && await back('know_by') === '2099-06-01',
  'what was sent into a lost connection is still there');
ok(await back('reasons') === 'Two lines\nof reasons' && await lost.page.locator('main form [name="reasons"]').isVisible() &&
  await lost.page.locator('main form [name="sure"][value="fairly"]').isChecked(), 'what was folded away too, and to be seen');
await lost.fill('know_by', '2099-06-01');
await lost.fill('option', '   ');
await lost.send();
ok(await lost.says('Nothing was kept'), 'it is refused');
await lost.go(`${place}/today`);
await lost.go(`${place}/note`);
ok(await back('reasons') === 'Two lines\nof reasons', 'what was refused is not lost either');
await lost.fill('option', 'Rent the roof out');
await lost.send();
ok(await lost.says('It is shown only now') && await drafts(lost) === 0, 'once it is on record the draft is gone');
await lost.go(`${place}/note`);
ok(await back('option') === '' && await back('partner') === '', 'and the form is empty again');
await lost.go(`${place}/settings`);
form = await unfold(lost, 'change_workspace');
await lost.fill('hour_worth', '80', form);
await lost.context.setOffline(true);
await lost.page.locator(`${form} button`).last().click();
await lost.page.waitForURL('chrome-error://**');
await lost.context.setOffline(false);
await lost.go(`${place}/settings`);
ok(await lost.page.locator(`${form} [name="hour_worth"]`).isVisible() && await lost.page.locator(`${form} [name="hour_worth"]`).inputValue() === '80',
  'a folded form is open where there is something to go on with');
await lost.send(form);
ok(await lost.says('It is on record') && !lost.page.url().includes('done') && await drafts(lost) === 0, 'which is said once, and the draft is gone');
await lost.page.reload();
ok(!(await lost.says('It is on record')), 'and not again');
await lost.go(`${place}/ask`);
await lost.fill('question', 'What nobody else may read?');
ok(await drafts(lost) === 1, 'a question is half written');
await Promise.all([lost.page.waitForURL('**/sign-in'), lost.page.getByRole('button', { name: 'Sign out' }).click()]);
ok(await drafts(lost) === 0, 'and leaves the browser with its person');

await browser.close();
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
