/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_journal.c: what was entered, the newest first, each with its receipt; and the search over it. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void write_texts(Page *page, const json_t *texts) {
  const char *pointer = NULL;
  const json_t *text = NULL;
  json_object_foreach((json_t *)texts, pointer, text) {
    html_add(page->html, "<p dir=\"auto\">%s</p>\n", json_string_value(text));
  }
}

/* What an entry is about, as a link, where it has a page. A person's name may begin with the same letter. */
static void link_thing(Page *page, const json_t *row) {
  const char *thing = phrase_text(row, "thing");
  static const struct {
    char letter;
    const char *name;
  } names[] = {{'a', "advice"}, {'b', "brief"}, {'e', "engagement"}, {'p', "partner"}};
  for (size_t index = 0; thing != NULL && index < G_N_ELEMENTS(names); index++) {
    if (thing[0] == names[index].letter && g_ascii_isdigit(thing[1]) && page_may_see(page, names[index].name)) {
      html_raw(page->html, " ");
      page_link(page, names[index].name, thing, thing);
      return;
    }
  }
}

static const char *summary_of(const char *kind) {
  const Action *action = kind != NULL ? action_of_kind(kind) : NULL;
  return action != NULL ? _(action->summary) : kind != NULL ? kind : _("About an advice");
}

static void write_entry(Page *page, const json_t *row) {
  int64_t entry = phrase_integer(row, "entry", 0);
  g_autofree char *workspace = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
  html_add(page->html, "<li><p><span class=\"number\">%" G_GINT64_FORMAT "</span> <strong>%s</strong>", entry,
           summary_of(phrase_text(row, "kind")));
  link_thing(page, row);
  html_raw(page->html, "</p>\n");
  if (json_is_true(json_object_get(row, "is_shut")))
    page_paragraph(page, _("Shut to you until you have sealed your own view and opened the advice."));
  write_texts(page, json_object_get(row, "texts"));
  g_autofree char *who = phrase_who(row, "person");
  html_add(page->html, "<p class=\"by\">%s ", who);
  page_date(page, row, "at");
  html_add(page->html,
           " · <a href=\"%s/api/v1/workspaces/%s/receipt?entry=%" G_GINT64_FORMAT
           "\" download=\"receipt-%" G_GINT64_FORMAT ".json\">%s</a></p></li>\n",
           page->request->base_path, workspace, entry, entry, _("receipt"));
}

static void write_entries(Page *page, const json_t *rows) {
  size_t index = 0;
  const json_t *row = NULL;
  html_raw(page->html, "<ul class=\"talk\">\n");
  json_array_foreach(rows, index, row) {
    write_entry(page, row);
  }
  html_raw(page->html, "</ul>\n");
}

void page_journal(Page *page) {
  page_paragraph(page,
                 _("Nothing here is ever changed: a mistake is mended by a later entry. A receipt proves that an entry "
                   "is in it; anybody can check one with \"bellwether verify\", without asking us."));
  g_autofree char *workspace = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
  html_add(page->html,
           "<p><a href=\"%s/api/v1/workspaces/%s/export?format=journal\" download=\"journal.jsonl\">%s</a> · "
           "<a href=\"%s/api/v1/workspaces/%s/export\" download=\"advice.csv\">%s</a></p>\n",
           page->request->base_path, workspace, _("The whole journal, signed"), page->request->base_path, workspace,
           _("All advice as a spreadsheet"));
  write_entries(page, json_object_get(page->document, "entries"));
  if (json_object_get(page->document, "next_before") != NULL)
    page_more(page, "before", phrase_integer(page->document, "next_before", 0));
}

void page_search(Page *page) {
  const char *words = phrase_text(page->request->query, "words");
  g_autofree char *path = page_path(page, "search", NULL);
  html_add(
      page->html,
      "<form method=\"get\" action=\"%s\" role=\"search\"><div class=\"field\"><label for=\"words\">%s</label>"
      "<input id=\"words\" name=\"words\" type=\"search\" dir=\"auto\" maxlength=\"200\" required value=\"%s\"></div>"
      "<p><button type=\"submit\">%s</button></p></form>\n",
      path, _("Whole words; all of them must be in it"), words != NULL ? words : "", _("Search"));
  if (words == NULL || *words == '\0')
    return;
  g_auto(RecordProblem) problem = {0};
  json_t *found = page->request->read(page->request->context, view_find("search"), page->workspace->workspace,
                                      page->request->query, &problem);
  const json_t *rows = json_object_get(found, "found");
  page->zone = page->zone != NULL ? page->zone : phrase_text(found, "zone");
  int64_t unread = phrase_integer(found, "unread_entries", 0);
  if (unread > 0) {
    g_autofree char *left = g_strdup_printf(ngettext("%" PRId64 " entry is not searched yet; try again in a moment.",
                                                     "%" PRId64 " entries are not searched yet; try again in a moment.",
                                                     (unsigned long)unread),
                                            unread);
    html_add(page->html, "<p role=\"status\">%s</p>\n", left);
  }
  if (found == NULL)
    html_add(page->html, "<p class=\"problem\" role=\"alert\">%s.</p>\n", problem.message);
  else if (json_array_size(rows) == 0)
    page_empty(page, _("Nothing was found. The search knows whole words only."));
  else
    write_entries(page, rows);
  if (json_object_get(found, "next_before") != NULL) {
    g_autofree char *escaped = g_uri_escape_string(words, NULL, FALSE);
    html_add(page->html,
             "<p><a class=\"more\" rel=\"next\" href=\"%s?words=%s&amp;before=%" G_GINT64_FORMAT "\">%s</a></p>\n",
             path, escaped, phrase_integer(found, "next_before", 0), _("Further back"));
  }
  json_decref(found);
}
