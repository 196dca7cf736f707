/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* play_file.c: lines read and held against each other, names and what they stand for. */
#include "play_file.h"

#include "record_text.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define SECRET_SUFFIX ".secret"

/* ---- Names ------------------------------------------------------------------------------------------------------ */

struct PlayNames {
  GHashTable *ids;     /* name to id */
  GHashTable *secrets; /* name to the secret of the link that came with it */
};

PlayNames *play_names_new(void) {
  PlayNames *names = g_new0(PlayNames, 1);
  names->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  names->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return names;
}

void play_names_free(PlayNames *names) {
  if (names == NULL)
    return;
  g_hash_table_unref(names->ids);
  g_hash_table_unref(names->secrets);
  g_free(names);
}

void play_names_add(PlayNames *names, const char *name, const json_t *reply) {
  const char *id = json_string_value(json_object_get(reply, "id"));
  const char *secret = json_string_value(json_object_get(reply, "secret"));
  if (id != NULL)
    g_hash_table_replace(names->ids, g_strdup(name), g_strdup(id));
  if (secret != NULL)
    g_hash_table_replace(names->secrets, g_strdup(name), g_strdup(secret));
}

json_t *play_names_ids(const PlayNames *names) {
  json_t *object = json_object();
  GHashTableIter at;
  void *name = NULL;
  void *id = NULL;
  g_hash_table_iter_init(&at, names->ids);
  while (g_hash_table_iter_next(&at, &name, &id))
    json_object_set_new(object, name, json_string(id));
  return object;
}

/* The length of a name at the beginning of the text: a small letter, then small letters, digits, - and _. */
static size_t name_length(const char *text) {
  return g_ascii_islower(*text) ? strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") : 0;
}

/* The name that the text refers to; NULL where it is nothing but text. Free with g_free. */
static char *referred(const char *text, bool *secret) {
  if (text == NULL || *text != '$')
    return NULL;
  size_t length = name_length(text + 1);
  const char *rest = text + 1 + length;
  *secret = strcmp(rest, SECRET_SUFFIX) == 0;
  return length > 0 && (*rest == '\0' || *secret) ? g_strndup(text + 1, length) : NULL;
}

static json_t *fill_in_text(const PlayNames *names, json_t *text, const char **missing) {
  const char *words = json_string_value(text);
  bool secret = false;
  g_autofree char *name = referred(words, &secret);
  if (name != NULL) {
    const char *value = g_hash_table_lookup(secret ? names->secrets : names->ids, name);
    if (value == NULL)
      *missing = words;
    return value != NULL ? json_string(value) : NULL;
  }
  return g_str_has_prefix(words, "$$") ? json_string(words + 1) : json_incref(text);
}

json_t *play_names_fill_in(const PlayNames *names, const json_t *document, const char **missing) {
  json_t *filled = json_object();
  const char *field = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)document, field, value) {
    json_t *made = json_is_array(value) ? json_array() : json_is_string(value) ? NULL : json_incref(value);
    size_t index = 0;
    json_t *element = NULL;
    json_array_foreach(value, index, element) {
      json_t *one = json_is_string(element) ? fill_in_text(names, element, missing) : json_incref(element);
      if (one != NULL)
        json_array_append_new(made, one);
    }
    if (json_is_string(value))
      made = fill_in_text(names, value, missing);
    if (made != NULL)
      json_object_set_new(filled, field, made);
  }
  if (*missing != NULL)
    g_clear_pointer(&filled, json_decref);
  return filled;
}

/* ---- One line --------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *path;
  const PlayUsual *usual;
  GHashTable *called; /* name to the number of its line, as a pointer */
  unsigned number;    /* of the line that is read */
} Reading;

static bool wrong(const Reading *reading, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool wrong(const Reading *reading, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  fprintf(stderr, _("bellwether play: %s:%u: %s. Nothing was done.\n"), reading->path, reading->number, message);
  return false;
}

static void line_free(void *data) {
  PlayLine *line = data;
  g_free(line->workspace);
  g_free(line->person);
  g_free(line->call);
  json_decref(line->document);
  g_free(line);
}

/* A member that is text: *text stays as it is where the line has none. */
static bool read_text(const Reading *reading, const json_t *object, const char *member, const char **text) {
  const json_t *value = json_object_get(object, member);
  if (value == NULL)
    return true;
  *text = json_string_value(value);
  return *text != NULL || wrong(reading, _("\"%s\" must be text"), member);
}

static bool check_members(const Reading *reading, const json_t *object) {
  static const char *const known[] = {"clock", "as", "do", "with", "call", "look", "workspace", NULL};
  const char *member = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)object, member, value) {
    if (!g_strv_contains(known, member))
      return wrong(reading, _("there is no member \"%s\"; a line has clock, as, do, with, call, look, workspace"),
                   member);
  }
  return true;
}

static bool read_action(const Reading *reading, const json_t *object, PlayLine *line) {
  const char *name = NULL;
  if (!read_text(reading, object, "do", &name))
    return false;
  if (name == NULL)
    return wrong(reading, _("\"do\" is missing: the name of an action"));
  g_autofree char *plain = g_strdelimit(g_strdup(name), "-", '_');
  line->action = action_find(plain);
  if (line->action == NULL)
    return wrong(reading, _("there is no action \"%s\"; see bellwether --help"), name);
  const json_t *look = json_object_get(object, "look");
  if (look != NULL && !json_is_boolean(look))
    return wrong(reading, _("\"look\" must be true or false"));
  line->look = json_is_true(look);
  return !line->look || strcmp(plain, "decide") == 0 || wrong(reading, _("\"look\" goes only with decide"));
}

static bool read_who(const Reading *reading, const json_t *object, PlayLine *line) {
  const char *workspace = reading->usual->workspace;
  const char *person = reading->usual->person;
  const char *clock = NULL;
  if (!read_text(reading, object, "workspace", &workspace) || !read_text(reading, object, "as", &person) ||
      !read_text(reading, object, "clock", &clock))
    return false;
  if (workspace == NULL)
    return wrong(reading, _("\"workspace\" is missing, and there is no --workspace"));
  if (person == NULL)
    return wrong(reading, _("\"as\" is missing, and there is no --as"));
  line->clock_ms = reading->usual->clock_ms;
  if (clock != NULL && !record_text_read_time(clock, &line->clock_ms))
    return wrong(reading, _("\"clock\": expected a date or a time such as 2026-03-05T14:30, found \"%s\""), clock);
  line->workspace = g_strdup(workspace);
  line->person = g_strdup(person);
  return true;
}

static bool check_reference(const Reading *reading, const json_t *value) {
  bool secret = false;
  g_autofree char *name = referred(json_string_value(value), &secret);
  return name == NULL || g_hash_table_contains(reading->called, name) ||
         wrong(reading, _("nothing before this line is called \"%s\"; a text that begins with $ is written $$"), name);
}

static bool read_document(const Reading *reading, const json_t *object, PlayLine *line) {
  json_t *with = json_object_get(object, "with");
  if (with != NULL && !json_is_object(with))
    return wrong(reading, _("\"with\" must be an object"));
  line->document = with != NULL ? json_incref(with) : json_object();
  const char *field = NULL;
  json_t *value = NULL;
  json_object_foreach(line->document, field, value) {
    size_t index = 0;
    json_t *element = NULL;
    if (!check_reference(reading, value))
      return false;
    json_array_foreach(value, index, element) {
      if (!check_reference(reading, element))
        return false;
    }
  }
  return true;
}

static bool read_call(const Reading *reading, const json_t *object, PlayLine *line) {
  const char *call = NULL;
  if (!read_text(reading, object, "call", &call) || call == NULL)
    return call == NULL && json_object_get(object, "call") == NULL;
  size_t length = name_length(call);
  if (length == 0 || call[length] != '\0' || length > PLAY_NAME_BYTES_MAX)
    return wrong(reading, _("\"call\" must be a small letter, then small letters, digits, - and _, %d in all"),
                 PLAY_NAME_BYTES_MAX);
  if (line->action->makes == NULL)
    return wrong(reading, _("%s makes nothing that could be called \"%s\""), line->action->name, call);
  unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(reading->called, call));
  if (before != 0)
    return wrong(reading, _("\"%s\" is what line %u made"), call, before);
  line->call = g_strdup(call);
  g_hash_table_insert(reading->called, g_strdup(call), GUINT_TO_POINTER(reading->number));
  return true;
}

static bool read_line(Reading *reading, const char *bytes, size_t length, GPtrArray *lines) {
  json_error_t why = {0};
  json_t *object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why);
  if (object == NULL)
    return wrong(reading, _("this is no JSON (character %d: %s)"), why.column, why.text);
  PlayLine *line = g_new0(PlayLine, 1);
  line->number = reading->number;
  g_ptr_array_add(lines, line);
  bool ok = (json_is_object(object) || wrong(reading, _("a JSON object was expected"))) &&
            check_members(reading, object) && read_action(reading, object, line) && read_who(reading, object, line) &&
            read_document(reading, object, line) && read_call(reading, object, line);
  json_decref(object);
  return ok;
}

/* ---- The file --------------------------------------------------------------------------------------------------- */

/* All of the file, with a NUL behind it; NULL after saying why not. */
static GByteArray *read_bytes(const char *path, int *status) {
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  *status = EX_NOINPUT;
  if (file == NULL) {
    fprintf(stderr, _("bellwether play: %s: can't be opened: %s\n"), path, g_strerror(errno));
    return NULL;
  }
  GByteArray *bytes = g_byte_array_new();
  uint8_t part[65536];
  size_t count = 0;
  while (bytes->len <= PLAY_FILE_BYTES_MAX && (count = fread(part, 1, sizeof part, file)) > 0)
    g_byte_array_append(bytes, part, (guint)count);
  bool failed = ferror(file) != 0;
  if (failed)
    fprintf(stderr, _("bellwether play: %s: can't be read: %s\n"), path, g_strerror(errno));
  if (file != stdin)
    fclose(file);
  if (!failed && bytes->len > PLAY_FILE_BYTES_MAX) {
    fprintf(stderr, _("bellwether play: %s: is longer than 64 MiB\n"), path);
    *status = EX_DATAERR;
    failed = true;
  }
  if (failed)
    g_clear_pointer(&bytes, g_byte_array_unref);
  else
    g_byte_array_append(bytes, (const uint8_t *)"", 1);
  return bytes;
}

/* Empty lines, and those that are for people. */
static bool says_nothing(const char *text, size_t length) {
  while (length > 0 && g_ascii_isspace(*text)) {
    text++;
    length--;
  }
  return length == 0 || *text == '#';
}

static bool read_lines(Reading *reading, const GByteArray *bytes, GPtrArray *lines) {
  const char *at = (const char *)bytes->data;
  const char *end = at + bytes->len - 1;
  while (at < end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((newline != NULL ? newline : end) - at);
    reading->number++;
    if (length > PLAY_LINE_BYTES_MAX)
      return wrong(reading, _("this line is longer than 1 MiB"));
    if (!says_nothing(at, length) && !read_line(reading, at, length, lines))
      return false;
    at += length + 1;
  }
  return true;
}

GPtrArray *play_file_read(const char *path, const PlayUsual *usual, int *status) {
  g_autoptr(GByteArray) bytes = read_bytes(path, status);
  if (bytes == NULL)
    return NULL;
  g_autoptr(GHashTable) called = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = {.path = path, .usual = usual, .called = called};
  GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
  bool ok = read_lines(&reading, bytes, lines);
  *status = ok ? EX_OK : EX_DATAERR;
  if (!ok)
    g_clear_pointer(&lines, g_ptr_array_unref);
  return lines;
}
