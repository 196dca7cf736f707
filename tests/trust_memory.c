/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What if memory fails? malloc, calloc, realloc and the aligned ones are defined here, so that every request of the
 * engine and of the libraries under it is counted and can be refused. One request after another is refused, once and
 * from then on; every call must then say BELLWETHER_NO_MEMORY, and succeed when it is made again. At the end as much
 * memory is in use as at the start.
 */
#include "verify/check.h"
#include "verify/world.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define INTERPOSED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define INTERPOSED 0
#endif
#endif
#if !defined(INTERPOSED) && defined(__GLIBC__)
#define INTERPOSED 1
#endif

#if INTERPOSED

/* The one place where a test needs globals: malloc has no argument to pass them in. */
static long requests;       /* since they were last counted from 0 */
static long refuse_at = -1; /* the request that is refused; -1: none */
static bool refuse_after;   /* whether all later ones are too */
static long blocks_in_use;

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *memory, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);
extern void __libc_free(void *memory);

static bool is_refused(void) {
  long request = requests++;
  bool refused = refuse_at >= 0 && (refuse_after ? request >= refuse_at : request == refuse_at);
  if (refused)
    errno = ENOMEM;
  return refused;
}

static void *count_block(void *memory) {
  if (memory)
    blocks_in_use++;
  return memory;
}

void *malloc(size_t bytes) {
  return is_refused() ? NULL : count_block(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes) {
  return is_refused() ? NULL : count_block(__libc_calloc(count, bytes));
}

void *realloc(void *memory, size_t bytes) {
  if (is_refused())
    return NULL;
  void *result = __libc_realloc(memory, bytes);
  if (!memory)
    count_block(result);
  else if (bytes == 0 && !result)
    blocks_in_use--;
  return result;
}

void *memalign(size_t alignment, size_t bytes) {
  return is_refused() ? NULL : count_block(__libc_memalign(alignment, bytes));
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  return memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  void *result = memalign(alignment, bytes);
  if (!result)
    return ENOMEM;
  *memory = result;
  return 0;
}

void free(void *memory) {
  if (memory)
    blocks_in_use--;
  __libc_free(memory);
}

/* ---- The calls ----------------------------------------------------------------------------------------------------
 */

/* What the calls are made on. */
typedef struct {
  const World *world;
  BellwetherOptions options;
  BellwetherEngine *engine;
  double seen; /* an answer, to see that it is the same after a failure */
} Stage;

typedef struct {
  const char *name;
  BellwetherStatus (*make)(Stage *stage);
} Call;

static BellwetherStatus call_new(Stage *stage) {
  BellwetherEngine *engine = NULL;
  BellwetherStatus status = bellwether_engine_new(&stage->options, &engine);
  bellwether_engine_free(engine);
  return status;
}

/* Adds a row whose texts are new every time, so that each has to be kept. */
static BellwetherStatus call_add(Stage *stage) {
  char text[64];
  snprintf(text, sizeof text, "added %zu", bellwether_engine_rows(stage->engine));
  BellwetherRow row;
  bellwether_row_init(&row);
  row.brief = row.partner = row.skill = row.advice = row.own_view = text;
  row.at_ms = 1;
  row.outcome = 1;
  return bellwether_engine_add(stage->engine, &row);
}

static BellwetherStatus call_fit(Stage *stage) {
  return bellwether_fit(stage->engine, BELLWETHER_ALL_TIME);
}

static BellwetherStatus call_cold_fit(Stage *stage) {
  BellwetherEngine *engine = NULL;
  BellwetherStatus status = bellwether_engine_new(&stage->options, &engine);
  if (status == BELLWETHER_OK)
    status = world_tell(stage->world, engine);
  if (status == BELLWETHER_OK)
    status = bellwether_fit(engine, BELLWETHER_ALL_TIME);
  bellwether_engine_free(engine);
  return status;
}

static BellwetherStatus call_standings(Stage *stage) {
  size_t count;
  BellwetherStatus status = bellwether_standing_count(stage->engine, &count);
  for (size_t i = 0; status == BELLWETHER_OK && i < count; i++) {
    BellwetherStanding standing;
    status = bellwether_standing(stage->engine, i, &standing);
    if (status == BELLWETHER_OK && i == 0)
      stage->seen = standing.chance.high;
  }
  return status;
}

static BellwetherStatus call_compare(Stage *stage) {
  BellwetherRow row;
  bellwether_row_init(&row);
  row.brief = "brief 1";
  row.partner = "partner 0";
  row.skill = "skill 1";
  row.at_ms = BELLWETHER_TIME_MAX_MS;
  row.advice = "this";
  row.own_view = "that";
  row.stake = 100;
  BellwetherComparison comparison;
  BellwetherStatus status = bellwether_compare(stage->engine, &row, &comparison);
  if (status == BELLWETHER_OK)
    status = bellwether_compare_row(stage->engine, 0, &comparison);
  return status;
}

static BellwetherStatus call_checking(Stage *stage) {
  BellwetherChecking checking;
  return bellwether_checking(stage->engine, &checking);
}

static BellwetherStatus call_model(Stage *stage) {
  BellwetherModel model;
  return bellwether_model(stage->engine, &model);
}

/* ---- Refusing -----------------------------------------------------------------------------------------------------
 */

/* Makes the call with request `refused` failing. Returns false where it neither said so nor succeeded, or where the
 * engine's answers are not what they were. */
static bool survives(const Call *call, Stage *stage, long refused, bool all_later, bool *was_reached) {
  requests = 0;
  refuse_after = all_later;
  refuse_at = refused;
  BellwetherStatus status = call->make(stage);
  refuse_at = -1;
  *was_reached = requests > refused;
  if (status != BELLWETHER_NO_MEMORY)
    return status == BELLWETHER_OK;
  /* What failed has changed nothing: the answers are still those of the fit before. */
  double seen = stage->seen;
  return seen == 0 || (call_standings(stage) == BELLWETHER_OK && stage->seen == seen);
}

static void refuse_each(Check *check, const Call *call, Stage *stage, const char *method) {
  long failures = 0, tried = 0, step = 1;
  stage->seen = 0;
  bool reached = true;
  for (long refused = 0; reached && refused < 200000; refused += step, tried++) {
    bool reached_once;
    call_standings(stage);
    failures += !survives(call, stage, refused, true, &reached);
    failures += !survives(call, stage, refused, false, &reached_once);
    /* A call that makes many requests makes most of them over and over. */
    if (refused >= 400)
      step = 1 + refused / 60;
  }
  check_that(check, failures == 0, "%s, %s: %ld refusals, %ld did not end in NO_MEMORY with all as it was", method,
             call->name, tried, failures);
  check_that(check, call->make(stage) == BELLWETHER_OK, "%s, %s: and then it succeeds", method, call->name);
}

static void refuse_all(Check *check, const World *world, BellwetherMethod method, const char *name) {
  static const Call calls[] = {{"engine_new", call_new},    {"engine_add", call_add},      {"cold fit", call_cold_fit},
                               {"fit", call_fit},           {"standings", call_standings}, {"compare", call_compare},
                               {"checking", call_checking}, {"model", call_model}};
  Stage stage = {.world = world};
  bellwether_options_init(&stage.options);
  stage.options.method = method;
  long before = blocks_in_use;
  if (!check_that(check,
                  bellwether_engine_new(&stage.options, &stage.engine) == BELLWETHER_OK &&
                      world_tell(world, stage.engine) == BELLWETHER_OK &&
                      bellwether_fit(stage.engine, BELLWETHER_ALL_TIME) == BELLWETHER_OK &&
                      call_standings(&stage) == BELLWETHER_OK,
                  "%s: with memory everything succeeds", name))
    return;
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    refuse_each(check, &calls[i], &stage, name);
  bellwether_engine_free(stage.engine);
  long left = blocks_in_use - before;
  /* stdio and the numeric libraries may keep a block of their own from their first use. */
  check_that(check, left >= 0 && left <= 2, "%s: nothing is left behind (%ld blocks)", name, left);
}

int main(void) {
  Check check = {0};
  printf("# every request for memory is counted here\n");
  Shape shape = {.partners = 4,
                 .skills = 2,
                 .outcomes_each = 12,
                 .brief_advisers = 2,
                 .statement = STATEMENT_CONSTANT,
                 .own_views = true};
  RandomSource source;
  Parameters truth;
  random_seed(&source, 11);
  parameters_draw(&source, &truth);
  World *world = world_new(&source, &shape, &truth);
  refuse_all(&check, world, BELLWETHER_METHOD_EXACT, "exact");
  refuse_all(&check, world, BELLWETHER_METHOD_ITERATIVE, "iterative");
  world_free(world);
  return check_end(&check);
}

#else

int main(void) {
  Check check = {0};
  check_that(&check, true, "memory can't be refused here: a sanitizer holds it # SKIP");
  return check_end(&check);
}

#endif
