/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Different engines in different threads at once: they give the same answers as one after another, to the last bit. */
#include "verify/check.h"
#include "verify/world.h"

#include <pthread.h>
#include <string.h>

enum { ENGINES = 12, THREADS = 4, ANSWERS = 64 };

typedef struct {
  BellwetherMethod method;
  size_t first, step;
  bool failed;
  double (*answers)[ANSWERS];
} Work;

/* What an engine says of the record with this number. */
static bool answer(size_t record, BellwetherMethod method, double *answers) {
  Shape shape = {.partners = 4,
                 .skills = 2,
                 .outcomes_each = 10 + record,
                 .brief_advisers = 2,
                 .statement = STATEMENT_CONSTANT,
                 .own_views = true};
  RandomSource source;
  Parameters truth;
  random_seed(&source, 100 + record);
  parameters_draw(&source, &truth);
  World *world = world_new(&source, &shape, &truth);
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.method = method;
  BellwetherEngine *engine = NULL;
  size_t count = 0, filled = 0;
  bool done = bellwether_engine_new(&options, &engine) == BELLWETHER_OK && world_tell(world, engine) == BELLWETHER_OK &&
              bellwether_fit(engine, BELLWETHER_ALL_TIME) == BELLWETHER_OK &&
              bellwether_standing_count(engine, &count) == BELLWETHER_OK;
  for (size_t i = 0; done && i < count && filled + 4 <= ANSWERS; i++) {
    BellwetherStanding standing;
    done = bellwether_standing(engine, i, &standing) == BELLWETHER_OK;
    answers[filled++] = standing.chance.low;
    answers[filled++] = standing.chance.estimate;
    answers[filled++] = standing.checking_adds.high;
    answers[filled++] = standing.limit.limit;
  }
  bellwether_engine_free(engine);
  world_free(world);
  return done;
}

static void *do_work(void *user) {
  Work *work = user;
  for (size_t record = work->first; record < ENGINES; record += work->step)
    work->failed |= !answer(record, work->method, work->answers[record]);
  return NULL;
}

static void check_method(Check *check, BellwetherMethod method, const char *name) {
  static double alone[ENGINES][ANSWERS], together[ENGINES][ANSWERS];
  memset(alone, 0, sizeof alone);
  memset(together, 0, sizeof together);
  Work one = {method, 0, 1, false, alone}, works[THREADS];
  do_work(&one);
  pthread_t threads[THREADS];
  bool failed = one.failed;
  for (size_t i = 0; i < THREADS; i++) {
    works[i] = (Work){method, i, THREADS, false, together};
    failed |= pthread_create(&threads[i], NULL, do_work, &works[i]) != 0;
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    failed |= works[i].failed;
  }
  check_that(check, !failed, "%s: every engine answers", name);
  check_that(check, memcmp(alone, together, sizeof alone) == 0, "%s: %d threads say what one says", name, THREADS);
}

int main(void) {
  Check check = {0};
  check_method(&check, BELLWETHER_METHOD_EXACT, "exact");
  check_method(&check, BELLWETHER_METHOD_ITERATIVE, "iterative");
  return check_end(&check);
}
