/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page.c: what is around every page, and the pieces that they are made of. */
#include "page.h"

#include "form.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- Paths ------------------------------------------------------------------------------------------------------ */

char *page_base_path(const Page *page, const char *path) {
  return g_strconcat(page->request->base_path, path, NULL);
}

char *page_path(const Page *page, const char *name, const char *id) {
  g_autofree char *workspace = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
  return g_strconcat(page->request->base_path, "/w/", workspace, "/", name, id != NULL ? "/" : "", id != NULL ? id : "",
                     NULL);
}

void page_link(Page *page, const char *name, const char *id, const char *text) {
  g_autofree char *path = page_path(page, name, id);
  html_add(page->html, "<a href=\"%s\" dir=\"auto\">%s</a>", path, text != NULL ? text : _("(erased)"));
}

/* ---- Who may ---------------------------------------------------------------------------------------------------- */

bool page_may_do(const Page *page, const char *name) {
  const Action *action = action_find(name);
  return page->workspace != NULL && action != NULL && (action->who & (1U << page->workspace->role)) != 0;
}

bool page_may_see(const Page *page, const char *name) {
  const View *view = view_find(name);
  return page->workspace != NULL && view != NULL && (view->who & (1U << page->workspace->role)) != 0;
}

void page_read_choices(Page *page) {
  g_auto(RecordProblem) problem = {0};
  if (page->choices != NULL || page->workspace == NULL)
    return;
  json_t *nothing = json_object();
  page->choices =
      page->request->read(page->request->context, view_find("choices"), page->workspace->workspace, nothing, &problem);
  json_decref(nothing);
}

char *pages_day(int64_t time_ms) {
  return phrase_day(time_ms);
}

/* ---- Pieces ----------------------------------------------------------------------------------------------------- */

void page_heading(Page *page, const char *id, const char *text) {
  html_add(page->html, "<h2 id=\"%s\">%s</h2>\n", id, text);
}

void page_part_begin(Page *page, const char *id, const char *title, const char *means) {
  html_add(page->html, "<section class=\"part\"><div>\n<h2 id=\"%s\">%s</h2>\n<p class=\"hint\">%s</p></div>\n<div>\n",
           id, title, means);
}

void page_part_end(Page *page) {
  html_raw(page->html, "</div></section>\n");
}

void page_paragraph(Page *page, const char *text) {
  html_add(page->html, "<p>%s</p>\n", text);
}

void page_age(Page *page, const json_t *document) {
  g_autofree char *age = phrase_as_of(document, page->zone);
  if (age != NULL)
    html_add(page->html, "<p class=\"hint\">%s.</p>\n", age);
}

void page_empty(Page *page, const char *text) {
  html_add(page->html, "<p class=\"empty\">%s</p>\n", text);
}

void page_and_more(Page *page, const json_t *document, const char *list) {
  if (phrase_has_more(document, list))
    html_add(page->html, "<p class=\"hint\">%s</p>\n", _("and more"));
}

void page_date(Page *page, const json_t *object, const char *member) {
  const char *exact = phrase_text(object, member);
  g_autofree char *date = phrase_date_short(object, member, page->zone);
  if (*date != '\0')
    html_add(page->html, "<time datetime=\"%s\">%s</time>", exact, date);
}

void page_facts_begin(Page *page) {
  html_raw(page->html, "<dl class=\"facts\">\n");
}

void page_fact(Page *page, const char *term, const char *value) {
  if (value != NULL && *value != '\0')
    html_add(page->html, "<div><dt>%s</dt><dd dir=\"auto\">%s</dd></div>\n", term, value);
}

void page_fact_date(Page *page, const char *term, const json_t *object, const char *member) {
  if (json_object_get(object, member) == NULL)
    return;
  html_add(page->html, "<div><dt>%s</dt><dd>", term);
  page_date(page, object, member);
  html_raw(page->html, "</dd></div>\n");
}

void page_fact_money(Page *page, const char *term, const json_t *object, const char *member) {
  if (json_object_get(object, member) == NULL)
    return;
  g_autofree char *money = phrase_money(phrase_integer(object, member, 0), page->currency);
  page_fact(page, term, money);
}

void page_facts_end(Page *page) {
  html_raw(page->html, "</dl>\n");
}

void page_more(Page *page, const char *parameter, int64_t value) {
  g_autofree char *path = page_path(page, page->kind->name, page->id);
  html_add(page->html, "<p><a class=\"more\" rel=\"next\" href=\"%s?%s=%" G_GINT64_FORMAT "\">%s</a></p>\n", path,
           parameter, value, _("Further back"));
}

/* ---- Around it -------------------------------------------------------------------------------------------------- */

static void add_menu(Page *page, GString *html) {
  html_add(html, "<nav class=\"menu\" aria-label=\"%s\"><ul>\n", _("Pages"));
  for (const PageKind *kind = page_kinds; kind->name != NULL; kind++) {
    if (kind->in_menu == NULL || (kind->who & (1U << page->workspace->role)) == 0)
      continue;
    g_autofree char *path = page_path(page, kind->name, NULL);
    html_raw(html, kind == page->kind ? "<li><a aria-current=\"page\"" : "<li><a");
    html_add(html, " href=\"%s\">%s</a></li>\n", path, _(kind->in_menu));
  }
  html_raw(html, "</ul></nav>\n");
}

static void add_workspaces(Page *page, GString *html) {
  const PagesPerson *person = page->request->person;
  if (person->workspace_count < 2)
    return;
  html_add(html, "<details class=\"switch\"><summary>%s</summary><ul>\n", _("Other workspaces"));
  for (size_t index = 0; index < person->workspace_count; index++) {
    g_autofree char *escaped = g_uri_escape_string(person->workspaces[index].workspace, NULL, FALSE);
    html_add(html, "<li><a href=\"%s/w/%s/\" dir=\"auto\">%s</a></li>\n", page->request->base_path, escaped,
             person->workspaces[index].name);
  }
  html_raw(html, "</ul></details>\n");
}

static void add_header(Page *page, GString *html) {
  const PagesPerson *person = page->request->person;
  g_autofree char *start = page_base_path(page, "/");
  html_raw(html, "<header class=\"top\">\n");
  if (page->workspace != NULL) {
    g_autofree char *home = page_path(page, "", NULL);
    html_add(html, "<p class=\"where\"><a href=\"%s\" dir=\"auto\">%s</a></p>\n", home, page->workspace->name);
  } else {
    html_add(html, "<p class=\"where\"><a href=\"%s\">Bellwether</a></p>\n", start);
  }
  if (person != NULL) {
    add_workspaces(page, html);
    g_autofree char *account = page_base_path(page, "/account");
    g_autofree char *sign_out = page_base_path(page, "/sign-out");
    html_add(html,
             "<div class=\"who\"><a href=\"%s\" dir=\"auto\">%s</a> <form method=\"post\" action=\"%s\">"
             "<input type=\"hidden\" name=\"%s\" value=\"%s\"><button type=\"submit\" "
             "class=\"plain\">%s</button></form></div>\n",
             account, person->name != NULL ? person->name : person->person, sign_out, PAGES_FIELD_CSRF,
             page->request->csrf_token, _("Sign out"));
  }
  html_raw(html, "</header>\n");
  if (page->workspace != NULL)
    add_menu(page, html);
}

static void add_notice(Page *page, GString *html) {
  if (page->request->notice != NULL)
    html_add(html, "<p class=\"notice\" role=\"status\">%s</p>\n", page->request->notice);
}

GString *page_finish(Page *page, const char *title) {
  GString *html = g_string_new("<!doctype html>\n");
  const char *place = page->workspace != NULL ? page->workspace->name : "Bellwether";
  html_add(html,
           "<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s · %s</title>\n",
           C_("the language's code", "en"), title, place);
  html_add(html,
           "<link rel=\"stylesheet\" href=\"%s%s\">\n<link rel=\"icon\" href=\"%s%s\">\n"
           "<script src=\"%s%s\" defer></script>\n</head>\n",
           page->request->base_path, pages_asset_path("style.css"), page->request->base_path,
           pages_asset_path("icon.svg"), page->request->base_path, pages_asset_path("script.js"));
  if (page->request->person != NULL) /* so that the script tells whose drafts it keeps */
    html_add(html, "<body data-person=\"%s\">\n", page->request->person->person);
  else
    html_raw(html, "<body>\n");
  html_add(html, "<a class=\"skip\" href=\"#main\">%s</a>\n", _("To what is on this page"));
  add_header(page, html);
  html_raw(html, "<main id=\"main\" tabindex=\"-1\">\n");
  add_notice(page, html);
  html_add(html, "<h1 dir=\"auto\">%s</h1>\n", title);
  g_string_append_len(html, page->html->str, (gssize)page->html->len);
  html_raw(html, "</main>\n</body>\n</html>\n");
  return html;
}
