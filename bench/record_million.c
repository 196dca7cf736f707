/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long does a large record take: in, estimated, and looked at?
 *
 *   record_million [ROWS]          1,000,000 rows, 10,000 partners, 20 skills, 300,000 briefs unless said
 *   record_million --write FILE [ROWS]      writes that record as a CSV file, and no more
 *
 * `bellwether import` takes a file of that record in (limits: 90 s and 400 MB), `bellwether refit` makes its estimates,
 * and today, partner, advice and a page of 50 partners are read for people, partners and advice drawn evenly (limit:
 * 10 ms at the 99th percentile); so are skills, direction, what forms let one choose from, and a partner's own portal.
 * The times of views are of the view alone, in a process that has the record open.
 * Exits with 1 where a limit is missed.
 */
#include "actions/installation.h"
#include "views/view.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROWS_USUAL = 1000000, PARTNERS = 10000, SKILLS = 20, READINGS = 500 };

#define WORKSPACE "large"
#define PERSON "ada"
#define OUTSIDER "ben"
#define FIRST_PARTNER "p2" /* entry 1 opens the workspace, entry 2 is the first row's partner */

static uint64_t state = 1;

static uint64_t draw(uint64_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (state >> 33) % below;
}

static double seconds_now(void) {
  return (double)g_get_monotonic_time() / 1e6;
}

static void write_record(const char *path, int rows) {
  FILE *file = fopen(path, "w");
  g_assert_nonnull(file);
  fprintf(file, "brief,partner,skill,at,advice,confidence,stake,decision,chosen,outcome,outcome_at\n");
  int64_t at = INT64_C(1420070400);
  for (int row = 0; row < rows; row++) {
    at += (int64_t)draw(300);
    unsigned partner = (unsigned)draw(PARTNERS);
    unsigned advice = (unsigned)draw(3);
    bool follows = draw(10) < 7;
    bool waits = row >= rows - 200; /* the last wait for their decisions */
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    fprintf(file, "question %d,partner %u,skill %u,%s,option %u,0.%02u,%u,%s,", row * 3 / 10, partner, partner % SKILLS,
            text, advice, 50 + (unsigned)draw(50), 100 + (unsigned)draw(100000),
            waits     ? ""
            : follows ? "follow"
                      : "override");
    if (waits)
      fprintf(file, ",,\n");
    else
      fprintf(file, "option %u,%d,%s\n", follows ? advice : (advice + 1) % 3, draw(10) < 6 + partner % 4, text);
  }
  fclose(file);
}

/* Of this thread: what others do on the machine at the same time does not count. */
static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

typedef struct {
  double seconds;
  double processor_seconds;
  double peak_mb;
} Cost;

static Cost run_command(const char *const *arguments) {
  double start = seconds_now();
  pid_t child = fork();
  if (child == 0) {
    execv(arguments[0], (char *const *)arguments);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    g_error("%s %s failed", arguments[0], arguments[1]);
  return (Cost){.seconds = seconds_now() - start,
                .processor_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec),
                .peak_mb = (double)usage.ru_maxrss / 1024};
}

static int compare_doubles(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

static bool measure_view(Installation *installation, const char *person, const char *name,
                         const char *const *parameter_texts, size_t count) {
  double seconds[READINGS];
  double processor[READINGS];
  ViewOptions options = {.store = installation_store(installation),
                         .now_ms = g_get_real_time() / 1000,
                         .keys = installation_keys(installation)};
  for (int reading = -20; reading < READINGS; reading++) { /* the first fill the cache */
    json_t *parameters = json_loads(parameter_texts[draw(count)], 0, NULL);
    g_auto(RecordProblem) problem = {0};
    double start = seconds_now();
    double processor_start = processor_seconds();
    json_t *document = view_run(view_find(name), WORKSPACE, person, parameters, &options, &problem);
    if (document == NULL)
      g_error("%s: %s", name, problem.message);
    if (reading >= 0) {
      seconds[reading] = seconds_now() - start;
      processor[reading] = processor_seconds() - processor_start;
    }
    json_decref(document);
    json_decref(parameters);
  }
  qsort(seconds, READINGS, sizeof *seconds, compare_doubles);
  qsort(processor, READINGS, sizeof *processor, compare_doubles);
  double slow = seconds[READINGS * 99 / 100] * 1000;
  printf(
      "  %-10s median %7.2f ms, 99th percentile %7.2f ms   (at most 10)%s; of the processor's time %.2f and %.2f ms\n",
      name, seconds[READINGS / 2] * 1000, slow, slow <= 10 ? "" : "   MISSED", processor[READINGS / 2] * 1000,
      processor[READINGS * 99 / 100] * 1000);
  return slow <= 10;
}

/* Partners drawn evenly, as parameters of their view; and of each their last advice, as parameters of its. */
static void draw_parameters(Installation *installation, GPtrArray *partners, GPtrArray *advice) {
  ViewOptions options = {.store = installation_store(installation), .now_ms = g_get_real_time() / 1000};
  json_int_t after = 0;
  for (bool more = true; more;) {
    g_auto(RecordProblem) problem = {0};
    json_t *parameters = json_pack("{s:I, s:i}", "after", after, "count", VIEW_PAGE_MOST);
    json_t *page = view_run(view_find("partners"), WORKSPACE, PERSON, parameters, &options, &problem);
    json_decref(parameters);
    size_t index = 0;
    json_t *partner = NULL;
    json_array_foreach(json_object_get(page, "partners"), index, partner) {
      after = json_integer_value(json_object_get(partner, "position"));
      g_ptr_array_add(partners,
                      g_strdup_printf("{\"partner\":\"%s\"}", json_string_value(json_object_get(partner, "id"))));
      json_int_t last = json_integer_value(json_object_get(partner, "last_advice"));
      g_ptr_array_add(advice, g_strdup_printf("{\"advice\":\"a%" JSON_INTEGER_FORMAT "\"}", last));
    }
    more = index == VIEW_PAGE_MOST;
    json_decref(page);
  }
}

/* A person of the first partner's. */
static void add_outsider(Installation *installation) {
  json_t *document = json_pack("{s:s, s:s, s:s, s:s}", "person", OUTSIDER, "name_of_person", "Ben", "role", "partner",
                               "partner", FIRST_PARTNER);
  g_auto(RecordProblem) problem = {0};
  json_t *reply = installation_act(installation, action_find("add_person"), WORKSPACE, PERSON, document,
                                   g_get_real_time() / 1000, NULL, &problem);
  if (reply == NULL)
    g_error("add_person: %s", problem.message);
  json_decref(reply);
  json_decref(document);
}

static bool measure_views(Installation *installation, const GPtrArray *partners, const GPtrArray *advice) {
  const char *const nothing[] = {"{}"};
  const char *const page[] = {"{\"count\":50}", "{\"count\":50,\"after\":5000}", "{\"count\":50,\"after\":20000}"};
  bool ok = measure_view(installation, PERSON, "today", nothing, 1);
  ok = measure_view(installation, PERSON, "partner", (const char *const *)partners->pdata, partners->len) && ok;
  ok = measure_view(installation, PERSON, "advice", (const char *const *)advice->pdata, advice->len) && ok;
  ok = measure_view(installation, PERSON, "partners", page, G_N_ELEMENTS(page)) && ok;
  ok = measure_view(installation, PERSON, "skills", nothing, 1) && ok;
  ok = measure_view(installation, PERSON, "direction", nothing, 1) && ok;
  ok = measure_view(installation, PERSON, "choices", nothing, 1) && ok;
  return measure_view(installation, OUTSIDER, "portal", nothing, 1) && ok;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "--write") == 0) {
    write_record(argv[2], argc > 3 ? atoi(argv[3]) : ROWS_USUAL);
    return 0;
  }
  int rows = argc > 1 ? atoi(argv[1]) : ROWS_USUAL;
  const char *build = g_getenv("BUILD") != NULL ? g_getenv("BUILD") : "build";
  g_autofree char *program = g_build_filename(build, "bellwether", NULL);
  g_autofree char *folder = g_dir_make_tmp("million-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(folder, "record.csv", NULL);
  g_autofree char *store = g_build_filename(folder, "record.db", NULL);
  write_record(file, rows);
  const char *const import[] = {program, "import",      "--store", store, "--as",
                                PERSON,  "--workspace", WORKSPACE, file,  NULL};
  Cost in = run_command(import);
  const char *const refit[] = {program, "refit", "--store", store, "--workspace", WORKSPACE, NULL};
  Cost fit = run_command(refit);
  double scale = (double)rows / ROWS_USUAL;
  bool ok = in.seconds <= 90 * scale && in.peak_mb <= 400;
  printf("A record of %d rows, %d partners\n", rows, PARTNERS);
  printf("  import     %7.1f s, %5.0f MB   (at most %.0f s and 400 MB)%s; of the processors' time %.0f s\n", in.seconds,
         in.peak_mb, 90 * scale, ok ? "" : "   MISSED", in.processor_seconds);
  fflush(stdout);
  printf("  refit      %7.1f s, %5.0f MB\n", fit.seconds, fit.peak_mb);

  g_auto(RecordProblem) problem = {0};
  Installation *installation = installation_open(store, &problem);
  g_assert_nonnull(installation);
  g_autoptr(GPtrArray) partners = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) advice = g_ptr_array_new_with_free_func(g_free);
  draw_parameters(installation, partners, advice);
  add_outsider(installation);
  ok = measure_views(installation, partners, advice) && ok;
  installation_close(installation);
  const char *const left[] = {"", "-wal", "-shm", "-lock", "-keys"};
  for (size_t index = 0; index < G_N_ELEMENTS(left); index++) {
    g_autofree char *path = g_strconcat(store, left[index], NULL);
    g_unlink(path);
  }
  g_unlink(file);
  g_rmdir(folder);
  return ok ? 0 : 1;
}
