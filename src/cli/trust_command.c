/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `bellwether trust`: reads a record, fits an engine for each workspace, shows every standing. */
#include "command.h"
#include "outcomes.h"
#include "trust_select.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <sysexits.h>

typedef struct {
  bool json;
  bool table;
  const char *sort; /* NULL: as recorded */
  TrustSelection selection;
} TrustOptions;

/* Counts what became of the advice that was given with a word for how sure. Lines of this workspace start at `first`. */
static void count_words(TrustAnswer *answer, const Workspace *workspace, guint first) {
  g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = first; i < answer->lines->len; i++) {
    TrustLine *line = &g_array_index(answer->lines, TrustLine, i);
    g_hash_table_insert(lines, g_strjoin("\n", line->standing.partner, line->standing.skill, NULL), line);
  }
  for (size_t i = 0; i < workspace->rows->len; i++) {
    const BellwetherRow *row = &workspace_row(workspace, i)->advice;
    double outcome = outcomes_of_advice(row);
    g_autofree char *key = g_strjoin("\n", row->partner, row->skill == NULL ? "" : row->skill, NULL);
    TrustLine *line = g_hash_table_lookup(lines, key);
    if (line != NULL && !isnan(outcome)) {
      line->said[row->sureness].outcomes++;
      line->said[row->sureness].worked += outcome;
    }
  }
}

/* Fits one workspace and appends its standings. */
static int judge_workspace(TrustAnswer *answer, Workspace *workspace, const BellwetherOptions *options) {
  int status = workspace_open_engine(workspace, options);
  if (status == EX_OK) {
    status = workspace_report(workspace, bellwether_fit(workspace->engine, BELLWETHER_ALL_TIME));
  }
  size_t count = 0;
  guint first = answer->lines->len;
  if (status == EX_OK) {
    status = workspace_report(workspace, bellwether_standing_count(workspace->engine, &count));
  }
  for (size_t i = 0; i < count && status == EX_OK; i++) {
    TrustLine line = {.workspace = workspace->name};
    status = workspace_report(workspace, bellwether_standing(workspace->engine, i, &line.standing));
    g_array_append_val(answer->lines, line);
  }
  count_words(answer, workspace, first);
  BellwetherChecking checking;
  if (status == EX_OK) {
    status = workspace_report(workspace, bellwether_checking(workspace->engine, &checking));
    g_array_append_val(answer->checkings, checking);
  }
  return status;
}

/* Says that no line is of the kind that was asked for. */
static int report_none(const RecordFile *file, const TrustSelection *selection) {
  const char *const asked[] = {selection->partner, selection->skill, selection->workspace};
  static const char *const options[] = {"--partner", "--skill", "--workspace"};
  g_autoptr(GString) what = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
    if (asked[i] != NULL) {
      g_string_append_printf(what, " %s \"%s\"", options[i], asked[i]);
    }
  }
  fprintf(stderr, _("bellwether trust: nothing in %s is of%s; names are compared whole, capitals don't matter\n"),
          file->name, what->str);
  return EX_USAGE;
}

static int judge_record(const RecordFile *file, const BellwetherOptions *options, const TrustOptions *wanted,
                        Output *output) {
  g_autoptr(GPtrArray) workspaces = workspaces_new();
  workspaces_add_file(workspaces, file);
  workspaces_sort(workspaces);
  g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(TrustLine));
  g_autoptr(GArray) checkings = g_array_new(FALSE, FALSE, sizeof(BellwetherChecking));
  TrustAnswer answer = {.file = file,
                        .cost_assumed = isnan(options->check_cost),
                        .workspaces = workspaces,
                        .lines = lines,
                        .checkings = checkings};
  for (guint i = 0; i < workspaces->len; i++) {
    int status = judge_workspace(&answer, workspaces_get(workspaces, i), options);
    if (status != EX_OK) {
      return status;
    }
  }
  bool is_empty = lines->len == 0;
  trust_select(&answer, &wanted->selection);
  if (answer.found == 0 && !is_empty) {
    return report_none(file, &wanted->selection);
  }
  if (wanted->json) {
    trust_print_json(&answer, output);
  } else if (wanted->table || output->is_terminal) {
    trust_print_table(&answer, output);
  } else {
    trust_print_values(&answer, output);
  }
  return EX_OK;
}

int command_trust(int argc, char **argv, Output *output) {
  BellwetherOptions engine;
  bellwether_options_init(&engine);
  TrustOptions wanted = {0};
  const CommandOption options[] = {
      {"check-cost", OPTION_NUMBER, &engine.check_cost, "AMOUNT",
       N_("what checking one decision costs, in the unit of the stakes (without it: a twentieth of the median stake)")},
      {"check-hours", OPTION_NUMBER, &engine.check_hours, "HOURS",
       N_("how long checking one decision takes, for the hours handed back (without it: 0.5)")},
      {"half-life", OPTION_NUMBER, &engine.half_life_days, "DAYS",
       N_("age at which evidence counts half (0, as without it: it does not fade)")},
      {"priors", OPTION_PRIORS, &engine.priors, "none|standard",
       N_("none: from the record alone, for comparison with other software")},
      {"partner", OPTION_TEXT, &wanted.selection.partner, "NAME", N_("this partner only")},
      {"skill", OPTION_TEXT, &wanted.selection.skill, "NAME", N_("this skill only")},
      {"workspace", OPTION_TEXT, &wanted.selection.workspace, "NAME", N_("this business only")},
      {"sort", OPTION_TEXT, &wanted.sort, "name|limit|chance|outcomes",
       N_("in this order, the highest first (without it: as they first appear in the record)")},
      {"top", OPTION_COUNT, &wanted.selection.top, "N", N_("only the first N lines")},
      {"json", OPTION_FLAG, &wanted.json, NULL, N_("everything, as JSON")},
      {"table", OPTION_FLAG, &wanted.table, NULL, N_("the table for people, also when piped")},
      {0},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult read = command_read_options(argc, argv, options, arguments, 1, 1, output);
  if (read != OPTIONS_DONE) {
    return read == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  }
  if (wanted.sort != NULL && !trust_order_find(wanted.sort, &wanted.selection.order)) {
    fprintf(stderr, _("bellwether trust: --sort: expected name, limit, chance or outcomes, found \"%s\"\n"),
            wanted.sort);
    return EX_USAGE;
  }
  if (wanted.json && wanted.table) {
    fprintf(stderr, "%s\n", _("bellwether trust: --json and --table are two forms of the same answer: take one"));
    return EX_USAGE;
  }
  if (engine.check_hours > 1000) {
    fprintf(stderr, _("bellwether trust: --check-hours: expected a number from 0 to 1000\n"));
    return EX_USAGE;
  }
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_autoptr(RecordFile) file = record_file_read(g_ptr_array_index(arguments, 0), RECORD_LEARN, &problems);
  if (file == NULL) {
    record_problems_print(&problems);
    return problems.exit_status;
  }
  return judge_record(file, &engine, &wanted, output);
}
