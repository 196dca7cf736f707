/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* evidence.h: the rows of one record, checked, with their texts as numbers and what others had said before each. */
#ifndef TRUST_EVIDENCE_H
#define TRUST_EVIDENCE_H

#include "bellwether/bellwether.h"
#include "id_map.h"
#include "priors.h"

typedef struct {
  int64_t at_ms;
  int64_t known_at_ms; /* when the outcomes become known; at_ms + 1 where not told */
  double confidence;
  double own_view_confidence;
  double stake;
  double outcome;
  double advice_outcome;
  double own_view_outcome;
  int32_t brief, partner, skill;
  int32_t pair;                     /* partner and skill together */
  int32_t option, own_view, chosen; /* ID_NONE where not told */
  int32_t previous_in_brief;        /* the row added before on the same brief, or ID_NONE */
  int32_t previous_in_pair;         /* the row added before of the same partner and skill, or ID_NONE */
  uint32_t agreeing, disagreeing;   /* earlier advice of others on the brief */
  uint32_t own_views_met;           /* earlier advice of this partner in this skill that met an own view */
  uint32_t own_views_shared;        /* of which it was the same option */
  uint8_t sureness;
  uint8_t decision;
  float client_outcome, client_advice_outcome; /* as in BellwetherRow */
} EvidenceRow;

typedef struct {
  int32_t partner, skill;
  int32_t last; /* the row added last */
} EvidencePair;

typedef struct {
  EvidenceRow *rows;
  size_t count, capacity;
  size_t rows_max; /* BELLWETHER_ROWS_MAX, but for tests of what lies past it */
  TextTable briefs, partners, skills, options;
  IdMap pair_of; /* partner and skill -> pair */
  EvidencePair *pairs;
  size_t pair_count, pair_capacity;
  int32_t *last_in_brief; /* per brief */
  size_t last_capacity;
  size_t opinions_counted; /* rows for which what was said before is up to date; all or none */
} Evidence;

#define EVIDENCE_ERROR_BYTES 160

void evidence_init(Evidence *evidence);
void evidence_free(Evidence *evidence);

/* Checks a row; writes one sentence to error (EVIDENCE_ERROR_BYTES) where it is refused. */
BellwetherStatus evidence_check(const BellwetherRow *row, char *error);

/* The same of an own view alone. */
BellwetherStatus evidence_check_view(const char *own_view, double confidence, char *error);
/* Adds a checked row. On failure (BELLWETHER_LIMIT past rows_max, BELLWETHER_NO_MEMORY) the evidence is as it was. */
BellwetherStatus evidence_add(Evidence *evidence, const BellwetherRow *row);
/* Fills what others had said before each row, and how often its partner had agreed with own views. BELLWETHER_NO_MEMORY or BELLWETHER_OK. */
BellwetherStatus evidence_count_opinions(Evidence *evidence);

/* A row as the evidence would hold it, its numbers looked up and not added: for advice that is not in the record. */
EvidenceRow evidence_translate(const Evidence *evidence, const BellwetherRow *row);

/* A row that is held, as if that had been the own view; NULL or empty: none. */
EvidenceRow evidence_beside(const Evidence *evidence, size_t index, const char *own_view, double confidence);

/* How the advice turned out, 0 to 1, and what that weighs as evidence, 0 to 1. False where it is not known at all. */
bool evidence_advice_outcome(const EvidenceRow *row, double *outcome, double *weight);
/* The same as far as the client says so: no better than by their own word. False where only the partner told. */
bool evidence_advice_outcome_by_client(const EvidenceRow *row, double *outcome, double *weight);
/* Whether how the advice turned out rests on the partner's word alone. */
bool evidence_is_partner_told(const EvidenceRow *row);
/* How the own choice turned out, by the client's word, where the advice was overridden; false where it was not or is not known. */
bool evidence_override_outcome(const EvidenceRow *row, double *outcome);
/* How the own view turned out or would have; false where it is not known. */
bool evidence_own_view_outcome(const EvidenceRow *row, double *outcome);
/* Whether the row is an override: another option was chosen than the one advised. */
bool evidence_is_override(const EvidenceRow *row);
/* Whether a decision was made (a deferral is none yet). */
bool evidence_is_decided(const EvidenceRow *row);

/* +1 where the own view is the advised option, -1 where it is another, 0 where there is none or it can't be told. */
int evidence_own_view_sign(const EvidenceRow *row);

/* The values of all columns for a row, in values[COLUMN_COUNT]. */
void evidence_columns(const EvidenceRow *row, double *values);

#endif
