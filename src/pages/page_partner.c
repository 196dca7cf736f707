/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_partner.c: one partner: how far to trust them, whether they are heard, freedom granted and earned, what they move. */
#include "figures.h"
#include "form.h"
#include "page_list.h"
#include "pieces.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- What the record says --------------------------------------------------------------------------------------- */

static void write_standing(Page *page, const json_t *row) {
  const char *skill = phrase_text(row, "skill");
  html_add(page->html, "<h3 dir=\"auto\">%s</h3>\n", skill != NULL ? skill : _("(erased)"));
  piece_standing(page, json_object_get(row, "document"), page->currency, PHRASE_OF_THEM);
}

static const char *no_standing_words(const json_t *document) {
  if (json_array_size(json_object_get(document, "advice")) == 0)
    return _("No advice of theirs is on record yet. The first one says something already.");
  return phrase_is_of_today(document)
             ? _("None of their advice counts: it was withdrawn, or they say that they never gave it.")
             : _("What their advice is worth was not worked out yet.");
}

static void write_standings(Page *page) {
  const json_t *standings = json_object_get(page->document, "standings");
  size_t index = 0;
  const json_t *row = NULL;
  page_heading(page, "standing", _("How far to trust them"));
  if (json_array_size(standings) == 0)
    page_empty(page, no_standing_words(page->document));
  json_array_foreach(standings, index, row) {
    write_standing(page, row);
  }
  const json_t *quiet = json_object_get(page->document, "quiet");
  if (!json_is_object(quiet))
    return;
  const char *name = phrase_text(json_object_get(page->document, "partner"), "name");
  g_autofree char *words = phrase_quiet(quiet);
  html_add(page->html, _("<p>%s %s. That is all that is known: a call tells more.</p>\n"),
           name != NULL ? name : _("(erased)"), words);
}

/* ---- Engagements ------------------------------------------------------------------------------------------------ */

static void write_engagements(Page *page) {
  static const char *const asked[] = {"skill", "purpose", NULL};
  static const char *const more[] = {"goals",     "fee",         "fee_months", "gain_share",
                                     "gain_goal", "notice_days", "renews_at",  "review_months",
                                     "own_views", "begins_at",   "ends_at",    NULL};
  const json_t *rows = json_object_get(page->document, "engagements");
  size_t index = 0;
  const json_t *row = NULL;
  page_heading(page, "engagements", _("What they do for you"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    const char *purpose = phrase_text(row, "purpose");
    html_raw(page->html, "<li><span class=\"what\">");
    page_link(page, "engagement", phrase_text(row, "id"), phrase_text(row, "skill"));
    html_add(page->html, "</span> <span class=\"whom\" dir=\"auto\">%s</span>", purpose != NULL ? purpose : "");
    if (json_object_get(row, "fees_minor") != NULL) {
      g_autofree char *fees = phrase_money(phrase_integer(row, "fees_minor", 0), page->currency);
      html_add(page->html, _(" <span class=\"when\">%s paid</span>"), fees);
    }
    html_raw(page->html, "</li>\n");
  }
  html_raw(page->html, "</ul>\n");
  if (json_array_size(rows) == 0)
    page_empty(page, _("Nothing yet: say which skill they take on."));
  Form start = {.action = "start_engagement",
                .thing = "partner",
                .thing_value = page->id,
                .only = asked,
                .more = more,
                .submit = _("Begin"),
                .folded = _("Let them take on a skill")};
  form_write(page, &start);
}

static void write_mandates(Page *page) {
  const json_t *rows = json_object_get(page->document, "mandates");
  size_t index = 0;
  const json_t *row = NULL;
  page_facts_begin(page);
  json_array_foreach(rows, index, row) {
    g_autofree char *words = phrase_mandate(row, page->currency, page->zone);
    page_fact(page, _("Freedom granted"), words);
  }
  page_facts_end(page);
}

static void write_goals(Page *page) {
  const json_t *goals = json_object_get(page->document, "goals");
  size_t index = 0;
  const json_t *goal = NULL;
  if (json_array_size(goals) == 0)
    return;
  page_heading(page, "goals", _("The goals that they serve"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(goals, index, goal) {
    g_autofree char *words = phrase_goal_course(goal, page->zone);
    const char *name = phrase_text(goal, "name");
    html_add(page->html,
             "<li><div class=\"what\"><span dir=\"auto\">%s</span><p class=\"became\" dir=\"auto\">%s</p></div></li>\n",
             name != NULL ? name : _("(erased)"), words);
  }
  html_raw(page->html, "</ul>\n");
}

static void write_contacts(Page *page) {
  static const char *const asked[] = {"name", "mail", "phone", NULL};
  const json_t *rows = json_object_get(page->document, "contacts");
  size_t index = 0;
  const json_t *row = NULL;
  page_heading(page, "contacts", _("Whom to reach"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    const char *mail = phrase_text(row, "mail");
    const char *phone = phrase_text(row, "phone");
    g_autofree char *address = mail != NULL ? html_mail_link(mail) : NULL;
    html_add(page->html, "<li><span class=\"what\" dir=\"auto\">%s</span> ",
             phrase_text(row, "name") != NULL ? phrase_text(row, "name") : _("(erased)"));
    if (address != NULL)
      html_add(page->html, "<a href=\"%s\">%s</a> ", address, mail);
    else
      html_text(page->html, mail);
    html_add(page->html, "<span dir=\"ltr\">%s</span></li>\n", phone != NULL ? phone : "");
  }
  html_raw(page->html, "</ul>\n");
  Form contact = {.action = "add_contact",
                  .thing = "partner",
                  .thing_value = page->id,
                  .only = asked,
                  .submit = _("Add"),
                  .folded = _("Add a contact")};
  form_write(page, &contact);
}

void page_partner(Page *page) {
  static const char *const changed[] = {"name", "about", "retired", NULL};
  const json_t *partner = json_object_get(page->document, "partner");
  const json_t *advice = json_object_get(page->document, "advice");
  const char *name = phrase_text(partner, "name");
  page->title = name != NULL ? name : _("(erased)");
  html_words(page->html, phrase_text(partner, "about"));
  if (page_may_do(page, "note_advice")) {
    g_autofree char *note = page_path(page, "note", NULL);
    html_add(page->html, "<p><a class=\"act\" href=\"%s?partner=%s\">%s</a></p>\n", note, page->id,
             _("Note an advice of theirs"));
  }
  write_standings(page);
  write_mandates(page);
  figures_of_partner(page, page->document, page->currency, "partner", PHRASE_OF_THEM);
  write_engagements(page);
  write_goals(page);
  page_heading(page, "advice", _("Their advice"));
  if (json_array_size(advice) == 0)
    page_empty(page, _("None yet."));
  piece_advice_rows(page, page->workspace->workspace, advice);
  if (json_object_get(page->document, "next_before") != NULL)
    page_more(page, "before", phrase_integer(page->document, "next_before", 0));
  write_contacts(page);
  Form change = {.action = "change_partner",
                 .thing = "partner",
                 .thing_value = page->id,
                 .only = changed,
                 .values = partner,
                 .submit = _("Change"),
                 .folded = _("Change what is said of them")};
  form_write(page, &change);
}
