/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_advice.c: the decision page. Who owes a view of their own seals it first; then the advice is opened; then what each
 * road promises, who else said what, what it costs if it goes wrong and the two risks of going against it stand above the
 * form that decides. Afterwards: what was decided and why, the reply, and how it turned out.
 */
#include "chart.h"
#include "form.h"
#include "page_list.h"
#include "pieces.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const json_t *advice_of(const Page *page) {
  return json_object_get(page->document, "advice");
}

static bool is_state(const json_t *advice, const char *state) {
  const char *found = phrase_text(advice, "state");
  return found != NULL && strcmp(found, state) == 0;
}

static bool waits(const json_t *advice) {
  return is_state(advice, "open") || is_state(advice, "deferred");
}

/* ---- Before it is opened ---------------------------------------------------------------------------------------- */

static void write_shut(Page *page) {
  static const char *const asked[] = {"option", "chance", NULL};
  const json_t *advice = advice_of(page);
  const char *partner = phrase_text(advice, "partner");
  html_add(page->html,
           _("<p>%s has advised you. Say first what you would do yourself, and then open the advice: from then on your "
             "view can't be changed. That is how the record learns what their advice adds.</p>\n"),
           partner != NULL ? partner : "");
  Form seal = {.action = "seal_own_view",
               .thing = "on",
               .thing_value = phrase_text(advice, "brief_id"),
               .only = asked,
               .submit = _("Seal my own view")};
  form_write(page, &seal);
}

static void write_unopened(Page *page) {
  static const char *const nothing[] = {NULL};
  const char *partner = phrase_text(advice_of(page), "partner");
  html_add(page->html, _("<p>%s has advised you. That you have opened it is kept in the record.</p>\n"),
           partner != NULL ? partner : "");
  Form open = {.action = "open_advice",
               .thing = "advice",
               .thing_value = page->id,
               .only = nothing,
               .submit = _("Open the advice")};
  form_write(page, &open);
}

/* ---- The advice ------------------------------------------------------------------------------------------------- */

static void write_list(Page *page, const char *term, const json_t *list) {
  size_t index = 0;
  const json_t *text = NULL;
  if (json_array_size(list) == 0)
    return;
  html_add(page->html, "<div><dt>%s</dt><dd><ul>\n", term);
  json_array_foreach(list, index, text) {
    html_add(page->html, "<li dir=\"auto\">%s</li>\n", json_string_value(text));
  }
  html_raw(page->html, "</ul></dd></div>\n");
}

static char *sureness(const json_t *advice) {
  const char *word = phrase_text(advice, "sureness");
  int64_t chance = phrase_integer(advice, "chance", -1);
  if (word != NULL)
    return g_strdup(label_choice("sure", word));
  return chance >= 0 ? words_share(chance) : NULL;
}

static void write_advice(Page *page) {
  const json_t *advice = advice_of(page);
  const char *option = phrase_text(advice, "option");
  const char *noted = phrase_text(advice, "noted");
  bool yours = page->workspace->role == RECORD_ROLE_PARTNER;
  html_add(page->html, "<blockquote class=\"advice\"><p dir=\"auto\">%s</p></blockquote>\n",
           option != NULL ? option : _("(erased)"));
  page_facts_begin(page);
  page_fact(page, _("From"), phrase_text(advice, "partner"));
  page_fact(page, _("In"), phrase_text(advice, "skill"));
  if (phrase_text(advice, "question") != NULL) {
    html_add(page->html, "<div><dt>%s</dt><dd>", _("On the question"));
    page_link(page, "brief", phrase_text(advice, "brief_id"), phrase_text(advice, "question"));
    html_raw(page->html, "</dd></div>\n");
  }
  page_fact(page, _("Because"), phrase_text(advice, "reasons"));
  write_list(page, _("Also considered"), json_object_get(advice, "alternatives"));
  g_autofree char *sure = sureness(advice);
  page_fact(page, yours ? _("How sure you are") : _("How sure they are"), sure);
  page_fact(page, yours ? _("Your interest in it") : _("Their interest in it"), phrase_text(advice, "interest"));
  page_fact(page, _("Serves the goal"), phrase_text(advice, "goal"));
  page_fact_date(page, _("Given"), advice, "at");
  page_fact_date(page, _("Decide by"), advice, "decide_by");
  page_fact_date(page, _("We shall know by"), advice, "know_by");
  page_fact(page, _("It worked if"), phrase_text(advice, "worked_if"));
  page_fact_money(page, _("At stake if it goes wrong"), advice, "stake_minor");
  if (noted != NULL && strcmp(noted, "imported") == 0)
    page_fact(page, _("Where it comes from"), phrase_noted(advice));
  else if (noted != NULL && strcmp(noted, "no") != 0)
    page_fact(page, yours ? _("Written down by the business") : _("Written down by you"),
              strcmp(noted, "waiting") == 0     ? _("the partner has not confirmed it yet")
              : strcmp(noted, "confirmed") == 0 ? _("and confirmed by the partner")
                                                : _("and contradicted by the partner"));
  page_facts_end(page);
}

/* ---- What the record says --------------------------------------------------------------------------------------- */

/* A road on the axis from 0 to 10 in 10. */
static ChartRow road(const char *label, const json_t *estimate, const char *words) {
  return (ChartRow){.label = label,
                    .value = (double)phrase_integer(estimate, "estimate", 0) / 1000.0,
                    .low = (double)phrase_integer(estimate, "low", 0) / 1000.0,
                    .high = (double)phrase_integer(estimate, "high", 0) / 1000.0,
                    .other = NAN,
                    .value_words = words};
}

static void draw_roads(Page *page, const json_t *forecast, const char *followed, const char *own,
                       const char *overridden) {
  ChartRow rows[2];
  size_t count = 0;
  if (followed != NULL)
    rows[count++] = road(_("Follow it"), json_object_get(forecast, "advice"), followed);
  if (own != NULL)
    rows[count++] = road(_("Take your own view"), json_object_get(forecast, "own_view"), own);
  else if (overridden != NULL)
    rows[count++] = road(_("Advice like this, where waved away"), json_object_get(forecast, "overridden"), overridden);
  const ChartTick ticks[] = {{0.0, _("never")}, {5.0, _("5 in 10")}, {10.0, _("always")}};
  const ChartDots chart = {.words = {"roads", _("The chance of each road"),
                                     _("How often it would work out of ten; the line is how far that may be wrong")},
                           .label_name = _("Road"),
                           .value_name = _("chance that it works"),
                           .most = 10.0,
                           .ticks = ticks,
                           .tick_count = G_N_ELEMENTS(ticks),
                           .rows = rows,
                           .row_count = count};
  chart_dots(page->html, &chart);
}

/* What it is worth to follow rather than to take one's own view, where both and a stake are known. */
static void write_difference(Page *page, const json_t *forecast) {
  if (json_is_true(json_object_get(forecast, "own_view_agrees"))) {
    page_fact(page, _("Your own view"), _("the same: it is what you would do yourself"));
    return;
  }
  if (json_object_get(forecast, "difference_minor") == NULL)
    return;
  g_autofree char *middle = phrase_money(phrase_integer(forecast, "difference_minor", 0), page->currency);
  g_autofree char *low = phrase_money(phrase_integer(forecast, "difference_low_minor", 0), page->currency);
  g_autofree char *high = phrase_money(phrase_integer(forecast, "difference_high_minor", 0), page->currency);
  g_autofree char *words = g_strdup_printf(_("%s more, between %s and %s"), middle, low, high);
  page_fact(page, _("Following it is worth"), words);
}

static void write_roads(Page *page) {
  const json_t *forecast = json_object_get(page->document, "forecast");
  if (!json_is_object(forecast))
    return;
  g_autofree char *followed = piece_chance(json_object_get(forecast, "advice"));
  g_autofree char *own = piece_chance(json_object_get(forecast, "own_view"));
  g_autofree char *overridden = piece_chance(json_object_get(forecast, "overridden"));
  int64_t outcomes = phrase_integer(forecast, "partner_outcomes", 0);
  page_heading(page, "chances", _("What each road promises"));
  page_facts_begin(page);
  page_fact(page, _("If you follow it"), followed);
  bool agrees = json_is_true(json_object_get(forecast, "own_view_agrees"));
  page_fact(page, _("If you take your own view"), agrees ? NULL : own);
  write_difference(page, forecast);
  if (own == NULL)
    page_fact(page, _("If advice like this is waved away, it would still have worked in"), overridden);
  page_facts_end(page);
  draw_roads(page, forecast, followed, own, overridden);
  html_add(page->html,
           ngettext("<p class=\"hint\">From %" PRId64 " known outcome of theirs, and what others' advice "
                    "teaches.</p>\n",
                    "<p class=\"hint\">From %" PRId64 " known outcomes of theirs, and what others' advice "
                    "teaches.</p>\n",
                    (gulong)outcomes),
           outcomes);
}

static void write_beside(Page *page) {
  const json_t *beside = json_object_get(page->document, "beside");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(beside) < 2)
    return;
  page_heading(page, "beside", _("Who else said what"));
  const json_t *forecast = json_object_get(page->document, "forecast");
  if (json_object_get(forecast, "agreeing") != NULL)
    html_add(page->html,
             _("<p class=\"hint\">Counted in is earlier advice of others on this question: %" PRId64
               " said the same, %" PRId64 " something else.</p>\n"),
             phrase_integer(forecast, "agreeing", 0), phrase_integer(forecast, "disagreeing", 0));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(beside, index, row) {
    const char *id = phrase_text(row, "id");
    if (id != NULL && strcmp(id, page->id) == 0)
      continue;
    g_autofree char *became = phrase_became(row);
    bool same = phrase_integer(row, "option_number", -1) == phrase_integer(advice_of(page), "option_number", -2);
    const char *partner = phrase_text(row, "partner");
    html_raw(page->html, "<li><div class=\"what\">");
    page_link(page, "advice", id, phrase_option(row));
    html_add(page->html, " <span class=\"whom\" dir=\"auto\">%s%s</span>", partner != NULL ? partner : "",
             same ? _(", who says the same") : "");
    html_add(page->html, "<p class=\"became\">%s</p></div></li>\n", became);
  }
  html_raw(page->html, "</ul>\n");
}

static void write_risks(Page *page) {
  const json_t *last = json_object_get(page->document, "last_ten");
  const json_t *standing = json_object_get(page->document, "standing");
  int64_t decided = phrase_integer(last, "decided", 0);
  g_autofree char *followed = phrase_followed(last);
  if (followed == NULL)
    return;
  const json_t *warranted = json_object_get(standing, "warranted");
  html_add(page->html, "<div class=\"risks\"><h3>%s</h3>\n<ul>\n", _("What it risks to go against it"));
  g_autofree char *chance = phrase_chance(json_object_get(json_object_get(page->document, "forecast"), "advice"));
  if (chance != NULL)
    html_add(page->html, _("<li>A poorer option: this one works in %s.</li>\n"), chance);
  html_add(page->html, _("<li>A partner unheard: %s"), followed);
  if (json_is_object(warranted) && phrase_integer(standing, "outcomes", 0) > 0)
    html_add(page->html, _("; their record says that %.0f of %" PRId64 " deserved it"),
             (double)phrase_integer(warranted, "estimate", 0) / 10000.0 * (double)decided, decided);
  html_raw(page->html, _(". Who is waved away too often stops speaking up.</li>\n"));
  html_raw(page->html, "</ul></div>\n");
}

static void write_decide(Page *page) {
  static const char *const asked[] = {"decision", "option", "reason", "acknowledged", "until", NULL};
  const char *shown = phrase_text(page->document, "shown");
  if (shown == NULL || !page_may_do(page, "decide"))
    return;
  const json_t *advice = advice_of(page);
  bool again = is_state(advice, "decided");
  json_t *hidden = json_pack("{s:s}", "shown", shown);
  if (again)
    json_object_set_new(hidden, "corrects", json_string("yes"));
  else
    page_heading(page, "decide", _("Your decision"));
  Form decide = {.action = "decide",
                 .thing = "advice",
                 .thing_value = page->id,
                 .only = asked,
                 .hidden = hidden,
                 .submit = _("Decide"),
                 .folded = again ? _("Correct the decision") : NULL};
  form_write(page, &decide);
  json_decref(hidden);
}

/* ---- Afterwards ------------------------------------------------------------------------------------------------- */

static const char *decided_words(const char *decision) {
  if (decision == NULL)
    return "";
  return strcmp(decision, "follow") == 0     ? _("Followed")
         : strcmp(decision, "adapt") == 0    ? _("Followed in part")
         : strcmp(decision, "override") == 0 ? _("Not followed")
                                             : _("Put off");
}

static void write_decisions(Page *page) {
  const json_t *decisions = json_object_get(page->document, "decisions");
  size_t index = 0;
  const json_t *decision = NULL;
  if (json_array_size(decisions) == 0)
    return;
  page_heading(page, "decided", _("What was decided"));
  html_raw(page->html, "<ul class=\"talk\">\n");
  json_array_foreach(decisions, index, decision) {
    const char *option = phrase_text(decision, "option");
    html_add(page->html, "<li><p><strong>%s</strong>", decided_words(phrase_text(decision, "decision")));
    if (option != NULL)
      html_add(page->html, _(", instead: <span dir=\"auto\">%s</span>"), option);
    html_raw(page->html, "</p>\n");
    html_words(page->html, phrase_kept(decision, "reason", "is_reason_erased"));
    g_autofree char *shown = phrase_shown(decision);
    if (shown != NULL)
      html_add(page->html, "<p class=\"means\">%s</p>\n", shown);
    html_raw(page->html, "<p class=\"by\">");
    g_autofree char *who = phrase_who(decision, "person_id");
    if (*who != '\0')
      html_add(page->html, "%s, ", who);
    page_date(page, decision, "at");
    g_autofree char *receipt = g_strdup_printf("%" PRId64, phrase_integer(decision, "entry", 0));
    g_autofree char *workspace = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
    html_add(page->html, " · <a href=\"%s/api/v1/workspaces/%s/receipt?entry=%s\" download=\"receipt-%s.json\">%s</a>",
             page->request->base_path, workspace, receipt, receipt, _("receipt"));
    html_raw(page->html, "</p></li>\n");
  }
  html_raw(page->html, "</ul>\n");
  static const char *const asked[] = {"words", NULL};
  const char *last = phrase_text(advice_of(page), "decision");
  Form reply = {.action = "reply_to_override",
                .thing = "advice",
                .thing_value = page->id,
                .only = asked,
                .submit = _("Reply"),
                .folded = _("Reply to that")};
  if (last != NULL && (strcmp(last, "override") == 0 || strcmp(last, "adapt") == 0))
    form_write(page, &reply);
}

static void write_one_tap(Page *page) {
  static const struct {
    const char *worked;
    const char *label;
  } taps[] = {{"100 %", N_("It worked")}, {"50 %", N_("Partly")}, {"0 %", N_("It did not")}};
  static const char *const nothing[] = {NULL};
  html_raw(page->html, "<div class=\"taps\">\n");
  for (size_t index = 0; index < G_N_ELEMENTS(taps); index++) {
    json_t *hidden = json_pack("{s:s}", "worked", taps[index].worked);
    Form tap = {.action = "report_outcome",
                .thing = "advice",
                .thing_value = page->id,
                .only = nothing,
                .hidden = hidden,
                .submit = _(taps[index].label)};
    form_write(page, &tap);
    json_decref(hidden);
  }
  html_raw(page->html, "</div>\n");
}

static const char *side_words(const char *side) {
  return side != NULL && strcmp(side, "partner") == 0 ? _("the partner says") : _("the business says");
}

/* Whether the reader's side has said how the road taken turned out. A tap more would replace it unasked. */
static bool has_told(const Page *page, const json_t *outcomes) {
  const char *own = page->workspace->role == RECORD_ROLE_PARTNER ? "partner" : "client";
  size_t index = 0;
  const json_t *outcome = NULL;
  json_array_foreach(outcomes, index, outcome) {
    if (g_strcmp0(phrase_text(outcome, "side"), own) == 0 && g_strcmp0(phrase_text(outcome, "road"), "taken") == 0)
      return true;
  }
  return false;
}

static void write_outcomes(Page *page) {
  static const char *const asked[] = {"worked", "road", "money", "story", "known_at", NULL};
  const json_t *outcomes = json_object_get(page->document, "outcomes");
  size_t index = 0;
  const json_t *outcome = NULL;
  bool decided = is_state(advice_of(page), "decided");
  if (!decided && json_array_size(outcomes) == 0)
    return;
  page_heading(page, "outcome", _("How it turned out"));
  const char *worked_if = phrase_text(advice_of(page), "worked_if");
  if (worked_if != NULL)
    html_add(page->html, _("<p>It worked if: <span dir=\"auto\">%s</span></p>\n"), worked_if);
  html_raw(page->html, "<ul class=\"talk\">\n");
  json_array_foreach(outcomes, index, outcome) {
    const char *road = phrase_text(outcome, "road");
    g_autofree char *worked = words_share(phrase_integer(outcome, "worked", 0));
    html_add(page->html, "<li><p>%s, %s: <strong>%s</strong>", label_choice("road", road),
             side_words(phrase_text(outcome, "side")), worked);
    if (json_object_get(outcome, "money_minor") != NULL) {
      g_autofree char *money = phrase_money(phrase_integer(outcome, "money_minor", 0), page->currency);
      html_add(page->html, ", %s", money);
    }
    html_raw(page->html, "</p>\n");
    html_words(page->html, phrase_text(outcome, "story"));
    html_raw(page->html, "<p class=\"by\">");
    page_date(page, outcome, "known_at");
    if (json_object_get(outcome, "replaces") != NULL)
      html_add(page->html, _("; told before in entry %" PRId64 " of the journal"),
               phrase_integer(outcome, "replaces", 0));
    html_raw(page->html, "</p></li>\n");
  }
  html_raw(page->html, "</ul>\n");
  if (json_is_true(json_object_get(advice_of(page), "is_topic")))
    page_paragraph(page, _("The two of you tell it differently; your next review is to speak of it."));
  else if (json_object_get(advice_of(page), "partner_worked") != NULL &&
           json_object_get(advice_of(page), "client_worked") == NULL)
    page_paragraph(page, _("Only the partner has told so far. It counts, but earns no freedom until the business tells "
                           "too."));
  if (!decided || !page_may_do(page, "report_outcome"))
    return;
  bool told = has_told(page, outcomes);
  if (!told)
    write_one_tap(page);
  Form more = {.action = "report_outcome",
               .thing = "advice",
               .thing_value = page->id,
               .only = asked,
               .submit = _("Keep it"),
               .folded = told ? _("Correct it, or tell of the road not taken")
                              : _("More about it, or about the road not taken")};
  form_write(page, &more);
}

static void write_check(Page *page) {
  static const char *const asked[] = {"verdict", "words", NULL};
  if (g_strcmp0(phrase_text(advice_of(page), "check_state"), "drawn") != 0 || !page_may_do(page, "check_act"))
    return;
  page_heading(page, "check", _("Drawn for a check"));
  Form check = {
      .action = "check_act", .thing = "advice", .thing_value = page->id, .only = asked, .submit = _("Keep it")};
  form_write(page, &check);
}

static void write_rest(Page *page) {
  const json_t *advice = advice_of(page);
  static const char *const stake[] = {"stake", NULL};
  static const char *const nothing[] = {NULL};
  const char *noted = phrase_text(advice, "noted");
  Form set_stake = {.action = "set_stake",
                    .thing = "advice",
                    .thing_value = page->id,
                    .only = stake,
                    .submit = _("Keep it"),
                    .folded = _("Say what is at stake")};
  if (waits(advice))
    form_write(page, &set_stake);
  Form link = {.action = "new_link",
               .thing = "advice",
               .thing_value = page->id,
               .only = nothing,
               .submit = _("Make the link"),
               .folded = _("A link by which the partner can confirm it")};
  bool is_note = noted != NULL && strcmp(noted, "waiting") == 0;
  Form confirm = {.action = "confirm_note",
                  .thing = "advice",
                  .thing_value = page->id,
                  .submit = _("Tell the business"),
                  .folded = _("Say whether you gave this advice")};
  if (is_note)
    form_write(page, &confirm);
  if (is_note)
    form_write(page, &link);
  Form withdraw = {.action = "withdraw_advice",
                   .thing = "advice",
                   .thing_value = page->id,
                   .submit = _("Take it back"),
                   .folded = _("Take this advice back")};
  /* The client takes back only what they noted themselves (record/decide.h). */
  if (waits(advice) && (is_note || page->workspace->role == RECORD_ROLE_PARTNER))
    form_write(page, &withdraw);
}

void page_advice(Page *page) {
  const json_t *advice = advice_of(page);
  bool shut = json_is_true(json_object_get(advice, "is_shut"));
  bool unopened = json_is_true(json_object_get(advice, "is_unopened"));
  if (unopened && page_may_do(page, "open_advice") && (shut || waits(advice))) {
    write_unopened(page);
    return;
  }
  if (shut) {
    write_shut(page);
    return;
  }
  write_advice(page);
  if (waits(advice)) {
    write_roads(page);
    write_beside(page);
    write_risks(page);
  }
  if (!is_state(advice, "decided"))
    write_decide(page);
  write_decisions(page);
  write_check(page);
  write_outcomes(page);
  if (is_state(advice, "decided"))
    write_decide(page);
  write_rest(page);
  piece_messages(page, json_object_get(page->document, "messages"), page->id);
  piece_files(page, json_object_get(page->document, "files"), page->id);
}
