/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The options of a command, read and explained from one table.
 *
 * Ours rather than GLib's: that one reads numbers by the locale, and knows no dates; here an option is read by the same
 * functions as a field of a record.
 */
#include "command.h"

#include "field_text.h"
#include "help.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <string.h>

#define MS_PER_DAY INT64_C(86400000)

static void print_help(const Command *command, const CommandOption *options, Output *output) {
  help_begin(output, command->verb, _(command->arguments), _(command->summary), _(command->help));
  for (const CommandOption *option = options; option->name != NULL; option++)
    help_option(output, option->name, option->argument, _(option->help));
  help_option(output, "help", NULL, _("this text"));
}

static const CommandOption *find_option(const CommandOption *options, const char *name, size_t length) {
  for (; options->name != NULL; options++) {
    if (strlen(options->name) == length && strncmp(options->name, name, length) == 0) {
      return options;
    }
  }
  return NULL;
}

/* A number from 0 to 1e16. Whether people part decimals by a point or a comma isn't known here: both are taken, but
 * not 1,500, which would be one and a half to some and fifteen hundred to others. */
static const char *read_number(const char *text, double *value) {
  double number = 0;
  bool comma_used = false;
  FieldTextStatus status = field_text_number(text, strchr(text, ',') != NULL, &number, &comma_used);
  if (status == FIELD_TEXT_THOUSANDS) {
    return _("a number without marks between its thousands");
  }
  if (status != FIELD_TEXT_OK || number < 0 || number > BELLWETHER_STAKE_MAX) {
    return _("a number from 0 to 1e16");
  }
  *value = number;
  return NULL;
}

static const char *read_count(const char *text, size_t *value) {
  guint64 count = 0;
  if (!g_ascii_string_to_unsigned(text, 10, 1, BELLWETHER_ROWS_MAX, &count, NULL)) {
    return _("a whole number from 1 to 5,000,000");
  }
  *value = (size_t)count;
  return NULL;
}

/* Reads an option's argument. Returns what was expected where it is not that; else NULL. */
static const char *read_value(const CommandOption *option, const char *text) {
  bool day_only;
  switch (option->kind) {
  case OPTION_FLAG: *(bool *)option->value = true; return NULL;
  case OPTION_TEXT: *(const char **)option->value = text; return NULL;
  case OPTION_NUMBER: return read_number(text, option->value);
  case OPTION_COUNT: return read_count(text, option->value);
  case OPTION_PRIORS:
    if (strcmp(text, "none") != 0 && strcmp(text, "standard") != 0) {
      return _("standard or none");
    }
    *(BellwetherPriors *)option->value =
        strcmp(text, "none") == 0 ? BELLWETHER_PRIORS_NONE : BELLWETHER_PRIORS_STANDARD;
    return NULL;
  case OPTION_FROM:
  case OPTION_UNTIL:
    if (!field_text_time(text, option->value, &day_only)) {
      return _("a date such as 2024-03-05, or a time such as 2024-03-05T14:30:00Z");
    }
    *(int64_t *)option->value += option->kind == OPTION_UNTIL && day_only ? MS_PER_DAY - 1 : 0;
    return NULL;
  }
  return NULL;
}

/* Reads the option at argv[*at], and its argument. False after saying what is wrong. */
static bool read_option(const char *verb, char **argv, int argc, int *at, const CommandOption *options) {
  const char *name = argv[*at] + 2;
  const char *equals = strchr(name, '=');
  const CommandOption *option = find_option(options, name, equals == NULL ? strlen(name) : (size_t)(equals - name));
  if (option == NULL || argv[*at][1] != '-') {
    fprintf(stderr, _("bellwether %s: there is no option %s; see bellwether %s --help\n"), verb, argv[*at], verb);
    return false;
  }
  const char *value = equals == NULL ? NULL : equals + 1;
  if (option->kind == OPTION_FLAG ? value != NULL : (value == NULL && *at + 1 == argc)) {
    fprintf(stderr,
            option->kind == OPTION_FLAG ? _("bellwether %s: --%s takes no argument\n")
                                        : _("bellwether %s: --%s needs an argument\n"),
            verb, option->name);
    return false;
  }
  if (option->kind != OPTION_FLAG && value == NULL) {
    value = argv[++*at];
  }
  const char *expected = read_value(option, value);
  if (expected != NULL) {
    fprintf(stderr, _("bellwether %s: --%s: expected %s, found \"%s\"\n"), verb, option->name, expected, value);
    return false;
  }
  return true;
}

/* Whether there are as many arguments as the command takes; says so where not. */
static bool check_count(const Command *command, const GPtrArray *arguments, size_t least, size_t most) {
  if (arguments->len >= least && arguments->len <= most) {
    return true;
  }
  g_autofree char *usage = g_strdup_printf("bellwether %s %s", command->verb, _(command->arguments));
  if (arguments->len < least) {
    fprintf(stderr,
            ngettext("bellwether %s: expected %zu file, found %u. Usage: %s\n",
                     "bellwether %s: expected %zu files, found %u. Usage: %s\n", least),
            command->verb, least, arguments->len, usage);
  } else {
    fprintf(stderr,
            _("bellwether %s: found more than was expected: \"%s\" (a name with spaces in it needs quotes). "
              "Usage: %s\n"),
            command->verb, (const char *)g_ptr_array_index(arguments, most), usage);
  }
  return false;
}

OptionsResult command_read_options(int argc, char **argv, const CommandOption *options, GPtrArray *arguments,
                                   size_t least, size_t most, Output *output) {
  const Command *command = command_find(argv[0]);
  bool only_arguments = false;
  for (int i = 1; i < argc; i++) {
    bool is_option = !only_arguments && argv[i][0] == '-' && argv[i][1] != '\0';
    if (is_option && strcmp(argv[i], "--") == 0) {
      only_arguments = true;
    } else if (is_option && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
      print_help(command, options, output);
      return OPTIONS_HELPED;
    } else if (is_option) {
      if (!read_option(argv[0], argv, argc, &i, options)) {
        return OPTIONS_WRONG;
      }
    } else {
      g_ptr_array_add(arguments, argv[i]);
    }
  }
  return check_count(command, arguments, least, most) ? OPTIONS_DONE : OPTIONS_WRONG;
}
