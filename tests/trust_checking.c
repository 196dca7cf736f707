/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is the interval of what checking added honest? A quick version of bench/estimates_checking.c on simulated records, in
 * which Gamma is drawn from its prior, log Gamma ~ N(log 2, 0.5), and hidden like every road not taken.
 */
#include "verify/check.h"
#include "verify/checking.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RECORDS = 400, WORKSPACES = 10, DECISIONS = 38, CASES = WORKSPACES * DECISIONS };

typedef char CaseName[28];

/* One question with two answers, of which one is right. A client who disagrees overrides wrong advice more often than
 * right advice, by an odds ratio of Gamma. */
static void make_case(RandomSource *source, double advice_logit, double own_logit, double log_gamma, Case *made) {
  bool advice_right = random_happens(source, plain_logistic(advice_logit));
  bool own_right = random_happens(source, plain_logistic(own_logit + (advice_right ? 0.5 : -0.5)));
  BellwetherRow *row = &made->row;
  row->advice = advice_right ? "right" : "wrong";
  row->own_view = own_right ? "right" : "wrong";
  row->own_view_confidence = 0.5 + 0.5 * random_uniform(source);
  row->advice_outcome = advice_right;
  row->own_view_outcome = own_right;
  double override_logit = plain_logit(0.45) + (advice_right ? -0.5 : 0.5) * log_gamma;
  bool overrides = advice_right != own_right && random_happens(source, plain_logistic(override_logit));
  row->decision = overrides ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW;
  row->chosen = overrides ? row->own_view : row->advice;
  row->outcome = overrides ? own_right : advice_right;
}

static void make_record(RandomSource *source, Case *cases, CaseName *briefs) {
  double log_gamma = M_LN2 + 0.5 * random_normal(source);
  for (size_t workspace = 0; workspace < WORKSPACES; workspace++) {
    double advice_logit = 0.9 + 0.4 * random_normal(source), own_logit = 0.4 + 0.3 * random_normal(source);
    for (size_t place = workspace * DECISIONS; place < (workspace + 1) * DECISIONS; place++) {
      cases[place].workspace = workspace;
      bellwether_row_init(&cases[place].row);
      snprintf(briefs[place], sizeof briefs[place], "brief %zu", place);
      cases[place].row.brief = briefs[place];
      cases[place].row.partner = "the partner";
      cases[place].row.at_ms = (int64_t)place * 86400000;
      make_case(source, advice_logit, own_logit, log_gamma, &cases[place]);
    }
  }
}

int main(void) {
  static Case cases[CASES];
  static CaseName briefs[CASES];
  Check check = {0};
  CheckingResult all = {.groups = 0};
  RandomSource source;
  random_seed(&source, 77);
  Tally oracle_width = {0};
  for (int record = 0; record < RECORDS; record++) {
    make_record(&source, cases, briefs);
    CheckingResult one = checking_measure(cases, CASES, WORKSPACES, WORKSPACES, 1, 1);
    all.groups += one.groups;
    all.failures += one.failures;
    all.covered += one.covered;
    all.below += one.below;
    all.above += one.above;
    tally_add(&all.width, one.width.mean);
    tally_add(&all.error, one.error.mean);
    tally_add(&oracle_width, one.oracle_width.mean);
  }
  double share = (double)all.covered / (double)all.groups;
  check_that(&check, all.failures == 0 && all.groups > RECORDS * 9 / 10, "every record gets an interval");
  check_that(&check, share >= 0.85, "%.1f %% of %zu predictive intervals hold the truth", 100 * share, all.groups);
  check_that(&check, fabs(all.error.mean) < 0.01, "the estimate is off by %+.4f on average", all.error.mean);
  check_note("mean width %.4f, knowing Gamma %.4f; truth below %zu, above %zu", all.width.mean, oracle_width.mean,
             all.below, all.above);
  return check_end(&check);
}
