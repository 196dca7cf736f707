/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "coverage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NEW_BRIEFS = 6 };
#define AFTER_ALL_MS INT64_C(4102444800000) /* 2100 */

const Shape coverage_shapes[] = {
    {.name = "one partner, many briefs", .partners = 1, .skills = 1, .brief_advisers = 1},
    {.name = "8 partners, 2 skills, stated, a brief each",
     .partners = 8,
     .skills = 2,
     .brief_advisers = 1,
     .statement = STATEMENT_CONSTANT},
    {.name = "8 partners, 2 skills, four to a brief",
     .partners = 8,
     .skills = 2,
     .brief_advisers = 4,
     .statement = STATEMENT_CONSTANT},
    {.name = "6 partners in words, own views, pairs",
     .partners = 6,
     .skills = 2,
     .brief_advisers = 2,
     .statement = STATEMENT_WORDS,
     .own_views = true},
};
const size_t coverage_shape_count = sizeof coverage_shapes / sizeof *coverage_shapes;

/* ---- One question ------------------------------------------------------------------------------------------------ */

static bool question_add(Question *question, const BellwetherEstimate *estimate, double truth, size_t *covered_here) {
  if (!(estimate->low >= 0 && estimate->low <= estimate->estimate && estimate->estimate <= estimate->high &&
        estimate->high <= 1))
    return false;
  if (question->intervals == question->capacity) {
    question->capacity = question->capacity ? 2 * question->capacity : 1024;
    question->logits = realloc(question->logits, question->capacity * sizeof(double));
    question->truths = realloc(question->truths, question->capacity * sizeof(double));
    if (!question->logits || !question->truths)
      abort();
  }
  question->logits[question->intervals] = plain_logit(fmin(fmax(estimate->estimate, 1e-9), 1 - 1e-9));
  question->truths[question->intervals] = truth;
  question->intervals++;
  question->below += truth < estimate->low;
  question->above += truth > estimate->high;
  bool inside = truth >= estimate->low && truth <= estimate->high;
  question->covered += inside;
  *covered_here += inside;
  tally_add(&question->width, estimate->high - estimate->low);
  return true;
}

double question_share(const Question *question) {
  return question->intervals ? (double)question->covered / (double)question->intervals : NAN;
}

double question_slope(const Question *question) {
  return calibration_slope(question->logits, question->truths, question->intervals, NULL);
}

double question_slope_error(const Question *question) {
  enum { GROUPS = 20 };
  Tally slopes = {0};
  for (size_t group = 0; group < GROUPS; group++) {
    size_t begin = question->intervals * group / GROUPS, end = question->intervals * (group + 1) / GROUPS;
    double slope = calibration_slope(question->logits + begin, question->truths + begin, end - begin, NULL);
    if (isfinite(slope))
      tally_add(&slopes, slope);
  }
  return tally_error(&slopes);
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

static void ask_standings(Coverage *coverage, const World *world, BellwetherEngine *engine) {
  size_t asked = 0, covered = 0;
  for (size_t partner = 0; partner < world->shape.partners; partner++)
    for (size_t skill = 0; skill < world->shape.skills; skill++) {
      WorldName partner_name, skill_name;
      BellwetherStanding standing;
      BellwetherStatus status = bellwether_standing_of(engine, world_partner_name(partner, partner_name),
                                                       world_skill_name(skill, skill_name), &standing);
      if (status == BELLWETHER_NOT_FOUND)
        continue;
      double truth = world_next_chance(world, partner, skill);
      asked++;
      if (status != BELLWETHER_OK || !question_add(&coverage->standing, &standing.chance, truth, &covered))
        coverage->failures++;
    }
  if (asked)
    tally_add(&coverage->standing.record_share, (double)covered / (double)asked);
}

/* A question to be asked after the fit. */
typedef struct {
  size_t partner, skill;
  int earlier; /* 1: another partner said the same before, -1: something else, 0: nobody spoke */
} NewBrief;

static void new_brief_row(const NewBrief *new_brief, size_t place, BellwetherRow *row, WorldName brief,
                          WorldName partner, WorldName skill) {
  bellwether_row_init(row);
  snprintf(brief, sizeof(WorldName), "new brief %zu", place);
  row->brief = brief;
  row->partner = world_partner_name(new_brief->partner, partner);
  row->skill = world_skill_name(new_brief->skill, skill);
  row->at_ms = AFTER_ALL_MS;
  row->advice = "this";
}

/* Draws the new briefs, and tells the engine what others have already said on them. */
static bool prepare_new_briefs(const World *world, RandomSource *source, BellwetherEngine *engine,
                               NewBrief *new_briefs) {
  for (size_t place = 0; place < NEW_BRIEFS; place++) {
    NewBrief *new_brief = &new_briefs[place];
    new_brief->partner = random_below(source, world->shape.partners);
    new_brief->skill = random_below(source, world->shape.skills);
    bool alone = world->shape.brief_advisers == 1 || random_happens(source, 0.5);
    new_brief->earlier = alone ? 0 : random_happens(source, 0.5) ? 1 : -1;
    if (alone)
      continue;
    NewBrief other = *new_brief;
    other.partner = (new_brief->partner + 1) % world->shape.partners;
    BellwetherRow row;
    WorldName brief, partner, skill;
    new_brief_row(&other, place, &row, brief, partner, skill);
    row.at_ms--;
    row.advice = new_brief->earlier > 0 ? "this" : "that";
    if (bellwether_engine_add(engine, &row) != BELLWETHER_OK)
      return false;
  }
  return true;
}

static void ask_new_briefs(Coverage *coverage, World *world, RandomSource *source, BellwetherEngine *engine,
                           const NewBrief *new_briefs) {
  size_t covered = 0;
  for (size_t place = 0; place < NEW_BRIEFS; place++) {
    const NewBrief *new_brief = &new_briefs[place];
    BellwetherRow row;
    WorldName brief, partner, skill;
    new_brief_row(new_brief, place, &row, brief, partner, skill);
    WorldRow stated = {.x = {[COLUMN_INTERCEPT] = 1}};
    stated.level[EFFECT_PARTNER_SKILL] = new_brief->partner * world->shape.skills + new_brief->skill;
    world_state(world, source, new_brief->partner, &stated);
    row.confidence = stated.confidence;
    row.sureness = stated.sureness;
    stated.x[COLUMN_OTHERS] = new_brief->earlier != 0;
    stated.x[COLUMN_BALANCE] = new_brief->earlier; /* 2 * (+-1) / (1 + 1) */
    if (world->shape.own_views) {
      bool agrees = random_happens(source, 0.5);
      row.own_view = agrees ? "this" : "that";
      row.own_view_confidence = 0.5 + 0.5 * random_uniform(source);
      size_t pair = stated.level[EFFECT_PARTNER_SKILL];
      double met = world->own_views_met[pair], shared = world->own_views_shared[pair];
      world_view(world, &stated, agrees, row.own_view_confidence);
      world->own_views_met[pair] = met; /* the engine does not keep what it compares */
      world->own_views_shared[pair] = shared;
    }
    double overridden = stated.own_view < 0 ? OVERRIDDEN_WHERE_UNLIKE : 0;
    double truth = world_chance(world, stated.x, new_brief->partner, new_brief->skill, overridden);
    BellwetherComparison comparison;
    BellwetherStatus status = bellwether_compare(engine, &row, &comparison);
    if (status != BELLWETHER_OK || !question_add(&coverage->compare, &comparison.advice, truth, &covered))
      coverage->failures++;
  }
  tally_add(&coverage->compare.record_share, (double)covered / NEW_BRIEFS);
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static void choose_truth(RandomSource *source, TruthSource from, size_t record, Parameters *truth) {
  parameters_draw(source, truth);
  if (from == TRUTH_FROM_PRIORS)
    return;
  static const double sane_sigma[EFFECTS] = {0.3, 0.6, 0.3, 0.8};
  memcpy(truth->beta, prior_beta_mean, sizeof truth->beta);
  truth->beta[COLUMN_INTERCEPT] += (record % 2 ? 1 : -1) * prior_beta_sd[COLUMN_INTERCEPT];
  memcpy(truth->sigma, sane_sigma, sizeof sane_sigma);
}

static void measure_record(Coverage *coverage, World *world, RandomSource *source, const BellwetherOptions *options) {
  BellwetherEngine *engine = NULL;
  NewBrief new_briefs[NEW_BRIEFS];
  if (bellwether_engine_new(options, &engine) != BELLWETHER_OK || world_tell(world, engine) != BELLWETHER_OK ||
      !prepare_new_briefs(world, source, engine, new_briefs) ||
      bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK) {
    coverage->failures++;
  } else {
    ask_standings(coverage, world, engine);
    ask_new_briefs(coverage, world, source, engine, new_briefs);
  }
  bellwether_engine_free(engine);
}

Coverage coverage_measure(const Shape *shape, TruthSource truth_source, size_t records,
                          const BellwetherOptions *options, uint64_t seed) {
  Coverage coverage = {.records = records};
  RandomSource source;
  random_seed(&source, seed);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (size_t record = 0; record < records; record++) {
    Parameters truth;
    choose_truth(&source, truth_source, record, &truth);
    World *world = world_new(&source, shape, &truth);
    measure_record(&coverage, world, &source, options);
    world_free(world);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  coverage.seconds = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
  return coverage;
}

void coverage_clear(Coverage *coverage) {
  free(coverage->standing.logits);
  free(coverage->standing.truths);
  free(coverage->compare.logits);
  free(coverage->compare.truths);
  *coverage = (Coverage){.records = 0};
}
