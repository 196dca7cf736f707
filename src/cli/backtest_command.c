/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `bellwether backtest`: reads a record, goes through it, reports, and writes the forecasts out where asked. */
#include "backtest.h"
#include "command.h"
#include "forecast.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

/* Whether two paths lead to one file, through links too. */
static bool is_same_file(const char *one, const char *other) {
  struct stat a, b;
  return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int write_rows(const BacktestRun *run, const char *path) {
  g_autoptr(GString) text = g_string_new(NULL);
  forecast_write_header(text, run->file);
  for (size_t i = 0; i < run->row_count; i++) {
    forecast_write_row(text, run->file, run->rows[i].record, &run->rows[i].comparison);
  }
  return output_write_file(path, text);
}

static int test_record(const RecordFile *file, const BacktestOptions *options, const char *rows_path, bool json,
                       Output *output) {
  BacktestRun run;
  int status = backtest_run(file, options, &run);
  if (status == EX_OK && rows_path != NULL) {
    status = write_rows(&run, rows_path);
  }
  if (status == EX_OK) {
    BacktestReport report;
    backtest_report(&run, options, &report);
    if (json) {
      backtest_print_json(&run, &report, output);
    } else {
      backtest_print_text(&run, &report, output);
    }
    backtest_report_clear(&report);
  }
  backtest_clear(&run);
  return status;
}

int command_backtest(int argc, char **argv, Output *output) {
  BacktestOptions wanted = {.from_ms = BELLWETHER_TIME_MIN_MS, .until_ms = BELLWETHER_TIME_MAX_MS};
  bellwether_options_init(&wanted.engine);
  const char *rows_path = NULL;
  bool json = false;
  const CommandOption options[] = {
      {"rows", OPTION_TEXT, &rows_path, "OUT.csv",
       N_("write every forecast there, in the columns of forecast; a file of that name is replaced")},
      {"from", OPTION_FROM, &wanted.from_ms, "DATE",
       N_("score advice given from then on; what came before is learned from")},
      {"to", OPTION_UNTIL, &wanted.until_ms, "DATE",
       N_("score advice given until then, the whole of that day included")},
      {"by-kind", OPTION_FLAG, &wanted.by_kind, NULL,
       N_("show the kinds of partners (\"agency-1\" and \"agency-2\" are of one kind), even where there is one only")},
      {"half-life", OPTION_NUMBER, &wanted.engine.half_life_days, "DAYS",
       N_("age at which evidence counts half (0, as without it: it does not fade)")},
      {"priors", OPTION_PRIORS, &wanted.engine.priors, "none|standard",
       N_("none: from the record alone, for comparison with other software")},
      {"json", OPTION_FLAG, &json, NULL, N_("everything, as JSON")},
      {0},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult read = command_read_options(argc, argv, options, arguments, 1, 1, output);
  if (read != OPTIONS_DONE) {
    return read == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  }
  if (wanted.from_ms > wanted.until_ms) {
    fprintf(stderr, "%s\n", _("bellwether backtest: --from is after --to: there is no time between them"));
    return EX_USAGE;
  }
  wanted.forecast_all = rows_path != NULL;
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_autoptr(RecordFile) file = record_file_read(g_ptr_array_index(arguments, 0), RECORD_LEARN, &problems);
  if (file == NULL) {
    record_problems_print(&problems);
    return problems.exit_status;
  }
  if (rows_path != NULL && is_same_file(g_ptr_array_index(arguments, 0), rows_path)) {
    fprintf(stderr, _("bellwether: %s is the record itself: --rows needs another file to write to\n"), rows_path);
    return EX_USAGE;
  }
  if (rows_path != NULL && !forecast_check_columns(file)) {
    return EX_DATAERR;
  }
  return test_record(file, &wanted, rows_path, json, output);
}
