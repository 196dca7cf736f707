/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_people.c: who is who here, and the settings of the workspace. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void write_person(Page *page, const json_t *row) {
  static const char *const changed[] = {"name_of_person", "role", "may_decide", NULL};
  static const char *const nothing[] = {NULL};
  RecordRole role = RECORD_ROLE_OBSERVER;
  const char *id = phrase_text(row, "id");
  const char *name = phrase_text(row, "name");
  record_role_read(phrase_text(row, "role"), &role);
  html_add(page->html, "<section class=\"card\">\n<h3 dir=\"auto\">%s</h3>\n", name != NULL ? name : id);
  page_facts_begin(page);
  page_fact(page, _("Role"), label_role(role));
  if (json_is_true(json_object_get(row, "may_decide")) && role == RECORD_ROLE_MEMBER)
    page_fact(page, _("Decides"), _("for the business"));
  page_fact_date(page, _("Since"), row, "since");
  page_facts_end(page);
  Form change = {.action = "change_person",
                 .thing = "person",
                 .thing_value = id,
                 .only = changed,
                 .submit = _("Change"),
                 .folded = _("Change their role")};
  Form remove_person = {.action = "remove_person",
                        .thing = "person",
                        .thing_value = id,
                        .only = nothing,
                        .submit = _("Take their role away"),
                        .folded = _("Take their role away")};
  if (role != RECORD_ROLE_PARTNER)
    form_write(page, &change);
  form_write(page, &remove_person);
  html_raw(page->html, "</section>\n");
}

static void write_invitations(Page *page) {
  static const char *const asked[] = {"name_of_person", "role", "partner", "may_decide", NULL};
  static const char *const nothing[] = {NULL};
  const json_t *rows = json_object_get(page->document, "invitations");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) > 0)
    page_heading(page, "invited", _("Invited"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    RecordRole role = RECORD_ROLE_OBSERVER;
    const char *name = phrase_text(row, "name");
    record_role_read(phrase_text(row, "role"), &role);
    html_add(page->html,
             "<li><span class=\"what\" dir=\"auto\">%s</span> <span class=\"whom\">%s</span> <span class=\"when\">%s ",
             name != NULL ? name : _("(erased)"), label_role(role), _("until"));
    page_date(page, row, "expires_at");
    html_raw(page->html, "</span>\n");
    Form withdraw = {.action = "withdraw_invitation",
                     .thing = "invitation",
                     .thing_value = phrase_text(row, "id"),
                     .only = nothing,
                     .submit = _("Stop it")};
    form_write(page, &withdraw);
    html_raw(page->html, "</li>\n");
  }
  html_raw(page->html, "</ul>\n");
  Form invite = {.action = "invite", .only = asked, .submit = _("Make the link"), .folded = _("Invite somebody")};
  form_write(page, &invite);
}

void page_people(Page *page) {
  const json_t *people = json_object_get(page->document, "people");
  size_t index = 0;
  const json_t *row = NULL;
  html_raw(page->html, "<div class=\"cards\">\n");
  json_array_foreach(people, index, row) {
    write_person(page, row);
  }
  html_raw(page->html, "</div>\n");
  write_invitations(page);
}

void page_settings(Page *page) {
  static const char *const changed[] = {"name", "zone", "hour_worth", "check_minutes", "own_views", NULL};
  static const char *const deleted[] = {"name", NULL};
  const json_t *document = page->document;
  page_facts_begin(page);
  page_fact(page, _("Business"), phrase_text(document, "name"));
  page_fact(page, _("Currency"), phrase_text(document, "currency"));
  page_fact(page, _("Time zone"), phrase_text(document, "zone"));
  page_fact_money(page, _("An hour is worth"), document, "hour_worth_minor");
  if (json_object_get(document, "check_minutes") != NULL) {
    int64_t count = phrase_integer(document, "check_minutes", 0);
    g_autofree char *minutes =
        g_strdup_printf(ngettext("%" PRId64 " minute", "%" PRId64 " minutes", (gulong)count), count);
    page_fact(page, _("A check takes"), minutes);
  }
  page_fact(page, _("Own views come first"),
            json_is_true(json_object_get(document, "has_own_views")) ? _("yes") : _("no"));
  page_fact_date(page, _("Since"), document, "opened_at");
  page_facts_end(page);
  json_t *values =
      json_pack("{s:s*, s:s*}", "name", phrase_text(document, "name"), "zone", phrase_text(document, "zone"));
  Form change = {.action = "change_workspace",
                 .only = changed,
                 .values = values,
                 .submit = _("Change"),
                 .folded = _("Change this")};
  form_write(page, &change);
  json_decref(values);
  Form delete_workspace = {.action = "delete_workspace",
                           .only = deleted,
                           .submit = _("Delete everything"),
                           .folded = _("Delete this workspace for good")};
  form_write(page, &delete_workspace);
}
