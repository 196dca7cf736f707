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

/* Both directions of one word's table. */
#define DEFINE_WORD(name, Type, table)                                                                                 \
  const char *record_##name##_text(Type name) {                                                                        \
    g_assert((size_t)name < G_N_ELEMENTS(table));                                                                      \
    return table[name];                                                                                                \
  }                                                                                                                    \
  bool record_##name##_read(const char *text, Type *name) {                                                            \
    for (size_t index = 0; index < G_N_ELEMENTS(table); index++) {                                                     \
      if (strcmp(text, table[index]) == 0) {                                                                           \
        *name = (Type)index;                                                                                           \
        return true;                                                                                                   \
      }                                                                                                                \
    }                                                                                                                  \
    return false;                                                                                                      \
  }

DEFINE_WORD(role, RecordRole, roles)
DEFINE_WORD(stance, RecordStance, stances)
DEFINE_WORD(level, RecordLevel, levels)
DEFINE_WORD(decision, RecordDecision, decisions)
DEFINE_WORD(sureness, RecordSureness, surenesses)
