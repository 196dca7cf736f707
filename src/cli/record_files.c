/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_files.c: from a path to a file's hash. */
#include "record_files.h"

#include <glib/gi18n.h>

const RecordField *record_files_field(const RecordField *fields) {
  for (; fields->name != NULL; fields++) {
    if ((fields->flags & RECORD_FIELD_FILE) != 0)
      return fields;
  }
  return NULL;
}

/* The whole file; NULL with the problem. A file too large is not read at all. */
static GMappedFile *map(const char *path, const char *field, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  GMappedFile *file = g_mapped_file_new(path, FALSE, &error);
  if (file == NULL) {
    record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, field, _("Give the path of a file that can be read"), "%s",
                       error->message);
  } else if (g_mapped_file_get_length(file) > INSTALLATION_FILE_BYTES_MAX) {
    g_clear_pointer(&file, g_mapped_file_unref);
    record_problem_set(problem, RECORD_PROBLEM_INVALID, field, _("Give a smaller one"),
                       _("A file has at most %d bytes"), INSTALLATION_FILE_BYTES_MAX);
  }
  return file;
}

/* Names that are no UTF-8 are left for the person to give. */
static void add_name(const char *path, const RecordField *fields, json_t *document) {
  const RecordField *name = record_field_find(fields, "name");
  g_autofree char *base = g_path_get_basename(path);
  if (name != NULL && name->type == RECORD_FIELD_TEXT && json_object_get(document, "name") == NULL &&
      g_utf8_validate(base, -1, NULL))
    json_object_set_new(document, "name", json_string(base));
}

bool record_files_keep(Installation *installation, const RecordSettings *settings, const RecordField *fields,
                       json_t *document, RecordProblem *problem) {
  const RecordField *field = record_files_field(fields);
  if (settings->file == NULL || field == NULL)
    return true;
  g_autoptr(GMappedFile) file = map(settings->file, field->name, problem);
  char hash[JOURNAL_HASH_HEX_BYTES];
  if (file == NULL ||
      !installation_keep_file(installation, settings->workspace, settings->person, g_mapped_file_get_contents(file),
                              g_mapped_file_get_length(file), hash, problem))
    return false;
  json_object_set_new(document, field->name, json_string(hash));
  add_name(settings->file, fields, document);
  return true;
}

void record_files_drop(Installation *installation, const RecordSettings *settings, const RecordField *fields,
                       const json_t *document) {
  const RecordField *field = record_files_field(fields);
  const char *hash = field != NULL ? json_string_value(json_object_get(document, field->name)) : NULL;
  if (settings->file != NULL && hash != NULL)
    installation_drop_file(installation, settings->workspace, settings->person, hash);
}
