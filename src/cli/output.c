/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a command prints, held back until it has succeeded. */
#include "output.h"

#include "words/words.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#define COLUMNS_USUAL 100
#define COLUMNS_MIN 40
#define COLUMNS_MAX 160

void output_init(Output *output) {
  *output = (Output){.text = g_string_new(NULL), .is_terminal = isatty(STDOUT_FILENO), .columns = COLUMNS_USUAL};
  struct winsize size;
  if (output->is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    output->columns = CLAMP((int)size.ws_col, COLUMNS_MIN, COLUMNS_MAX);
  }
}

void output_clear(Output *output) {
  g_string_free(output->text, TRUE);
  output->text = NULL;
}

void output_printf(Output *output, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_string_append_vprintf(output->text, format, arguments);
  va_end(arguments);
}

void output_paragraph(Output *output, int indent, const char *text) {
  g_autoptr(GPtrArray) lines = words_wrap(text, output->columns - indent);
  for (guint i = 0; i < lines->len; i++) {
    output_printf(output, "%*s%s\n", i == 0 ? 0 : indent, "", (const char *)g_ptr_array_index(lines, i));
  }
}

static int append_json(const char *bytes, size_t length, void *text) {
  g_string_append_len(text, bytes, (gssize)length);
  return 0;
}

void output_json(Output *output, json_t *document) {
  if (json_dump_callback(document, append_json, output->text, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) != 0) {
    g_error("a document could not be written as JSON"); /* texts are valid UTF-8 and numbers finite: can't happen */
  }
  json_decref(document);
  g_string_append_c(output->text, '\n');
}

int output_send(Output *output) {
  if (output->is_terminal && g_utf8_validate_len(output->text->str, output->text->len, NULL)) {
    g_autofree char *printable = words_printable(output->text->str);
    g_string_assign(output->text, printable);
  }
  size_t sent = fwrite(output->text->str, 1, output->text->len, stdout);
  int error = errno;
  if (sent == output->text->len && fflush(stdout) == 0) {
    return EX_OK;
  }
  error = sent == output->text->len ? errno : error;
  if (error == EPIPE) {
    return OUTPUT_PIPE_CLOSED; /* the reader has enough, as head does: nothing to complain of */
  }
  fprintf(stderr, _("bellwether: the answer can't be written to standard output: %s\n"), g_strerror(error));
  return EX_IOERR;
}

/* A device or a pipe can't be replaced by a new file: it is written to. */
static bool write_into(const char *path, const GString *text, int *error) {
  FILE *stream = fopen(path, "wb");
  if (stream == NULL) {
    *error = errno;
    return false;
  }
  bool written = fwrite(text->str, 1, text->len, stream) == text->len;
  *error = errno;
  if (fclose(stream) != 0 && written) {
    *error = errno;
    written = false;
  }
  return written;
}

/* In words of our own: GLib's name the temporary file, of which the user knows nothing. */
static const char *write_error_words(const GError *error) {
  switch (error->code) {
  case G_FILE_ERROR_NOENT: return _("its folder does not exist");
  case G_FILE_ERROR_NOTDIR: return _("what should be its folder is none");
  case G_FILE_ERROR_ACCES:
  case G_FILE_ERROR_PERM: return _("its folder may not be written to");
  case G_FILE_ERROR_ROFS: return _("its folder can only be read from");
  case G_FILE_ERROR_NOSPC: return _("no space is left");
  case G_FILE_ERROR_NAMETOOLONG: return _("its name is too long");
  default: return _("the system refused it");
  }
}

int output_write_file(const char *path, const GString *text) {
  if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    int error = 0;
    if (write_into(path, text, &error)) {
      return EX_OK;
    }
    fprintf(stderr, _("bellwether: %s can't be written: %s\n"), path, g_strerror(error));
    return EX_CANTCREAT;
  }
  g_autoptr(GError) error = NULL;
  if (!g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &error)) {
    fprintf(stderr, _("bellwether: %s can't be written: %s\n"), path, write_error_words(error));
    return EX_CANTCREAT;
  }
  return EX_OK;
}
