/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* phrases.c: money, dates, chances and advice in words. */
#include "phrases.h"

#include "standing_words.h"
#include "words.h"

#include "record/field.h"
#include "record/field_text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TEN_THOUSANDTHS 10000.0
#define MILLION 1e6

const char *phrase_text(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

int64_t phrase_integer(const json_t *object, const char *name, int64_t otherwise) {
  const json_t *value = json_object_get(object, name);
  return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

char *phrase_money(int64_t minor, const char *currency) {
  unsigned decimals = record_currency_decimals(currency);
  int64_t per_unit = decimals == 0 ? 1 : decimals == 2 ? 100 : 1000;
  uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
  g_autofree char *whole = words_count((size_t)(size / (uint64_t)per_unit));
  const char *sign = minor < 0 ? "-" : "";
  int64_t rest = (int64_t)(size % (uint64_t)per_unit);
  if (rest == 0)
    return g_strdup_printf("%s%s %s", sign, whole, currency);
  return g_strdup_printf("%s%s.%0*" G_GINT64_FORMAT " %s", sign, whole, (int)decimals, rest, currency);
}

char *phrase_date(const json_t *object, const char *name, const char *zone) {
  const char *text = phrase_text(object, name);
  int64_t time_ms = 0;
  if (text == NULL || !record_text_time(text, &time_ms))
    return g_strdup("");
  g_autoptr(GTimeZone) place = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time_ms / 1000);
  g_autoptr(GDateTime) there = place != NULL ? g_date_time_to_timezone(utc, place) : g_date_time_ref(utc);
  return g_date_time_format(there, "%F");
}

char *phrase_measure(int64_t millionths) {
  double value = (double)millionths / MILLION;
  if (value < 0) {
    g_autofree char *size = words_amount(-value);
    return g_strconcat("-", size, NULL);
  }
  return words_amount(value);
}

static int tenths(int64_t share) {
  return (int)((share + 500) / 1000);
}

char *phrase_chance(const json_t *estimate) {
  if (!json_is_object(estimate))
    return NULL;
  int low = tenths(phrase_integer(estimate, "low", 0));
  int high = tenths(phrase_integer(estimate, "high", 0));
  int middle = tenths(phrase_integer(estimate, "estimate", 0));
  return low == high ? g_strdup_printf(_("about %d in 10"), middle)
                     : g_strdup_printf(_("%d in 10, between %d and %d"), middle, low, high);
}

/* ---- Standings, in the words of `bellwether trust` -------------------------------------------------------------- */

static BellwetherEstimate estimate_of(const json_t *document) {
  if (!json_is_object(document))
    return (BellwetherEstimate){NAN, NAN, NAN};
  return (BellwetherEstimate){(double)phrase_integer(document, "estimate", 0) / TEN_THOUSANDTHS,
                              (double)phrase_integer(document, "low", 0) / TEN_THOUSANDTHS,
                              (double)phrase_integer(document, "high", 0) / TEN_THOUSANDTHS};
}

static BellwetherLimitReason reason_of(const json_t *limit) {
  const char *text = phrase_text(limit, "reason");
  for (int reason = BELLWETHER_LIMIT_TOO_FEW; reason <= BELLWETHER_LIMIT_TRIAL; reason++) {
    if (text != NULL && strcmp(text, trust_limit_code((BellwetherLimitReason)reason)) == 0)
      return (BellwetherLimitReason)reason;
  }
  return BELLWETHER_LIMIT_TOO_FEW;
}

static BellwetherStanding standing_of(const json_t *document, double per_unit) {
  const json_t *limit = json_object_get(document, "limit");
  return (BellwetherStanding){
      .outcomes = (size_t)phrase_integer(document, "outcomes", 0),
      .worked = (double)phrase_integer(document, "worked", 0) / TEN_THOUSANDTHS,
      .chance = estimate_of(json_object_get(document, "chance")),
      .decisions = (size_t)phrase_integer(document, "decisions", 0),
      .limit = {.limit = (double)phrase_integer(limit, "limit_minor", 0) / per_unit,
                .reason = reason_of(limit),
                .outcomes = (size_t)phrase_integer(limit, "outcomes", 0),
                .outcomes_asked = (size_t)phrase_integer(limit, "outcomes_asked", BELLWETHER_LIMIT_OUTCOMES_MIN),
                .reliable = (double)phrase_integer(limit, "reliable", 0) / TEN_THOUSANDTHS,
                .reliable_asked = (double)phrase_integer(limit, "reliable_asked", 0) / TEN_THOUSANDTHS,
                .loss_chance = (double)phrase_integer(limit, "loss_chance", 0) / TEN_THOUSANDTHS,
                .check_cost = (double)phrase_integer(limit, "check_cost_minor", 0) / per_unit},
  };
}

char *phrase_standing(const json_t *document) {
  BellwetherStanding standing = standing_of(document, 1);
  return trust_chance_words(&standing);
}

char *phrase_limit(const json_t *document, const char *currency) {
  BellwetherStanding standing = standing_of(document, pow(10, record_currency_decimals(currency)));
  g_autofree char *why = trust_limit_words(&standing);
  int64_t limit = phrase_integer(json_object_get(document, "limit"), "limit_minor", 0);
  g_autofree char *money = phrase_money(limit, currency);
  return limit > 0 ? g_strdup_printf(_("freedom earned: up to %s a decision (%s)"), money, why)
                   : g_strdup_printf(_("freedom earned: none yet (%s)"), why);
}

/* ---- Advice and goals ------------------------------------------------------------------------------------------- */

const char *phrase_level(const char *level) {
  if (level == NULL)
    return "";
  if (strcmp(level, "act_within") == 0)
    return _("decides up to the limit");
  if (strcmp(level, "act_and_report") == 0)
    return _("decides, and reports each");
  if (strcmp(level, "entrust") == 0)
    return _("decides, judged by the goals");
  return strcmp(level, "instruct") == 0 ? _("does as told") : _("advises");
}

static const char *decision_words(const char *decision) {
  if (strcmp(decision, "follow") == 0)
    return _("followed");
  if (strcmp(decision, "adapt") == 0)
    return _("followed in part");
  return strcmp(decision, "override") == 0 ? _("overridden") : _("put off");
}

static const char *state_words(const json_t *advice) {
  const char *state = phrase_text(advice, "state");
  const char *decision = phrase_text(advice, "decision");
  if (decision != NULL)
    return decision_words(decision);
  if (state == NULL || strcmp(state, "open") == 0)
    return _("waits for a decision");
  return strcmp(state, "withdrawn") == 0 ? _("withdrawn") : strcmp(state, "deferred") == 0 ? _("put off") : "";
}

static char *sureness_words(const json_t *advice) {
  const char *word = phrase_text(advice, "sureness");
  if (word != NULL)
    return g_strdup(strcmp(word, "leaning") == 0  ? _(" (leaning to it)")
                    : strcmp(word, "fairly") == 0 ? _(" (fairly sure)")
                                                  : _(" (sure)"));
  int64_t chance = phrase_integer(advice, "chance", -1);
  if (chance < 0)
    return g_strdup("");
  g_autofree char *percent = words_percent((double)chance / TEN_THOUSANDTHS);
  return g_strdup_printf(_(" (%s sure)"), percent);
}

char *phrase_advice(const json_t *advice) {
  if (json_is_true(json_object_get(advice, "is_shut")))
    return g_strdup(_("shut: seal your own view first"));
  const char *option = phrase_text(advice, "option");
  g_autofree char *sure = sureness_words(advice);
  int64_t worked = phrase_integer(advice, "worked", -1);
  g_autofree char *percent = words_percent((double)worked / TEN_THOUSANDTHS);
  g_autofree char *outcome = worked == 10000 ? g_strdup(_("; it worked"))
                             : worked == 0   ? g_strdup(_("; it did not work"))
                             : worked > 0    ? g_strdup_printf(_("; it worked to %s"), percent)
                                             : g_strdup("");
  const char *reason = phrase_text(advice, "reason");
  return g_strdup_printf("%s%s: %s%s%s%s", option != NULL ? option : _("(erased)"), sure, state_words(advice),
                         reason != NULL ? _(", because: ") : "", reason != NULL ? reason : "", outcome);
}

char *phrase_goal(const json_t *goal, const char *zone) {
  const char *name = phrase_text(goal, "name");
  const char *measure = phrase_text(goal, "measure");
  g_autofree char *from = phrase_measure(phrase_integer(goal, "baseline", 0));
  g_autofree char *to = phrase_measure(phrase_integer(goal, "target", 0));
  g_autofree char *due = phrase_date(goal, "due_at", zone);
  g_autofree char *what = g_strdup_printf(_("%s (%s): from %s to %s by %s"), name != NULL ? name : _("(erased)"),
                                          measure != NULL ? measure : _("erased"), from, to, due);
  const json_t *climb = json_object_get(goal, "climb");
  if (climb == NULL)
    return g_steal_pointer(&what);
  if (phrase_integer(climb, "readings", 0) == 0)
    return g_strdup_printf(_("%s; no reading yet, so nothing can be said"), what);
  g_autofree char *low = phrase_measure(phrase_integer(climb, "at_due_low", 0));
  g_autofree char *high = phrase_measure(phrase_integer(climb, "at_due_high", 0));
  int64_t reached = phrase_integer(climb, "reached", 0);
  g_autofree char *percent = words_percent((double)reached / TEN_THOUSANDTHS);
  const char *chance = reached < 100 ? _("less than 1 %") : reached > 9900 ? _("more than 99 %") : percent;
  return g_strdup_printf(_("%s; as it goes it will be between %s and %s then, and the chance of reaching it is %s"),
                         what, low, high, chance);
}
