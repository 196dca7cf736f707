/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trust_select.h: which lines of a trust answer are wanted, and in which order. */
#ifndef BELLWETHER_CLI_TRUST_SELECT_H
#define BELLWETHER_CLI_TRUST_SELECT_H

#include "trust.h"

typedef struct {
  const char *workspace; /* names, as near_names_fold makes them alike; NULL: all */
  const char *partner;
  const char *skill;
  TrustOrder order;
  size_t top; /* 0: all */
} TrustSelection;

/* The order of that name: "name", "limit", "chance", "outcomes". False where there is none. */
bool trust_order_find(const char *name, TrustOrder *order);

/* Leaves the lines that are wanted, in the order that is wanted, at most `top` of them; how many there were before that
 * cut goes to answer->found. By name from A on, else the highest first; lines that are alike keep the record's order. */
void trust_select(TrustAnswer *answer, const TrustSelection *selection);

#endif
