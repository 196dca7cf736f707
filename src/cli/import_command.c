/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import_command.c: `bellwether import`: a file of the past into the record, all of it or nothing.
 *
 * A file may hold several workspaces. Each becomes one of the record's, under its name with '-' for what a name may not
 * hold; with --workspace all rows go into that one.
 */
#include "command.h"
#include "record_command.h"
#include "record_file.h"
#include "workspaces.h"

#include "actions/import.h"
#include "views/estimates.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define WORKSPACE_USUAL "record" /* for a file without the column, where the environment names none */

typedef struct {
  size_t line;
  char *text;
} Refusal;

/* The lines of a file that the record's rules refuse. Rows come in order of time, lines are named in order. */
typedef struct {
  GArray *list; /* Refusal, at most RECORD_PROBLEMS_MAX */
  GArray *more; /* size_t: the other lines */
} Refusals;

typedef struct {
  const Workspace *rows;
  Refusals *refusals;
  char *name; /* in the record */
  size_t next;
  const RecordFile *file;
  const RecordRow *last;
  bool progress;
} Part;

static void part_free(gpointer data) {
  Part *part = data;
  g_free(part->name);
  g_free(part);
}

static bool next_row(void *context, ImportRow *row) {
  Part *part = context;
  if (part->next == part->rows->rows->len)
    return false;
  part->last = workspace_row(part->rows, part->next++);
  RecordExtra extra = record_file_extra(part->file, part->last);
  *row = (ImportRow){
      .advice = part->last->advice, .line = part->last->line, .know_by_ms = extra.know_by_ms, .acted = extra.acted};
  return true;
}

static void start_again(void *context) {
  ((Part *)context)->next = 0;
}

/* A field of the action as the file's columns call it. */
static const char *column_of(const char *field) {
  static const char *const names[][2] = {{"given_at", "at"},
                                         {"begins_at", "at"},
                                         {"known_at", "outcome_at"},
                                         {"option", "advice"},
                                         {"chance", "confidence"},
                                         {"own_view_chance", "own_view_confidence"},
                                         {"question", "brief"},
                                         {"worked", "outcome"},
                                         {"advice_worked", "advice_outcome"},
                                         {"own_view_worked", "own_view_outcome"}};
  for (size_t index = 0; index < G_N_ELEMENTS(names); index++) {
    if (strcmp(names[index][0], field) == 0)
      return names[index][1];
  }
  return field;
}

static void note_refused(void *context, size_t line, const RecordProblem *problem) {
  const Part *part = context;
  Refusals *refusals = part->refusals;
  if (refusals->list->len >= RECORD_PROBLEMS_MAX) {
    g_array_append_val(refusals->more, line);
    return;
  }
  const char *field = problem->field != NULL ? column_of(problem->field) : "";
  Refusal refusal = {.line = line,
                     .text = g_strdup_printf("%s:%zu: %s%s%s", part->file->name, line, field,
                                             problem->field != NULL ? ": " : "", problem->message)};
  g_array_append_val(refusals->list, refusal);
}

static int compare_lines(const void *left, const void *right) {
  const Refusal *first = left;
  const Refusal *second = right;
  return (first->line > second->line) - (first->line < second->line);
}

static void clear_refusal(gpointer refusal) {
  g_free(((Refusal *)refusal)->text);
}

static void refusals_init(Refusals *refusals) {
  *refusals =
      (Refusals){.list = g_array_new(FALSE, FALSE, sizeof(Refusal)), .more = g_array_new(FALSE, FALSE, sizeof(size_t))};
  g_array_set_clear_func(refusals->list, clear_refusal);
}

static void refusals_clear(Refusals *refusals) {
  g_clear_pointer(&refusals->list, g_array_unref);
  g_clear_pointer(&refusals->more, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Refusals, refusals_clear)

static void refusals_print(const Refusals *refusals) {
  g_array_sort(refusals->list, compare_lines);
  for (guint index = 0; index < refusals->list->len; index++)
    fprintf(stderr, "%s\n", g_array_index(refusals->list, Refusal, index).text);
  record_lines_print(refusals->more);
}

static void show_progress(void *context, size_t rows) {
  const Part *part = context;
  if (part->progress)
    fprintf(stderr, _("\r%s: %zu rows"), part->name, rows);
}

/* A name of the record: letters, digits and . _ : -, at most 64. Free with g_free. */
static char *name_for(const char *text, GHashTable *taken) {
  GString *name = g_string_new(NULL);
  for (const char *at = text; *at != '\0' && name->len < 60; at++)
    g_string_append_c(name, g_ascii_isalnum(*at) || strchr("._:-", *at) != NULL ? *at : '-');
  if (name->len == 0 || !g_ascii_isalnum(name->str[0]))
    g_string_prepend(name, "w");
  for (unsigned number = 2; g_hash_table_contains(taken, name->str); number++) {
    g_string_truncate(name, MIN(name->len, 56));
    g_string_append_printf(name, "-%u", number);
  }
  g_hash_table_add(taken, g_strdup(name->str));
  return g_string_free(name, FALSE);
}

/* A file without the column goes where the shell's other commands go. */
static const char *usual_workspace(void) {
  const char *usual = g_getenv("BELLWETHER_WORKSPACE");
  return usual != NULL && *usual != '\0' ? usual : WORKSPACE_USUAL;
}

static GPtrArray *make_parts(const GPtrArray *workspaces, const RecordFile *file, const char *only) {
  GPtrArray *parts = g_ptr_array_new_with_free_func(part_free);
  g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint index = 0; index < workspaces->len; index++) {
    Part *part = g_new0(Part, 1);
    part->rows = workspaces_get(workspaces, index);
    part->name = only != NULL                ? g_strdup(only)
                 : *part->rows->name == '\0' ? g_strdup(usual_workspace())
                                             : name_for(part->rows->name, taken);
    part->file = file;
    part->progress = isatty(STDERR_FILENO) != 0;
    g_ptr_array_add(parts, part);
  }
  return parts;
}

typedef struct {
  const char *store;
  const char *workspace;
  const char *person;
  const char *currency;
  const char *zone;
  int64_t now_ms;
  size_t wrong; /* lines that could not be read */
  bool into;
  bool again;
} ImportOptions;

static void fill_in(const ImportOptions *options, const GPtrArray *parts, size_t rows, ImportPart *imports) {
  for (guint index = 0; index < parts->len; index++) {
    Part *part = parts->pdata[index];
    imports[index] = (ImportPart){
        .target = {.workspace = part->name,
                   .person = options->person,
                   .name = part->rows->name,
                   .currency = options->currency,
                   .zone = options->zone,
                   .rows_expected = rows,
                   .refused_before = options->wrong,
                   .open = !options->into,
                   .again = options->again,
                   .now_ms = options->now_ms},
        .source = {.next = next_row,
                   .reset = start_again,
                   .refused = note_refused,
                   .progress = show_progress,
                   .context = part},
    };
    if (*part->rows->name == '\0')
      imports[index].target.name = NULL;
  }
}

static int import_into(const ImportOptions *options, const GPtrArray *parts, size_t rows, Output *output) {
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open(options->store, "import", &problem);
  if (installation == NULL)
    return record_report_problem("import", &problem);
  g_auto(Refusals) refusals;
  refusals_init(&refusals);
  for (guint index = 0; index < parts->len; index++)
    ((Part *)parts->pdata[index])->refusals = &refusals;
  g_autofree ImportPart *imports = g_new0(ImportPart, parts->len);
  fill_in(options, parts, rows, imports);
  bool ok = import_parts(installation, imports, parts->len, &problem);
  if (isatty(STDERR_FILENO))
    fprintf(stderr, "\r\033[K");
  refusals_print(&refusals);
  if (!ok)
    return record_report_problem("import", &problem);
  bool many = false;
  for (guint index = 0; index < parts->len; index++) {
    output_printf(output, "%s\t%zu\n", imports[index].target.workspace, imports[index].rows);
    many = many || imports[index].rows > ESTIMATES_AT_ONCE_MAX;
  }
  if (many)
    fprintf(stderr, "%s\n",
            _("bellwether import: what so much of a record says isn't worked out while you wait: `bellwether refit` "
              "does it."));
  return EX_OK;
}

/* The file's rows. Where lines can't be read, they are told, and the others are looked at all the same, so that whoever
 * mends the file knows of all at once; NULL where nothing of it can be read, or where there is nothing. */
static RecordFile *read_rows(const char *path, ImportOptions *options, int *status) {
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_autoptr(RecordFile) file = record_file_read(path, RECORD_ENTER, &problems);
  *status = problems.exit_status;
  options->wrong = problems.count;
  bool none = file == NULL || record_file_row_count(file) == 0;
  if (!none)
    g_clear_pointer(&problems.summary, g_free); /* said with what else is wrong */
  record_problems_print(&problems);
  if (file != NULL && none && problems.count == 0)
    fprintf(stderr, _("bellwether import: %s has no rows; nothing was imported\n"), file->name);
  return none ? NULL : g_steal_pointer(&file);
}

static int read_options(int argc, char **argv, ImportOptions *options, GPtrArray *arguments, Output *output) {
  const CommandOption table[] = {
      {"store", OPTION_TEXT, &options->store, N_("FILE"), N_("the record's database (or BELLWETHER_STORE)")},
      {"as", OPTION_TEXT, &options->person, N_("PERSON"), N_("who you are (or BELLWETHER_PERSON): the owner")},
      {"workspace", OPTION_TEXT, &options->workspace, N_("NAME"),
       N_("put all rows into this one workspace; a file without the column goes into BELLWETHER_WORKSPACE")},
      {"into", OPTION_FLAG, &options->into, NULL, N_("the workspaces are there already: add to them")},
      {"again", OPTION_FLAG, &options->again, NULL,
       N_("with --into: take advice that is in the record already once more")},
      {"currency", OPTION_TEXT, &options->currency, N_("CODE"), N_("of new workspaces' money; EUR")},
      {"zone", OPTION_TEXT, &options->zone, N_("ZONE"), N_("of new workspaces; UTC")},
      {"clock", OPTION_FROM, &options->now_ms, N_("TIME"), COMMAND_CLOCK_HELP},
      {NULL, OPTION_FLAG, NULL, NULL, NULL},
  };
  OptionsResult result = command_read_options(argc, argv, table, arguments, 1, 1, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? -1 : EX_USAGE;
  if (options->person != NULL)
    return EX_OK;
  fprintf(stderr, "%s\n", _("bellwether import: who are you? Give --as PERSON or set BELLWETHER_PERSON"));
  return EX_USAGE;
}

int command_import(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  ImportOptions options = {.store = store,
                           .person = g_getenv("BELLWETHER_PERSON"),
                           .currency = "EUR",
                           .zone = "UTC",
                           .now_ms = g_get_real_time() / 1000};
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  int status = read_options(argc, argv, &options, arguments, output);
  if (status != EX_OK)
    return status == -1 ? EX_OK : status;
  g_autoptr(RecordFile) file = read_rows(arguments->pdata[0], &options, &status);
  if (file == NULL)
    return status;
  g_autoptr(GPtrArray) workspaces = workspaces_new();
  workspaces_add_file(workspaces, file);
  workspaces_sort(workspaces);
  if (options.workspace != NULL && workspaces->len > 1) {
    fprintf(stderr,
            _("bellwether import: the file holds %u workspaces; leave --workspace out to import each under its "
              "own name\n"),
            workspaces->len);
    return EX_USAGE;
  }
  g_autoptr(GPtrArray) parts = make_parts(workspaces, file, options.workspace);
  return import_into(&options, parts, record_file_row_count(file), output);
}
