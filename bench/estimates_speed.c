/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How fast are the estimates, and what does speed cost?
 *
 *   POLLS=polls.csv estimates_speed [LARGE_ROWS]
 *
 *  1. All polls (the excerpt of tests/reference where POLLS names no readable file), from rows in memory to a fit, cold;
 *     and beside it lme4 on the same rows with its own settings, where R has it.
 *  2. One more outcome in a workspace of 1,000: add, fit, standing.
 *  3. Standings in records of 1,000, 10,000 and 100,000 rows: what one takes.
 *  4. 20,000 rows: the iterative method against the exact one, in time and in what comes out.
 *  5. 100,000 rows: the same, where the exact method's own search would take the better part of an hour: it is asked for
 *     its estimates at the standard deviations that the iterative one found, and how far from there its own would lie.
 *  6. 1,000,000 rows, 20,000 partners, 300,000 briefs: time and the most memory in use.
 *
 * Each fit that is measured runs in a process of its own, so that its memory can be told.
 */
#include "trust/standing.h"
#include "verify/random.h"
#include "verify/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REFERENCE "tests/reference/polls-2010-2012.csv"
enum { RUNS = 7, SAMPLED_ROWS = 2000, STANDINGS_MAX = 5000 };

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double processor_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "estimates_speed: %s failed\n", what);
  exit(1);
}

/* ---- Measuring in a process of its own ---------------------------------------------------------------------------- */

typedef struct {
  double seconds;
  double processor_seconds; /* what a busy machine hardly changes */
  double peak_mb;
} Cost;

typedef Cost (*Job)(void *user); /* returns the seconds that count */

static Cost measure(Job job, void *user) {
  int ends[2];
  Cost cost = {NAN, NAN, NAN};
  fflush(stdout);
  if (pipe(ends) != 0)
    fail("pipe");
  pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    cost = job(user);
    _exit(write(ends[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
  }
  close(ends[1]);
  struct rusage usage;
  int status;
  if (read(ends[0], &cost, sizeof cost) != sizeof cost || wait4(child, &status, 0, &usage) < 0)
    fail("a measured process");
  close(ends[0]);
  cost.peak_mb = (double)usage.ru_maxrss / 1024;
  return cost;
}

static void print_runs(const char *name, size_t rows, double *seconds, size_t runs, const char *note) {
  numbers_sort(seconds, runs);
  printf("%-44s %8zu rows  median %9.4f s  (%.4f to %.4f, %zu runs)%s\n", name, rows,
         numbers_quantile(seconds, runs, 0.5), seconds[0], seconds[runs - 1], runs, note);
  fflush(stdout);
}

/* ---- Polls, and lme4 beside ---------------------------------------------------------------------------------------- */

typedef struct {
  const Table *table;
  BellwetherRow *rows;
  BellwetherPriors priors;
} Polls;

static Cost fit_polls(void *user) {
  const Polls *polls = user;
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.priors = polls->priors;
  double begin = seconds_now(), processor = processor_now();
  BellwetherEngine *engine = NULL;
  if (bellwether_engine_new(&options, &engine) != BELLWETHER_OK)
    fail("bellwether_engine_new");
  for (size_t i = 0; i < polls->table->row_count; i++)
    if (bellwether_engine_add(engine, &polls->rows[i]) != BELLWETHER_OK)
      fail("bellwether_engine_add");
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK)
    fail("bellwether_fit");
  Cost cost = {.seconds = seconds_now() - begin, .processor_seconds = processor_now() - processor};
  bellwether_engine_free(engine);
  return cost;
}

static double median_of_polls(Polls *polls, const char *name) {
  double seconds[RUNS];
  for (int run = 0; run < RUNS; run++)
    seconds[run] = measure(fit_polls, polls).seconds;
  print_runs(name, polls->table->row_count, seconds, RUNS, "");
  return seconds[RUNS / 2];
}

/* Seconds that lme4's fit takes with its own settings; NAN where it can't be asked. */
static double ask_lme4(const char *path, int agq) {
  char command[4400], line[256];
  snprintf(command, sizeof command,
           "f=$(mktemp) && LME4_DEFAULTS=1 Rscript bench/lme4_reference.R '%s' \"$f\" %d >/dev/null 2>&1 && "
           "grep ^seconds \"$f\"; rm -f \"$f\"",
           path, agq);
  double seconds = NAN;
  FILE *output = popen(command, "r");
  while (output && fgets(line, sizeof line, output))
    sscanf(line, "seconds %lf", &seconds);
  if (output)
    pclose(output);
  return seconds;
}

static void compare_speed(const char *path) {
  Table *table = table_read(path);
  BellwetherRow *rows = table ? calloc(table->row_count, sizeof *rows) : NULL;
  if (!rows)
    fail(path);
  for (size_t i = 0; i < table->row_count; i++)
    table_row(table, i, &rows[i]);
  Polls polls = {table, rows, BELLWETHER_PRIORS_NONE};
  printf("%s\n", path);
  double ours = median_of_polls(&polls, "  cold fit, priors none");
  polls.priors = BELLWETHER_PRIORS_STANDARD;
  median_of_polls(&polls, "  cold fit, standard priors");
  for (int agq = 1; agq >= 0; agq--) {
    double theirs = ask_lme4(path, agq);
    if (isnan(theirs))
      printf("  lme4, nAGQ=%d: not installed\n", agq);
    else
      printf("  lme4, nAGQ=%d %57.3f s, %.0f times as long\n", agq, theirs, theirs / ours);
    fflush(stdout);
  }
  free(rows);
  table_free(table);
}

/* ---- Simulated records --------------------------------------------------------------------------------------------- */

typedef struct {
  size_t rows, partners, briefs, skills;
  bool decided; /* whether decisions are recorded, one in six against the advice */
} Size;

typedef struct {
  double *partner, *brief;
  unsigned short (*said)[2]; /* per brief: how many said this, that */
} Hidden;

static void hide(const Size *size, RandomSource *source, Hidden *hidden) {
  hidden->partner = malloc(size->partners * sizeof(double));
  hidden->brief = malloc(size->briefs * sizeof(double));
  hidden->said = calloc(size->briefs, sizeof *hidden->said);
  if (!hidden->partner || !hidden->brief || !hidden->said)
    fail("memory");
  for (size_t i = 0; i < size->partners; i++)
    hidden->partner[i] = 0.5 * random_normal(source);
  for (size_t i = 0; i < size->briefs; i++)
    hidden->brief[i] = 0.8 * random_normal(source);
}

static void add_simulated(BellwetherEngine *engine, const Size *size, RandomSource *source, Hidden *hidden,
                          size_t place) {
  char brief_name[32], partner_name[32], skill_name[32];
  size_t brief = random_below(source, size->briefs), partner = random_below(source, size->partners);
  size_t option = random_below(source, 2);
  double agreeing = hidden->said[brief][option], disagreeing = hidden->said[brief][!option];
  hidden->said[brief][option]++;
  BellwetherRow row;
  bellwether_row_init(&row);
  snprintf(brief_name, sizeof brief_name, "b%zu", brief);
  snprintf(partner_name, sizeof partner_name, "p%zu", partner);
  snprintf(skill_name, sizeof skill_name, "s%zu", brief % size->skills);
  row.brief = brief_name;
  row.partner = partner_name;
  row.skill = skill_name;
  row.at_ms = (int64_t)place * 60000;
  row.advice = option ? "this" : "that";
  row.confidence = 0.5 + 0.5 * random_uniform(source);
  double logit = 0.3 + 0.5 * plain_logit(row.confidence) + hidden->partner[partner] + hidden->brief[brief] +
                 0.6 * 2 * (agreeing - disagreeing) / (agreeing + disagreeing + 1);
  row.outcome = random_happens(source, plain_logistic(logit));
  if (size->decided) {
    row.stake = 100.0 * (double)(1 + place % 97);
    row.decision = place % 6 == 0 ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW;
  }
  if (bellwether_engine_add(engine, &row) != BELLWETHER_OK)
    fail("bellwether_engine_add");
}

static BellwetherEngine *simulated_engine(const Size *size, BellwetherMethod method, uint64_t seed) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.method = method;
  options.recalibrate = method == BELLWETHER_METHOD_AUTOMATIC;
  BellwetherEngine *engine = NULL;
  if (bellwether_engine_new(&options, &engine) != BELLWETHER_OK)
    fail("bellwether_engine_new");
  RandomSource source;
  Hidden hidden;
  random_seed(&source, seed);
  hide(size, &source, &hidden);
  for (size_t place = 0; place < size->rows; place++)
    add_simulated(engine, size, &source, &hidden, place);
  free(hidden.partner);
  free(hidden.brief);
  free(hidden.said);
  return engine;
}

static Cost fit_large(void *user) {
  const Size *size = user;
  BellwetherEngine *engine = simulated_engine(size, BELLWETHER_METHOD_AUTOMATIC, 5);
  double begin = seconds_now(), processor = processor_now();
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK)
    fail("bellwether_fit");
  return (Cost){.seconds = seconds_now() - begin, .processor_seconds = processor_now() - processor};
}

static void measure_large(size_t rows) {
  Size size = {rows, rows / 50, rows * 3 / 10, 20, false};
  Cost cost = measure(fit_large, &size);
  printf("%zu rows, %zu partners, %zu briefs: fit in %.1f s (%.1f s of the processor), at most %.0f MB in use\n", rows,
         size.partners, size.briefs, cost.seconds, cost.processor_seconds, cost.peak_mb);
  fflush(stdout);
}

/* ---- Iterative against exact --------------------------------------------------------------------------------------- */

static double fit_timed(BellwetherEngine *engine) {
  double begin = seconds_now();
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK)
    fail("bellwether_fit");
  return seconds_now() - begin;
}

static void print_model_gaps(const BellwetherModel *exact, const BellwetherModel *iterative) {
  for (size_t i = 0; i < exact->coefficient_count; i++)
    printf("    %-14s exact %+.4f (sd %.4f)  iterative %+.4f (sd %.4f)\n", exact->coefficients[i].name,
           exact->coefficients[i].value, exact->coefficients[i].sd, iterative->coefficients[i].value,
           iterative->coefficients[i].sd);
  for (size_t i = 0; i < exact->effect_count; i++)
    printf("    sd of %-14s exact %.4f  iterative %.4f\n", exact->effects[i].name, exact->effects[i].sd,
           iterative->effects[i].sd);
}

static void print_chance_gaps(BellwetherEngine *exact, BellwetherEngine *iterative) {
  RandomSource source;
  random_seed(&source, 8);
  Tally gap = {0}, width_ratio = {0};
  double worst = 0;
  for (int i = 0; i < SAMPLED_ROWS; i++) {
    size_t row = random_below(&source, bellwether_engine_rows(exact));
    BellwetherComparison ours, theirs;
    if (bellwether_compare_row(exact, row, &theirs) != BELLWETHER_OK ||
        bellwether_compare_row(iterative, row, &ours) != BELLWETHER_OK)
      fail("bellwether_compare_row");
    double here = fabs(ours.advice.estimate - theirs.advice.estimate);
    tally_add(&gap, here);
    tally_add(&width_ratio, (ours.advice.high - ours.advice.low) / (theirs.advice.high - theirs.advice.low));
    worst = fmax(worst, here);
  }
  printf("    chances of %d rows differ by %.5f on average, %.4f at most; intervals are %.3f times as wide\n",
         SAMPLED_ROWS, gap.mean, worst, width_ratio.mean);
}

static void compare_methods(size_t rows) {
  Size size = {rows, rows / 50, rows * 3 / 10, 20, false};
  BellwetherEngine *exact = simulated_engine(&size, BELLWETHER_METHOD_EXACT, 6);
  BellwetherEngine *iterative = simulated_engine(&size, BELLWETHER_METHOD_ITERATIVE, 6);
  double exact_seconds = fit_timed(exact), iterative_seconds = fit_timed(iterative);
  BellwetherModel exact_model, iterative_model;
  if (bellwether_model(exact, &exact_model) != BELLWETHER_OK ||
      bellwether_model(iterative, &iterative_model) != BELLWETHER_OK)
    fail("bellwether_model");
  printf("%zu rows, %zu partners, %zu briefs: exact in %.2f s, iterative in %.2f s\n", rows, size.partners, size.briefs,
         exact_seconds, iterative_seconds);
  print_model_gaps(&exact_model, &iterative_model);
  print_chance_gaps(exact, iterative);
  fflush(stdout);
  bellwether_engine_free(exact);
  bellwether_engine_free(iterative);
}

/* ---- The same at the same standard deviations ------------------------------------------------------------------------ */

static Fit *fit_as(BellwetherEngine *engine, BellwetherMethod method, const Fit *before, double *seconds) {
  FitOptions options = {.design = {.priors = true, .as_of_ms = BELLWETHER_ALL_TIME, .calibration_share = 1.0},
                        .method = method,
                        .before = before,
                        .keep_sigma = before != NULL};
  Fit *fit = NULL;
  double begin = seconds_now();
  if (fit_make(&engine->evidence, &options, &fit) != BELLWETHER_OK)
    fail("fit_make");
  *seconds = seconds_now() - begin;
  return fit;
}

/* The exact gradient in each log standard deviation over the curvature that it has in a one-way layout: where the exact
 * method would go from here. */
static void print_way_to_go(const Fit *exact) {
  const Design *design = &exact->design;
  Latent *latent = exact->latent;
  double gradient[EFFECT_COUNT] = {0};
  const FitPoint *point = &exact->point[0];
  if (latent_find_mode(latent, point->log_sigma, true) != BELLWETHER_OK || latent_invert(latent) != BELLWETHER_OK ||
      latent_gradient(latent, gradient, NULL, NULL) != BELLWETHER_OK)
    fail("the exact gradient");
  for (size_t k = 0; k < design->effects; k++) {
    const DesignEffect *effect = &design->effect[k];
    const EffectPrior *prior = priors_effect(effect->kind);
    double precision = 1 / (prior->log_sd * prior->log_sd), levels = (double)effect->levels, trace = 0;
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++) {
      double variance = 0;
      if (!latent_inverse_entry(latent, latent->inverse, j, j, &variance))
        fail("an entry of the inverse");
      trace += variance;
    }
    double told = 1 - trace / levels, curvature = 2 * levels * told * told + precision;
    gradient[k] += precision * (point->log_sigma[k] - log(design_prior_median(design, effect->kind)));
    printf("    sd of %-14s iterative %.4f  exact, from there %+.4f (posterior sd %.4f)\n", prior->name,
           point->sigma[k], -point->sigma[k] * gradient[k] / curvature, point->sigma[k] / sqrt(curvature));
  }
}

static void print_fit_gaps(const BellwetherEngine *engine, const Fit *exact, const Fit *iterative) {
  RandomSource source;
  random_seed(&source, 8);
  Tally gap = {0}, width_ratio = {0};
  double worst = 0;
  for (int i = 0; i < SAMPLED_ROWS; i++) {
    ChanceQuestion question =
        chance_question(&engine->evidence.rows[random_below(&source, engine->evidence.count)], 0.0);
    Chance ours, theirs;
    if (chance_make(iterative, true, &question, &ours) != BELLWETHER_OK ||
        chance_make(exact, true, &question, &theirs) != BELLWETHER_OK)
      fail("chance_make");
    BellwetherEstimate here = chance_estimate(&ours, &engine->rule), there = chance_estimate(&theirs, &engine->rule);
    double distance = fabs(here.estimate - there.estimate);
    tally_add(&gap, distance);
    tally_add(&width_ratio, (here.high - here.low) / (there.high - there.low));
    worst = fmax(worst, distance);
  }
  printf("    chances of %d rows differ by %.5f on average, %.4f at most; intervals are %.3f times as wide\n",
         SAMPLED_ROWS, gap.mean, worst, width_ratio.mean);
}

static void compare_at_same_sigma(size_t rows) {
  Size size = {rows, rows / 50, rows * 3 / 10, 20, false};
  BellwetherEngine *engine = simulated_engine(&size, BELLWETHER_METHOD_ITERATIVE, 6);
  if (evidence_count_opinions(&engine->evidence) != BELLWETHER_OK)
    fail("evidence_count_opinions");
  double iterative_seconds, exact_seconds;
  Fit *iterative = fit_as(engine, BELLWETHER_METHOD_ITERATIVE, NULL, &iterative_seconds);
  Fit *exact = fit_as(engine, BELLWETHER_METHOD_EXACT, iterative, &exact_seconds);
  printf("%zu rows, %zu partners, %zu briefs: iterative in %.2f s; exact at its standard deviations in %.2f s\n", rows,
         size.partners, size.briefs, iterative_seconds, exact_seconds);
  for (size_t c = 0; c < exact->design.columns; c++) {
    size_t j = exact->design.level_count + c;
    printf("    %-14s exact %+.4f  iterative %+.4f\n", priors_column(exact->design.column_kind[c])->name,
           exact->point[0].mean[j], iterative->point[0].mean[j]);
  }
  print_fit_gaps(engine, exact, iterative);
  print_way_to_go(exact);
  fflush(stdout);
  fit_free(exact);
  fit_free(iterative);
  bellwether_engine_free(engine);
}

/* ---- One more ------------------------------------------------------------------------------------------------------ */

static void measure_one_more(void) {
  enum { MORE = 101 };
  Size size = {1000, 8, 400, 3, true};
  BellwetherEngine *engine = simulated_engine(&size, BELLWETHER_METHOD_AUTOMATIC, 7);
  double seconds[MORE];
  RandomSource source;
  Hidden hidden;
  random_seed(&source, 70);
  hide(&size, &source, &hidden);
  fit_timed(engine);
  for (int i = 0; i < MORE; i++) {
    double begin = seconds_now();
    add_simulated(engine, &size, &source, &hidden, size.rows + (size_t)i);
    BellwetherStanding standing;
    if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK ||
        bellwether_standing(engine, (size_t)i % 8, &standing) != BELLWETHER_OK)
      fail("one more outcome");
    seconds[i] = seconds_now() - begin;
  }
  print_runs("one more outcome: add, fit, standing", size.rows, seconds, MORE, "");
  bellwether_engine_free(engine);
  free(hidden.partner);
  free(hidden.brief);
  free(hidden.said);
}

/* ---- All standings ------------------------------------------------------------------------------------------------- */

static void measure_standings(size_t rows) {
  Size size = {rows, rows / 50, rows * 3 / 10, 20, true};
  BellwetherEngine *engine = simulated_engine(&size, BELLWETHER_METHOD_AUTOMATIC, 9);
  fit_timed(engine);
  size_t count = 0, asked = 0, limits = 0;
  if (bellwether_standing_count(engine, &count) != BELLWETHER_OK || count == 0)
    fail("bellwether_standing_count");
  double begin = seconds_now();
  for (; asked < count && asked < STANDINGS_MAX; asked++) {
    BellwetherStanding standing;
    if (bellwether_standing(engine, asked, &standing) != BELLWETHER_OK)
      fail("bellwether_standing");
    limits += standing.limit.limit > 0;
  }
  double seconds = seconds_now() - begin;
  printf("%zu standings of %zu rows, %zu with a limit: %.3f ms each\n", asked, rows, limits,
         1e3 * seconds / (double)asked);
  fflush(stdout);
  bellwether_engine_free(engine);
}

int main(int argument_count, char **arguments) {
  const char *path = getenv("POLLS");
  size_t large = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 1000000;
  if (!path || access(path, R_OK) != 0)
    path = REFERENCE;
  measure_one_more();
  for (size_t rows = large / 1000; rows <= large / 10; rows *= 10)
    measure_standings(rows);
  compare_methods(large / 50);
  compare_at_same_sigma(large / 10);
  measure_large(large);
  compare_speed(path);
  return 0;
}
