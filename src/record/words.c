/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* words.c: the spellings, one table for each word. */
#include "words.h"

#include <glib.h>
#include <string.h>

static const char *const roles[] = {"owner", "member", "partner", "observer"};
static const char *const stances[] = {"focus", "partner", "rent"};
static const char *const levels[] = {"instruct", "advise", "act_within", "act_and_report", "entrust"};
static const char *const decisions[] = {"follow", "adapt", "override", "defer"};
static const char *const surenesses[] = {"leaning", "fairly", "sure"};

/* The place of a text in a table; false where it is not there. */
static bool find_text(const char *const *table, size_t count, const char *text, size_t *place) {
  for (size_t index = 0; index < count; index++) {
    if (strcmp(text, table[index]) == 0) {
      *place = index;
      return true;
    }
  }
  return false;
}

const char *record_role_text(RecordRole role) {
  g_assert((size_t)role < G_N_ELEMENTS(roles));
  return roles[role];
}

bool record_role_read(const char *text, RecordRole *role) {
  size_t place = 0;
  bool found = find_text(roles, G_N_ELEMENTS(roles), text, &place);
  if (found) {
    *role = (RecordRole)place;
  }
  return found;
}

const char *record_stance_text(RecordStance stance) {
  g_assert((size_t)stance < G_N_ELEMENTS(stances));
  return stances[stance];
}

bool record_stance_read(const char *text, RecordStance *stance) {
  size_t place = 0;
  bool found = find_text(stances, G_N_ELEMENTS(stances), text, &place);
  if (found) {
    *stance = (RecordStance)place;
  }
  return found;
}

const char *record_level_text(RecordLevel level) {
  g_assert((size_t)level < G_N_ELEMENTS(levels));
  return levels[level];
}

bool record_level_read(const char *text, RecordLevel *level) {
  size_t place = 0;
  bool found = find_text(levels, G_N_ELEMENTS(levels), text, &place);
  if (found) {
    *level = (RecordLevel)place;
  }
  return found;
}

const char *record_decision_text(RecordDecision decision) {
  g_assert((size_t)decision < G_N_ELEMENTS(decisions));
  return decisions[decision];
}

bool record_decision_read(const char *text, RecordDecision *decision) {
  size_t place = 0;
  bool found = find_text(decisions, G_N_ELEMENTS(decisions), text, &place);
  if (found) {
    *decision = (RecordDecision)place;
  }
  return found;
}

const char *record_sureness_text(RecordSureness sureness) {
  g_assert((size_t)sureness < G_N_ELEMENTS(surenesses));
  return surenesses[sureness];
}

bool record_sureness_read(const char *text, RecordSureness *sureness) {
  size_t place = 0;
  bool found = find_text(surenesses, G_N_ELEMENTS(surenesses), text, &place);
  if (found) {
    *sureness = (RecordSureness)place;
  }
  return found;
}
