// SPDX-License-Identifier: AGPL-3.0-or-later
// script.js: comfort only; every page works without it. It keeps what is typed until it is on record, stops a form from
// being sent twice by an impatient click, guesses the time zone, and puts the cursor where an error is.
//
// A draft stays in this browser until the server has said that the form is done: a form that was sent may never arrive. It
// goes when its form is done, when its person signs out or another one signs in, and after a month. Passwords, files and
// whatever is about one's account are never kept.
'use strict';
(() => {
  const MONTH_MS = 30 * 86400000;
  const AGAIN_MS = 8000; // then a button may be pressed again: nothing is done twice, for the form has its own key
  const quietly = (what) => { try { return what(); } catch { return null; } }; // a browser that keeps nothing keeps no drafts
  const address = new URL(location.href);

  // ---- Which draft is whose ----

  const is_kept = (form) => /\/(do|confirm)\//.test(form.getAttribute('action'));
  const key = (form) => {
    const hidden = [...form.querySelectorAll('input[type="hidden"]')];
    const from = hidden.find((field) => field.name === '_from')?.value ?? '';
    const things = hidden.filter((field) => /^[a-z]\d+$/.test(field.value)).map((field) => field.value);
    return ['draft', from, form.getAttribute('action'), ...things].join(' ');
  };
  const keeps = (field) => field.name && !field.name.startsWith('_') && !['hidden', 'password', 'file'].includes(field.type);
  const ticked = (field) => ['checkbox', 'radio'].includes(field.type);
  const forget = (is_over) => quietly(() => {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith('draft ') && is_over(name)) localStorage.removeItem(name);
    }
  });

  const person = document.body.dataset.person;
  quietly(() => {
    if (!person || localStorage.getItem('person') === person) return;
    forget(() => true);
    localStorage.setItem('person', person);
  });

  // ---- What became of the form that was sent last ----

  const done = address.searchParams.has('done') || document.querySelector('.secret') !== null ||
    (address.pathname.includes('/confirm/') && document.querySelector('form[action*="/confirm/"]') === null);
  const sent = quietly(() => sessionStorage.getItem('sent'));
  if (done && sent) {
    forget((name) => name === sent);
    quietly(() => sessionStorage.removeItem('sent'));
  }
  if (address.searchParams.has('done')) { // said once: not again on coming back to this page
    address.searchParams.delete('done');
    history.replaceState(history.state, '', address);
  }
  forget((name) => !(quietly(() => JSON.parse(localStorage.getItem(name)).at) > Date.now() - MONTH_MS));

  // ---- Keeping and putting back ----

  const save = (form) => quietly(() => {
    const typed = [...form.elements].filter((field) => keeps(field) && (ticked(field) ? field.checked : field.value)).map((field) => [field.name, field.value]);
    if (typed.length > 0) localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), typed }));
    else localStorage.removeItem(key(form));
  });

  const put_back = (form) => {
    const draft = quietly(() => JSON.parse(localStorage.getItem(key(form))));
    if (!draft || form.querySelector('.problem')) return; // what was refused comes back from the server
    for (const [name, value] of draft.typed) {
      for (const field of form.elements) {
        if (field.name !== name || !keeps(field) || address.searchParams.has(name)) continue;
        if (ticked(field)) field.checked = field.checked || field.value === value;
        else field.value = value;
        const more = field.closest('form details');
        if (more) more.open = true;
      }
    }
    const fold = form.closest('details.fold');
    if (fold) fold.open = true;
  };

  for (const form of document.querySelectorAll('form[method="post"]')) {
    if (is_kept(form)) {
      put_back(form);
      form.addEventListener('input', () => save(form));
    }
    form.addEventListener('submit', () => {
      if (form.getAttribute('action').endsWith('/sign-out')) forget(() => true);
      else if (is_kept(form)) quietly(() => sessionStorage.setItem('sent', key(form)));
      const buttons = form.querySelectorAll('button');
      setTimeout(() => { for (const button of buttons) button.disabled = true; }, 0);
      setTimeout(() => { for (const button of buttons) button.disabled = false; }, AGAIN_MS);
    });
  }
  addEventListener('pageshow', () => { for (const button of document.querySelectorAll('button')) button.disabled = false; });

  // ---- The rest ----

  for (const field of document.querySelectorAll('input[data-zone]')) {
    if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  }
  for (const field of document.querySelectorAll('input[data-copy]')) field.addEventListener('focus', () => field.select());
  document.querySelector('.problem')?.focus();
})();
