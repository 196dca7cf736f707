/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const double prior_beta_mean[COLUMNS] = {0.9, -0.35, 0.5, -0.3, 0, 0.3, 0, 0.6, 0.2, 0.2, -0.25, -M_LN2};
const double prior_beta_sd[COLUMNS] = {0.35, 0.5, 0.25, 0.5, 0.5, 0.5, 0.4, 0.5, 0.2, 0.2, 0.25, 0.5};
const double prior_sigma_median[EFFECTS] = {0.25, 0.4, 0.25, 0.7};
const double prior_sigma_log_sd[EFFECTS] = {0.6, 0.5, 0.6, 0.6};

/* A partner's agreement with own views before any is known: 6 in 10, worth four cases. */
#define ECHO_SHARE 0.6
#define ECHO_CASES 4

#define DAY_MS INT64_C(86400000)
#define WORLD_START_MS INT64_C(1577836800000) /* 2020-01-01 */

static void *need(size_t count, size_t bytes) {
  void *memory = calloc(count ? count : 1, bytes);
  if (!memory)
    abort();
  return memory;
}

void parameters_draw(RandomSource *source, Parameters *parameters) {
  for (int column = 0; column < COLUMNS; column++)
    parameters->beta[column] = prior_beta_mean[column] + prior_beta_sd[column] * random_normal(source);
  for (int effect = 0; effect < EFFECTS; effect++)
    parameters->sigma[effect] = prior_sigma_median[effect] * exp(prior_sigma_log_sd[effect] * random_normal(source));
}

const char *world_partner_name(size_t partner, WorldName text) {
  snprintf(text, sizeof(WorldName), "partner %zu", partner);
  return text;
}

const char *world_skill_name(size_t skill, WorldName text) {
  snprintf(text, sizeof(WorldName), "skill %zu", skill);
  return text;
}

double world_logit(const World *world, const double *x, size_t partner, size_t skill) {
  double sum = world->effect[EFFECT_SKILL][skill] + world->effect[EFFECT_PARTNER][partner] +
               world->effect[EFFECT_PARTNER_SKILL][partner * world->shape.skills + skill];
  for (int column = 0; column < COLUMNS; column++)
    sum += x[column] * world->truth.beta[column];
  return sum;
}

static void state_chance(WorldRow *row, double confidence) {
  row->confidence = confidence;
  row->x[COLUMN_STATED] = 1;
  row->x[COLUMN_STATED_LOGIT] = plain_logit(fmin(fmax(confidence, 0.001), 0.999));
}

static void state_word(WorldRow *row, double stated) {
  row->sureness = (BellwetherSureness)(8 * (stated - 0.5));
  if (row->sureness != BELLWETHER_SURE_UNSTATED)
    row->x[COLUMN_LEANING + (int)row->sureness - (int)BELLWETHER_SURE_LEANING] = 1;
}

void world_state(const World *world, RandomSource *source, size_t partner, WorldRow *row) {
  row->confidence = NAN;
  if (world->shape.statement == STATEMENT_CONSTANT)
    state_chance(row, world->stated[partner]);
  if (world->shape.statement == STATEMENT_VARYING)
    state_chance(row, 0.5 + 0.5 * random_uniform(source));
  if (world->shape.statement == STATEMENT_WORDS)
    state_word(row, world->stated[partner]);
}

double world_chance(const World *world, const double *x, size_t partner, size_t skill, double overridden) {
  double logit = world_logit(world, x, partner, skill), brief_sigma = world->truth.sigma[EFFECT_BRIEF];
  double chance = plain_logistic_mean(logit, brief_sigma);
  if (overridden == 0)
    return chance;
  double if_overridden = plain_logistic_mean(logit + world->truth.beta[COLUMN_OVERRIDDEN], brief_sigma);
  return (1 - overridden) * chance + overridden * if_overridden;
}

double world_next_chance(const World *world, size_t partner, size_t skill) {
  WorldRow row = {.x = {[COLUMN_INTERCEPT] = 1}};
  if (world->shape.statement == STATEMENT_CONSTANT)
    state_chance(&row, world->stated[partner]);
  if (world->shape.statement == STATEMENT_WORDS)
    state_word(&row, world->stated[partner]);
  return world_chance(world, row.x, partner, skill, world->shape.own_views ? OVERRIDDEN_SHARE : 0);
}

void world_view(World *world, WorldRow *row, bool agrees, double sure) {
  size_t pair = row->level[EFFECT_PARTNER_SKILL];
  double shared = (world->own_views_shared[pair] + ECHO_CASES * ECHO_SHARE) / (world->own_views_met[pair] + ECHO_CASES);
  row->own_view = agrees ? 1 : -1;
  row->own_view_confidence = sure;
  row->x[COLUMN_OWN_VIEW] = row->own_view;
  if (!isnan(sure))
    row->x[COLUMN_OWN_VIEW_SURE] = row->own_view * (2 * sure - 1);
  row->x[COLUMN_ECHO] = row->own_view * (plain_logit(shared) - plain_logit(ECHO_SHARE));
  world->own_views_met[pair]++;
  world->own_views_shared[pair] += agrees;
}

/* The client's own view, and what they did: they override at times where they disagree. */
static void form_own_view(World *world, RandomSource *source, WorldRow *row) {
  bool agrees = random_happens(source, 0.6);
  world_view(world, row, agrees, random_happens(source, 0.3) ? NAN : 0.5 + 0.5 * random_uniform(source));
  bool overrides = !agrees && random_happens(source, OVERRIDDEN_WHERE_UNLIKE);
  row->decision = overrides ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW;
  row->x[COLUMN_OVERRIDDEN] = overrides;
}

/* One piece of advice on a brief, after those in rows[first .. place - 1] on the same brief. */
static void add_advice(World *world, RandomSource *source, size_t first, size_t place, size_t partner, size_t skill,
                       size_t brief) {
  WorldRow *row = &world->rows[place];
  row->level[EFFECT_SKILL] = skill;
  row->level[EFFECT_PARTNER] = partner;
  row->level[EFFECT_PARTNER_SKILL] = partner * world->shape.skills + skill;
  row->level[EFFECT_BRIEF] = brief;
  row->option = random_happens(source, 0.5);
  row->own_view_confidence = NAN;
  row->x[COLUMN_INTERCEPT] = 1;
  world_state(world, source, partner, row);
  double agreeing = 0, disagreeing = 0;
  for (size_t earlier = first; earlier < place; earlier++)
    *(world->rows[earlier].option == row->option ? &agreeing : &disagreeing) += 1;
  row->x[COLUMN_OTHERS] = agreeing + disagreeing > 0;
  row->x[COLUMN_BALANCE] = 2 * (agreeing - disagreeing) / (agreeing + disagreeing + 1);
  if (world->shape.own_views)
    form_own_view(world, source, row);
  double chance = plain_logistic(world_logit(world, row->x, partner, skill) + world->effect[EFFECT_BRIEF][brief]);
  row->works = random_happens(source, chance);
}

static void draw_effects(World *world, RandomSource *source) {
  for (int effect = 0; effect < EFFECTS; effect++) {
    world->effect[effect] = need(world->levels[effect], sizeof(double));
    for (size_t level = 0; level < world->levels[effect]; level++)
      world->effect[effect][level] = world->truth.sigma[effect] * random_normal(source);
  }
  world->own_views_met = need(world->levels[EFFECT_PARTNER_SKILL], sizeof(double));
  world->own_views_shared = need(world->levels[EFFECT_PARTNER_SKILL], sizeof(double));
  world->stated = need(world->shape.partners, sizeof(double));
  for (size_t partner = 0; partner < world->shape.partners; partner++)
    world->stated[partner] = 0.5 + 0.5 * random_uniform(source);
}

/* Rounds in which every partner answers one brief, in a random order and in groups of brief_advisers. */
static void fill_rows(World *world, RandomSource *source) {
  size_t partners = world->shape.partners, place = 0, brief = 0;
  size_t *order = need(partners, sizeof *order);
  for (size_t partner = 0; partner < partners; partner++)
    order[partner] = partner;
  for (size_t round = 0; round < world->shape.outcomes_each; round++) {
    for (size_t left = partners; left > 1; left--) {
      size_t other = random_below(source, left), kept = order[left - 1];
      order[left - 1] = order[other];
      order[other] = kept;
    }
    for (size_t begin = 0; begin < partners; begin += world->shape.brief_advisers, brief++) {
      size_t skill = random_below(source, world->shape.skills), first = place;
      for (size_t next = begin; next < begin + world->shape.brief_advisers && next < partners; next++, place++)
        add_advice(world, source, first, place, order[next], skill, brief);
    }
  }
  free(order);
}

World *world_new(RandomSource *source, const Shape *shape, const Parameters *truth) {
  World *world = need(1, sizeof *world);
  world->shape = *shape;
  world->truth = *truth;
  size_t groups = (shape->partners + shape->brief_advisers - 1) / shape->brief_advisers;
  world->levels[EFFECT_SKILL] = shape->skills;
  world->levels[EFFECT_PARTNER] = shape->partners;
  world->levels[EFFECT_PARTNER_SKILL] = shape->partners * shape->skills;
  world->levels[EFFECT_BRIEF] = groups * shape->outcomes_each;
  draw_effects(world, source);
  world->row_count = shape->partners * shape->outcomes_each;
  world->rows = need(world->row_count, sizeof *world->rows);
  fill_rows(world, source);
  return world;
}

void world_free(World *world) {
  if (!world)
    return;
  for (int effect = 0; effect < EFFECTS; effect++)
    free(world->effect[effect]);
  free(world->own_views_met);
  free(world->own_views_shared);
  free(world->stated);
  free(world->rows);
  free(world);
}

BellwetherStatus world_tell(const World *world, BellwetherEngine *engine) {
  for (size_t place = 0; place < world->row_count; place++) {
    const WorldRow *told = &world->rows[place];
    WorldName partner, skill, brief;
    snprintf(brief, sizeof brief, "brief %zu", told->level[EFFECT_BRIEF]);
    BellwetherRow row;
    bellwether_row_init(&row);
    row.brief = brief;
    row.partner = world_partner_name(told->level[EFFECT_PARTNER], partner);
    row.skill = world_skill_name(told->level[EFFECT_SKILL], skill);
    row.at_ms = WORLD_START_MS + (int64_t)place * DAY_MS / 8;
    row.advice = told->option ? "this" : "that";
    row.confidence = told->confidence;
    row.sureness = told->sureness;
    if (told->own_view) {
      row.own_view = (told->own_view > 0) == told->option ? "this" : "that";
      row.own_view_confidence = told->own_view_confidence;
    }
    row.decision = told->decision;
    if (told->decision == BELLWETHER_DECISION_OVERRIDE) {
      row.chosen = row.own_view;
      row.advice_outcome = told->works;
    } else {
      row.outcome = told->works;
    }
    BellwetherStatus status = bellwether_engine_add(engine, &row);
    if (status != BELLWETHER_OK)
      return status;
  }
  return BELLWETHER_OK;
}
