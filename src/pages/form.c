/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.c: writing forms. */
#include "form.h"

#include <glib/gi18n.h>
#include <string.h>

#define FEW_CHOICES 5 /* up to these they stand one below the other; more are folded into a list */
#define SHORT_TEXT RECORD_FIELD_LINE_BYTES_MAX

/* One field while it is written. */
typedef struct {
  Page *page;
  GString *html;
  const char *prefix; /* of ids: the form's */
  const RecordField *field;
  const json_t *typed;          /* of the whole form */
  const RecordProblem *problem; /* only where it is this field's */
} Input;

/* ---- What stands in it ------------------------------------------------------------------------------------------ */

static const char *typed_text(const Input *input) {
  const json_t *value = json_object_get(input->typed, input->field->name);
  if (json_is_array(value))
    value = json_array_get(value, 0);
  return json_is_string(value) ? json_string_value(value) : "";
}

static bool is_typed(const Input *input, const char *choice) {
  const json_t *value = json_object_get(input->typed, input->field->name);
  size_t index = 0;
  const json_t *element = NULL;
  if (!json_is_array(value))
    return strcmp(typed_text(input), choice) == 0;
  json_array_foreach(value, index, element) {
    if (json_is_string(element) && strcmp(json_string_value(element), choice) == 0)
      return true;
  }
  return false;
}

static bool is_required(const Input *input) {
  return (input->field->flags & RECORD_FIELD_REQUIRED) != 0;
}

/* ---- Attributes ------------------------------------------------------------------------------------------------- */

static void add_common(const Input *input) {
  html_add(input->html, " id=\"%s-%s\" name=\"%s\"", input->prefix, input->field->name, input->field->name);
  if (is_required(input))
    html_raw(input->html, " required");
  html_add(input->html, " aria-describedby=\"%s-%s-help", input->prefix, input->field->name);
  if (input->problem != NULL)
    html_add(input->html, " %s-%s-error\" aria-invalid=\"true\"", input->prefix, input->field->name);
  else
    html_raw(input->html, "\"");
}

static void add_value(const Input *input) {
  html_add(input->html, " value=\"%s\"", typed_text(input));
}

/* ---- Kinds of inputs -------------------------------------------------------------------------------------------- */

static void add_line(const Input *input, const char *type, const char *attributes) {
  html_add(input->html, "<input type=\"%s\" dir=\"auto\"", type);
  add_common(input);
  add_value(input);
  html_raw(input->html, attributes);
  html_raw(input->html, ">");
}

static void add_area(const Input *input, const char *attributes) {
  const json_t *value = json_object_get(input->typed, input->field->name);
  html_raw(input->html, "<textarea dir=\"auto\"");
  add_common(input);
  html_raw(input->html, attributes);
  html_raw(input->html, ">\n");
  if (json_is_array(value)) {
    size_t index = 0;
    const json_t *line = NULL;
    json_array_foreach(value, index, line) {
      html_add(input->html, "%s\n", json_string_value(line));
    }
  } else {
    html_text(input->html, typed_text(input));
  }
  html_raw(input->html, "</textarea>");
}

static void add_text(const Input *input) {
  bool signs_in = strcmp(input->prefix, FORM_ALONE) == 0 && strcmp(input->field->name, "name") == 0;
  g_autofree char *bound = g_strdup_printf(" maxlength=\"%" G_GINT64_FORMAT "\"%s", input->field->most,
                                           signs_in ? " autocomplete=\"username\"" : "");
  if (input->field->most <= SHORT_TEXT)
    add_line(input, "text", bound);
  else
    add_area(input, " rows=\"4\"");
}

static void add_option(const Input *input, bool radio, const char *type, const char *value, const char *label) {
  if (!radio) {
    html_add(input->html, "<option value=\"%s\"%s", value, "");
    html_raw(input->html, is_typed(input, value) ? " selected>" : ">");
    html_add(input->html, "%s</option>\n", label);
    return;
  }
  html_add(input->html, "<label class=\"choice\"><input type=\"%s\" name=\"%s\" value=\"%s\"", type, input->field->name,
           value);
  html_raw(input->html, is_typed(input, value) ? " checked" : "");
  html_raw(input->html, strcmp(type, "radio") == 0 && is_required(input) ? " required>" : ">");
  html_add(input->html, " <span dir=\"auto\">%s</span></label>\n", label);
}

static void begin_choices(const Input *input, bool radio) {
  if (radio) {
    html_add(input->html, "<span class=\"choices\" id=\"%s-%s\">\n", input->prefix, input->field->name);
    return;
  }
  html_raw(input->html, "<select");
  add_common(input);
  html_raw(input->html, ">\n<option value=\"\"></option>\n");
}

static void end_choices(const Input *input, bool radio) {
  html_raw(input->html, radio ? "</span>" : "</select>");
}

static void add_choice(const Input *input) {
  g_auto(GStrv) words = g_strsplit(input->field->choices, "|", -1);
  bool radio = g_strv_length(words) <= FEW_CHOICES;
  begin_choices(input, radio);
  for (char **word = words; *word != NULL; word++)
    add_option(input, radio, "radio", *word, label_choice(input->field->name, *word));
  end_choices(input, radio);
}

/* Yes, no or nothing said: a box that is not ticked would say no where nothing was meant. */
static void add_flag(const Input *input) {
  bool required = is_required(input);
  begin_choices(input, required);
  add_option(input, required, "radio", "yes", _("Yes"));
  add_option(input, required, "radio", "no", _("No"));
  end_choices(input, required);
}

/* ---- Things ----------------------------------------------------------------------------------------------------- */

static const json_t *all_choices(Page *page) {
  page_read_choices(page);
  return json_object_get(page->choices, "choices");
}

static void add_things(const Input *input) {
  bool several = input->field->type == RECORD_FIELD_THINGS;
  const json_t *choices = all_choices(input->page);
  size_t index = 0;
  const json_t *choice = NULL;
  size_t count = 0;
  begin_choices(input, several);
  json_array_foreach(choices, index, choice) {
    const char *id = phrase_text(choice, "id");
    if (strchr(input->field->choices, id[0]) == NULL)
      continue;
    const char *label = phrase_text(choice, "label");
    const char *detail = phrase_text(choice, "detail");
    g_autofree char *both = g_strdup_printf("%s%s%s%s", label != NULL ? label : id, detail != NULL ? " (" : "",
                                            detail != NULL ? detail : "", detail != NULL ? ")" : "");
    add_option(input, several, "checkbox", id, both);
    count++;
  }
  const char *typed = typed_text(input);
  if (!several && *typed != '\0') { /* one that the list is too short for */
    bool known = false;
    json_array_foreach(choices, index, choice) {
      known = known || strcmp(phrase_text(choice, "id"), typed) == 0;
    }
    if (!known)
      add_option(input, false, "", typed, typed);
  }
  end_choices(input, several);
  if (count == 0)
    html_add(input->html, "<span class=\"hint\">%s</span>", _("There is none yet."));
}

/* ---- Any ---------------------------------------------------------------------------------------------------------*/

static void add_secret(const Input *input) {
  const char *name = input->field->name;
  bool is_new = strcmp(name, "new_password") == 0;
  bool is_password = is_new || strcmp(name, "password") == 0;
  html_raw(input->html, is_password ? "<input type=\"password\"" : "<input type=\"text\"");
  add_common(input);
  html_raw(input->html, is_new        ? " autocomplete=\"new-password\""
                        : is_password ? " autocomplete=\"current-password\""
                                      : "");
  html_raw(input->html, " maxlength=\"4096\">");
}

static void add_money(const Input *input) {
  html_raw(input->html, "<span class=\"money\">");
  add_line(input, "text", " inputmode=\"decimal\" size=\"12\"");
  if (input->page->currency != NULL && *input->page->currency != '\0')
    html_add(input->html, " <span>%s</span>", input->page->currency);
  html_raw(input->html, "</span>");
}

static void add_input(const Input *input) {
  const RecordField *field = input->field;
  g_autofree char *range =
      g_strdup_printf(" min=\"%" G_GINT64_FORMAT "\" max=\"%" G_GINT64_FORMAT "\"", field->least, field->most);
  switch (field->type) {
  case RECORD_FIELD_TEXT: add_text(input); break;
  case RECORD_FIELD_TEXTS: add_area(input, " rows=\"3\""); break;
  case RECORD_FIELD_THING:
  case RECORD_FIELD_THINGS: add_things(input); break;
  case RECORD_FIELD_INTEGER: add_line(input, "number", range); break;
  case RECORD_FIELD_MONEY: add_money(input); break;
  case RECORD_FIELD_SHARE: add_line(input, "text", " inputmode=\"decimal\" size=\"8\" placeholder=\"70 %\""); break;
  case RECORD_FIELD_NUMBER: add_line(input, "text", " inputmode=\"decimal\" size=\"12\""); break;
  case RECORD_FIELD_TIME: add_line(input, "date", ""); break;
  case RECORD_FIELD_CHOICE: add_choice(input); break;
  case RECORD_FIELD_FLAG: add_flag(input); break;
  case RECORD_FIELD_CURRENCY:
    add_line(input, "text", " size=\"4\" maxlength=\"3\" pattern=\"[A-Z]{3}\" autocapitalize=\"characters\"");
    break;
  case RECORD_FIELD_ZONE: add_line(input, "text", " data-zone"); break;
  case RECORD_FIELD_HASH:
    html_raw(input->html, "<input type=\"file\""), add_common(input), html_raw(input->html, ">");
    break;
  case RECORD_FIELD_SECRET: add_secret(input); break;
  case RECORD_FIELD_NAME: add_line(input, "text", " autocapitalize=\"off\" spellcheck=\"false\""); break;
  }
}

/* Inputs that are several have a legend, one alone has a label. */
static bool is_group(const RecordField *field) {
  if (field->type == RECORD_FIELD_THINGS)
    return true;
  if (field->type == RECORD_FIELD_FLAG)
    return (field->flags & RECORD_FIELD_REQUIRED) != 0;
  if (field->type != RECORD_FIELD_CHOICE)
    return false;
  g_auto(GStrv) words = g_strsplit(field->choices, "|", -1);
  return g_strv_length(words) <= FEW_CHOICES;
}

static void add_field(const Input *input) {
  GString *html = input->html;
  const RecordField *field = input->field;
  const char *label = label_field(field);
  bool group = is_group(field);
  html_add(html, "<%s class=\"field f-%s\">\n", group ? "fieldset" : "div", field->name);
  if (group)
    html_add(html, "<legend>%s", label);
  else
    html_add(html, "<label for=\"%s-%s\">%s", input->prefix, field->name, label);
  if (!is_required(input))
    html_add(html, " <span class=\"optional\">%s</span>", _("(if you like)"));
  html_raw(html, group ? "</legend>\n" : "</label>\n");
  const char *help = _(field->help);
  html_add(html, "<span class=\"hint\" id=\"%s-%s-help\">", input->prefix, field->name);
  bool is_said = field->type == RECORD_FIELD_CHOICE && group; /* each choice is labelled with what it means */
  if (strcmp(help, label) != 0 && !is_said)
    html_text(html, help);
  if (field->type == RECORD_FIELD_TEXTS)
    html_add(html, " %s", _("One a line."));
  html_raw(html, "</span>\n");
  if (input->problem != NULL)
    html_add(html, "<span class=\"error\" id=\"%s-%s-error\">%s.%s%s%s</span>\n", input->prefix, field->name,
             input->problem->message, input->problem->advice != NULL ? " " : "",
             input->problem->advice != NULL ? input->problem->advice : "", input->problem->advice != NULL ? "." : "");
  add_input(input);
  html_add(html, "\n</%s>\n", group ? "fieldset" : "div");
}

/* ---- Whole forms ------------------------------------------------------------------------------------------------ */

/* Whether the problem is this field's: its name, or an element of its list ("goals/2"). */
static bool is_about(const RecordProblem *problem, const char *field) {
  if (problem == NULL || problem->kind == RECORD_PROBLEM_NONE || problem->field == NULL)
    return false;
  size_t length = strlen(field);
  return strncmp(problem->field, field, length) == 0 &&
         (problem->field[length] == '\0' || problem->field[length] == '/');
}

static void write_one(Page *page, GString *html, const char *prefix, const RecordField *field, const json_t *typed,
                      const RecordProblem *problem) {
  Input input = {.page = page,
                 .html = html,
                 .prefix = prefix,
                 .field = field,
                 .typed = typed,
                 .problem = is_about(problem, field->name) ? problem : NULL};
  add_field(&input);
}

void form_write_fields(Page *page, GString *html, const char *prefix, const RecordField *fields, const json_t *typed,
                       const RecordProblem *problem) {
  for (const RecordField *field = fields; field->name != NULL; field++)
    write_one(page, html, prefix, field, typed, problem);
}

static void add_hidden(GString *html, const char *name, const char *value) {
  html_add(html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", name, value);
}

void form_write_hidden(Page *page, GString *html) {
  g_autofree char *key = g_uuid_string_random();
  add_hidden(html, PAGES_FIELD_CSRF, page->request->csrf_token);
  add_hidden(html, PAGES_FIELD_KEY, key);
  add_hidden(html, PAGES_FIELD_FROM, page->request->path);
}

void form_write_problem(GString *html, const char *prefix, const RecordField *fields, const RecordProblem *problem) {
  if (problem == NULL || problem->kind == RECORD_PROBLEM_NONE)
    return;
  const char *about = NULL;
  for (const RecordField *field = fields; field != NULL && field->name != NULL; field++) {
    if (is_about(problem, field->name))
      about = field->name;
  }
  html_add(html, "<div class=\"problem\" role=\"alert\" tabindex=\"-1\"><p><strong>%s</strong></p>\n<p>",
           _("Nothing was kept."));
  if (about != NULL)
    html_add(html, "<a href=\"#%s-%s\">%s</a>.", prefix, about, problem->message);
  else
    html_add(html, "%s.", problem->message);
  if (problem->advice != NULL)
    html_add(html, " %s.", problem->advice);
  html_raw(html, "</p></div>\n");
}

static bool is_named(const char *const *names, const char *name) {
  for (; names != NULL && *names != NULL; names++) {
    if (strcmp(*names, name) == 0)
      return true;
  }
  return false;
}

static bool is_known(const Form *form, const char *name) {
  return (form->thing != NULL && strcmp(form->thing, name) == 0) || json_object_get(form->hidden, name) != NULL;
}

/* Whether this is the form that was sent and refused: the same action on the same thing. */
static bool is_tried(const Page *page, const Form *form, const Action *action) {
  if (page->tried != action)
    return false;
  const char *sent = form->thing != NULL ? phrase_text(page->typed, form->thing) : NULL;
  return form->thing == NULL || (sent != NULL && strcmp(sent, form->thing_value) == 0);
}

/* Whether the form asks for the field that the problem is about: an error can only lead to what is there. */
static bool asks_for(const Form *form, const Action *action, const RecordProblem *problem) {
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    if (is_about(problem, field->name))
      return !is_known(form, field->name) &&
             (form->only == NULL || is_named(form->only, field->name) || is_named(form->more, field->name));
  }
  return false;
}

static bool takes_file(const RecordField *fields) {
  for (; fields->name != NULL; fields++) {
    if ((fields->flags & RECORD_FIELD_FILE) != 0)
      return true;
  }
  return false;
}

static void write_named(Page *page, const char *prefix, const Action *action, const char *const *names,
                        const json_t *typed, const RecordProblem *problem) {
  for (; names != NULL && *names != NULL; names++) {
    const RecordField *field = record_field_find(action->fields, *names);
    g_assert(field != NULL);
    write_one(page, page->html, prefix, field, typed, problem);
  }
}

static void write_inside(Page *page, const Form *form, const char *prefix, const Action *action, bool tried) {
  GString *html = page->html;
  const json_t *typed = tried ? page->typed : form->values;
  const RecordProblem *problem = tried ? page->problem : NULL;
  form_write_hidden(page, html);
  if (form->thing != NULL)
    add_hidden(html, form->thing, form->thing_value);
  const char *name = NULL;
  const json_t *value = NULL;
  json_object_foreach((json_t *)form->hidden, name, value) {
    add_hidden(html, name, json_string_value(value));
  }
  form_write_problem(html, prefix, asks_for(form, action, problem) ? action->fields : NULL, problem);
  if (form->only != NULL) {
    write_named(page, prefix, action, form->only, typed, problem);
  } else {
    for (const RecordField *field = action->fields; field->name != NULL; field++) {
      if (!is_known(form, field->name) && !is_named(form->more, field->name))
        write_one(page, html, prefix, field, typed, problem);
    }
  }
  if (form->more != NULL) {
    bool open = problem != NULL && problem->field != NULL && is_named(form->more, problem->field);
    html_raw(html, open ? "<details open>" : "<details>");
    html_add(html, "<summary>%s</summary>\n", _("More"));
    write_named(page, prefix, action, form->more, typed, problem);
    html_raw(html, "</details>\n");
  }
  html_add(html, "<p><button type=\"submit\">%s</button></p>\n", form->submit);
}

void form_write(Page *page, const Form *form) {
  const Action *action = action_find(form->action);
  g_assert(action != NULL);
  bool stranger = (action->who & ACTION_BY_STRANGER) != 0;
  if (!stranger && !page_may_do(page, form->action))
    return;
  GString *html = page->html;
  bool tried = is_tried(page, form, action);
  g_autofree char *prefix = g_strconcat(form->action, "-", form->thing_value != NULL ? form->thing_value : "0", NULL);
  g_autofree char *inside = g_strconcat("do/", form->action, NULL);
  g_autofree char *path = page_path(page, inside, NULL);
  if (form->folded != NULL) {
    html_add(html, "<details class=\"fold\" id=\"%s\"", prefix);
    html_raw(html, tried ? " open>" : ">");
    html_add(html, "<summary>%s</summary>\n", form->folded);
  }
  html_add(html, "<form method=\"post\" action=\"%s\" class=\"f-%s\"", path, form->action);
  html_raw(html, takes_file(action->fields) ? " enctype=\"multipart/form-data\">\n" : ">\n");
  write_inside(page, form, prefix, action, tried);
  html_raw(html, "</form>\n");
  if (form->folded != NULL)
    html_raw(html, "</details>\n");
}
