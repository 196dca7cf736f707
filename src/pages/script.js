// SPDX-License-Identifier: AGPL-3.0-or-later
// script.js: comfort only; every page works without it. It keeps what is typed until it was sent, stops a form from being
// sent twice by an impatient click, guesses the time zone, and puts the cursor where an error is.
'use strict';
(() => {
  const key = (form) => `draft ${location.pathname} ${form.getAttribute('action')} ${form.querySelector('[name="advice"],[name="brief"],[name="partner"]')?.value ?? ''}`;
  const keeps = (field) => field.name && !field.name.startsWith('_') && !['hidden', 'password', 'file'].includes(field.type);
  // What is kept is whose it is: signing out takes it away, and so does another person at the same browser.
  const forget = () => { for (const name of Object.keys(localStorage)) if (name.startsWith('draft ')) localStorage.removeItem(name); };
  const person = document.body.dataset.person;
  try {
    if (person && localStorage.getItem('person') !== person) { forget(); localStorage.setItem('person', person); }
  } catch { /* as below */ }
  for (const form of document.querySelectorAll('form[method="post"]')) {
    const isAccount = form.classList.contains('alone'); // names and codes are not kept at all
    const save = () => {
      const typed = [...form.elements].filter((field) => keeps(field) && (['checkbox', 'radio'].includes(field.type) ? field.checked : field.value))
        .map((field) => [field.name, field.value]);
      try {
        if (typed.length > 0) localStorage.setItem(key(form), JSON.stringify(typed)); else localStorage.removeItem(key(form));
      } catch { /* a browser that keeps nothing keeps no drafts */ }
    };
    let draft = null;
    try { if (!isAccount) draft = JSON.parse(localStorage.getItem(key(form))); } catch { /* as above */ }
    if (draft && form.closest('details.fold[open]') === null && !form.querySelector('.problem')) {
      for (const [name, value] of draft) {
        for (const field of form.elements) {
          if (field.name !== name) continue;
          if (['checkbox', 'radio'].includes(field.type)) field.checked = field.checked || field.value === value;
          else if (keeps(field) && !field.value) field.value = value;
        }
      }
    }
    if (!isAccount) form.addEventListener('input', save);
    form.addEventListener('submit', () => {
      if (form.getAttribute('action').endsWith('/sign-out')) { try { forget(); } catch { /* as above */ } }
      if (navigator.onLine !== false) { try { localStorage.removeItem(key(form)); } catch { /* as above */ } }
      setTimeout(() => { for (const button of form.querySelectorAll('button')) button.disabled = true; }, 0);
    });
  }
  addEventListener('pageshow', () => { for (const button of document.querySelectorAll('button')) button.disabled = false; });
  for (const field of document.querySelectorAll('input[data-zone]')) {
    if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  }
  for (const field of document.querySelectorAll('input[data-copy]')) field.addEventListener('focus', () => field.select());
  document.querySelector('.problem')?.focus();
})();
