/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages_forms.c: forms made of the actions' declarations, what a browser sends of them, and what becomes of it: done once,
 * refused beside the field with what was typed kept, and never done through a door that is shut.
 */
#include "support/page_sample.h"

#include "pages/form.h"
#include "record/declare.h"

#include <sodium.h>
#include <string.h>

#define STUDIO_DO "/w/" PAGE_SAMPLE_STUDIO "/do/"
#define FROM_NOTE "'_csrf':'token','_from':'/w/" PAGE_SAMPLE_STUDIO "/note'"

static PageSample *sample; /* played once: the tests that write do so in an order that does not matter */

/* ---- Every declaration ------------------------------------------------------------------------------------------ */

static const char *label_of(const RecordField *field) {
  const char *label = label_field(field);
  return label != NULL && *label != '\0' ? label : NULL;
}

/* Each field of each action comes out as an input of its name with a label; html_check sees that the two belong
 * together. */
static void test_declarations(void) {
  PagesRequest request = {.base_path = "", .path = "/x", .csrf_token = "token"};
  size_t fields = 0;
  for (const Action *const *action = action_list; *action != NULL; action++) {
    Page page = {.request = &request, .currency = "EUR", .choices = json_pack("{s:[]}", "choices")};
    g_autoptr(GString) html = g_string_new("<!doctype html>\n<h1>x</h1><form action=\"/\">");
    form_write_fields(&page, html, (*action)->name, (*action)->fields, NULL, NULL);
    g_string_append(html, "</form>");
    g_autofree char *wrong = html_check(html->str);
    if (wrong != NULL)
      g_error("%s: %s", (*action)->name, wrong);
    for (const RecordField *field = (*action)->fields; field->name != NULL; field++, fields++) {
      g_autofree char *place = g_strdup_printf("class=\"field f-%s\"", field->name);
      if (strstr(html->str, place) == NULL || label_of(field) == NULL)
        g_error("%s: %s is not asked", (*action)->name, field->name);
    }
    json_decref(page.choices);
  }
  g_assert_cmpuint(fields, >, 100);
}

/* Words of a choice are said as people say them: none is shown with its underscores. */
static void test_choices(void) {
  for (const Action *const *action = action_list; *action != NULL; action++) {
    for (const RecordField *field = (*action)->fields; field->name != NULL; field++) {
      if (field->type != RECORD_FIELD_CHOICE)
        continue;
      g_auto(GStrv) words = g_strsplit(field->choices, "|", -1);
      for (char **word = words; *word != NULL; word++) {
        const char *label = label_choice(field->name, *word);
        if (strchr(label, '_') != NULL || strcmp(label, *word) == 0)
          g_error("%s: \"%s\" of %s has no words for people", (*action)->name, *word, field->name);
      }
    }
  }
}

/* ---- What was typed --------------------------------------------------------------------------------------------- */

static const RecordField all_kinds[] = {
    {"text", RECORD_FIELD_TEXT, 0, 1, 10000, NULL, "x"},   {"texts", RECORD_FIELD_TEXTS, 0, 1, 200, NULL, "x"},
    {"day", RECORD_FIELD_TIME, 0, 0, 0, NULL, "x"},        {"goals", RECORD_FIELD_THINGS, 0, 0, 0, "g", "x"},
    {"share", RECORD_FIELD_SHARE, 0, 0, 10000, NULL, "x"}, {"flag", RECORD_FIELD_FLAG, 0, 0, 0, NULL, "x"},
    {"secret", RECORD_FIELD_SECRET, 0, 1, 100, NULL, "x"}, {"money", RECORD_FIELD_MONEY, 0, 0, 100, NULL, "x"},
    {NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL},
};

static void check_read(const char *sent_text, const char *expected_text) {
  json_t *sent = json_loads(sent_text, 0, NULL);
  json_t *expected = json_loads(expected_text, 0, NULL);
  g_assert_true(sent != NULL && expected != NULL);
  json_t *read = form_read(all_kinds, sent);
  g_autofree char *said = json_dumps(read, JSON_SORT_KEYS);
  if (json_equal(read, expected) == 0)
    g_error("%s becomes %s, not %s", sent_text, said, expected_text);
  json_decref(read);
  json_decref(expected);
  json_decref(sent);
}

static void test_read(void) {
  check_read("{}", "{}");
  check_read("{\"text\":\"\",\"texts\":\" \\r\\n \",\"day\":\" \",\"goals\":\"\",\"share\":\"\"}", "{}");
  check_read("{\"_csrf\":\"x\",\"other\":\"y\"}", "{}");
  check_read("{\"text\":\"  kept as typed \\r\\n here\"}", "{\"text\":\"  kept as typed \\n here\"}");
  check_read("{\"texts\":\"one\\r\\n\\r\\n two \\n\"}", "{\"texts\":[\"one\",\"two\"]}");
  check_read("{\"goals\":\"g1\"}", "{\"goals\":[\"g1\"]}");
  check_read("{\"goals\":[\"g1\",\"\",\"g2\"]}", "{\"goals\":[\"g1\",\"g2\"]}");
  check_read("{\"share\":\" 70 % \",\"money\":\" 12.50\"}", "{\"share\":\"70 %\",\"money\":\"12.50\"}");
  check_read("{\"flag\":[\"no\",\"yes\"]}", "{\"flag\":\"yes\"}");
  check_read("{\"secret\":\" a b \"}", "{\"secret\":\" a b \"}");
  check_read("{\"day\":\" 2026-01-20 \"}", "{\"day\":\"2026-01-20\"}"); /* the field says which moment that is */
  check_read("{\"day\":\"soon\"}", "{\"day\":\"soon\"}");
}

/* ---- Sending ---------------------------------------------------------------------------------------------------- */

/* A partner's id, by name, as the owner sees it. Free. */
static char *partner_id(const char *name) {
  json_t *document = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "partners", "{}");
  char *id = NULL;
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(document, "partners"), index, row) {
    if (strcmp(action_text(row, "name"), name) == 0)
      id = g_strdup(action_text(row, "id"));
  }
  json_decref(document);
  g_assert_nonnull(id);
  return id;
}

static int64_t last_entry(void) {
  json_t *journal = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "journal", "{}");
  int64_t entry = action_integer(json_array_get(json_object_get(journal, "entries"), 0), "entry", -1);
  json_decref(journal);
  g_assert_cmpint(entry, >, 0);
  return entry;
}

static char *note(const char *partner, const char *option, const char *key) {
  return g_strdup_printf("{" FROM_NOTE ",'_key':'%s','partner':'%s','option':'%s','know_by':'2026-03-01','stake':''}",
                         key, partner, option);
}

/* The link for the partner is shown once. The same form again enters nothing, and leads to what the first one made. */
static void test_twice(void) {
  g_autofree char *partner = partner_id("Thorne Legal");
  g_autofree char *form = note(partner, "Sign <nothing> & wait", "key-one");
  g_auto(PagesReply) first = {0};
  g_auto(PagesReply) second = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "note_advice", form, &first));
  g_assert_cmpuint(first.status, ==, 200);
  g_assert_nonnull(strstr(first.html->str, "https://bellwether.example/base/confirm/" PAGE_SAMPLE_STUDIO "/"));
  int64_t entry = last_entry();
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "note_advice", form, &second));
  g_assert_cmpint(last_entry(), ==, entry);
  g_assert_cmpuint(second.status, ==, 303);
  g_assert_nonnull(strstr(second.location, "/advice/a"));
}

/* A task of today is due today from the morning on, one of yesterday is late. */
static void test_due_today(void) {
  json_t *engagements = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "partner", "{'partner':'p27'}");
  g_autofree char *engagement_id =
      g_strdup(action_text(json_array_get(json_object_get(engagements, "engagements"), 0), "id"));
  g_autofree char *form =
      g_strdup_printf("{'_csrf':'token','_key':'due','_from':'/w/" PAGE_SAMPLE_STUDIO "/today','engagement':'%s',"
                      "'title':'Due on this day','due_at':'2026-01-12'}",
                      engagement_id);
  json_decref(engagements);
  g_auto(PagesReply) done = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "add_task", form, &done));
  g_assert_cmpuint(done.status, ==, 303);
  g_autofree char *another = g_strdup_printf("{'engagement':'%s','title':'x','due_at':'2026-01-12'}", engagement_id);
  for (int index = 0; index < 20; index++)
    g_free(page_sample_do(sample, PAGE_SAMPLE_STUDIO, "ada", "add_task", another));
  for (int64_t days = -1; days < 2; days++) {
    g_auto(PagesReply) reply = {0};
    sample->now_ms = PAGE_SAMPLE_NOW_MS + days * INT64_C(86400000);
    g_assert_true(page_sample_get(sample, "ada", "/w/" PAGE_SAMPLE_STUDIO "/today", &reply));
    const char *row = strstr(reply.html->str, "Due on this day");
    g_assert_true((row == NULL) == (days < 0));
    g_assert_true((strstr(reply.html->str, "and more") != NULL) == (days >= 0));
    if (row != NULL) {
      g_autofree char *until = g_strndup(row, (gsize)(strstr(row, "</li>") - row));
      g_assert_nonnull(strstr(until, days == 0 ? "due today" : "1 day late"));
      g_assert_nonnull(strstr(until, "12 Jan 2026"));
    }
  }
  sample->now_ms = PAGE_SAMPLE_NOW_MS;
}

static void test_leads_on(void) {
  g_auto(PagesReply) reply = {0};
  const char *form = "{'_csrf':'token','_key':'k2','_from':'/w/" PAGE_SAMPLE_STUDIO "/partners','name':'New One'}";
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "add_partner", form, &reply));
  g_assert_cmpuint(reply.status, ==, 303);
  g_assert_true(g_str_has_prefix(reply.location, "/base/w/" PAGE_SAMPLE_STUDIO "/partner/p"));
  g_assert_null(reply.html);
  /* And there it says what was done. */
  g_auto(PagesReply) next = {0};
  g_assert_true(page_sample_get(sample, "ada", reply.location + strlen("/base"), &next));
  g_assert_cmpuint(next.status, ==, 200);
  g_assert_nonnull(strstr(next.html->str, "role=\"status\""));
}

/* Refused: the page that the form was on, the error beside its field and on top, what was typed still there, nothing
 * entered. */
static void test_refused(void) {
  g_autofree char *partner = partner_id("Thorne Legal");
  g_autofree char *form = g_strdup_printf("{" FROM_NOTE ",'_key':'k3','partner':'%s','option':'Keep <b>this</b>',"
                                          "'know_by':'soon'}",
                                          partner);
  int64_t entry = last_entry();
  g_auto(PagesReply) reply = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "note_advice", form, &reply));
  g_assert_cmpuint(reply.status, ==, 422);
  const char *html = reply.html->str;
  g_assert_nonnull(strstr(html, "value=\"Keep &lt;b&gt;this&lt;/b&gt;\""));
  g_assert_nonnull(strstr(html, "aria-invalid=\"true\""));
  g_assert_nonnull(strstr(html, "href=\"#note_advice-0-know_by\""));
  g_assert_nonnull(strstr(html, "note_advice-0-know_by-error"));
  g_autofree char *selected = g_strdup_printf("<option value=\"%s\" selected>", partner);
  g_assert_nonnull(strstr(html, selected));
  g_assert_cmpint(last_entry(), ==, entry);
}

/* Whatever a form says that it was on, one is led to no other place than a page of this workspace. */
static void test_from(void) {
  static const char other_page[] = "/w/" PAGE_SAMPLE_SOLE "/today";
  static const char *const froms[] = {
      "//elsewhere.example/w/",  "https://elsewhere.example/", "/sign-out", "javascript:alert(1)", "", "/w/../../etc",
      "/w/x\\r\\nSet-Cookie: y", "/w/\\\\elsewhere.example/",  other_page};
  for (size_t index = 0; index < G_N_ELEMENTS(froms); index++) {
    g_autofree char *form =
        g_strdup_printf("{'_csrf':'token','_key':'from%zu','_from':'%s','words':'x'}", index, froms[index]);
    g_auto(PagesReply) done = {0};
    g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "set_direction", form, &done));
    g_assert_cmpuint(done.status, ==, 303);
    g_assert_true(g_str_has_prefix(done.location, "/base/w/"));
    g_assert_null(strpbrk(done.location, "\r\n\\"));
    g_assert_null(strstr(done.location, ".."));
    g_autofree char *wrong = g_strdup_printf("{'_csrf':'token','_from':'%s'}", froms[index]);
    g_auto(PagesReply) refused = {0};
    g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "set_direction", wrong, &refused));
    g_assert_cmpuint(refused.status, ==, 422);
    g_assert_null(strstr(refused.html->str, "tilde"));
  }
}

/* ---- Shut doors ------------------------------------------------------------------------------------------------- */

static void test_who(void) {
  static const struct {
    const char *person;
    const char *path;
    unsigned status; /* 0: no page at all */
  } cases[] = {{"petra", STUDIO_DO "add_partner", 403},  {"wanda", STUDIO_DO "add_partner", 403},
               {"dara", STUDIO_DO "change_person", 403}, {"tilde", STUDIO_DO "add_partner", 0},
               {"ada", STUDIO_DO "no_action", 0},        {"ada", "/w/" PAGE_SAMPLE_STUDIO "/today/do", 0}};
  int64_t entry = last_entry();
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(PagesReply) reply = {0};
    bool found = page_sample_post(sample, cases[index].person, cases[index].path,
                                  "{'_csrf':'token','_from':'/w/" PAGE_SAMPLE_STUDIO "/direction','name':'X',"
                                  "'person':'ben','role':'owner'}",
                                  &reply);
    unsigned status = found ? reply.status : 0;
    if (status != cases[index].status)
      g_error("%s %s: %u in the place of %u", cases[index].person, cases[index].path, status, cases[index].status);
  }
  g_assert_cmpint(last_entry(), ==, entry);
}

/* The first advice that waits for the owner and that they owe a view on, or not. Free. */
static char *waiting(bool shut) {
  json_t *today = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "today", "{}");
  char *id = NULL;
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(today, "to_decide"), index, row) {
    if (id == NULL && json_is_true(json_object_get(row, "is_shut")) == shut)
      id = g_strdup(action_text(row, "id"));
  }
  json_decref(today);
  g_assert_nonnull(id);
  return id;
}

/* Who owes a view gets the form for it and no word of the advice; after it is sealed the advice may be opened. */
static void test_sealed(void) {
  g_autofree char *id = waiting(true);
  g_autofree char *path = g_strdup_printf("/w/" PAGE_SAMPLE_STUDIO "/advice/%s", id);
  g_autofree char *which = g_strdup_printf("{'advice':'%s'}", id);
  json_t *seen = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "wanda", "advice", which);
  g_autofree char *option = g_markup_escape_text(action_text(json_object_get(seen, "advice"), "option"), -1);
  json_decref(seen);
  g_auto(PagesReply) shut = {0};
  g_assert_true(page_sample_get(sample, "ada", path, &shut));
  g_assert_null(strstr(shut.html->str, option));
  g_assert_nonnull(strstr(shut.html->str, "/do/seal_own_view\""));
  g_assert_null(strstr(shut.html->str, "/do/decide\""));
  g_autofree char *seal = g_strdup_printf(
      "{'_csrf':'token','_key':'seal','_from':'%s','on':'%s','option':'Stay','chance':'60 %%'}", path, id);
  g_auto(PagesReply) sealed = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "seal_own_view", seal, &sealed));
  g_assert_cmpuint(sealed.status, ==, 303);
  g_free(page_sample_do(sample, PAGE_SAMPLE_STUDIO, "ada", "open_advice", which));
  g_auto(PagesReply) open = {0};
  g_assert_true(page_sample_get(sample, "ada", path, &open));
  g_assert_nonnull(strstr(open.html->str, option));
  g_assert_nonnull(strstr(open.html->str, "/do/decide\""));
}

/* The value of a hidden field of a page. Free. */
static char *hidden_value(const char *html, const char *name) {
  g_autofree char *mark = g_strdup_printf("name=\"%s\" value=\"", name);
  const char *found = strstr(html, mark);
  g_assert_nonnull(found);
  found += strlen(mark);
  return g_strndup(found, strcspn(found, "\""));
}

/* What was shown has to be what is true when it is decided on: otherwise 409, and the page with the new figures. */
static void test_stale(void) {
  g_autofree char *id = waiting(false);
  g_autofree char *path = g_strdup_printf("/w/" PAGE_SAMPLE_STUDIO "/advice/%s", id);
  g_autofree char *which = g_strdup_printf("{'advice':'%s'}", id);
  g_free(page_sample_do(sample, PAGE_SAMPLE_STUDIO, "ada", "open_advice", which));
  g_auto(PagesReply) page = {0};
  g_assert_true(page_sample_get(sample, "ada", path, &page));
  g_autofree char *shown = hidden_value(page.html->str, "shown");
  g_autofree char *stake = g_strdup_printf("{'advice':'%s','stake':'4321.00'}", id);
  g_free(page_sample_do(sample, PAGE_SAMPLE_STUDIO, "ada", "set_stake", stake));
  g_autofree char *decide = g_strdup_printf("{'_csrf':'token','_key':'stale','_from':'%s','advice':'%s','shown':'%s',"
                                            "'decision':'override','reason':'We stay','acknowledged':'yes'}",
                                            path, id, shown);
  int64_t entry = last_entry();
  g_auto(PagesReply) refused = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "decide", decide, &refused));
  g_assert_cmpuint(refused.status, ==, 409);
  g_assert_nonnull(strstr(refused.html->str, "We stay"));
  g_assert_nonnull(strstr(refused.html->str, "4,321"));
  g_assert_cmpint(last_entry(), ==, entry);
  /* With what is shown now it is done. */
  g_autofree char *fresh = hidden_value(refused.html->str, "shown");
  g_assert_cmpstr(fresh, !=, shown);
  g_autofree char *again = g_strdup_printf("{'_csrf':'token','_key':'fresh','_from':'%s','advice':'%s','shown':'%s',"
                                           "'decision':'override','reason':'We stay','acknowledged':'yes'}",
                                           path, id, fresh);
  g_auto(PagesReply) done = {0};
  g_assert_true(page_sample_post(sample, "ada", STUDIO_DO "decide", again, &done));
  g_assert_cmpuint(done.status, ==, 303);
  /* Afterwards the page tells by whom and on which odds, and takes one tap for what came of it; once. */
  g_auto(PagesReply) after = {0};
  g_assert_true(page_sample_get(sample, "ada", path, &after));
  g_assert_nonnull(strstr(after.html->str, "What was known then: the advice works in"));
  g_assert_nonnull(strstr(after.html->str, "class=\"taps\""));
  g_autofree char *outcome = g_strdup_printf("{'advice':'%s','worked':'50 %%'}", id);
  g_free(page_sample_do(sample, PAGE_SAMPLE_STUDIO, "ada", "report_outcome", outcome));
  g_auto(PagesReply) later = {0};
  g_assert_true(page_sample_get(sample, "ada", path, &later));
  g_assert_null(strstr(later.html->str, "class=\"taps\""));
  g_assert_nonnull(strstr(later.html->str, "Correct it"));
}

/* Amounts with the marks that the pages themselves write, and per cent without its sign where per cent is asked for. */
static void test_read_as_typed(void) {
  static const RecordField fields[] = {FIELD_MONEY("money", 0, "an amount"), FIELD_SHARE("share", 0, "a share"),
                                       FIELD_LINE("text", 0, "words"), FIELD_END};
  static const struct {
    const char *name, *typed, *read;
  } cases[] = {
      {"money", "1,200", "1200"},   {"money", "1,234,567.50", "1234567.50"},
      {"money", "1,2", "1,2"},      {"money", "12,34,56", "12,34,56"},
      {"money", "-1,200", "-1200"}, {"money", "1200", "1200"},
      {"share", "70", "70 %"},      {"share", "62.5", "62.5 %"},
      {"share", "70 %", "70 %"},    {"share", "0.7", "0.7"},
      {"share", "1", "1"},          {"share", "much", "much"},
      {"text", "1,200", "1,200"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    json_t *sent = json_pack("{s:s}", cases[index].name, cases[index].typed);
    json_t *document = form_read(fields, sent);
    g_assert_cmpstr(json_string_value(json_object_get(document, cases[index].name)), ==, cases[index].read);
    json_decref(document);
    json_decref(sent);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  sample = page_sample_new();
  g_test_add_func("/forms/declarations", test_declarations);
  g_test_add_func("/forms/choices", test_choices);
  g_test_add_func("/forms/read", test_read);
  g_test_add_func("/forms/twice", test_twice);
  g_test_add_func("/forms/leads_on", test_leads_on);
  g_test_add_func("/forms/due_today", test_due_today);
  g_test_add_func("/forms/refused", test_refused);
  g_test_add_func("/forms/from", test_from);
  g_test_add_func("/forms/who", test_who);
  g_test_add_func("/forms/sealed", test_sealed);
  g_test_add_func("/forms/stale", test_stale);
  g_test_add_func("/pages/forms/read_as_typed", test_read_as_typed);
  int status = g_test_run();
  page_sample_free(sample);
  return status;
}
