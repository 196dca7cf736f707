/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trust.h: what `bellwether trust` found, and the three ways to show it. */
#ifndef BELLWETHER_CLI_TRUST_H
#define BELLWETHER_CLI_TRUST_H

#include "output.h"
#include "workspaces.h"

#include "words/standing_words.h"

/* One line of the answer: a partner in a skill. */
typedef struct {
  const char *workspace;
  BellwetherStanding standing;
  struct {
    size_t outcomes;                /* known, of advice given with that word */
    double worked;                  /* their sum */
  } said[BELLWETHER_SURE_SURE + 1]; /* by BellwetherSureness */
} TrustLine;

/* In which order the lines stand; as recorded: by workspace, then by first appearance. */
typedef enum { TRUST_AS_RECORDED, TRUST_BY_NAME, TRUST_BY_LIMIT, TRUST_BY_CHANCE, TRUST_BY_OUTCOMES } TrustOrder;

typedef struct {
  const RecordFile *file;
  bool cost_assumed;     /* nobody said what a check costs */
  GPtrArray *workspaces; /* Workspace *, fitted */
  GArray *lines;         /* TrustLine: those that were asked for */
  size_t found;          /* lines that were asked for, those left out by --top too */
  TrustOrder order;
  GArray *checkings; /* BellwetherChecking, one per workspace */
} TrustAnswer;

void trust_print_table(const TrustAnswer *answer, Output *output);  /* for people */
void trust_print_values(const TrustAnswer *answer, Output *output); /* tab-separated, with a header */
void trust_print_json(const TrustAnswer *answer, Output *output);

#endif
