/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limit.c: the earned limit, the stake up to which checking a partner's advice costs more than it adds.
 *
 * Letting a decision of stake s go unchecked loses s * Delta in expectation and saves the cost of a check, so the limit
 * that minimises expected cost is the largest stake s with s * E[Delta] < cost. It is held back: the partner's share of
 * successes is taken at comparable stakes only, and Delta with it; never with fewer than five outcomes there; never
 * where the chance that granting it loses money is above one in five; never where it is not as sure as the stake asks
 * that the advice works more often than not; never above twice the largest stake with a known outcome. Candidates climb
 * from the smallest stakes in steps of a factor sqrt(2), and the climb ends at the first that fails: a lucky run at
 * large stakes alone opens nothing (docs/estimates.md, section 6).
 *
 * The pair's stakes are sorted once and summed along, so that a candidate costs two searches. */
#include "standing.h"

#include <math.h>
#include <stdlib.h>

#define LIMIT_LOSS_CHANCE_MAX 0.2
#define LIMIT_COMPARABLE_FACTOR 5.0
#define LIMIT_PRIOR_WORKED 1.0 /* Beta prior of the advice at comparable stakes: one success, two failures */
#define LIMIT_PRIOR_FAILED 2.0
#define LIMIT_CANDIDATES_MAX 60

/* Stakes that are this near to a bound lie on it, as a share of it: candidates are products of stakes, whose last digits
 * depend on the unit that money is counted in, and a verdict must not. */
#define LIMIT_STAKE_SAME 1e-9

/* The least chance that the advice works more often than not. Four in five do where little is at stake: there a partner
 * who turns out unreliable costs less than finding out. From there on what may be lost is held to the cost of a check:
 * (1 - chance) times the stake times LIMIT_LOST_UNRELIABLE, the share of the stake by which checking is taken to better
 * advice that isn't reliable. It ends at BELLWETHER_LIMIT_RELIABLE_MAX, for more could hardly ever be shown, and those who
 * override lose more by waiting than a check; those who never do don't, and a trial asks more. */
#define LIMIT_LOST_UNRELIABLE (1.0 / 3.0)

/* One piece of the pair's advice with a stake, in order of the stake; sums run over this and all smaller ones. */
typedef struct {
  double stake;
  size_t outcomes, settled; /* outcomes of the advice known; decided on, or with such an outcome */
  double worked, failed, settled_stake;
} StakeRow;

typedef struct {
  StakeRow *rows;
  size_t count;
} StakeTable;

static void add_stake(const Engine *engine, const EvidenceRow *row, StakeTable *table) {
  double outcome, weight;
  StakeRow added = {.stake = row->stake};
  bool settled = known_decision(engine, row);
  if (known_outcomes(engine, row) && evidence_advice_outcome(row, &outcome, &weight)) {
    settled = true;
    /* Nobody widens their own freedom, but what they own up to counts. */
    bool by_client = evidence_advice_outcome_by_client(row, &outcome, &weight);
    added.outcomes = by_client ? 1 : 0;
    added.worked = by_client ? weight * outcome : 0.0;
    added.failed = weight * (1.0 - outcome);
  }
  added.settled = settled ? 1 : 0;
  added.settled_stake = added.settled > 0 ? row->stake : 0.0;
  table->rows[table->count++] = added;
}

static int compare_stakes(const void *left, const void *right) {
  double a = ((const StakeRow *)left)->stake, b = ((const StakeRow *)right)->stake;
  return a < b ? -1 : a > b;
}

static BellwetherStatus make_table(const Engine *engine, int32_t pair, StakeTable *table) {
  size_t wanted = 0;
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i))
    wanted += engine->evidence.rows[i].stake > 0.0;
  *table = (StakeTable){.rows = malloc((wanted + 1) * sizeof *table->rows)};
  if (table->rows == NULL)
    return BELLWETHER_NO_MEMORY;
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i))
    if (engine->evidence.rows[i].stake > 0.0)
      add_stake(engine, &engine->evidence.rows[i], table);
  qsort(table->rows, table->count, sizeof *table->rows, compare_stakes);
  for (size_t n = 1; n < table->count; n++) {
    StakeRow *row = &table->rows[n], *below = row - 1;
    row->outcomes += below->outcomes;
    row->settled += below->settled;
    row->worked += below->worked;
    row->failed += below->failed;
    row->settled_stake += below->settled_stake;
  }
  return BELLWETHER_OK;
}

static double just_above(double stake) {
  return stake * (1.0 + LIMIT_STAKE_SAME);
}

/* Sums over the rows with a stake of at most, or below, that. */
static StakeRow sums_up_to(const StakeTable *table, double stake, bool inclusive) {
  double bound = inclusive ? just_above(stake) : stake * (1.0 - LIMIT_STAKE_SAME);
  size_t low = 0, high = table->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (table->rows[middle].stake <= bound)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? (StakeRow){.stake = 0.0} : table->rows[low - 1];
}

static StakeRow sums_between(const StakeTable *table, double from, double to) {
  StakeRow sums = sums_up_to(table, to, true), below = sums_up_to(table, from, false);
  sums.outcomes -= below.outcomes;
  sums.settled -= below.settled;
  sums.worked -= below.worked;
  sums.failed -= below.failed;
  sums.settled_stake -= below.settled_stake;
  return sums;
}

/* The smallest and largest stake with a known outcome; 0 where there is none. */
static void stake_range(const StakeTable *table, double *smallest, double *largest) {
  *smallest = *largest = 0.0;
  for (size_t n = 0, outcomes = 0; n < table->count; outcomes = table->rows[n++].outcomes) {
    if (table->rows[n].outcomes == outcomes)
      continue;
    *largest = table->rows[n].stake;
    if (*smallest == 0.0)
      *smallest = *largest;
  }
}

/* What is known of the pair at all stakes, found once. */
typedef struct {
  const Checking *checking;
  double chance; /* of the advice, not overridden */
  StakeTable stakes;
} Overall;

static BellwetherStatus find_chance(const Engine *engine, int32_t pair, double *chance) {
  const EvidencePair *names = &engine->evidence.pairs[pair];
  ChanceQuestion question = {.column = {[COLUMN_INTERCEPT] = 1.0}, .id = {names->skill, names->partner, pair, ID_NONE}};
  ChanceMoments moments;
  BellwetherStatus status = chance_moments(engine->fit, engine_has_priors(engine), &question, &moments);
  if (status == BELLWETHER_OK)
    *chance = numeric_clamp(moments.mean, 0.01, 0.99);
  return status;
}

/* Checking at the stakes of a band: how the owner checks is taken from all stakes, how the advice does from these, with
 * the model's chance as a prior. The overridden advice moves on the logit scale as the advice does. */
static Checking checking_at(const Overall *overall, const StakeRow *band) {
  double worked = band->worked + PRIORS_BAND_WEIGHT * overall->chance;
  double total = band->worked + band->failed + PRIORS_BAND_WEIGHT, here = worked / total;
  double moved = numeric_logit(here) - numeric_logit(overall->chance);
  double before = numeric_clamp(overall->checking->advice_mean, 0.001, 0.999);
  double advice = numeric_logistic(numeric_logit(before) + moved);
  double slope = advice * (1.0 - advice) / (here * (1.0 - here));
  double scale = advice * (1.0 - advice) / (before * (1.0 - before));
  double variance =
      scale * scale * overall->checking->advice_variance + slope * slope * here * (1.0 - here) / (total + 1.0);
  Checking checking = *overall->checking;
  checking_suppose(&checking, advice, variance);
  return checking;
}

/* What leaving the decisions up to the candidate unchecked saves for each unit of their stakes: all those that it
 * opens, taken at their mean so far. */
static double bearable_loss(const Overall *overall, double candidate, double check_cost) {
  StakeRow opened = sums_up_to(&overall->stakes, candidate, true);
  double mean = opened.settled == 0 ? candidate : opened.settled_stake / (double)opened.settled;
  return check_cost / mean;
}

static double reliable_asked(double candidate, double check_cost, bool is_trial) {
  return numeric_clamp(1.0 - check_cost / (LIMIT_LOST_UNRELIABLE * candidate), BELLWETHER_LIMIT_RELIABLE_MIN,
                       is_trial ? BELLWETHER_LIMIT_RELIABLE_TRIAL_MAX : BELLWETHER_LIMIT_RELIABLE_MAX);
}

static double reliable_from(double worked, double failed) {
  return numeric_beta_above(LIMIT_PRIOR_WORKED + worked, LIMIT_PRIOR_FAILED + failed, 0.5);
}

/* With fewer outcomes nothing that they could have been would do. */
static size_t outcomes_asked(double reliable) {
  size_t count = BELLWETHER_LIMIT_OUTCOMES_MIN;
  while (reliable_from((double)count, 0.0) < reliable)
    count++;
  return count;
}

/* Fills what stands in the way of a candidate, or that nothing does. joined: all smaller stakes count too, but only against
 * it: small wins earn no large freedom, small failures may hold it back. */
static void judge(const Overall *overall, double candidate, bool joined, BellwetherLimit *limit) {
  StakeRow band =
      sums_between(&overall->stakes, candidate / LIMIT_COMPARABLE_FACTOR, candidate * LIMIT_COMPARABLE_FACTOR);
  StakeRow all = sums_up_to(&overall->stakes, candidate * LIMIT_COMPARABLE_FACTOR, true);
  Checking checking = checking_at(overall, &band);
  limit->limit = candidate;
  limit->outcomes = band.outcomes;
  limit->reliable = reliable_from(band.worked, band.failed);
  if (joined)
    limit->reliable = fmin(limit->reliable, reliable_from(all.worked, all.failed));
  limit->reliable_asked = reliable_asked(candidate, limit->check_cost, checking.overridden == 0);
  limit->outcomes_asked = outcomes_asked(limit->reliable_asked);
  limit->checking_adds = checking.adds;
  limit->loss_chance = checking_above(&checking, bearable_loss(overall, candidate, limit->check_cost));
  if (band.outcomes < limit->outcomes_asked)
    limit->reason = BELLWETHER_LIMIT_TOO_FEW;
  else if (limit->reliable < limit->reliable_asked)
    limit->reason = BELLWETHER_LIMIT_NOT_RELIABLE;
  else if (candidate * checking.adds_mean >= limit->check_cost)
    limit->reason = BELLWETHER_LIMIT_CHECKING_PAYS;
  else if (limit->loss_chance > LIMIT_LOSS_CHANCE_MAX)
    limit->reason = BELLWETHER_LIMIT_TOO_RISKY;
  else
    limit->reason = checking.overridden == 0 ? BELLWETHER_LIMIT_TRIAL : BELLWETHER_LIMIT_EARNED;
}

static bool is_granted(BellwetherLimitReason reason) {
  return reason == BELLWETHER_LIMIT_TRIAL || reason == BELLWETHER_LIMIT_EARNED;
}

static void count_hours(const Engine *engine, int32_t pair, BellwetherLimit *limit) {
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    limit->decisions_within +=
        known_decision(engine, row) && row->stake > 0.0 && row->stake <= just_above(limit->limit);
  }
  limit->hours_back = (double)limit->decisions_within * engine->options.check_hours;
}

/* Whether more outcomes may yet say otherwise: there are too few, or they say neither. */
static bool is_open(const BellwetherLimit *tried) {
  return tried->reason == BELLWETHER_LIMIT_TOO_FEW ||
         (tried->reason == BELLWETHER_LIMIT_NOT_RELIABLE && tried->reliable >= 0.5);
}

/* Climbs from the smallest stakes. Until a candidate passes, those that more outcomes may decide are joined with the
 * next: all smaller stakes may hold it back. After that a gap with too few outcomes is passed over, for what was shown on
 * either side of it counts for it; the candidate above it passes by its own comparable stakes or not at all. Where none
 * passes, the smallest with the most outcomes is told. */
static void climb(const Overall *overall, double smallest, double largest, BellwetherLimit *limit) {
  BellwetherLimit best = *limit, tried;
  double wanted = floor((log(4.0) + log(largest) - log(smallest)) / log(M_SQRT2) + LIMIT_STAKE_SAME);
  int steps = (int)fmin(wanted, LIMIT_CANDIDATES_MAX);
  for (int step = steps; step >= 0; step--) {
    double candidate = ldexp(2.0 * largest, -(step / 2)) * (step % 2 == 0 ? 1.0 : M_SQRT1_2);
    bool granted = is_granted(best.reason);
    tried = *limit;
    judge(overall, candidate, !granted, &tried);
    if (!granted && is_open(&tried)) {
      if (step == steps || tried.outcomes > best.outcomes)
        best = tried;
      continue;
    }
    if (granted && tried.reason == BELLWETHER_LIMIT_TOO_FEW)
      continue;
    bool above_trial = tried.reason == BELLWETHER_LIMIT_TRIAL && tried.limit > 1.0001 * largest;
    if (!is_granted(tried.reason) || above_trial) {
      if (!granted)
        best = tried;
      break;
    }
    best = tried;
    if (step == 0 && best.reason == BELLWETHER_LIMIT_EARNED)
      best.reason = BELLWETHER_LIMIT_EARNED_CAPPED;
  }
  *limit = best;
  if (best.reason < BELLWETHER_LIMIT_EARNED)
    limit->limit = 0.0;
}

static BellwetherStatus find_by_stakes(const Engine *engine, int32_t pair, Overall *overall, BellwetherLimit *limit) {
  double smallest, largest;
  if (overall->stakes.count == 0)
    return BELLWETHER_OK;
  limit->reason = BELLWETHER_LIMIT_TOO_FEW;
  stake_range(&overall->stakes, &smallest, &largest);
  if (!(largest > 0.0) || isnan(engine->check_cost))
    return BELLWETHER_OK;
  BellwetherStatus status = find_chance(engine, pair, &overall->chance);
  if (status != BELLWETHER_OK)
    return status;
  climb(overall, smallest, largest, limit);
  count_hours(engine, pair, limit);
  return BELLWETHER_OK;
}

BellwetherStatus limit_find(const Engine *engine, int32_t pair, const Checking *checking, BellwetherLimit *limit) {
  *limit = (BellwetherLimit){.reason = BELLWETHER_LIMIT_NO_STAKES,
                             .reliable = 0.5,
                             .reliable_asked = BELLWETHER_LIMIT_RELIABLE_MIN,
                             .outcomes_asked = BELLWETHER_LIMIT_OUTCOMES_MIN,
                             .loss_chance = 0.5,
                             .checking_adds = {NAN, NAN, NAN},
                             .check_cost = engine->check_cost};
  Overall overall = {.checking = checking};
  BellwetherStatus status = make_table(engine, pair, &overall.stakes);
  if (status == BELLWETHER_OK)
    status = find_by_stakes(engine, pair, &overall, limit);
  free(overall.stakes.rows);
  return status;
}
