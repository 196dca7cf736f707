/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lme4.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A tie whose outcome is hidden still counts as advice given earlier. */
static bool is_hidden(const BellwetherRow *row, bool ties_dropped) {
  return ties_dropped && row->outcome != 0 && row->outcome != 1;
}

static BellwetherEngine *fit_record(const Table *table, bool ties_dropped) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.priors = BELLWETHER_PRIORS_NONE;
  options.method = BELLWETHER_METHOD_EXACT;
  options.recalibrate = false;
  BellwetherEngine *engine = NULL;
  if (bellwether_engine_new(&options, &engine) != BELLWETHER_OK)
    return NULL;
  for (size_t i = 0; i < table->row_count; i++) {
    BellwetherRow row;
    table_row(table, i, &row);
    if (is_hidden(&row, ties_dropped))
      row.outcome = NAN;
    if (bellwether_engine_add(engine, &row) != BELLWETHER_OK)
      goto failed;
  }
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) == BELLWETHER_OK)
    return engine;
failed:
  bellwether_engine_free(engine);
  return NULL;
}

static double find_fixed(const BellwetherModel *model, const char *name) {
  for (size_t i = 0; i < model->coefficient_count; i++)
    if (strcmp(model->coefficients[i].name, name) == 0)
      return model->coefficients[i].value;
  return NAN;
}

static double find_sd(const BellwetherModel *model, const char *name) {
  for (size_t i = 0; i < model->effect_count; i++)
    if (strcmp(model->effects[i].name, name) == 0)
      return model->effects[i].sd;
  return NAN;
}

static bool is_near(double ours, double theirs, double relative, double absolute) {
  return fabs(ours - theirs) <= fmax(relative * fabs(theirs), absolute);
}

/* The engine's chance of the record's next row that was fitted. */
static double next_chance(BellwetherEngine *engine, const Table *table, bool ties_dropped, size_t *place) {
  BellwetherRow row;
  do
    table_row(table, (*place)++, &row);
  while (*place < table->row_count && is_hidden(&row, ties_dropped));
  BellwetherComparison comparison;
  if (bellwether_compare_row(engine, *place - 1, &comparison) != BELLWETHER_OK)
    return NAN;
  return comparison.advice.estimate;
}

static void check_figure(Check *check, const BellwetherModel *model, const char *line) {
  char name[64];
  double theirs;
  if (sscanf(line, "fixed %63s %lf", name, &theirs) == 2) {
    double ours = find_fixed(model, name);
    check_that(check, is_near(ours, theirs, 0.02, 0.02), "fixed effect %s: %.4f, lme4 %.4f", name, ours, theirs);
  } else if (sscanf(line, "sd %63s %lf", name, &theirs) == 2) {
    double ours = find_sd(model, name);
    check_that(check, is_near(ours, theirs, 0.05, 0.03), "standard deviation of %s: %.4f, lme4 %.4f", name, ours,
               theirs);
  } else if (sscanf(line, "log_likelihood %lf", &theirs) == 1) {
    check_that(check, fabs(model->log_likelihood - theirs) < 0.1, "log likelihood: %.4f, lme4 %.4f",
               model->log_likelihood, theirs);
  }
}

static void check_figures(Check *check, BellwetherEngine *engine, const Table *table, bool ties_dropped,
                          FILE *figures) {
  BellwetherModel model;
  if (!check_that(check, bellwether_model(engine, &model) == BELLWETHER_OK, "the model can be asked for"))
    return;
  size_t chances = 0, place = 0;
  double gaps = 0, theirs;
  char line[256];
  while (fgets(line, sizeof line, figures)) {
    check_figure(check, &model, line);
    if (sscanf(line, "chance %lf", &theirs) != 1 || place >= table->row_count)
      continue;
    chances++;
    gaps += fabs(next_chance(engine, table, ties_dropped, &place) - theirs);
  }
  check_that(check, chances == model.rows, "every row is compared (%zu of %zu)", chances, model.rows);
  check_that(check, gaps / (double)chances < 0.01, "chances differ by %.5f on average", gaps / (double)chances);
}

void lme4_check(Check *check, const char *record_path, const char *figures_path) {
  Table *table = table_read(record_path);
  FILE *figures = fopen(figures_path, "r");
  BellwetherEngine *engine = NULL;
  char line[256];
  if (check_that(check, table && figures && fgets(line, sizeof line, figures), "%s and %s can be read", record_path,
                 figures_path)) {
    bool ties_dropped = strcmp(line, "ties drop\n") == 0;
    engine = fit_record(table, ties_dropped);
    if (check_that(check, engine != NULL, "the record can be fitted without priors"))
      check_figures(check, engine, table, ties_dropped, figures);
  }
  bellwether_engine_free(engine);
  if (figures)
    fclose(figures);
  table_free(table);
}
