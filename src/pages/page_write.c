/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_write.c: the pages that are a form: an advice noted, a question asked, an advice given or a decision made. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>

/* A partner or a question may come with the address: /w/studio/note?partner=p3. */
static json_t *values_of_query(const Page *page) {
  return json_copy((json_t *)page->request->query);
}

/* Without a partner neither page can do anything: it says where to begin. */
static bool has_partner(Page *page) {
  size_t index = 0;
  const json_t *choice = NULL;
  page_read_choices(page);
  json_array_foreach(json_object_get(page->choices, "choices"), index, choice) {
    const char *id = phrase_text(choice, "id");
    if (id != NULL && id[0] == 'p')
      return true;
  }
  page_empty(page, _("There is no partner yet: name the first one, and what they do for you, in two fields."));
  html_raw(page->html, "<p>");
  page_link(page, "partners", NULL, _("Add a partner"));
  html_raw(page->html, "</p>\n");
  return false;
}

void page_note(Page *page) {
  static const char *const asked[] = {"partner", "option", "know_by", NULL};
  static const char *const more[] = {"stake", "sure",       "chance",   "worked_if", "reasons",
                                     "brief", "engagement", "given_at", NULL};
  page_paragraph(page,
                 _("What somebody told you by phone or mail: who, what, and when you will know whether it was right. "
                   "Three fields now; the rest can wait."));
  if (!has_partner(page))
    return;
  json_t *values = values_of_query(page);
  Form form = {.action = "note_advice", .only = asked, .more = more, .values = values, .submit = _("Write it down")};
  form_write(page, &form);
  json_decref(values);
}

void page_ask(Page *page) {
  static const char *const asked[] = {"question", "engagements", "know_by", "worked_if", NULL};
  static const char *const more[] = {"details", "constraints", "criteria", "budget",
                                     "stake",   "decide_by",   "goal",     NULL};
  page_paragraph(page,
                 _("Put one question to one partner or to several. Say before you hear the answer what will count as "
                   "having worked: afterwards everybody was right."));
  if (!has_partner(page))
    return;
  json_t *values = values_of_query(page);
  Form form = {.action = "ask", .only = asked, .more = more, .values = values, .submit = _("Ask")};
  form_write(page, &form);
  json_decref(values);
}

void page_advise(Page *page) {
  static const char *const advise[] = {"brief", "option", "reasons", "sure", "chance", NULL};
  static const char *const advise_more[] = {"alternatives", "interest", "engagement", "know_by",
                                            "worked_if",    "goal",     NULL};
  static const char *const act[] = {"option", "stake", "know_by", "worked_if", NULL};
  static const char *const act_more[] = {"reasons",  "cost",       "sure",  "chance", "alternatives",
                                         "interest", "engagement", "brief", "goal",   NULL};
  json_t *values = values_of_query(page);
  page_paragraph(page,
                 _("What you recommend, in answer to a question or unasked. Say how sure you are: your record shows "
                   "what your word is worth, to you as to them."));
  Form form = {.action = "advise", .only = advise, .more = advise_more, .values = values, .submit = _("Advise")};
  form_write(page, &form);
  page_heading(page, "act", _("Decide yourself"));
  page_paragraph(page, _("Where you have a mandate you may decide without asking, up to its limit."));
  Form decide = {
      .action = "act", .only = act, .more = act_more, .submit = _("Decide"), .folded = _("Decide under your mandate")};
  form_write(page, &decide);
  json_decref(values);
}
