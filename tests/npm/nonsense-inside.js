// SPDX-License-Identifier: AGPL-3.0-or-later
// nonsense-inside.js: what nonsense.mjs does inside a page of ours, under its policy: pages are fetched and looked through,
// forms are filled in and sent as a browser would send them. All of it hangs on `nonsense`.
globalThis.nonsense = (() => {
  const numeric = { '': '1', 'number': '3', 'date': '2026-08-01' };
  const bytes = (text) => new TextEncoder().encode(text).length;

  /** As much of it as the field holds; a character is not cut in two. */
  function cut(text, most) {
    const characters = [...text];
    while (bytes(characters.join('')) > most) characters.splice(Math.floor(characters.length * 0.9));
    return characters.join('');
  }

  const is_words = (field) => field.tagName === 'TEXTAREA' ||
    (field.tagName === 'INPUT' && ['text', 'search'].includes(field.type) && field.inputMode !== 'decimal' && !field.pattern && field.dataset.zone === undefined && !field.readOnly);

  const thing_of = (form) => [...form.querySelectorAll('input[type=hidden]')].filter((field) => !field.name.startsWith('_') && field.name !== 'shown')
    .map((field) => `${field.name}=${field.value}`).join(' ');

  /** What no page of ours has, and markup of somebody's would bring in. */
  function markup(page) {
    const found = [];
    for (const element of page.querySelectorAll('*')) {
      const name = element.localName;
      if (['img', 'iframe', 'object', 'embed', 'style', 'base', 'audio', 'video', 'template', 'math'].includes(name)) found.push(`<${name}>`);
      if (name === 'script' && !(element.getAttribute('src') ?? '').startsWith('/assets/')) found.push('a script');
      if (name === 'meta' && element.httpEquiv !== '') found.push('a meta with http-equiv');
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith('on') || attribute === 'style' || attribute === 'srcdoc') found.push(`<${name} ${attribute}>`);
        if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(attribute) && !/^(\/(?!\/)|#|https?:|mailto:)/.test(value)) found.push(`<${name} ${attribute}="${value.slice(0, 60)}">`);
      }
    }
    return found;
  }

  async function get(address, options = {}) {
    const answer = await fetch(address, { credentials: 'same-origin', ...options });
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, 'text/html');
    return { answer, html, page, path: new URL(answer.url).pathname + new URL(answer.url).search };
  }

  const describe = (form) => ({
    action: form.getAttribute('action').split('/').slice(form.getAttribute('action').includes('/do/') ? -1 : -2).join('/'),
    thing: thing_of(form),
    words: [...form.elements].filter(is_words).map((field) => field.name),
    method: form.method,
  });

  /** A page looked through: its status, links, forms with text fields, and what is wrong about it. */
  async function look(path, texts) {
    const { answer, page } = await get(path);
    const inside = page.body.textContent;
    return {
      path, status: answer.status,
      markup: markup(page),
      links: [...page.querySelectorAll('a[href^="/"]:not([download])')].map((link) => link.getAttribute('href').split('#')[0]).filter((href) => !href.startsWith('/api/')),
      forms: [...page.forms].map(describe).filter((form) => form.words.length > 0),
      shows: texts.map((text, index) => (inside.includes(text) ? index : -1)).filter((index) => index >= 0),
    };
  }

  /** What stands in one field of the form: the nonsense, or something that the field takes. */
  function value_of(field, order) {
    if (is_words(field)) return cut(order.text, field.maxLength > 0 ? field.maxLength : 10000);
    if (field.tagName === 'SELECT') {
      const options = [...field.options].map((option) => option.value).filter((value) => value !== '');
      return field.required || ['partner', 'engagement', 'goal'].includes(field.name) ? options[order.round % options.length] ?? '' : '';
    }
    if (field.type === 'password') return order.password;
    if (field.dataset.zone !== undefined) return 'Europe/Berlin';
    if (field.pattern !== '') return 'EUR';
    if (field.type === 'date' && ['given_at', 'begins_at', 'at'].includes(field.name)) return '2026-01-05';
    return numeric[field.type] ?? '1';
  }

  function fill(form, order, instead) {
    const sent = [];
    const chosen = new Set();
    for (const field of form.elements) {
      if (field.name === '' || field.tagName === 'BUTTON' || field.tagName === 'FIELDSET') continue;
      if (field.type === 'hidden') sent.push([field.name, field.value]);
      else if (field.name in instead) sent.push([field.name, instead[field.name]]);
      else if (field.type === 'checkbox') {
        if (!chosen.has(field.name)) sent.push([field.name, field.value]);
        chosen.add(field.name);
      } else if (field.type === 'radio') {
        const group = [...form.elements].filter((one) => one.name === field.name);
        if (!chosen.has(field.name) && field.required) sent.push([field.name, group[order.round % group.length].value]);
        chosen.add(field.name);
      } else if (field.type === 'file') sent.push([field.name, new File(['some words'], cut(order.text, 150).replaceAll('\0', ''))]);
      else sent.push([field.name, value_of(field, order)]);
    }
    return sent;
  }

  function body_of(form, sent, raw) {
    if (form.enctype === 'multipart/form-data') {
      const data = new FormData();
      for (const [name, value] of sent) data.append(name, value);
      return { body: data };
    }
    let body = new URLSearchParams(sent).toString();
    if (raw !== undefined) body = body.replaceAll('RAWBYTES', raw);
    return { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
  }

  const TRIES = 5;

  /** Sends one form of a page; a field that is refused is filled in more tamely, until the rest is taken. */
  async function send(order) {
    const instead = {};
    const seen = [];
    let { page: on } = await get(order.path);
    for (let round = 0; round < TRIES; round += 1) {
      const form = [...on.forms].find((one) => describe(one).action === order.action && thing_of(one) === order.thing);
      if (form === undefined) return { gone: round === 0, seen };
      const sent = fill(form, order, instead);
      if (form.method === 'get') {
        const found = await get(`${form.getAttribute('action')}?${new URLSearchParams(sent)}`);
        seen.push({ status: found.answer.status, markup: markup(found.page), html: '' });
        return { taken: found.answer.status === 200, to: found.path, seen };
      }
      const { answer, page, path, html } = await get(form.getAttribute('action'), { method: 'POST', ...body_of(form, sent, order.raw) });
      seen.push({ status: answer.status, markup: markup(page), html: answer.status === 200 ? '' : html });
      if (answer.status < 400) return { taken: true, to: answer.redirected ? path : null, secret: page.querySelector('[data-copy]')?.value, seen };
      const wrong = page.querySelector('[aria-invalid]')?.getAttribute('name') ??
        page.querySelector('.field .error')?.closest('.field').querySelector('[name]')?.getAttribute('name');
      if (wrong === undefined || answer.status !== 422) return { taken: false, seen };
      on = page;
      instead[wrong] = wrong in instead ? '' : cut(order.text, 60).replace(/[^a-z0-9]/gi, '') || 'x';
    }
    return { taken: false, seen };
  }

  return { look, send };
})();
