/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* phrases.c: money, dates, chances and advice in words. */
#include "phrases.h"

#include "standing_words.h"
#include "words.h"

#include "record/field.h"
#include "record/field_text.h"

#include <glib/gi18n.h>
#include <inttypes.h>
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

const char *phrase_kept(const json_t *object, const char *name, const char *erased) {
  const char *text = phrase_text(object, name);
  return text == NULL && json_is_true(json_object_get(object, erased)) ? _("(erased)") : text;
}

bool phrase_has_more(const json_t *document, const char *list) {
  return json_is_true(json_object_get(json_object_get(document, "more"), list));
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

/* ---- Dates ------------------------------------------------------------------------------------------------------ */

static const char *const long_months[] = {
    NC_("long", "January"),   NC_("long", "February"), NC_("long", "March"),    NC_("long", "April"),
    NC_("long", "May"),       NC_("long", "June"),     NC_("long", "July"),     NC_("long", "August"),
    NC_("long", "September"), NC_("long", "October"),  NC_("long", "November"), NC_("long", "December"),
};

static const char *const short_months[] = {
    NC_("short", "Jan"), NC_("short", "Feb"), NC_("short", "Mar"), NC_("short", "Apr"),
    NC_("short", "May"), NC_("short", "Jun"), NC_("short", "Jul"), NC_("short", "Aug"),
    NC_("short", "Sep"), NC_("short", "Oct"), NC_("short", "Nov"), NC_("short", "Dec"),
};

/* In UTC where no zone is told, or none of that name is known. */
static GDateTime *time_there(int64_t time_ms, const char *zone) {
  g_autoptr(GTimeZone) place = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time_ms / 1000);
  return place != NULL ? g_date_time_to_timezone(utc, place) : g_date_time_ref(utc);
}

static char *day_words(int64_t time_ms, const char *zone, bool is_short) {
  g_autoptr(GDateTime) there = time_there(time_ms, zone);
  int month = g_date_time_get_month(there) - 1;
  const char *named =
      is_short ? g_dpgettext2(NULL, "short", short_months[month]) : g_dpgettext2(NULL, "long", long_months[month]);
  /* TRANSLATORS: a date: its day, the month's name, the year; "12 January 2026". */
  return g_strdup_printf(_("%d %s %d"), g_date_time_get_day_of_month(there), named, g_date_time_get_year(there));
}

static char *date_words(const json_t *object, const char *name, const char *zone, bool is_short) {
  const char *text = phrase_text(object, name);
  int64_t time_ms = 0;
  return text != NULL && record_text_time(text, &time_ms) ? day_words(time_ms, zone, is_short) : g_strdup("");
}

char *phrase_day(int64_t time_ms) {
  return day_words(time_ms, NULL, false);
}

char *phrase_moment(int64_t time_ms, const char *zone) {
  g_autofree char *day = day_words(time_ms, zone, false);
  g_autoptr(GDateTime) there = time_there(time_ms, zone);
  int hour = g_date_time_get_hour(there);
  int minute = g_date_time_get_minute(there);
  int second = g_date_time_get_second(there);
  bool first = hour == 0 && minute == 0 && second == 0 && time_ms % 1000 == 0;
  bool last = zone != NULL && hour == 23 && minute == 59 && second == 59; /* what ends then ends with the day */
  if (first || last)
    return g_steal_pointer(&day);
  return zone != NULL ? g_strdup_printf(_("%s, %02d:%02d"), day, hour, minute)
                      : g_strdup_printf(_("%s, %02d:%02d UTC"), day, hour, minute);
}

/* The day on the zone's calendar, as a number that grows by one each day. */
static int64_t calendar_day(int64_t time_ms, const char *zone) {
  g_autoptr(GDateTime) there = time_there(time_ms, zone);
  GDate date;
  g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(there), (GDateMonth)g_date_time_get_month(there),
                 (GDateYear)g_date_time_get_year(there));
  return g_date_get_julian(&date);
}

int64_t phrase_days_past(const json_t *row, const char *date, const json_t *document, const char *now,
                         const char *zone) {
  int64_t due_ms = 0;
  int64_t now_ms = 0;
  const char *due_text = date != NULL ? phrase_text(row, date) : NULL;
  const char *now_text = phrase_text(document, now);
  if (due_text == NULL || now_text == NULL || !record_text_time(due_text, &due_ms) ||
      !record_text_time(now_text, &now_ms))
    return G_MININT64;
  return calendar_day(now_ms, zone) - calendar_day(due_ms, zone);
}

char *phrase_date(const json_t *object, const char *name, const char *zone) {
  return date_words(object, name, zone, false);
}

char *phrase_date_short(const json_t *object, const char *name, const char *zone) {
  return date_words(object, name, zone, true);
}

char *phrase_month(const char *month) {
  g_auto(GStrv) parts = g_strsplit(month != NULL ? month : "", "-", 2);
  guint64 number = g_strv_length(parts) == 2 ? g_ascii_strtoull(parts[1], NULL, 10) : 0;
  if (number < 1 || number > G_N_ELEMENTS(short_months))
    return g_strdup(month);
  /* TRANSLATORS: a month's name and its year: "Jan 2026". */
  return g_strdup_printf(_("%s %s"), g_dpgettext2(NULL, "short", short_months[number - 1]), parts[0]);
}

char *phrase_days(int64_t days) {
  return g_strdup_printf(ngettext("%" PRId64 " day", "%" PRId64 " days", (gulong)days), days);
}

/* ---- Measures and chances --------------------------------------------------------------------------------------- */

int phrase_per_cent(int64_t ten_thousandths) {
  return (int)((ten_thousandths + 50) / 100);
}

char *phrase_measure(int64_t millionths) {
  return words_millionths(millionths);
}

char *phrase_measure_about(int64_t millionths) {
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

char *phrase_who(const json_t *row, const char *member) {
  const char *name = json_is_true(json_object_get(row, "is_name_erased")) ? _("(erased)") : phrase_text(row, "name");
  const char *side = phrase_text(row, "side");
  const char *id = phrase_text(row, member);
  bool partner = side != NULL && strcmp(side, "partner") == 0;
  if (name != NULL)
    return partner ? g_strdup_printf(_("%s, the partner's"), name) : g_strdup(name);
  if (side != NULL)
    return g_strdup(partner ? _("the partner") : _("the business"));
  return g_strdup(id != NULL ? id : "");
}

/* A chance that was shown, with its range where that was kept; NULL where there was none. */
static char *shown_chance(const json_t *decision, const char *name) {
  g_autofree char *low = g_strconcat(name, "_low", NULL);
  g_autofree char *high = g_strconcat(name, "_high", NULL);
  const json_t *estimate = json_object_get(decision, name);
  if (estimate == NULL)
    return NULL;
  if (json_object_get(decision, low) == NULL || json_object_get(decision, high) == NULL)
    return g_strdup_printf(_("about %d in 10"), tenths(json_integer_value(estimate)));
  json_t *document = json_pack("{s:O, s:O, s:O}", "estimate", estimate, "low", json_object_get(decision, low), "high",
                               json_object_get(decision, high));
  char *words = phrase_chance(document);
  json_decref(document);
  return words;
}

char *phrase_shown(const json_t *decision) {
  g_autofree char *advice = shown_chance(decision, "shown_advice");
  g_autofree char *own_view = shown_chance(decision, "shown_own_view");
  if (advice == NULL || own_view == NULL)
    return advice == NULL ? NULL : g_strdup_printf(_("What was known then: the advice works in %s"), advice);
  return g_strdup_printf(_("What was known then: the advice works in %s; the own view in %s"), advice, own_view);
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

/* What the words of a standing are made of: money is none of it, it is said in its currency. */
static BellwetherStanding standing_of(const json_t *document) {
  const json_t *limit = json_object_get(document, "limit");
  return (BellwetherStanding){
      .outcomes = (size_t)phrase_integer(document, "outcomes", 0),
      .worked = (double)phrase_integer(document, "worked", 0) / TEN_THOUSANDTHS,
      .told_by_partner = (size_t)phrase_integer(document, "told_by_partner", 0),
      .chance = estimate_of(json_object_get(document, "chance")),
      .decisions = (size_t)phrase_integer(document, "decisions", 0),
      .limit = {.reason = reason_of(limit),
                .outcomes = (size_t)phrase_integer(limit, "outcomes", 0),
                .outcomes_asked = (size_t)phrase_integer(limit, "outcomes_asked", BELLWETHER_LIMIT_OUTCOMES_MIN),
                .reliable = (double)phrase_integer(limit, "reliable", 0) / TEN_THOUSANDTHS,
                .reliable_asked = (double)phrase_integer(limit, "reliable_asked", 0) / TEN_THOUSANDTHS,
                .loss_chance = (double)phrase_integer(limit, "loss_chance", 0) / TEN_THOUSANDTHS},
  };
}

char *phrase_as_of(const json_t *document, const char *zone) {
  if (json_is_true(json_object_get(document, "is_estimate_missing")))
    return g_strdup(_("What the record says was not worked out yet"));
  if (!json_is_true(json_object_get(document, "is_estimate_old")))
    return NULL;
  g_autofree char *date = phrase_date(document, "estimated_at", zone);
  return g_strdup_printf(_("What the record says is as of %s; newer entries are not counted in yet"), date);
}

bool phrase_is_of_today(const json_t *document) {
  return phrase_text(document, "estimated_at") != NULL && !json_is_true(json_object_get(document, "is_estimate_old"));
}

char *phrase_standing(const json_t *document, PhraseOf of) {
  BellwetherStanding standing = standing_of(document);
  return trust_chance_words(&standing, of == PHRASE_OF_YOU);
}

char *phrase_worked(const json_t *document, PhraseOf of) {
  BellwetherStanding standing = standing_of(document);
  return trust_worked_words(&standing, of == PHRASE_OF_YOU);
}

char *phrase_next(const json_t *document) {
  int64_t outcomes = phrase_integer(document, "outcomes", 0);
  const json_t *estimate = json_object_get(document, "chance");
  if (outcomes >= TRUST_OUTCOMES_FOR_NUMBERS || !json_is_object(estimate))
    return phrase_chance(estimate);
  BellwetherStanding standing = standing_of(document);
  g_autofree char *range = words_tenths(standing.chance.low, standing.chance.high);
  return outcomes > 0 ? g_strdup_printf(_("too early to say more than %s"), range)
                      : g_strdup_printf(_("usual is %s"), range);
}

char *phrase_stated(const json_t *stated) {
  const char *word = phrase_text(stated, "sureness");
  int percent = (int)(phrase_integer(stated, "chance", 0) / 100); /* the nearest ten */
  if (word == NULL)
    return percent == 0     ? g_strdup_printf(_("Less than %d %% sure"), 5)
           : percent == 100 ? g_strdup_printf(_("%d %% sure or more"), 95)
                            : g_strdup_printf(_("About %d %% sure"), percent);
  return g_strdup(strcmp(word, "leaning") == 0  ? _("Leaning to it")
                  : strcmp(word, "fairly") == 0 ? _("Fairly sure")
                                                : _("Sure"));
}

char *phrase_came_true(const json_t *stated) {
  g_autofree char *worked = words_sum((double)phrase_integer(stated, "worked", 0) / TEN_THOUSANDTHS);
  g_autofree char *outcomes = words_count((size_t)phrase_integer(stated, "outcomes", 0));
  g_autofree char *chance = phrase_chance(json_object_get(stated, "came_true"));
  return g_strdup_printf(_("%s of %s came true (%s)"), worked, outcomes, chance != NULL ? chance : "");
}

const char *phrase_stated_title(PhraseOf of) {
  return of == PHRASE_OF_YOU ? _("What your “sure” is worth") : _("What their “sure” is worth");
}

char *phrase_followed(const json_t *last_ten) {
  int64_t decided = phrase_integer(last_ten, "decided", 0);
  if (decided == 0)
    return NULL;
  g_autofree char *followed = words_sum((double)phrase_integer(last_ten, "followed", 0) / TEN_THOUSANDTHS);
  return g_strdup_printf(ngettext("you followed %s of %" PRId64 " piece of advice of theirs",
                                  "you followed %s of their last %" PRId64 " pieces of advice", (gulong)decided),
                         followed, decided);
}

char *phrase_quiet(const json_t *row) {
  int64_t usual = phrase_integer(row, "usual_days_between", 0);
  g_autofree char *silent = phrase_days(phrase_integer(row, "silent_days", 0));
  g_autofree char *every = usual <= 1 ? g_strdup(_("every day")) : g_strdup_printf(_("every %" PRId64 " days"), usual);
  return g_strdup_printf(_("has said nothing unasked for %s, and used to about %s"), silent, every);
}

char *phrase_earned(const json_t *document, const char *currency) {
  int64_t limit = phrase_integer(json_object_get(document, "limit"), "limit_minor", 0);
  g_autofree char *money = phrase_money(limit, currency);
  return limit > 0 ? g_strdup_printf(_("up to %s a decision"), money) : g_strdup(_("none yet"));
}

char *phrase_earned_why(const json_t *document, const char *currency, PhraseOf of) {
  BellwetherStanding standing = standing_of(document);
  if (standing.limit.reason == BELLWETHER_LIMIT_NO_STAKES)
    return g_strdup(_("no advice whose outcome is known says what was at stake"));
  const json_t *limit = json_object_get(document, "limit");
  g_autofree char *cost = phrase_money(phrase_integer(limit, "check_cost_minor", 0), currency);
  return trust_limit_words(&standing, of == PHRASE_OF_YOU, cost);
}

char *phrase_heard(const json_t *standing) {
  const json_t *warranted = json_object_get(standing, "warranted");
  int64_t decisions = phrase_integer(standing, "decisions", 0);
  if (decisions == 0)
    return NULL;
  double all = (double)decisions;
  g_autofree char *followed = words_sum((double)phrase_integer(standing, "followed", 0) / TEN_THOUSANDTHS * all);
  if (!json_is_object(warranted))
    return g_strdup_printf(_("%s of %" PRId64 " followed"), followed, decisions);
  return g_strdup_printf(_("%s of %" PRId64 " followed; the record says that %.1f deserved it, between %.1f and %.1f"),
                         followed, decisions, (double)phrase_integer(warranted, "estimate", 0) / TEN_THOUSANDTHS * all,
                         (double)phrase_integer(warranted, "low", 0) / TEN_THOUSANDTHS * all,
                         (double)phrase_integer(warranted, "high", 0) / TEN_THOUSANDTHS * all);
}

char *phrase_handed_back(const json_t *document) {
  int64_t minutes = phrase_integer(json_object_get(document, "limit"), "minutes_back", 0);
  return minutes > 0 ? g_strdup_printf(_("about %.1f hours so far"), (double)minutes / 60.0) : NULL;
}

char *phrase_limit(const json_t *document, const char *currency) {
  g_autofree char *why = phrase_earned_why(document, currency, PHRASE_OF_THEM);
  g_autofree char *earned = phrase_earned(document, currency);
  g_autofree char *back = phrase_handed_back(document);
  return back == NULL ? g_strdup_printf(_("freedom earned: %s (%s)"), earned, why)
                      : g_strdup_printf(_("freedom earned: %s (%s; it would have handed back %s)"), earned, why, back);
}

/* ---- Mandates --------------------------------------------------------------------------------------------------- */

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

char *phrase_checks(int64_t one_in) {
  if (one_in <= 0)
    return g_strdup(_("no decision is drawn for a check"));
  if (one_in == 1)
    return g_strdup(_("every decision is checked"));
  return g_strdup_printf(_("one decision in %" PRId64 " is drawn for a check"), one_in);
}

/* What goes on from the one before, after a comma; nothing adds nothing. */
static void add_part(GString *text, const char *part) {
  if (*part != '\0')
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", part);
}

static const char *level_to_them(const char *level) {
  if (g_strcmp0(level, "act_within") == 0)
    return _("you decide up to the limit");
  if (g_strcmp0(level, "act_and_report") == 0)
    return _("you decide, and report each");
  if (g_strcmp0(level, "entrust") == 0)
    return _("you decide, judged by the goals");
  return g_strcmp0(level, "instruct") == 0 ? _("you do as told") : _("you advise");
}

/* What they may decide alone, and how much at once. */
static void add_say(GString *text, const json_t *mandate, const char *currency, bool yours) {
  const char *level = phrase_text(mandate, "level");
  g_autofree char *limit = phrase_money(phrase_integer(mandate, "limit_minor", 0), currency);
  if (json_object_get(mandate, "limit_minor") == NULL) {
    add_part(text, yours ? level_to_them(level) : phrase_level(level));
    return;
  }
  if (g_strcmp0(level, "act_within") == 0) { /* whose name is of the limit already */
    g_string_append_printf(text, yours ? _("you decide alone up to %s") : _("decides alone up to %s"), limit);
    return;
  }
  g_autofree char *up_to = g_strdup_printf(_("up to %s"), limit);
  add_part(text, yours ? level_to_them(level) : phrase_level(level));
  add_part(text, up_to);
}

char *phrase_mandate(const json_t *mandate, const char *currency, const char *zone) {
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *until = phrase_date(mandate, "expires_at", zone);
  g_autofree char *end = g_strdup_printf(_("until %s"), until);
  add_say(text, mandate, currency, false);
  add_part(text, *until != '\0' ? end : "");
  return g_strdup(text->str);
}

/* " (300 EUR left until 5 March 2026)" of a budget. */
static char *left_words(const json_t *mandate, const char *currency, const char *zone) {
  if (json_object_get(mandate, "left_minor") == NULL)
    return g_strdup("");
  g_autofree char *left = phrase_money(phrase_integer(mandate, "left_minor", 0), currency);
  g_autofree char *until = phrase_date(mandate, "period_ends_at", zone);
  return g_strdup_printf(_(" (%s left until %s)"), left, until);
}

char *phrase_mandate_full(const json_t *mandate, const char *currency, const char *zone, PhraseOf of) {
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *until = phrase_date(mandate, "expires_at", zone);
  g_autofree char *end = g_strdup_printf(_("until %s"), until);
  g_autofree char *budget = phrase_money(phrase_integer(mandate, "budget_minor", 0), currency);
  g_autofree char *days = phrase_days(phrase_integer(mandate, "period_days", 0));
  g_autofree char *within = g_strdup_printf(_("%s in %s at most"), budget, days);
  g_autofree char *checks = phrase_checks(phrase_integer(mandate, "check_one_in", 0));
  g_autofree char *left = left_words(mandate, currency, zone);
  add_say(text, mandate, currency, of == PHRASE_OF_YOU);
  add_part(text, json_object_get(mandate, "budget_minor") != NULL ? within : "");
  g_string_append(text, left);
  add_part(text, json_object_get(mandate, "check_one_in") != NULL ? checks : "");
  add_part(text, *until != '\0' ? end : "");
  return g_strdup(text->str);
}

/* ---- Advice and goals ------------------------------------------------------------------------------------------- */

const char *phrase_decision(const char *decision) {
  if (decision == NULL)
    return "";
  if (strcmp(decision, "follow") == 0)
    return _("followed");
  if (strcmp(decision, "adapt") == 0)
    return _("followed in part");
  return strcmp(decision, "override") == 0 ? _("overridden") : _("put off");
}

static const char *state_words(const json_t *advice) {
  const char *state = phrase_text(advice, "state");
  const char *decision = phrase_text(advice, "decision");
  if (decision != NULL && phrase_text(advice, "mandate_id") != NULL)
    return _("decided alone, under the mandate");
  if (decision != NULL)
    return phrase_decision(decision);
  if (state == NULL || strcmp(state, "open") == 0)
    return _("waits for a decision");
  if (strcmp(state, "withdrawn") == 0)
    return _("withdrawn");
  return strcmp(state, "deferred") == 0 ? _("put off") : _("no decision is on record");
}

static char *sureness_words(const json_t *advice) {
  const char *word = phrase_text(advice, "sureness");
  if (word != NULL)
    return g_strdup(strcmp(word, "leaning") == 0  ? _("leaning to it")
                    : strcmp(word, "fairly") == 0 ? _("fairly sure")
                                                  : _("sure"));
  int64_t chance = phrase_integer(advice, "chance", -1);
  if (chance < 0)
    return g_strdup("");
  g_autofree char *percent = words_share(chance);
  return g_strdup_printf(_("%s sure"), percent);
}

char *phrase_outcome(int64_t worked) {
  g_autofree char *percent = words_share(worked);
  return worked == 10000 ? g_strdup(_("it worked"))
         : worked == 0   ? g_strdup(_("it did not work"))
                         : g_strdup_printf(_("it worked to %s"), percent);
}

static char *outcome_words(const json_t *advice) {
  int64_t worked = phrase_integer(advice, "worked", -1);
  if (worked < 0)
    return g_strdup("");
  g_autofree char *percent = words_share(worked);
  if (g_strcmp0(phrase_text(advice, "decision"), "override") == 0) /* what is known is the other road's outcome */
    return worked == 10000 ? g_strdup(_("what was done instead worked"))
           : worked == 0   ? g_strdup(_("what was done instead did not work"))
                           : g_strdup_printf(_("what was done instead worked to %s"), percent);
  return phrase_outcome(worked);
}

const char *phrase_noted(const json_t *advice) {
  const char *noted = phrase_text(advice, "noted");
  if (noted == NULL || strcmp(noted, "no") == 0)
    return NULL;
  if (strcmp(noted, "imported") == 0)
    return _("read from a file of past advice");
  if (strcmp(noted, "confirmed") == 0)
    return _("written down by the business, and confirmed by the partner");
  return strcmp(noted, "contradicted") == 0 ? _("written down by the business, and contradicted by the partner")
                                            : _("written down by the business; the partner has not confirmed it yet");
}

const char *phrase_option(const json_t *advice) {
  if (json_is_true(json_object_get(advice, "is_shut")))
    return _("shut: seal your own view, then open it");
  const char *option = phrase_text(advice, "option");
  return option != NULL ? option : _("(erased)");
}

/* "; denied by the partner", where there is such a mark. */
static const char *mark_words(const json_t *advice) {
  const char *noted = phrase_text(advice, "noted");
  return g_strcmp0(noted, "contradicted") == 0 ? _("; denied by the partner")
         : g_strcmp0(noted, "waiting") == 0    ? _("; written down by the business, not confirmed yet")
                                               : "";
}

char *phrase_became(const json_t *advice) {
  if (json_is_true(json_object_get(advice, "is_shut")))
    return g_strdup("");
  g_autofree char *sure = sureness_words(advice);
  g_autofree char *outcome = outcome_words(advice);
  const char *state = state_words(advice);
  return g_strconcat(sure, *sure != '\0' && *state != '\0' ? "; " : "", state, *outcome != '\0' ? "; " : "", outcome,
                     mark_words(advice), NULL);
}

char *phrase_advice(const json_t *advice) {
  if (json_is_true(json_object_get(advice, "is_shut")))
    return g_strdup(phrase_option(advice));
  g_autofree char *sure = sureness_words(advice);
  g_autofree char *outcome = outcome_words(advice);
  bool withdrawn = g_strcmp0(phrase_text(advice, "state"), "withdrawn") == 0; /* the reason is that of putting it off */
  const char *reason = withdrawn ? NULL : phrase_kept(advice, "reason", "is_reason_erased");
  return g_strconcat(phrase_option(advice), *sure != '\0' ? " (" : "", sure, *sure != '\0' ? ")" : "", ": ",
                     state_words(advice), reason != NULL ? _(", because: ") : "", reason != NULL ? reason : "",
                     *outcome != '\0' ? "; " : "", outcome, mark_words(advice), NULL);
}

/* What became of a goal that was closed; NULL of one that is open. */
static const char *closed_words(const json_t *goal) {
  const char *state = phrase_text(goal, "state");
  if (state == NULL || strcmp(state, "open") == 0)
    return NULL;
  return strcmp(state, "reached") == 0 ? _("it was reached") : _("it was dropped");
}

/* After its day nothing will be any more: what was measured last is all that there is to say. */
static char *overdue_words(const json_t *goal) {
  if (json_object_get(goal, "stands_at") == NULL)
    return g_strdup(_("that day is past, and it was never measured"));
  int64_t stands = phrase_integer(goal, "stands_at", 0);
  int64_t target = phrase_integer(goal, "target", 0);
  bool is_reached = target >= phrase_integer(goal, "baseline", 0) ? stands >= target : stands <= target;
  g_autofree char *last = phrase_measure(stands);
  return g_strdup_printf(is_reached ? _("that day is past; last measured at %s, so the target is reached")
                                    : _("that day is past; last measured at %s, short of the target"),
                         last);
}

char *phrase_goal_course(const json_t *goal, const char *zone) {
  const char *measure = phrase_text(goal, "measure");
  g_autofree char *from = phrase_measure(phrase_integer(goal, "baseline", 0));
  g_autofree char *to = phrase_measure(phrase_integer(goal, "target", 0));
  g_autofree char *due = phrase_date(goal, "due_at", zone);
  g_autofree char *what =
      g_strdup_printf(_("%s: from %s to %s by %s"), measure != NULL ? measure : _("erased"), from, to, due);
  const json_t *climb = json_object_get(goal, "climb");
  if (closed_words(goal) != NULL)
    return g_strdup_printf("%s; %s", what, closed_words(goal));
  if (json_is_true(json_object_get(goal, "is_overdue"))) {
    g_autofree char *overdue = overdue_words(goal);
    return g_strdup_printf("%s; %s", what, overdue);
  }
  if (climb == NULL)
    return g_steal_pointer(&what);
  if (phrase_integer(climb, "readings", 0) == 0)
    return g_strdup_printf(_("%s; no reading yet, so nothing can be said"), what);
  g_autofree char *low = phrase_measure_about(phrase_integer(climb, "at_due_low", 0));
  g_autofree char *high = phrase_measure_about(phrase_integer(climb, "at_due_high", 0));
  int64_t reached = phrase_integer(climb, "reached", 0);
  g_autofree char *percent = words_percent((double)reached / TEN_THOUSANDTHS);
  const char *chance = reached < 100 ? _("less than 1 %") : reached > 9900 ? _("more than 99 %") : percent;
  return g_strdup_printf(_("%s; as it goes it will be between %s and %s then, and the chance of reaching it is %s"),
                         what, low, high, chance);
}

char *phrase_goal(const json_t *goal, const char *zone) {
  const char *name = phrase_text(goal, "name");
  g_autofree char *course = phrase_goal_course(goal, zone);
  return g_strdup_printf(_("%s – %s"), name != NULL ? name : _("(erased)"), course);
}

char *phrase_goal_named(const json_t *row, const char *member) {
  g_autofree char *id_member = g_strconcat(member, "_id", NULL);
  const char *name = phrase_text(row, member);
  const char *id = phrase_text(row, id_member);
  return name == NULL || id == NULL ? g_strdup(id) : g_strdup_printf("%s  [%s]", name, id);
}
