/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* evidence.c: see evidence.h; the rules stand in docs/estimates.md, section 1. */
#include "evidence.h"

#include "numeric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void evidence_init(Evidence *evidence) {
  memset(evidence, 0, sizeof *evidence);
  text_table_init(&evidence->briefs);
  text_table_init(&evidence->partners);
  text_table_init(&evidence->skills);
  text_table_init(&evidence->options);
  id_map_init(&evidence->pair_of);
  evidence->rows_max = BELLWETHER_ROWS_MAX;
}

void evidence_free(Evidence *evidence) {
  free(evidence->rows);
  free(evidence->pairs);
  free(evidence->last_in_brief);
  text_table_free(&evidence->briefs);
  text_table_free(&evidence->partners);
  text_table_free(&evidence->skills);
  text_table_free(&evidence->options);
  id_map_free(&evidence->pair_of);
  memset(evidence, 0, sizeof *evidence);
}

static BellwetherStatus refuse(char *error, BellwetherStatus status, const char *field, const char *expected) {
  (void)snprintf(error, EVIDENCE_ERROR_BYTES, "%s: expected %s", field, expected);
  return status;
}

/* Whether bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing past U+10FFFF. */
static bool text_is_utf8(const char *text) {
  const unsigned char *c = (const unsigned char *)text;
  while (*c != 0) {
    if (*c < 0x80) {
      c++;
      continue;
    }
    int more = *c >= 0xf0 && *c <= 0xf4 ? 3 : *c >= 0xe0 && *c < 0xf0 ? 2 : *c >= 0xc2 && *c < 0xe0 ? 1 : 0;
    if (more == 0)
      return false;
    unsigned char low = 0x80, high = 0xbf;
    if (*c == 0xe0)
      low = 0xa0;
    if (*c == 0xed)
      high = 0x9f;
    if (*c == 0xf0)
      low = 0x90;
    if (*c == 0xf4)
      high = 0x8f;
    c++;
    for (int i = 0; i < more; i++, c++) {
      if (*c < low || *c > high)
        return false;
      low = 0x80;
      high = 0xbf;
    }
  }
  return true;
}

static BellwetherStatus check_text(const char *text, const char *field, bool required, char *error) {
  if (text == NULL || text[0] == 0) {
    return required ? refuse(error, BELLWETHER_INVALID, field, "a text that is not empty") : BELLWETHER_OK;
  }
  if (strnlen(text, BELLWETHER_TEXT_BYTES_MAX + 1) > BELLWETHER_TEXT_BYTES_MAX) {
    return refuse(error, BELLWETHER_LIMIT, field, "a text of at most 4096 bytes");
  }
  return text_is_utf8(text) ? BELLWETHER_OK : refuse(error, BELLWETHER_INVALID, field, "valid UTF-8");
}

static BellwetherStatus check_share(double value, const char *field, char *error) {
  if (isnan(value) || (value >= 0.0 && value <= 1.0))
    return BELLWETHER_OK;
  return refuse(error, BELLWETHER_INVALID, field, "a number from 0 to 1, or NAN where it is not known");
}

static BellwetherStatus check_texts(const BellwetherRow *row, char *error) {
  const struct {
    const char *text, *field;
    bool required;
  } texts[] = {{row->brief, "brief", true},    {row->partner, "partner", true},    {row->skill, "skill", false},
               {row->advice, "advice", false}, {row->own_view, "own_view", false}, {row->chosen, "chosen", false}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    BellwetherStatus status = check_text(texts[i].text, texts[i].field, texts[i].required, error);
    if (status != BELLWETHER_OK)
      return status;
  }
  return BELLWETHER_OK;
}

static double told_or_none(float client) {
  return client == BELLWETHER_UNTOLD ? (double)NAN : (double)client;
}

static BellwetherStatus check_shares(const BellwetherRow *row, char *error) {
  const struct {
    double value;
    const char *field;
  } shares[] = {{row->confidence, "confidence"},
                {row->own_view_confidence, "own_view_confidence"},
                {row->outcome, "outcome"},
                {row->advice_outcome, "advice_outcome"},
                {row->own_view_outcome, "own_view_outcome"},
                {told_or_none(row->client_outcome), "client_outcome"},
                {told_or_none(row->client_advice_outcome), "client_advice_outcome"}};
  for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
    BellwetherStatus status = check_share(shares[i].value, shares[i].field, error);
    if (status != BELLWETHER_OK)
      return status;
  }
  return BELLWETHER_OK;
}

static bool time_is_bounded(int64_t time_ms) {
  return time_ms >= BELLWETHER_TIME_MIN_MS && time_ms <= BELLWETHER_TIME_MAX_MS;
}

BellwetherStatus evidence_check(const BellwetherRow *row, char *error) {
  error[0] = 0;
  BellwetherStatus status = check_texts(row, error);
  if (status == BELLWETHER_OK)
    status = check_shares(row, error);
  if (status != BELLWETHER_OK)
    return status;
  if (!isnan(row->stake) && !(row->stake >= 0.0 && row->stake <= BELLWETHER_STAKE_MAX)) {
    return refuse(error, BELLWETHER_INVALID, "stake", "a number from 0 to 1e16, or NAN where it is not stated");
  }
  if (!time_is_bounded(row->at_ms))
    return refuse(error, BELLWETHER_INVALID, "at_ms", "a time of the years 1 to 9999");
  if (row->outcome_at_ms != BELLWETHER_TIME_UNKNOWN) {
    if (!time_is_bounded(row->outcome_at_ms)) {
      return refuse(error, BELLWETHER_INVALID, "outcome_at_ms", "a time of the years 1 to 9999, or unknown");
    }
    if (row->outcome_at_ms < row->at_ms) {
      return refuse(error, BELLWETHER_INVALID, "outcome_at_ms", "a time not before the advice was given");
    }
  }
  if ((int)row->decision < BELLWETHER_DECISION_NONE || (int)row->decision > BELLWETHER_DECISION_DEFER) {
    return refuse(error, BELLWETHER_INVALID, "decision", "one of the BELLWETHER_DECISION values");
  }
  if ((int)row->sureness < BELLWETHER_SURE_UNSTATED || (int)row->sureness > BELLWETHER_SURE_SURE) {
    return refuse(error, BELLWETHER_INVALID, "sureness", "one of the BELLWETHER_SURE values");
  }
  if (row->sureness != BELLWETHER_SURE_UNSTATED && !isnan(row->confidence)) {
    return refuse(error, BELLWETHER_INVALID, "sureness", "either words or a chance, not both");
  }
  return BELLWETHER_OK;
}

BellwetherStatus evidence_check_view(const char *own_view, double confidence, char *error) {
  error[0] = 0;
  BellwetherStatus status = check_text(own_view, "own_view", false, error);
  return status == BELLWETHER_OK ? check_share(confidence, "own_view_confidence", error) : status;
}

static bool grow(void **array, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity)
    return true;
  size_t larger = *capacity == 0 ? 8 : *capacity + *capacity / 2;
  if (larger < needed)
    larger = needed;
  void *moved = realloc(*array, larger * size);
  if (moved == NULL)
    return false;
  *array = moved;
  *capacity = larger;
  return true;
}

static void fill_numbers(EvidenceRow *to, const BellwetherRow *row) {
  to->at_ms = row->at_ms;
  /* Never at the very moment of the advice: a forecast as of that moment must not know how it turned out. */
  bool told = row->outcome_at_ms != BELLWETHER_TIME_UNKNOWN && row->outcome_at_ms > row->at_ms;
  to->known_at_ms = told ? row->outcome_at_ms : row->at_ms + 1;
  to->confidence = row->confidence;
  to->own_view_confidence = row->own_view_confidence;
  to->stake = row->stake;
  to->outcome = row->outcome;
  to->advice_outcome = row->advice_outcome;
  to->own_view_outcome = row->own_view_outcome;
  to->client_outcome = row->client_outcome;
  to->client_advice_outcome = row->client_advice_outcome;
  to->previous_in_brief = to->previous_in_pair = ID_NONE;
  to->agreeing = to->disagreeing = 0;
  to->own_views_met = to->own_views_shared = 0;
  to->sureness = (uint8_t)row->sureness;
  to->decision = (uint8_t)row->decision;
}

static const char *or_empty(const char *text) {
  return text == NULL ? "" : text;
}

/* An option that is not told is no option at all: it equals no other. */
static bool is_told(const char *text) {
  return text != NULL && text[0] != 0;
}

static bool add_texts(Evidence *evidence, const BellwetherRow *row, EvidenceRow *to) {
  to->brief = text_table_add(&evidence->briefs, row->brief);
  to->partner = text_table_add(&evidence->partners, row->partner);
  to->skill = text_table_add(&evidence->skills, or_empty(row->skill));
  if (to->brief == ID_NONE || to->partner == ID_NONE || to->skill == ID_NONE)
    return false;
  const char *options[3] = {row->advice, row->own_view, row->chosen};
  int32_t *numbers[3] = {&to->option, &to->own_view, &to->chosen};
  for (int i = 0; i < 3; i++) {
    *numbers[i] = ID_NONE;
    if (is_told(options[i])) {
      *numbers[i] = text_table_add(&evidence->options, options[i]);
      if (*numbers[i] == ID_NONE)
        return false;
    }
  }
  return true;
}

static bool reserve(Evidence *evidence) {
  return grow((void **)&evidence->rows, &evidence->capacity, evidence->count + 1, sizeof *evidence->rows) &&
         grow((void **)&evidence->last_in_brief, &evidence->last_capacity, evidence->briefs.count + 1,
              sizeof *evidence->last_in_brief) &&
         grow((void **)&evidence->pairs, &evidence->pair_capacity, evidence->pair_count + 1, sizeof *evidence->pairs);
}

BellwetherStatus evidence_add(Evidence *evidence, const BellwetherRow *row) {
  if (evidence->count >= evidence->rows_max)
    return BELLWETHER_LIMIT;
  size_t briefs = evidence->briefs.count, partners = evidence->partners.count;
  size_t skills = evidence->skills.count, options = evidence->options.count;
  EvidenceRow added;
  fill_numbers(&added, row);
  int32_t *pair = NULL;
  if (reserve(evidence) && add_texts(evidence, row, &added)) {
    pair = id_map_place(&evidence->pair_of, id_map_pair(added.partner, added.skill));
  }
  if (pair == NULL) {
    text_table_truncate(&evidence->briefs, briefs);
    text_table_truncate(&evidence->partners, partners);
    text_table_truncate(&evidence->skills, skills);
    text_table_truncate(&evidence->options, options);
    return BELLWETHER_NO_MEMORY;
  }
  if (*pair == ID_NONE) {
    evidence->pairs[evidence->pair_count] = (EvidencePair){added.partner, added.skill, ID_NONE};
    *pair = (int32_t)evidence->pair_count++;
  }
  added.pair = *pair;
  if ((size_t)added.brief >= briefs)
    evidence->last_in_brief[added.brief] = ID_NONE;
  added.previous_in_brief = evidence->last_in_brief[added.brief];
  evidence->last_in_brief[added.brief] = (int32_t)evidence->count;
  added.previous_in_pair = evidence->pairs[added.pair].last;
  evidence->pairs[added.pair].last = (int32_t)evidence->count;
  evidence->rows[evidence->count++] = added;
  evidence->opinions_counted = 0;
  return BELLWETHER_OK;
}

EvidenceRow evidence_translate(const Evidence *evidence, const BellwetherRow *row) {
  EvidenceRow to;
  fill_numbers(&to, row);
  to.brief = text_table_find(&evidence->briefs, row->brief);
  to.partner = text_table_find(&evidence->partners, row->partner);
  to.skill = text_table_find(&evidence->skills, or_empty(row->skill));
  to.pair = to.partner == ID_NONE || to.skill == ID_NONE
                ? ID_NONE
                : id_map_get(&evidence->pair_of, id_map_pair(to.partner, to.skill));
  /* An option that the record does not know gets a number of its own: it is told, and equals no recorded one. */
  to.option = is_told(row->advice) ? text_table_find(&evidence->options, row->advice) : ID_NONE;
  if (is_told(row->advice) && to.option == ID_NONE)
    to.option = INT32_MAX;
  to.own_view = ID_NONE;
  if (is_told(row->own_view)) {
    if (is_told(row->advice) && strcmp(row->advice, row->own_view) == 0)
      to.own_view = to.option;
    else
      to.own_view = INT32_MAX - 1;
  }
  to.chosen = ID_NONE;
  for (int32_t i = to.brief == ID_NONE ? ID_NONE : evidence->last_in_brief[to.brief]; i != ID_NONE;
       i = evidence->rows[i].previous_in_brief) {
    const EvidenceRow *other = &evidence->rows[i];
    if (other->at_ms > to.at_ms || other->partner == to.partner || other->option == ID_NONE || to.option == ID_NONE) {
      continue;
    }
    if (other->option == to.option)
      to.agreeing++;
    else
      to.disagreeing++;
  }
  for (int32_t i = to.pair == ID_NONE ? ID_NONE : evidence->pairs[to.pair].last; i != ID_NONE;
       i = evidence->rows[i].previous_in_pair) {
    const EvidenceRow *earlier = &evidence->rows[i];
    int sign = evidence_own_view_sign(earlier);
    if (earlier->at_ms > to.at_ms || sign == 0)
      continue;
    to.own_views_met++;
    to.own_views_shared += sign > 0;
  }
  return to;
}

EvidenceRow evidence_beside(const Evidence *evidence, size_t index, const char *own_view, double confidence) {
  EvidenceRow row = evidence->rows[index];
  int32_t option = is_told(own_view) ? text_table_find(&evidence->options, own_view) : ID_NONE;
  row.own_view = !is_told(own_view)                          ? ID_NONE
                 : option != ID_NONE && option == row.option ? row.option
                                                             : INT32_MAX - 1; /* another than the advice's */
  row.own_view_confidence = is_told(own_view) ? confidence : NAN;
  return row;
}

typedef struct {
  int64_t at_ms;
  int32_t index;
} TimeOrder;

static int compare_order(const void *left, const void *right) {
  const TimeOrder *a = left, *b = right;
  if (a->at_ms != b->at_ms)
    return a->at_ms < b->at_ms ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

/* Opinions seen so far on one brief: how many in all, per partner, per option, and per option and partner. */
static bool count_seen(IdMap *seen, const EvidenceRow *row, int32_t *counts) {
  const uint64_t keys[4] = {id_map_pair(-1, -1), id_map_pair(row->partner, -1), id_map_pair(-1, row->option),
                            id_map_pair(row->partner, row->option)};
  for (int i = 0; i < 4; i++) {
    int32_t *place = id_map_place(seen, keys[i]);
    if (place == NULL)
      return false;
    if (*place == ID_NONE)
      *place = 0;
    counts[i] = (*place)++;
  }
  return true;
}

static bool count_brief(Evidence *evidence, const TimeOrder *order, size_t count, IdMap *seen) {
  id_map_clear(seen);
  for (size_t i = 0; i < count; i++) {
    EvidenceRow *row = &evidence->rows[order[i].index];
    row->agreeing = row->disagreeing = 0;
    if (row->option == ID_NONE)
      continue;
    int32_t counts[4];
    if (!count_seen(seen, row, counts))
      return false;
    row->agreeing = (uint32_t)(counts[2] - counts[3]);
    row->disagreeing = (uint32_t)(counts[0] - counts[1]) - row->agreeing;
  }
  return true;
}

static bool count_briefs(Evidence *evidence, TimeOrder *order) {
  IdMap seen;
  id_map_init(&seen);
  bool done = true;
  for (size_t brief = 0; done && brief < evidence->briefs.count; brief++) {
    size_t count = 0;
    for (int32_t i = evidence->last_in_brief[brief]; i != ID_NONE; i = evidence->rows[i].previous_in_brief) {
      order[count++] = (TimeOrder){evidence->rows[i].at_ms, i};
    }
    qsort(order, count, sizeof *order, compare_order);
    /* A table that one large brief has grown would be cleared for every small one after it. */
    if (seen.capacity > 64 * (count + 16)) {
      id_map_free(&seen);
      id_map_init(&seen);
    }
    done = count_brief(evidence, order, count, &seen);
  }
  id_map_free(&seen);
  return done;
}

/* How often each partner had agreed with own views before each of their rows. */
static void count_echoes(Evidence *evidence, TimeOrder *order) {
  for (size_t pair = 0; pair < evidence->pair_count; pair++) {
    size_t count = 0;
    for (int32_t i = evidence->pairs[pair].last; i != ID_NONE; i = evidence->rows[i].previous_in_pair) {
      order[count++] = (TimeOrder){evidence->rows[i].at_ms, i};
    }
    qsort(order, count, sizeof *order, compare_order);
    uint32_t met = 0, shared = 0;
    for (size_t n = 0; n < count; n++) {
      EvidenceRow *row = &evidence->rows[order[n].index];
      row->own_views_met = met;
      row->own_views_shared = shared;
      int sign = evidence_own_view_sign(row);
      met += sign != 0;
      shared += sign > 0;
    }
  }
}

BellwetherStatus evidence_count_opinions(Evidence *evidence) {
  if (evidence->opinions_counted == evidence->count)
    return BELLWETHER_OK;
  TimeOrder *order = malloc(evidence->count * sizeof *order);
  bool done = order != NULL && count_briefs(evidence, order);
  if (done)
    count_echoes(evidence, order);
  free(order);
  if (!done)
    return BELLWETHER_NO_MEMORY;
  evidence->opinions_counted = evidence->count;
  return BELLWETHER_OK;
}

bool evidence_is_override(const EvidenceRow *row) {
  return row->decision == BELLWETHER_DECISION_OVERRIDE && (row->chosen == ID_NONE || row->chosen != row->option);
}

bool evidence_is_decided(const EvidenceRow *row) {
  return row->decision != BELLWETHER_DECISION_NONE && row->decision != BELLWETHER_DECISION_DEFER;
}

static bool is_told_by_client(double outcome, float client) {
  return !isnan(outcome) && !(client < 0.0F);
}

/* What a road would have brought that was not taken: a partner's word alone is no evidence of that. Of what was followed
 * it is how that turned out, whatever was told of it while it counted as a road not taken. */
static bool is_road_known(const EvidenceRow *row) {
  if (row->decision == BELLWETHER_DECISION_FOLLOW && !isnan(row->outcome))
    return false;
  bool is_taken = row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_FOLLOW;
  return !isnan(row->advice_outcome) &&
         (is_taken || is_told_by_client(row->advice_outcome, row->client_advice_outcome));
}

bool evidence_advice_outcome(const EvidenceRow *row, double *outcome, double *weight) {
  *weight = 1.0;
  if (is_road_known(row)) {
    *outcome = row->advice_outcome;
    return true;
  }
  if (isnan(row->outcome))
    return false;
  *outcome = row->outcome;
  bool same = row->chosen != ID_NONE && row->chosen == row->option;
  if (row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_FOLLOW || same)
    return true;
  *weight = PRIORS_ADAPTED_WEIGHT;
  return row->decision == BELLWETHER_DECISION_ADAPT;
}

/* What the client says of an outcome that they told. */
static double client_word(double outcome, float client) {
  return isnan(client) ? outcome : (double)client;
}

/* No better than by their word; NAN where they told nothing. */
static double as_client_says(double outcome, float client) {
  return is_told_by_client(outcome, client) ? fmin(outcome, client_word(outcome, client)) : (double)NAN;
}

bool evidence_is_partner_told(const EvidenceRow *row) {
  return is_road_known(row) ? !is_told_by_client(row->advice_outcome, row->client_advice_outcome)
                            : !is_told_by_client(row->outcome, row->client_outcome);
}

bool evidence_advice_outcome_by_client(const EvidenceRow *row, double *outcome, double *weight) {
  EvidenceRow told = *row;
  told.advice_outcome = as_client_says(row->advice_outcome, row->client_advice_outcome);
  told.outcome = as_client_says(row->outcome, row->client_outcome);
  return evidence_advice_outcome(&told, outcome, weight);
}

bool evidence_override_outcome(const EvidenceRow *row, double *outcome) {
  if (!evidence_is_override(row))
    return false;
  bool told = is_told_by_client(row->outcome, row->client_outcome);
  *outcome = told ? client_word(row->outcome, row->client_outcome) : NAN;
  bool own = row->chosen != ID_NONE && row->chosen == row->own_view;
  if (isnan(*outcome) && own)
    *outcome = row->own_view_outcome;
  return !isnan(*outcome);
}

bool evidence_own_view_outcome(const EvidenceRow *row, double *outcome) {
  if (row->own_view == ID_NONE)
    return false;
  *outcome = row->own_view_outcome;
  /* An advice that was followed is what was done, even where the option chosen is called by the other's name: one outcome
   * is never counted for two rivals. */
  bool followed = row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_FOLLOW;
  bool chosen = row->chosen != ID_NONE && row->chosen == row->own_view;
  bool told = is_told_by_client(row->outcome, row->client_outcome);
  if (isnan(*outcome) && told && chosen && (!followed || row->own_view == row->option))
    *outcome = client_word(row->outcome, row->client_outcome);
  return !isnan(*outcome);
}

int evidence_own_view_sign(const EvidenceRow *row) {
  if (row->own_view == ID_NONE || row->option == ID_NONE)
    return 0;
  return row->own_view == row->option ? 1 : -1;
}

void evidence_columns(const EvidenceRow *row, double *values) {
  for (int i = 0; i < COLUMN_COUNT; i++)
    values[i] = 0.0;
  values[COLUMN_INTERCEPT] = 1.0;
  if (!isnan(row->confidence)) {
    double stated = numeric_clamp(row->confidence, PRIORS_STATED_CLAMP, 1.0 - PRIORS_STATED_CLAMP);
    values[COLUMN_STATED] = 1.0;
    values[COLUMN_STATED_LOGIT] = numeric_logit(stated);
  }
  if (row->sureness == BELLWETHER_SURE_LEANING)
    values[COLUMN_LEANING] = 1.0;
  if (row->sureness == BELLWETHER_SURE_FAIRLY)
    values[COLUMN_FAIRLY_SURE] = 1.0;
  if (row->sureness == BELLWETHER_SURE_SURE)
    values[COLUMN_SURE] = 1.0;
  double others = (double)row->agreeing + (double)row->disagreeing;
  if (others > 0) {
    double net = (double)row->agreeing - (double)row->disagreeing;
    values[COLUMN_OTHERS] = 1.0;
    values[COLUMN_BALANCE] = net / (1.0 + PRIORS_OPINION_CORRELATION * (others - 1.0));
  }
  int sign = evidence_own_view_sign(row);
  values[COLUMN_OWN_VIEW] = sign;
  if (!isnan(row->own_view_confidence))
    values[COLUMN_OWN_VIEW_SURE] = sign * (2.0 * row->own_view_confidence - 1.0);
  double agreed = ((double)row->own_views_shared + PRIORS_ECHO_WEIGHT * PRIORS_ECHO_SHARE) /
                  ((double)row->own_views_met + PRIORS_ECHO_WEIGHT);
  values[COLUMN_ECHO] = sign * (numeric_logit(agreed) - numeric_logit(PRIORS_ECHO_SHARE));
  values[COLUMN_OVERRIDDEN] = evidence_is_override(row) ? 1.0 : 0.0;
}
