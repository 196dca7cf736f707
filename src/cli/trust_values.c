/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `bellwether trust` for programs: tab-separated values, or JSON.
 *
 * Both name their values as bellwether.h does. A value that isn't known is an empty field, and null in JSON.
 */
#include "trust.h"

#include "words/words.h"

#include <glib/gi18n.h>
#include <math.h>

/* ---- Tab-separated values -------------------------------------------------------------------------------------- */

static const char header[] =
    "workspace\tpartner\tskill\tadvice_count\toutcomes\tworked\tchance\tchance_low\tchance_high\tin_words\t"
    "stated\tstated_mean\tcame_true\tcorrected\t"
    "said_leaning\tsaid_leaning_worked\tsaid_fairly_sure\tsaid_fairly_sure_worked\tsaid_sure\tsaid_sure_worked\t"
    "decisions\tfollowed_share\twarranted\twarranted_low\twarranted_high\t"
    "overridden\toverridden_known\toverride_share\town_choice_worked\t"
    "advice_would\tadvice_would_low\tadvice_would_high\t"
    "checking_adds\tchecking_adds_low\tchecking_adds_high\t"
    "checking_added\tchecking_added_low\tchecking_added_high\tgamma_turn\t"
    "limit\tlimit_reason\tlimit_in_words\tlimit_outcomes\tcheck_cost\tdecisions_within\thours_back\ttold_by_partner\n";

/* A text as one field: tabs and newlines, which would part it, become spaces. */
static void append_text(GString *text, const char *field) {
  for (; *field != '\0'; field++) {
    g_string_append_c(text, g_ascii_iscntrl(*field) ? ' ' : *field);
  }
  g_string_append_c(text, '\t');
}

static void append_number(GString *text, double number) {
  g_autofree char *written = words_number(number, 4);
  append_text(text, written);
}

static void append_count(GString *text, size_t count) {
  g_string_append_printf(text, "%zu\t", count);
}

static void append_estimate(GString *text, const BellwetherEstimate *estimate) {
  append_number(text, estimate->estimate);
  append_number(text, isnan(estimate->estimate) ? NAN : estimate->low);
  append_number(text, isnan(estimate->estimate) ? NAN : estimate->high);
}

static void append_limit(GString *text, const BellwetherStanding *standing) {
  const BellwetherLimit *limit = &standing->limit;
  g_autofree char *words = trust_limit_words(standing, false, NULL);
  append_number(text, limit->limit);
  append_text(text, trust_limit_code(limit->reason));
  append_text(text, words);
  append_count(text, limit->outcomes);
  append_number(text, limit->check_cost);
  append_count(text, limit->decisions_within);
  append_number(text, limit->hours_back);
}

static void append_line(GString *text, const TrustLine *line) {
  const BellwetherStanding *standing = &line->standing;
  g_autofree char *words = trust_chance_words(standing, false);
  append_text(text, line->workspace);
  append_text(text, standing->partner);
  append_text(text, standing->skill);
  append_count(text, standing->advice_count);
  append_count(text, standing->outcomes);
  append_number(text, standing->worked);
  append_estimate(text, &standing->chance);
  append_text(text, words);
  append_count(text, standing->stated);
  append_number(text, standing->stated_mean);
  append_number(text, standing->came_true);
  append_number(text, standing->corrected);
  for (size_t word = BELLWETHER_SURE_LEANING; word <= BELLWETHER_SURE_SURE; word++) {
    append_count(text, line->said[word].outcomes);
    append_number(text, line->said[word].worked);
  }
  append_count(text, standing->decisions);
  append_number(text, standing->followed_share);
  append_estimate(text, &standing->warranted);
  append_count(text, standing->overridden);
  append_count(text, standing->overridden_known);
  append_number(text, standing->override_share);
  append_number(text, standing->own_choice_worked);
  append_estimate(text, &standing->advice_would);
  append_estimate(text, &standing->checking_adds);
  append_estimate(text, &standing->checking_added);
  append_number(text, standing->gamma_turn);
  append_limit(text, standing);
  append_count(text, standing->told_by_partner); /* last, so that who counts columns finds the others where they were */
  text->str[text->len - 1] = '\n';               /* in place of the last tab */
}

void trust_print_values(const TrustAnswer *answer, Output *output) {
  g_string_append(output->text, header);
  for (guint i = 0; i < answer->lines->len; i++) {
    append_line(output->text, &g_array_index(answer->lines, TrustLine, i));
  }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static json_t *json_count(size_t count) {
  return json_integer((json_int_t)count);
}

static json_t *json_limit(const BellwetherStanding *standing) {
  const BellwetherLimit *limit = &standing->limit;
  g_autofree char *words = trust_limit_words(standing, false, NULL);
  return json_pack(
      "{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "limit", words_json_number(limit->limit),
      "reason", trust_limit_code(limit->reason), "in_words", words, "outcomes", json_count(limit->outcomes),
      "outcomes_asked", json_count(limit->outcomes_asked), "reliable", words_json_number(limit->reliable),
      "reliable_asked", words_json_number(limit->reliable_asked), "loss_chance", words_json_number(limit->loss_chance),
      "checking_adds", words_json_estimate(&limit->checking_adds), "check_cost", words_json_number(limit->check_cost),
      "decisions_within", json_count(limit->decisions_within), "hours_back", words_json_number(limit->hours_back));
}

static json_t *json_stated(const BellwetherStanding *standing) {
  return json_pack("{s:o, s:o, s:o, s:o}", "outcomes", json_count(standing->stated), "mean",
                   words_json_number(standing->stated_mean), "came_true", words_json_number(standing->came_true),
                   "corrected", words_json_number(standing->corrected));
}

/* What became of advice given with each word for how sure. */
static json_t *json_said(const TrustLine *line) {
  static const char *const names[] = {NULL, "leaning", "fairly_sure", "sure"};
  json_t *said = json_object();
  for (size_t word = BELLWETHER_SURE_LEANING; word <= BELLWETHER_SURE_SURE; word++) {
    json_object_set_new(said, names[word],
                        json_pack("{s:o, s:o}", "outcomes", json_count(line->said[word].outcomes), "worked",
                                  words_json_number(line->said[word].worked)));
  }
  return said;
}

static json_t *json_heard(const BellwetherStanding *standing) {
  return json_pack("{s:o, s:o, s:o}", "decisions", json_count(standing->decisions), "followed_share",
                   words_json_number(standing->followed_share), "warranted", words_json_estimate(&standing->warranted));
}

static json_t *json_standing(const TrustLine *line) {
  const BellwetherStanding *standing = &line->standing;
  g_autofree char *words = trust_chance_words(standing, false);
  json_t *checking = json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "overridden", json_count(standing->overridden), "overridden_known",
      json_count(standing->overridden_known), "override_share", words_json_number(standing->override_share),
      "own_choice_worked", words_json_number(standing->own_choice_worked), "advice_would",
      words_json_estimate(&standing->advice_would), "adds", words_json_estimate(&standing->checking_adds), "added",
      words_json_estimate(&standing->checking_added), "gamma_turn", words_json_number(standing->gamma_turn));
  return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "workspace",
                   line->workspace, "partner", standing->partner, "skill", standing->skill, "advice_count",
                   json_count(standing->advice_count), "outcomes", json_count(standing->outcomes), "worked",
                   words_json_number(standing->worked), "told_by_partner", json_count(standing->told_by_partner),
                   "chance", words_json_estimate(&standing->chance), "in_words", words, "stated", json_stated(standing),
                   "said", json_said(line), "heard", json_heard(standing), "checking", checking, "earned_limit",
                   json_limit(standing));
}

static json_t *json_workspace(const TrustAnswer *answer, guint index) {
  const BellwetherChecking *checking = &g_array_index(answer->checkings, BellwetherChecking, index);
  json_t *totals = json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "decisions", json_count(checking->decisions), "overridden",
      json_count(checking->overridden), "overridden_known", json_count(checking->overridden_known), "override_share",
      words_json_number(checking->override_share), "own_choice_worked", words_json_number(checking->own_choice_worked),
      "advice_would", words_json_estimate(&checking->advice_would), "adds",
      words_json_estimate(&checking->checking_adds), "added", words_json_estimate(&checking->checking_added),
      "gamma_turn", words_json_number(checking->gamma_turn), "gamma", words_json_estimate(&checking->gamma));
  return json_pack("{s:s, s:o}", "workspace", workspaces_get(answer->workspaces, index)->name, "checking", totals);
}

void trust_print_json(const TrustAnswer *answer, Output *output) {
  json_t *standings = json_array();
  for (guint i = 0; i < answer->lines->len; i++) {
    json_array_append_new(standings, json_standing(&g_array_index(answer->lines, TrustLine, i)));
  }
  json_t *workspaces = json_array();
  for (guint i = 0; i < answer->workspaces->len; i++) {
    json_array_append_new(workspaces, json_workspace(answer, i));
  }
  output_json(output,
              json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "engine", bellwether_version(), "file", answer->file->name,
                        "rows", json_count(record_file_row_count(answer->file)), "workspaces", workspaces,
                        "standings_found", json_count(answer->found), "standings", standings));
}
