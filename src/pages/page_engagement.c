/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_engagement.c: one engagement: what it is for, its terms, how much say it carries, its work and its reviews. */
#include "form.h"
#include "page_list.h"
#include "pieces.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void write_terms(Page *page, const json_t *engagement) {
  static const char *const changed[] = {"purpose",    "goals",         "fee",         "fee_months",
                                        "gain_share", "gain_goal",     "notice_days", "renews_at",
                                        "no_renewal", "review_months", "own_views",   NULL};
  page_facts_begin(page);
  html_add(page->html, "<div><dt>%s</dt><dd>", _("Partner"));
  if (page_may_see(page, "partner"))
    page_link(page, "partner", phrase_text(engagement, "partner_id"), phrase_text(engagement, "partner"));
  else
    html_text(page->html, phrase_text(engagement, "partner"));
  html_raw(page->html, "</dd></div>\n");
  page_fact(page, _("Purpose"), phrase_text(engagement, "purpose"));
  page_fact_money(page, _("Fee"), engagement, "fee_minor");
  if (json_object_get(engagement, "fee_months") != NULL) {
    int64_t months = phrase_integer(engagement, "fee_months", 0);
    g_autofree char *every =
        months == 0 ? g_strdup(_("for each piece of work"))
                    : g_strdup_printf(ngettext("every month", "every %" PRId64 " months", (gulong)months), months);
    page_fact(page, _("Paid"), every);
  }
  if (json_object_get(engagement, "gain_share") != NULL) {
    g_autofree char *share = words_share(phrase_integer(engagement, "gain_share", 0));
    const char *goal = phrase_text(engagement, "gain_goal");
    g_autofree char *of = goal != NULL ? g_strdup_printf(_("%s (of the goal %s)"), share, goal) : g_strdup(share);
    page_fact(page, _("Share of the gain"), of);
  }
  if (json_object_get(engagement, "notice_days") != NULL) {
    g_autofree char *days = phrase_days(phrase_integer(engagement, "notice_days", 0));
    page_fact(page, _("Notice"), days);
  }
  page_fact_date(page, _("Renews"), engagement, "renews_at");
  page_fact_date(page, _("Since"), engagement, "begins_at");
  page_fact_date(page, _("Ended"), engagement, "ends_at");
  page_facts_end(page);
  Form change = {.action = "change_engagement",
                 .thing = "engagement",
                 .thing_value = page->id,
                 .only = changed,
                 .submit = _("Change"),
                 .folded = _("Change the terms")};
  form_write(page, &change);
}

/* Says what the record says has been earned, and puts it into the form: NULL where nothing was. */
static json_t *proposed_limit(Page *page) {
  int64_t earned = phrase_integer(json_object_get(page->document, "engagement"), "earned_minor", 0);
  if (earned <= 0 || !page_may_do(page, "grant_mandate"))
    return NULL;
  g_autofree char *money = phrase_money(earned, page->currency);
  g_autofree char *words =
      g_strdup_printf(_("The record says that they have earned the freedom to decide up to %s alone."), money);
  page_paragraph(page, words);
  int64_t unit = 1;
  unsigned decimals = record_currency_decimals(page->currency);
  for (unsigned place = 0; place < decimals; place++)
    unit *= 10;
  g_autofree char *amount =
      decimals == 0 ? g_strdup_printf("%" PRId64, earned)
                    : g_strdup_printf("%" PRId64 ".%0*" PRId64, earned / unit, (int)decimals, earned % unit);
  return json_pack("{s:s}", "limit", amount);
}

static void write_mandates(Page *page) {
  static const char *const granted[] = {"level", "limit", "expires_at", "check_one_in", NULL};
  static const char *const granted_more[] = {"budget", "period_days", "begins_at", "words", NULL};
  static const char *const changed[] = {"level",     "limit",        "no_limit",   "budget", "period_days",
                                        "no_budget", "check_one_in", "expires_at", "words",  NULL};
  static const char *const revoked[] = {"words", NULL};
  const json_t *rows = json_object_get(page->document, "mandates");
  size_t index = 0;
  const json_t *row = NULL;
  bool any = false;
  bool yours = page->workspace->role == RECORD_ROLE_PARTNER;
  page_heading(page, "mandate", yours ? _("How much say you have") : _("How much say they have"));
  json_array_foreach(rows, index, row) {
    bool in_force = json_is_true(json_object_get(row, "is_in_force"));
    g_autofree char *words =
        phrase_mandate_full(row, page->currency, page->zone, yours ? PHRASE_OF_YOU : PHRASE_OF_THEM);
    const char *id = phrase_text(row, "id");
    html_add(page->html, "<p%s", "");
    html_raw(page->html, in_force ? " class=\"sentence\">" : " class=\"sentence past\">");
    if (in_force)
      html_add(page->html, "%s.</p>\n", words);
    else
      html_add(page->html, "%s %s.</p>\n", _("No longer, or not yet:"), words);
    html_words(page->html, phrase_kept(row, "words", "is_words_erased"));
    html_words(page->html, phrase_text(row, "revoked_words"));
    any = any || in_force;
    Form change = {.action = "change_mandate",
                   .thing = "mandate",
                   .thing_value = id,
                   .only = changed,
                   .submit = _("Change"),
                   .folded = yours ? _("Give some of it back") : _("Change it")};
    Form revoke = {.action = "revoke_mandate",
                   .thing = "mandate",
                   .thing_value = id,
                   .only = revoked,
                   .submit = yours ? _("Give it back") : _("Take it back"),
                   .folded = yours ? _("Give it back") : _("Take it back")};
    if (in_force) {
      form_write(page, &change);
      form_write(page, &revoke);
    }
  }
  if (!any)
    page_paragraph(page, yours ? _("You advise, the business decides.") : _("They advise, the business decides."));
  json_t *proposed = yours ? NULL : proposed_limit(page);
  Form grant = {.action = "grant_mandate",
                .thing = "engagement",
                .thing_value = page->id,
                .values = proposed,
                .only = granted,
                .more = granted_more,
                .submit = _("Grant it"),
                .folded = _("Let them decide within limits")};
  form_write(page, &grant);
  json_decref(proposed);
}

static void write_work(Page *page) {
  static const char *const asked[] = {"title", "due_at", "goal", NULL};
  static const char *const nothing[] = {NULL};
  const json_t *tasks = json_object_get(page->document, "tasks");
  const json_t *briefs = json_object_get(page->document, "open_briefs");
  size_t index = 0;
  const json_t *row = NULL;
  page_heading(page, "work", _("Work"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(briefs, index, row) {
    html_raw(page->html, "<li><span class=\"what\">");
    page_link(page, "brief", phrase_text(row, "id"), phrase_text(row, "question"));
    html_raw(page->html, "</span></li>\n");
  }
  json_array_foreach(tasks, index, row) {
    const char *title = phrase_text(row, "title");
    const char *state = phrase_text(row, "state");
    bool open = state == NULL || strcmp(state, "open") == 0;
    html_add(page->html, "<li><span class=\"what\" dir=\"auto\">%s</span>", title != NULL ? title : _("(erased)"));
    if (phrase_text(row, "goal") != NULL)
      html_add(page->html, _(" <span class=\"whom\" dir=\"auto\">for the goal %s</span>"), phrase_text(row, "goal"));
    if (open && json_object_get(row, "due_at") != NULL) {
      html_add(page->html, " <span class=\"when\">%s ", _("by"));
      page_date(page, row, "due_at");
      html_raw(page->html, "</span>");
    } else if (!open) {
      html_add(page->html, " <span class=\"when\">%s</span>", strcmp(state, "done") == 0 ? _("done") : _("dropped"));
    }
    Form finish = {.action = "finish_task",
                   .thing = "task",
                   .thing_value = phrase_text(row, "id"),
                   .only = nothing,
                   .submit = _("Done")};
    if (open)
      form_write(page, &finish);
    html_raw(page->html, "</li>\n");
  }
  html_raw(page->html, "</ul>\n");
  const json_t *share = json_object_get(page->document, "work");
  if (json_object_get(share, "served_a_goal") != NULL)
    html_add(page->html, _("<p>%d %% of the work served a goal; the rest was a task.</p>\n"),
             phrase_per_cent(phrase_integer(share, "served_a_goal", 0)));
  Form task = {.action = "add_task",
               .thing = "engagement",
               .thing_value = page->id,
               .only = asked,
               .submit = _("Order it"),
               .folded = _("Order a piece of work")};
  form_write(page, &task);
}

static void write_answer(Page *page, const json_t *answer) {
  const char *side = phrase_text(answer, "side");
  html_add(page->html,
           _("<li><p>%s: answers %" PRId64 ", facts %" PRId64 ", speed %" PRId64 ", worth %" PRId64 " of 5</p>\n"),
           side != NULL && strcmp(side, "partner") == 0 ? _("The partner says") : _("The business says"),
           phrase_integer(answer, "answers", 0), phrase_integer(answer, "facts", 0), phrase_integer(answer, "speed", 0),
           phrase_integer(answer, "worth", 0));
  html_words(page->html, phrase_kept(answer, "words", "is_words_erased"));
  html_raw(page->html, "</li>\n");
}

static void write_review(Page *page, const json_t *review) {
  static const char *const words[] = {"words", NULL};
  const json_t *answers = json_object_get(review, "answers");
  size_t index = 0;
  const json_t *answer = NULL;
  const char *id = phrase_text(review, "id");
  bool closed = json_object_get(review, "closed_at") != NULL;
  html_add(page->html, "<p>%s ", closed ? _("Closed:") : _("Due:"));
  page_date(page, review, closed ? "closed_at" : "due_at");
  html_raw(page->html, "</p>\n");
  html_words(page->html, phrase_text(review, "words"));
  html_raw(page->html, "<ul class=\"talk\">\n");
  json_array_foreach(answers, index, answer) {
    write_answer(page, answer);
  }
  html_raw(page->html, "</ul>\n");
  Form give = {.action = "give_review",
               .thing = "review",
               .thing_value = id,
               .submit = _("Give my answers"),
               .folded = _("Give your side's answers")};
  Form close_review = {.action = "close_review",
                       .thing = "review",
                       .thing_value = id,
                       .only = words,
                       .submit = _("Close it"),
                       .folded = _("Close the review")};
  if (!closed) {
    form_write(page, &give);
    form_write(page, &close_review);
  }
}

static void write_topics(Page *page) {
  const json_t *rows = json_object_get(page->document, "topics");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return;
  page_paragraph(page, _("To talk about: the two of you tell differently how these turned out."));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    const char *option = phrase_text(row, "option");
    html_raw(page->html, "<li><div class=\"what\">");
    page_link(page, "advice", phrase_text(row, "id"), option != NULL ? option : _("(erased)"));
    g_autofree char *client = words_share(phrase_integer(row, "client_worked", 0));
    g_autofree char *partner = words_share(phrase_integer(row, "partner_worked", 0));
    html_add(page->html, _("<p class=\"became\">the business says %s, the partner %s</p></div></li>\n"), client,
             partner);
  }
  html_raw(page->html, "</ul>\n");
}

static void write_reviews(Page *page) {
  static const char *const asked[] = {"due_at", NULL};
  const json_t *rows = json_object_get(page->document, "reviews");
  size_t index = 0;
  const json_t *row = NULL;
  page_heading(page, "reviews", _("Reviews of each other"));
  page_paragraph(
      page, _("Both sides answer how the other one does; neither sees the other's answers before giving its own."));
  write_topics(page);
  json_array_foreach(rows, index, row) {
    write_review(page, row);
  }
  Form open = {.action = "open_review",
               .thing = "engagement",
               .thing_value = page->id,
               .only = asked,
               .submit = _("Begin a review"),
               .folded = _("Begin a review")};
  form_write(page, &open);
}

static void write_fees(Page *page) {
  static const char *const asked[] = {"amount", "paid_at", "note", NULL};
  const json_t *rows = json_object_get(page->document, "fees");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) > 0)
    page_heading(page, "fees", _("Fees paid"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    g_autofree char *money = phrase_money(phrase_integer(row, "amount_minor", 0), page->currency);
    const char *note = phrase_text(row, "note");
    html_add(page->html,
             "<li><span class=\"what\">%s</span> <span class=\"whom\" dir=\"auto\">%s</span> <span class=\"when\">",
             money, note != NULL ? note : "");
    page_date(page, row, "paid_at");
    html_raw(page->html, "</span></li>\n");
  }
  html_raw(page->html, "</ul>\n");
  Form fee = {.action = "record_fee",
              .thing = "engagement",
              .thing_value = page->id,
              .only = asked,
              .submit = _("Keep it"),
              .folded = _("Write down a fee that was paid")};
  form_write(page, &fee);
}

void page_engagement(Page *page) {
  static const char *const talked[] = {"words", "talked_at", NULL};
  static const char *const ended[] = {"ends_at", "words", NULL};
  const json_t *engagement = json_object_get(page->document, "engagement");
  const char *skill = phrase_text(engagement, "skill");
  page->title = skill != NULL ? skill : _("(erased)");
  write_terms(page, engagement);
  write_mandates(page);
  write_work(page);
  write_reviews(page);
  write_fees(page);
  piece_files(page, json_object_get(page->document, "files"), page->id);
  Form talk = {.action = "talk",
               .thing = "engagement",
               .thing_value = page->id,
               .only = talked,
               .submit = _("Keep it"),
               .folded = _("Note that you talked")};
  Form end = {.action = "end_engagement",
              .thing = "engagement",
              .thing_value = page->id,
              .only = ended,
              .submit = _("End it"),
              .folded = _("End this engagement")};
  form_write(page, &talk);
  if (json_object_get(engagement, "ends_at") == NULL)
    form_write(page, &end);
}
