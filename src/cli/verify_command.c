/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `bellwether verify`: gives a receipt or a journal to the checker line by line, and says what was proved.
 *
 * The file may be larger than memory: one buffer holds one line. What the answer leaves open is said with it: without a
 * key nobody knows who signed, without a head that was kept nobody knows what stood there before.
 */
#include "bellwether/checker.h"
#include "command.h"
#include "verify_entry.h"
#include "words/words.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define LINES_BETWEEN_PROGRESS 20000

typedef struct {
  const char *path;
  const char *key_path;
  const char *since_path;
  bool json;
} VerifyOptions;

/* How a receipt and a journal begin: their form is canonical, so that it can be told by the bytes (docs/journal.md). */
#define RECEIPT_BEGINNING "{\"bellwether\":\"receipt\""
#define JOURNAL_BEGINNING "{\"entry\":"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BellwetherChecker, bellwether_checker_free)

/* ---- Files ------------------------------------------------------------------------------------------------------ */

typedef struct {
  FILE *file;
  char *bytes; /* room for a line and one byte more, by which a longer one is known */
  size_t start;
  size_t filled;
} LineReader;

#define READER_BYTES ((size_t)BELLWETHER_CHECKER_LINE_BYTES_MAX + 1)

/* The next line with its newline, or what is there of a line that is too long or has no end. NULL at the end of the
 * file, and on an error, which ferror tells. */
static const char *reader_next(LineReader *reader, size_t *length) {
  char *newline = memchr(reader->bytes + reader->start, '\n', reader->filled - reader->start);
  if (newline == NULL) {
    reader->filled -= reader->start;
    memmove(reader->bytes, reader->bytes + reader->start, reader->filled);
    reader->start = 0;
    size_t got = fread(reader->bytes + reader->filled, 1, READER_BYTES - reader->filled, reader->file);
    newline = memchr(reader->bytes + reader->filled, '\n', got);
    reader->filled += got;
  }
  const char *line = reader->bytes + reader->start;
  *length = newline == NULL ? reader->filled - reader->start : (size_t)(newline - line) + 1;
  reader->start += *length;
  return *length == 0 || ferror(reader->file) ? NULL : line;
}

static int report_unreadable(const char *path, int error) {
  fprintf(stderr, _("bellwether: cannot read %s: %s\n"), path, g_strerror(error));
  return error == ENOENT || error == EACCES || error == EISDIR ? EX_NOINPUT : EX_IOERR;
}

/* line: 0 where the file as a whole is meant. */
static int report_checker(const BellwetherChecker *checker, BellwetherCheckStatus status, const char *path,
                          uint64_t line) {
  if (line > 0) {
    g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, line);
    fprintf(stderr, _("bellwether: %s, line %s: %s.\n%s.\n"), path, number, bellwether_checker_error(checker),
            bellwether_checker_advice(checker));
  } else {
    fprintf(stderr, _("bellwether: %s: %s.\n%s.\n"), path, bellwether_checker_error(checker),
            bellwether_checker_advice(checker));
  }
  return status == BELLWETHER_CHECK_NO_MEMORY ? EX_OSERR : EX_DATAERR;
}

static bool begins_with(const char *bytes, size_t length, const char *beginning) {
  return length >= strlen(beginning) && memcmp(bytes, beginning, strlen(beginning)) == 0;
}

/* What --since takes, and how one comes by it, after it was given something else. */
static void explain_since(const char *path, bool is_journal) {
  if (is_journal) {
    fprintf(stderr, _("bellwether: %s is a whole journal.\n"), path);
  }
  fprintf(
      stderr, "%s\n",
      _("--since takes one signed head, or a receipt, that you kept from earlier. The last line of a journal is its "
        "signed head: of the journal as it was then, tail -n 1 JOURNAL > head.json"));
}

typedef BellwetherCheckStatus (*SmallFileFunction)(BellwetherChecker *checker, const char *bytes, size_t length);

/* Gives a key file or a head to the checker. Both are far smaller than a line. */
static int give_small_file(BellwetherChecker *checker, const char *path, SmallFileFunction give) {
  if (path == NULL) {
    return EX_OK;
  }
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return report_unreadable(path, errno);
  }
  g_autofree char *bytes = g_malloc(READER_BYTES);
  size_t length = fread(bytes, 1, READER_BYTES, file);
  int error = ferror(file) ? errno : 0;
  fclose(file);
  if (error != 0) {
    return report_unreadable(path, error);
  }
  BellwetherCheckStatus status = give(checker, bytes, length);
  if (status == BELLWETHER_CHECK_OK) {
    return EX_OK;
  }
  bool is_journal = give == bellwether_checker_since && begins_with(bytes, length, JOURNAL_BEGINNING);
  int ended = is_journal ? EX_DATAERR : report_checker(checker, status, path, 0);
  if (give == bellwether_checker_since && status == BELLWETHER_CHECK_REFUSED) {
    explain_since(path, is_journal);
  }
  return ended;
}

static void show_progress(uint64_t lines, bool ended) {
  if (ended) {
    fputs("\r\033[K", stderr);
  } else {
    g_autofree char *count = words_count(lines);
    fprintf(stderr, _("\r%s lines checked"), count);
  }
  fflush(stderr);
}

/* Whether a file that starts so can be a receipt or a journal; says so where not. */
static bool check_kind(char first, const char *path) {
  if (first == '{' || g_ascii_isspace(first)) {
    return true; /* the checker says what is wrong with it */
  }
  fprintf(stderr, _("bellwether: %s is no receipt and no journal: those are text, of which each line starts with {\n"),
          path);
  return false;
}

/* The receipt as values, before it is known whether it holds; NULL of what is none. */
static json_t *read_receipt(const char *line, size_t length) {
  return begins_with(line, length, RECEIPT_BEGINNING) ? json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* *receipt: the caller's, where the file is one. */
static int give_lines(BellwetherChecker *checker, const VerifyOptions *options, LineReader *reader, json_t **receipt) {
  size_t length = 0;
  bool progress = isatty(STDERR_FILENO);
  bool shown = false;
  BellwetherCheckStatus status = BELLWETHER_CHECK_OK;
  const char *line = NULL;
  while (status == BELLWETHER_CHECK_OK && (line = reader_next(reader, &length)) != NULL) {
    if (bellwether_checker_line_number(checker) == 0 && !check_kind(*line, options->path)) {
      return EX_DATAERR;
    }
    if (bellwether_checker_line_number(checker) == 0) {
      *receipt = read_receipt(line, length);
    }
    status = bellwether_checker_line(checker, line, length);
    uint64_t lines = bellwether_checker_line_number(checker);
    if (progress && lines % LINES_BETWEEN_PROGRESS == 0) {
      show_progress(lines, false);
      shown = true;
    }
  }
  int error = errno;
  if (shown) {
    show_progress(0, true);
  }
  if (ferror(reader->file)) {
    return report_unreadable(options->path, error);
  }
  return status == BELLWETHER_CHECK_OK
             ? EX_OK
             : report_checker(checker, status, options->path, bellwether_checker_line_number(checker));
}

static int give_file(BellwetherChecker *checker, const VerifyOptions *options, json_t **receipt) {
  bool standard_input = strcmp(options->path, "-") == 0;
  FILE *file = standard_input ? stdin : fopen(options->path, "rb");
  if (file == NULL) {
    return report_unreadable(options->path, errno);
  }
  g_autofree char *bytes = g_malloc0(READER_BYTES);
  LineReader reader = {.file = file, .bytes = bytes};
  int status = give_lines(checker, options, &reader, receipt);
  if (!standard_input) {
    fclose(file);
  }
  return status;
}

/* ---- The answer ------------------------------------------------------------------------------------------------- */

static char *time_text(int64_t at_ms) {
  int64_t seconds = at_ms / 1000 - (at_ms % 1000 < 0);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
  return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

static void print_texts(const BellwetherCheckResult *result, Output *output) {
  g_autofree char *all = words_count((size_t)result->texts);
  g_autofree char *open = words_count((size_t)result->texts_open);
  g_autofree char *text =
      result->texts == 0 ? g_strdup(_("No texts belong to it."))
      : result->texts_open == result->texts
          ? g_strdup_printf(_("Texts: %s, each as it was committed to."), all)
          : g_strdup_printf(_("Texts: %s of %s are here, each as it was committed to; the others were erased or are "
                              "not for you to read."),
                            open, all);
  output_paragraph(output, 0, text);
}

static void print_key(const BellwetherCheckResult *result, Output *output) {
  g_autofree char *text =
      result->key_was_given
          ? g_strdup_printf(_("Signed by the key %s, which you trust or which was handed over to by one that you do."),
                            result->key)
          : g_strdup_printf(_("Signed by the key %s. You gave no key, so this says that nothing was changed since it "
                              "was signed, but not who signed it: compare that with what `bellwether key` of the "
                              "business calls its key, or give its key file with --key."),
                            result->key);
  output_paragraph(output, 0, text);
}

static void print_receipt(const BellwetherCheckResult *result, Output *output) {
  g_autofree char *entry_at = time_text(result->entry_at_ms);
  g_autofree char *head_at = time_text(result->head_at_ms);
  g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, result->entry_seq);
  g_autofree char *size = words_count((size_t)result->size);
  g_autofree char *text =
      g_strdup_printf(ngettext("The receipt holds. Entry %s (%s by %s, %s) is in the journal of %s, as it stood with "
                               "%s entry when it was signed at %s. All times are by the signer's clock.",
                               "The receipt holds. Entry %s (%s by %s, %s) is in the journal of %s, as it stood with "
                               "%s entries when it was signed at %s. All times are by the signer's clock.",
                               (gulong)result->size),
                      seq, result->entry_kind, result->entry_actor, entry_at, result->workspace, size, head_at);
  output_paragraph(output, 0, text);
}

static void print_journal(const BellwetherCheckResult *result, Output *output) {
  g_autofree char *head_at = time_text(result->head_at_ms);
  g_autofree char *size = words_count((size_t)result->size);
  g_autofree char *heads = words_count((size_t)result->heads);
  g_autofree char *since = words_count((size_t)result->since_size);
  g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, result->epoch);
  g_autofree char *text =
      g_strdup_printf(ngettext("The journal of %s holds: %s entry, epoch %s, signed heads: %s, the last "
                               "one signed at %s by the signer's clock.",
                               "The journal of %s holds: %s entries, epoch %s, signed heads: %s, the last "
                               "one signed at %s by the signer's clock.",
                               (gulong)result->size),
                      result->workspace, size, epoch, heads, head_at);
  output_paragraph(output, 0, text);
  g_autofree char *before =
      result->since_was_given
          ? g_strdup_printf(
                ngettext("It begins with the same %s entry as the head that you kept: it was not rewritten since.",
                         "It begins with the same %s entries as the head that you kept: none of them was "
                         "rewritten since.",
                         (gulong)result->since_size),
                since)
          : g_strdup(_("Nothing was held against it: whether it was rewritten before it was signed, only a head or a "
                       "receipt that you kept from earlier can tell (--since)."));
  output_paragraph(output, 0, before);
}

/* No proof hangs on times, and whoever reads them should know where they can't be right. */
static void print_times(const BellwetherCheckResult *result, Output *output) {
  g_autofree char *count = words_count((size_t)result->dated_back);
  g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, result->first_dated_back);
  g_autofree char *text =
      result->dated_back == 0
          ? g_strdup(_("No entry is dated before the one before it."))
          : g_strdup_printf(ngettext("%s entry is dated before the one before it: entry %s. The order of what happened "
                                     "is that of the numbers; the times are what somebody's clock said.",
                                     "%s entries are dated before the one before them, the first of them entry %s. The "
                                     "order of what happened is that of the numbers; the times are what somebody's "
                                     "clock said.",
                                     result->dated_back),
                            count, first);
  output_paragraph(output, 0, text);
}

static json_t *document_of(const BellwetherCheckResult *result, const json_t *receipt) {
  g_autofree char *head_at = time_text(result->head_at_ms);
  json_t *document = json_pack(
      "{s:s, s:s, s:s, s:b, s:I, s:I, s:s, s:I, s:I, s:I}", "verified", result->is_receipt ? "receipt" : "journal",
      "workspace", result->workspace, "key", result->key, "key_was_given", (int)result->key_was_given, "epoch",
      (json_int_t)result->epoch, "size", (json_int_t)result->size, "head_at", head_at, "heads",
      (json_int_t)result->heads, "texts", (json_int_t)result->texts, "texts_open", (json_int_t)result->texts_open);
  if (result->since_was_given) {
    json_object_set_new(document, "since_size", json_integer((json_int_t)result->since_size));
  }
  if (!result->is_receipt) {
    json_object_set_new(document, "dated_back", json_integer((json_int_t)result->dated_back));
    json_object_set_new(document, "first_dated_back",
                        result->dated_back > 0 ? json_integer(result->first_dated_back) : json_null());
  }
  if (result->is_receipt) {
    g_autofree char *entry_at = time_text(result->entry_at_ms);
    json_t *entry = json_pack("{s:I, s:s, s:s, s:s}", "seq", (json_int_t)result->entry_seq, "at", entry_at, "actor",
                              result->entry_actor, "kind", result->entry_kind);
    json_object_update_new(entry, verify_entry_document(receipt));
    json_object_set_new(document, "entry", entry);
  }
  return document;
}

static void print_result(const BellwetherCheckResult *result, const json_t *receipt, const VerifyOptions *options,
                         Output *output) {
  if (options->json) {
    output_json(output, document_of(result, receipt));
    return;
  }
  if (result->is_receipt) {
    print_receipt(result, output);
    verify_entry_print(output, receipt);
  } else {
    print_journal(result, output);
    print_times(result, output);
  }
  print_texts(result, output);
  print_key(result, output);
}

/* Gives the checker all that there is. *receipt: the caller's, where the file is one. */
static int give_all(BellwetherChecker *checker, const VerifyOptions *options, json_t **receipt) {
  int status = give_small_file(checker, options->key_path, bellwether_checker_trust);
  if (status == EX_OK) {
    status = give_small_file(checker, options->since_path, bellwether_checker_since);
  }
  return status == EX_OK ? give_file(checker, options, receipt) : status;
}

static int verify(const VerifyOptions *options, Output *output) {
  g_autoptr(BellwetherChecker) checker = NULL;
  if (bellwether_checker_new(&checker) != BELLWETHER_CHECK_OK) {
    fprintf(stderr, "%s\n", _("bellwether: no memory to begin with"));
    return EX_OSERR;
  }
  json_t *receipt = NULL;
  BellwetherCheckResult result;
  int status = give_all(checker, options, &receipt);
  if (status == EX_OK) {
    BellwetherCheckStatus ended = bellwether_checker_finish(checker, &result);
    status = ended == BELLWETHER_CHECK_OK ? EX_OK : report_checker(checker, ended, options->path, 0);
  }
  if (status == EX_OK) {
    print_result(&result, receipt, options, output);
  }
  json_decref(receipt);
  return status;
}

int command_verify(int argc, char **argv, Output *output) {
  VerifyOptions wanted = {0};
  const CommandOption options[] = {
      {"key", OPTION_TEXT, &wanted.key_path, "FILE",
       N_("trust only the public keys in FILE, one in hexadecimal a line, and those they hand over to")},
      {"since", OPTION_TEXT, &wanted.since_path, "FILE",
       N_("a signed head, or a receipt, that you kept: the journal must still begin with its entries")},
      {"json", OPTION_FLAG, &wanted.json, NULL, N_("what was proved, as JSON")},
      {0},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  switch (command_read_options(argc, argv, options, arguments, 1, 1, output)) {
  case OPTIONS_WRONG: return EX_USAGE;
  case OPTIONS_HELPED: return EX_OK;
  case OPTIONS_DONE: break;
  }
  wanted.path = g_ptr_array_index(arguments, 0);
  return verify(&wanted, output);
}
