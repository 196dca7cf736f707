/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checking.h: what checking added, estimated with the roads not taken hidden, and then uncovered.
 *
 * A group of workspaces becomes one engine; partners and briefs keep to their workspace. The engine is told what was
 * decided and how that turned out, but neither advice_outcome nor own_view_outcome. Asked is its predictive interval of
 * bellwether_checking().checking_added; the truth is the sum over what was overridden of (outcome of what was chosen -
 * outcome of the advice), by the number of decisions.
 *
 * Beside it stand two that know more. The oracle knows Gamma, the odds ratio of working between advice followed and
 * advice overridden where the client's own view was another: with it, the followed advice of the group's own record
 * says how often the overridden would have worked, and what is left is the error of that share and the toss of each
 * hidden outcome. The floor knows the overridden advice's chance itself; only the toss is left.
 */
#ifndef VERIFY_CHECKING_H
#define VERIFY_CHECKING_H

#include "random.h"
#include "table.h"

typedef struct {
  BellwetherRow row; /* with both roads */
  size_t workspace;
} Case;

typedef struct {
  size_t groups, failures;
  size_t covered, oracle_covered, floor_covered;
  Tally width, oracle_width, floor_width;
  Tally error; /* estimate minus truth */
  Tally truth;
  size_t below, above; /* the truth lies below, above the interval */
} CheckingResult;

/* Measures `groups` groups of `group_size` different workspaces each, drawn at random. */
CheckingResult checking_measure(const Case *cases, size_t case_count, size_t workspaces, size_t group_size,
                                size_t groups, uint64_t seed);

/* The cases of a record with the column `workspace`; their texts belong to the table. NULL where memory fails. */
Case *checking_cases(const Table *table, size_t *workspaces);

#endif
