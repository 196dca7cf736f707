/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words.h: the record's words that stand for a choice among few, and their spelling in entries, documents and tables.
 *
 * Every enumeration counts from 0 without gaps. A spelling is for ever, since entries hold it.
 */
#ifndef RECORD_WORDS_H
#define RECORD_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/* What a person is in a workspace. */
typedef enum {
  RECORD_ROLE_OWNER,   /* answers for the business */
  RECORD_ROLE_MEMBER,  /* decides for it where allowed */
  RECORD_ROLE_PARTNER, /* an outsider: sees the direction and their own engagements */
  RECORD_ROLE_OBSERVER /* reads only */
} RecordRole;

/* How a skill is held. */
typedef enum { RECORD_STANCE_FOCUS, RECORD_STANCE_PARTNER, RECORD_STANCE_RENT } RecordStance;

/* What a mandate lets a partner do, each level more than the one before. */
typedef enum {
  RECORD_LEVEL_INSTRUCT,       /* does as told */
  RECORD_LEVEL_ADVISE,         /* advises, the client decides */
  RECORD_LEVEL_ACT_WITHIN,     /* decides up to the limit */
  RECORD_LEVEL_ACT_AND_REPORT, /* decides, reports each */
  RECORD_LEVEL_ENTRUST         /* decides; judged by the goals */
} RecordLevel;

/* What was done with an advice. */
typedef enum {
  RECORD_DECISION_FOLLOW,
  RECORD_DECISION_ADAPT, /* followed in part */
  RECORD_DECISION_OVERRIDE,
  RECORD_DECISION_DEFER
} RecordDecision;

/* How sure a partner said they were, in words. */
typedef enum { RECORD_SURENESS_LEANING, RECORD_SURENESS_FAIRLY, RECORD_SURENESS_SURE } RecordSureness;

/* The spelling of a value: never NULL, static storage. */
const char *record_role_text(RecordRole role);
const char *record_stance_text(RecordStance stance);
const char *record_level_text(RecordLevel level);
const char *record_decision_text(RecordDecision decision);
const char *record_sureness_text(RecordSureness sureness);

/* The value of a spelling, exactly as above. False, with the value untouched, where it is none. */
bool record_role_read(const char *text, RecordRole *role);
bool record_stance_read(const char *text, RecordStance *stance);
bool record_level_read(const char *text, RecordLevel *level);
bool record_decision_read(const char *text, RecordDecision *decision);
bool record_sureness_read(const char *text, RecordSureness *sureness);

#endif
