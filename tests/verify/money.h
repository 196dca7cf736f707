/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * money.h: what the earned limits cost and save, in a simulated business.
 *
 * The setting. An owner and five partners, who differ; with each, 150 decisions one after another on which that partner
 * advises (or, harder, each partner in a record alone, where nothing is known of the owner from the others). Stakes run over
 * three orders of magnitude, 100 to 100,000, log-uniform; small ones first: the largest possible stake grows evenly (on
 * the log scale) over the first 75 decisions, for nobody hands a new adviser the largest question. A decision that fails
 * costs its stake. Checking one costs 60 (an hour of the owner's, say), whatever the stake.
 *
 * Partners work out with the same chance at every stake (0.9, 0.8, 0.65, 0.5), or, "small things only", with 0.9 below
 * 2,000 and 0.4 from there on.
 *
 * Owners. A check is a look at the advice, in which the owner may override it. One who checks well overrides 45 % of
 * wrong and 15 % of right advice (an odds ratio of 4.6), and then their own choice works in 80 % where the advice would
 * have failed, in 50 % where it would have worked. One who checks badly overrides 25 % of wrong and 15 % of right advice
 * (1.9, what people did in the real record of advised decisions), and their choice works in 45 % either way. The third
 * never overrides: their checks change nothing.
 *
 * What is known. The outcome of what was done is known before the next refit; the road not taken never. Decisions
 * without a check are told to the engine with no decision of the owner (BELLWETHER_DECISION_NONE): nobody decided, and
 * they say nothing on what checking adds.
 *
 * Policies, all on the same random numbers, so that only the choice to check differs:
 *   engine    up to the limit that the engine proposes, as it proposes it, no check, but one in twenty drawn for one;
 *             refitted after every decision
 *   always    check everything          never    check nothing
 *   fixed L   check above L; L = 1,000 for an ordinary one, and the best single L over all scenarios in hindsight
 *   wins      no check where at least 80 % of at least 5 known outcomes of the partner worked
 *   knowing   a check where it pays, knowing partner and owner: as good as it can get
 *
 * Cost is the expected cost of each decision, given whether it is checked. That depends on the luck of earlier decisions
 * only, so the mean is that of the cost itself, with a small part of its spread.
 */
#ifndef VERIFY_MONEY_H
#define VERIFY_MONEY_H

#include "random.h"

enum { MONEY_PARTNERS = 5, MONEY_OWNERS = 3, MONEY_SCENARIOS = MONEY_PARTNERS * MONEY_OWNERS };
enum { MONEY_FIXED_LIMITS = 16 };

typedef enum {
  POLICY_ENGINE,
  POLICY_ALWAYS,
  POLICY_NEVER,
  POLICY_WINS,
  POLICY_KNOWING,
  POLICY_FIXED, /* the first of MONEY_FIXED_LIMITS */
  POLICIES = POLICY_FIXED + MONEY_FIXED_LIMITS
} Policy;

/* Limit of a fixed policy: 100 to 100,000, five to a power of ten. */
double money_fixed_limit(int place);
#define MONEY_ORDINARY_FIXED 5 /* the place of 1,000 */

/* From where on a stake is large. */
#define MONEY_LARGE_STAKE 10000

typedef struct {
  double cost[MONEY_SCENARIOS][POLICIES]; /* of one run of each scenario */
  double largest_limit[MONEY_SCENARIOS];  /* that the engine proposed in it */
  size_t failures;                        /* calls of the engine that did not succeed */
} MoneyRun;

/* Runs every scenario once; together: each owner has the five partners in one record, else each in a record alone. */
void money_run(uint64_t seed, bool together, MoneyRun *run);

/* The largest limit that a partner alone in a record gets who is right in nine of ten small things and with chance `above` at
 * large stakes; NAN where the engine failed. */
double money_small_only(uint64_t seed, int owner, double above);

const char *money_partner_name(int scenario);
const char *money_owner_name(int scenario);
#define MONEY_IS_SMALL_ONLY(scenario) ((scenario) / MONEY_OWNERS == MONEY_PARTNERS - 1)

#endif
