/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* keeping_commands.c: `export`, `fetch`, `refit`, `rebuild`, `backup`, `restore` and `new-key`: looking after a record. */
#include "command.h"
#include "record_command.h"

#include "actions/backup.h"
#include "views/estimates.h"
#include "views/export.h"
#include "views/journal_file.h"
#include "views/words_index.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct {
  const char *store;
  const char *workspace;
  const char *person;
  const char *format;
  int64_t now_ms;
} Keeping;

typedef enum { WITH_NOBODY, WITH_WORKSPACE, WITH_PERSON } Needs;

/* Reads the options that such a command has; EX_OK to go on, -1 where help was asked for and given. */
static int read_keeping(int argc, char **argv, Needs needs, bool has_format, GPtrArray *arguments, size_t count,
                        Keeping *keeping, Output *output) {
  CommandOption table[6] = {
      {"store", OPTION_TEXT, &keeping->store, N_("FILE"), N_("the record's database (or BELLWETHER_STORE)")},
      {"clock", OPTION_FROM, &keeping->now_ms, N_("TIME"), COMMAND_CLOCK_HELP},
  };
  size_t used = 2;
  if (needs != WITH_NOBODY)
    table[used++] = (CommandOption){"workspace", OPTION_TEXT, &keeping->workspace, N_("NAME"),
                                    N_("the business (or BELLWETHER_WORKSPACE)")};
  if (needs == WITH_PERSON)
    table[used++] = (CommandOption){"as", OPTION_TEXT, &keeping->person, N_("PERSON"),
                                    N_("who you are there (or BELLWETHER_PERSON)")};
  if (has_format)
    table[used++] = (CommandOption){"format", OPTION_TEXT, &keeping->format, N_("FORMAT"),
                                    N_("csv (usual), jsonl, or journal: every entry, signed, for `verify`")};
  table[used] = (CommandOption){NULL, OPTION_FLAG, NULL, NULL, NULL};
  OptionsResult result = command_read_options(argc, argv, table, arguments, count, count, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? -1 : EX_USAGE;
  if (needs != WITH_NOBODY && keeping->workspace == NULL) {
    fprintf(stderr, _("bellwether %s: which workspace? Give --workspace NAME or set BELLWETHER_WORKSPACE\n"), argv[0]);
    return EX_USAGE;
  }
  if (needs == WITH_PERSON && keeping->person == NULL) {
    fprintf(stderr, _("bellwether %s: who are you? Give --as PERSON or set BELLWETHER_PERSON\n"), argv[0]);
    return EX_USAGE;
  }
  return EX_OK;
}

static void usual_keeping(Keeping *keeping, const char *store) {
  *keeping = (Keeping){.store = store,
                       .workspace = g_getenv("BELLWETHER_WORKSPACE"),
                       .person = g_getenv("BELLWETHER_PERSON"),
                       .format = "csv",
                       .now_ms = g_get_real_time() / 1000};
}

/* ---- export ----------------------------------------------------------------------------------------------------- */

typedef struct {
  Output *output;
  bool as_csv;
} Export;

static bool export_row(void *context, const char *const values[EXPORT_COLUMNS]) {
  Export *export = context;
  if (export->as_csv)
    export_write_csv(export->output->text, values);
  else
    export_write_json(export->output->text, values);
  return true;
}

static bool export_line(void *context, const char *line, size_t length) {
  Output *output = context;
  g_string_append_len(output->text, line, (gssize)length);
  return true;
}

static int export_journal(const ViewOptions *options, const Keeping *keeping, Output *output, RecordProblem *problem) {
  return journal_file_write(options, keeping->workspace, keeping->person, export_line, output, problem)
             ? EX_OK
             : record_report_problem("export", problem);
}

int command_export(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_PERSON, true, arguments, 0, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  bool as_csv = strcmp(keeping.format, "csv") == 0;
  bool as_journal = strcmp(keeping.format, "journal") == 0;
  if (!as_csv && !as_journal && strcmp(keeping.format, "jsonl") != 0) {
    fprintf(stderr, _("bellwether export: --format: expected csv, jsonl or journal, found \"%s\"\n"), keeping.format);
    return EX_USAGE;
  }
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(keeping.store, argv[0], &problem);
  if (installation == NULL)
    return record_report_problem(argv[0], &problem);
  ViewOptions options = {
      .store = installation_store(installation), .now_ms = keeping.now_ms, .keys = installation_keys(installation)};
  if (as_journal)
    return export_journal(&options, &keeping, output, &problem);
  Export export = {.output = output, .as_csv = as_csv};
  if (as_csv)
    export_write_csv(output->text, export_columns);
  size_t left_out = 0;
  if (!export_rows(&options, keeping.workspace, keeping.person, export_row, &export, &left_out, &problem))
    return record_report_problem(argv[0], &problem);
  if (left_out > 0)
    fprintf(stderr,
            ngettext("bellwether export: %zu piece of advice was left out: your own view on it comes first\n",
                     "bellwether export: %zu pieces of advice were left out: your own view on them comes first\n",
                     left_out),
            left_out);
  return EX_OK;
}

/* ---- fetch ------------------------------------------------------------------------------------------------------ */

int command_fetch(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_PERSON, false, arguments, 1, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  const char *id = arguments->pdata[0];
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(keeping.store, argv[0], &problem);
  g_autoptr(GBytes) content =
      installation != NULL ? installation_fetch_file(installation, keeping.workspace, keeping.person, id, &problem)
                           : NULL;
  if (content == NULL)
    return record_report_problem(argv[0], &problem);
  gsize length = 0;
  const char *bytes = g_bytes_get_data(content, &length);
  if (output->is_terminal && !g_utf8_validate_len(bytes, length, NULL)) {
    fprintf(stderr, _("bellwether fetch: %s is no text. Send it to a file: bellwether fetch %s > NAME\n"), id, id);
    return EX_USAGE;
  }
  g_string_append_len(output->text, bytes, (gssize)length);
  return EX_OK;
}

/* ---- refit, rebuild --------------------------------------------------------------------------------------------- */

int command_refit(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_WORKSPACE, false, arguments, 0, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(keeping.store, argv[0], &problem);
  if (installation == NULL || !installation_check_keys(installation, &problem))
    return record_report_problem(argv[0], &problem);
  Store *opened = installation_store(installation);
  if (!estimates_refresh(opened, keeping.workspace, keeping.now_ms, true, NULL, &problem) ||
      !words_index_catch_up(opened, installation_keys(installation), keeping.workspace, &problem))
    return record_report_problem(argv[0], &problem);
  return EX_OK;
}

static void show_entries(void *context, int64_t entries) {
  (void)context;
  if (isatty(STDERR_FILENO))
    fprintf(stderr, _("\r%" PRId64 " entries"), entries);
}

int command_rebuild(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_PERSON, false, arguments, 0, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(keeping.store, argv[0], &problem);
  bool ok = installation != NULL && action_rebuild(installation_store(installation), keeping.workspace, keeping.person,
                                                   show_entries, NULL, &problem);
  if (isatty(STDERR_FILENO))
    fprintf(stderr, "\r\033[K");
  return ok ? EX_OK : record_report_problem(argv[0], &problem);
}

/* ---- backup, restore -------------------------------------------------------------------------------------------- */

int command_backup(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_NOBODY, false, arguments, 1, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(keeping.store, argv[0], &problem);
  if (installation == NULL || !backup_make(installation, keeping.store, arguments->pdata[0], &problem))
    return record_report_problem(argv[0], &problem);
  return EX_OK;
}

static void tell_begun(void *context, const char *workspace, int64_t epoch) {
  output_printf(context, _("%s\tepoch %" PRId64 "\n"), workspace, epoch);
}

int command_restore(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  Keeping keeping;
  usual_keeping(&keeping, store);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_keeping(argc, argv, WITH_NOBODY, false, arguments, 1, &keeping, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  g_auto(RecordProblem) problem = {0};
  if (!backup_restore(arguments->pdata[0], keeping.store, keeping.now_ms, tell_begun, output, &problem))
    return record_report_problem(argv[0], &problem);
  return EX_OK;
}

/* What it means stands in its help, so that nobody does it in passing. */
int command_new_key(int argc, char **argv, Output *output) {
  g_autofree char *usual = record_usual_store();
  const char *store = usual;
  int64_t now_ms = g_get_real_time() / 1000;
  bool lost = false;
  const CommandOption table[] = {
      {"lost", OPTION_FLAG, &lost, NULL, N_("the file of secrets is lost for good, and there is no copy of it")},
      {"store", OPTION_TEXT, &store, N_("FILE"), N_("the record's database (or BELLWETHER_STORE)")},
      {"clock", OPTION_FROM, &now_ms, N_("TIME"), COMMAND_CLOCK_HELP},
      {NULL, OPTION_FLAG, NULL, NULL, NULL},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult result = command_read_options(argc, argv, table, arguments, 0, 0, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  if (!lost) {
    fprintf(stderr, "%s\n",
            _("bellwether new-key: a new key is another signer; read bellwether new-key --help, and say --lost"));
    return EX_USAGE;
  }
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open_existing(store, argv[0], &problem);
  if (installation == NULL || !epochs_begin_with_new_key(installation, now_ms, tell_begun, output, &problem))
    return record_report_problem(argv[0], &problem);
  return EX_OK;
}
