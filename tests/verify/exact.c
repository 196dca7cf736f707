/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The draws of the chance of each partner's next advice in each skill, one after another. */
typedef struct {
  const World *world;
  double *chances; /* pairs * draws */
  size_t draws, filled;
} Chances;

static void use_chances(const Draw *draw, void *user) {
  Chances *chances = user;
  const World *world = chances->world;
  World drawn = *world;
  for (int effect = 0; effect < EFFECTS; effect++)
    drawn.effect[effect] = draw->effect[effect];
  memcpy(drawn.truth.beta, draw->beta, sizeof draw->beta);
  memcpy(drawn.truth.sigma, draw->sigma, sizeof draw->sigma);
  for (size_t partner = 0; partner < world->shape.partners; partner++)
    for (size_t skill = 0; skill < world->shape.skills; skill++) {
      size_t pair = partner * world->shape.skills + skill;
      chances->chances[pair * chances->draws + chances->filled] = world_next_chance(&drawn, partner, skill);
    }
  chances->filled++;
}

static void compare_pair(ExactComparison *comparison, BellwetherEngine *engine, const Chances *chances, size_t partner,
                         size_t skill) {
  WorldName partner_name, skill_name;
  BellwetherStanding standing;
  BellwetherStatus status = bellwether_standing_of(engine, world_partner_name(partner, partner_name),
                                                   world_skill_name(skill, skill_name), &standing);
  if (status == BELLWETHER_NOT_FOUND)
    return;
  if (status != BELLWETHER_OK) {
    comparison->failures++;
    return;
  }
  double *draws = chances->chances + (partner * chances->world->shape.skills + skill) * chances->draws;
  Tally mean = {0};
  for (size_t i = 0; i < chances->draws; i++)
    tally_add(&mean, draws[i]);
  numbers_sort(draws, chances->draws);
  double low = numbers_quantile(draws, chances->draws, 0.05), high = numbers_quantile(draws, chances->draws, 0.95);
  double width = standing.chance.high - standing.chance.low;
  comparison->intervals++;
  comparison->engine_width += width;
  comparison->exact_width += high - low;
  comparison->widest = fmax(comparison->widest, width / (high - low));
  comparison->narrowest = fmin(comparison->narrowest, width / (high - low));
  tally_add(&comparison->estimate_gap, fabs(standing.chance.estimate - mean.mean));
  tally_add(&comparison->low_gap, standing.chance.low - low);
  tally_add(&comparison->high_gap, standing.chance.high - high);
}

static void compare_record(ExactComparison *comparison, const World *world, RandomSource *source, size_t draws) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.recalibrate = false;
  BellwetherEngine *engine = NULL;
  if (bellwether_engine_new(&options, &engine) != BELLWETHER_OK || world_tell(world, engine) != BELLWETHER_OK ||
      bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK) {
    comparison->failures++;
    bellwether_engine_free(engine);
    return;
  }
  size_t pairs = world->shape.partners * world->shape.skills;
  Chances chances = {.world = world, .chances = calloc(pairs * draws, sizeof(double)), .draws = draws};
  if (!chances.chances)
    abort();
  Part part = part_of_world(world);
  part.effect[EFFECT_SKILL] = part.effect[EFFECT_PARTNER_SKILL] = true;
  posterior_draw(world, &part, source, draws / 10, draws, NULL, use_chances, &chances);
  for (size_t partner = 0; partner < world->shape.partners; partner++)
    for (size_t skill = 0; skill < world->shape.skills; skill++)
      compare_pair(comparison, engine, &chances, partner, skill);
  free(chances.chances);
  bellwether_engine_free(engine);
}

ExactComparison exact_compare(const Shape *shape, size_t records, size_t draws, uint64_t seed) {
  ExactComparison comparison = {.narrowest = INFINITY};
  RandomSource source;
  random_seed(&source, seed);
  for (size_t record = 0; record < records; record++) {
    Parameters truth;
    parameters_draw(&source, &truth);
    World *world = world_new(&source, shape, &truth);
    compare_record(&comparison, world, &source, draws);
    world_free(world);
  }
  comparison.engine_width /= (double)comparison.intervals;
  comparison.exact_width /= (double)comparison.intervals;
  return comparison;
}
