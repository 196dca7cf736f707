/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The columns of a record file: a function for each, which reads its field into the row. */
#include "record_columns.h"

#include "field_hints.h"
#include "field_text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MS_PER_DAY INT64_C(86400000)

static const char *text_or_null(const char *field) {
  return *field == '\0' ? NULL : field;
}

static const char *read_workspace(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->workspace = field;
  return NULL;
}

static const char *read_brief(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.brief = field;
  return *field == '\0' ? _("the question that was put") : NULL;
}

static const char *read_partner(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.partner = field;
  return *field == '\0' ? _("the name of who advised") : NULL;
}

static const char *read_skill(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.skill = text_or_null(field);
  return NULL;
}

static const char *read_advice(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.advice = text_or_null(field);
  return NULL;
}

static const char *read_own_view(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.own_view = text_or_null(field);
  return NULL;
}

static const char *read_chosen(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)reader;
  row->advice.chosen = text_or_null(field);
  return NULL;
}

static const char *read_time(ColumnReader *reader, RecordRow *row, const char *field) {
  bool day_only;
  if (!field_text_time(field, &row->advice.at_ms, &day_only)) {
    reader->hint = field_hint_time(field);
    return _("a time such as 2024-03-05T14:30:00Z or 2024-03-05");
  }
  return NULL;
}

/* A time that may be left out; a date alone is the end of its day. */
static const char *read_time_or_nothing(ColumnReader *reader, int64_t *time_ms, const char *field) {
  bool day_only;
  if (*field == '\0') {
    return NULL;
  }
  if (!field_text_time(field, time_ms, &day_only)) {
    reader->hint = field_hint_time(field);
    return _("a time such as 2024-03-05T14:30:00Z or 2024-03-05, or nothing");
  }
  if (day_only) {
    *time_ms += MS_PER_DAY - 1;
  }
  return NULL;
}

static const char *read_outcome_time(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_time_or_nothing(reader, &row->advice.outcome_at_ms, field);
}

static const char *read_know_by(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)row;
  return read_time_or_nothing(reader, &reader->extra.know_by_ms, field);
}

static const char *read_share(ColumnReader *reader, double *share, const char *field, const char *expected) {
  double read = 0;
  FieldTextStatus status = field_text_share(field, reader->comma, &read, &reader->comma_used);
  if (status == FIELD_TEXT_EMPTY) {
    return NULL;
  }
  if (status != FIELD_TEXT_OK || read < 0 || read > 1) {
    return expected;
  }
  reader->point_used |= strchr(field, '.') != NULL;
  *share = read;
  return NULL;
}

/* A share where a percentage without its sign is a likely slip; an outcome of 7 may be a mark out of ten. */
static const char *read_chance(ColumnReader *reader, double *chance, const char *field, const char *expected) {
  const char *wrong = read_share(reader, chance, field, expected);
  if (wrong != NULL) {
    reader->hint = field_hint_share(field, reader->comma);
  }
  return wrong;
}

static const char *read_confidence(ColumnReader *reader, RecordRow *row, const char *field) {
  static const struct {
    const char *words;
    BellwetherSureness sureness;
  } levels[] = {
      {"leaning to it", BELLWETHER_SURE_LEANING},
      {"fairly sure", BELLWETHER_SURE_FAIRLY},
      {"sure", BELLWETHER_SURE_SURE},
  };
  g_autofree char *words = g_strstrip(g_strdup(field));
  for (size_t i = 0; i < G_N_ELEMENTS(levels); i++) {
    if (g_ascii_strcasecmp(words, levels[i].words) == 0) {
      row->advice.sureness = levels[i].sureness;
      return NULL;
    }
  }
  return read_chance(reader, &row->advice.confidence, field,
                     _("a number from 0 to 1, a percentage, \"leaning to it\", \"fairly sure\", \"sure\" or nothing"));
}

static const char *read_own_view_confidence(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_chance(reader, &row->advice.own_view_confidence, field,
                     _("a number from 0 to 1, a percentage or nothing"));
}

/* An outcome: a share, or one of the words that people write for 0 and 1. */
static const char *read_result(ColumnReader *reader, double *result, const char *field) {
  static const struct {
    const char *word;
    double result;
  } words[] = {
      {"yes", 1}, {"true", 1}, {"worked", 1}, {"no", 0}, {"false", 0}, {"didn't work", 0}, {"didn’t work", 0},
  };
  g_autofree char *word = g_strstrip(g_strdup(field));
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    if (g_ascii_strcasecmp(word, words[i].word) == 0) {
      *result = words[i].result;
      return NULL;
    }
  }
  return read_share(reader, result, field,
                    _("a number from 0 (no) to 1 (yes), a percentage, yes, no, true, false, worked, didn't work or "
                      "nothing"));
}

static const char *read_outcome(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_result(reader, &row->advice.outcome, field);
}

static const char *read_advice_outcome(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_result(reader, &row->advice.advice_outcome, field);
}

static const char *read_own_view_outcome(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_result(reader, &row->advice.own_view_outcome, field);
}

static const char *read_stake(ColumnReader *reader, RecordRow *row, const char *field) {
  double stake = 0;
  switch (field_text_number(field, reader->comma, &stake, &reader->comma_used)) {
  case FIELD_TEXT_EMPTY: return NULL;
  case FIELD_TEXT_THOUSANDS: return _("an amount without points or commas between its thousands");
  case FIELD_TEXT_OK:
    if (stake >= 0 && stake <= BELLWETHER_STAKE_MAX) {
      reader->point_used |= strchr(field, '.') != NULL;
      row->advice.stake = stake;
      return NULL;
    }
    break;
  case FIELD_TEXT_MALFORMED: break;
  }
  return _("an amount from 0 to 1e16 as a plain number (no currency, nothing between the thousands), or nothing");
}

static const char *read_decision(ColumnReader *reader, RecordRow *row, const char *field) {
  static const struct {
    const char *word;
    BellwetherDecision decision;
  } decisions[] = {
      {"", BELLWETHER_DECISION_NONE},       {"follow", BELLWETHER_DECISION_FOLLOW},
      {"adapt", BELLWETHER_DECISION_ADAPT}, {"override", BELLWETHER_DECISION_OVERRIDE},
      {"defer", BELLWETHER_DECISION_DEFER},
  };
  (void)reader;
  g_autofree char *word = g_strstrip(g_strdup(field));
  for (size_t i = 0; i < G_N_ELEMENTS(decisions); i++) {
    if (g_ascii_strcasecmp(word, decisions[i].word) == 0) {
      row->advice.decision = decisions[i].decision;
      return NULL;
    }
  }
  return _("follow, adapt, override, defer or nothing");
}

/* Whether the partner did it without asking. */
static const char *read_acted(ColumnReader *reader, RecordRow *row, const char *field) {
  (void)row;
  g_autofree char *word = g_strstrip(g_ascii_strdown(field, -1));
  bool yes = strcmp(word, "yes") == 0 || strcmp(word, "true") == 0;
  if (!yes && *word != '\0' && strcmp(word, "no") != 0 && strcmp(word, "false") != 0)
    return _("yes where the partner did it under a mandate, without asking, no or nothing");
  reader->extra.acted = yes;
  return NULL;
}

/* What the client says of an outcome that the partner told too, or alone. */
static const char *read_client_result(ColumnReader *reader, float *result, const char *field) {
  g_autofree char *word = g_strstrip(g_ascii_strdown(field, -1));
  double share = NAN;
  if (strcmp(word, "none") == 0) {
    *result = BELLWETHER_UNTOLD;
    return NULL;
  }
  if (read_result(reader, &share, field) != NULL) {
    return _("what the client says, from 0 (no) to 1 (yes), \"none\" where the partner alone told, or nothing");
  }
  *result = (float)share;
  return NULL;
}

static const char *read_client_outcome(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_client_result(reader, &row->advice.client_outcome, field);
}

static const char *read_client_advice_outcome(ColumnReader *reader, RecordRow *row, const char *field) {
  return read_client_result(reader, &row->advice.client_advice_outcome, field);
}

static const RecordColumn known_columns[] = {
    {"workspace", read_workspace, true, false},
    {"brief", read_brief, true, false},
    {"partner", read_partner, true, false},
    {"skill", read_skill, true, false},
    {"at", read_time, false, false},
    {"advice", read_advice, true, false},
    {"confidence", read_confidence, false, false},
    {"stake", read_stake, false, false},
    {"own_view", read_own_view, true, false},
    {"own_view_confidence", read_own_view_confidence, false, false},
    {"decision", read_decision, false, true},
    {"chosen", read_chosen, true, true},
    {"outcome", read_outcome, false, true},
    {"advice_outcome", read_advice_outcome, false, true},
    {"own_view_outcome", read_own_view_outcome, false, true},
    {"outcome_at", read_outcome_time, false, true},
    {"client_outcome", read_client_outcome, false, true},
    {"client_advice_outcome", read_client_advice_outcome, false, true},
    {"acted", read_acted, false, true},
    {"know_by", read_know_by, false, true},
};

/* A header's name, without the spaces around it and in small letters. */
char *record_column_plain_name(const char *name) {
  g_autofree char *stripped = g_strstrip(g_strdup(name));
  return g_ascii_strdown(stripped, -1);
}

const RecordColumn *record_column_find(const char *name) {
  g_autofree char *plain = record_column_plain_name(name);
  for (size_t i = 0; i < G_N_ELEMENTS(known_columns); i++) {
    if (strcmp(plain, known_columns[i].name) == 0) {
      return &known_columns[i];
    }
  }
  return NULL;
}
