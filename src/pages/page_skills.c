/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_skills.c: what the business must be able to do, how each skill is held, and which rented one deserves a partner. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *stance;
  const char *title;
  const char *means;
} stances[] = {
    {"focus", N_("Focus"), N_("What sets you apart: you keep it, and invest.")},
    {"partner", N_("Partner"), N_("Others do it better: they get a say.")},
    {"rent", N_("Rent"), N_("Bought by the task.")},
};

static const char *because_words(const char *code) {
  if (strcmp(code, "advice_works") == 0)
    return _("their advice works");
  if (strcmp(code, "speaks_up") == 0)
    return _("they speak up unasked");
  if (strcmp(code, "for_goal") == 0 || strcmp(code, "serves_a_goal") == 0)
    return _("it serves a goal");
  if (strcmp(code, "bought_often") == 0)
    return _("you buy it often");
  return strcmp(code, "fees") == 0 || strcmp(code, "costs") == 0 ? _("you spend much on it") : code;
}

static void write_why(Page *page, const json_t *skill) {
  const json_t *codes = json_object_get(skill, "partner_because");
  size_t index = 0;
  const json_t *code = NULL;
  if (json_array_size(codes) == 0)
    return;
  html_add(page->html, "<p class=\"hint strong\">%s ", _("It deserves a partner, not a price list:"));
  json_array_foreach(codes, index, code) {
    html_add(page->html, "%s%s", index > 0 ? ", " : "", because_words(json_string_value(code)));
  }
  html_raw(page->html, ".</p>\n");
}

static void write_skill(Page *page, const json_t *skill) {
  static const char *const changed[] = {"name", "stance", "why", "retired", NULL};
  const json_t *holders = json_object_get(skill, "holders");
  size_t index = 0;
  const json_t *holder = NULL;
  const char *name = phrase_text(skill, "name");
  html_add(page->html, "<section class=\"card\">\n<h3 dir=\"auto\">%s</h3>\n", name != NULL ? name : _("(erased)"));
  html_words(page->html, phrase_text(skill, "why"));
  write_why(page, skill);
  page_facts_begin(page);
  json_array_foreach(holders, index, holder) {
    html_add(page->html, "<div><dt>%s</dt><dd>", index == 0 ? _("Held by") : "");
    page_link(page, "engagement", phrase_text(holder, "engagement_id"), phrase_text(holder, "partner"));
    html_raw(page->html, "</dd></div>\n");
  }
  if (phrase_integer(skill, "fees_minor", 0) > 0)
    page_fact_money(page, _("Fees"), skill, "fees_minor");
  if (phrase_integer(skill, "outcomes", 0) > 0) {
    g_autofree char *worked = phrase_worked(skill, PHRASE_OF_THEM);
    page_fact(page, _("Advice"), worked);
  }
  page_facts_end(page);
  Form change = {.action = "change_skill",
                 .thing = "skill",
                 .thing_value = phrase_text(skill, "id"),
                 .only = changed,
                 .submit = _("Change"),
                 .folded = _("Hold it otherwise")};
  form_write(page, &change);
  html_raw(page->html, "</section>\n");
}

void page_skills(Page *page) {
  static const char *const asked[] = {"name", "stance", "why", NULL};
  const json_t *skills = json_object_get(page->document, "skills");
  if (json_array_size(skills) == 0)
    page_empty(page, _("No skill yet. Name what your business must be able to do, also what others do for you: "
                       "bookkeeping, premises, the website."));
  for (size_t place = 0; place < G_N_ELEMENTS(stances); place++) {
    size_t index = 0;
    const json_t *skill = NULL;
    bool any = false;
    json_array_foreach(skills, index, skill) {
      const char *stance = phrase_text(skill, "stance");
      if (stance == NULL || strcmp(stance, stances[place].stance) != 0)
        continue;
      if (!any) {
        page_heading(page, stances[place].stance, _(stances[place].title));
        page_paragraph(page, _(stances[place].means));
        html_raw(page->html, "<div class=\"cards\">\n");
      }
      any = true;
      write_skill(page, skill);
    }
    if (any)
      html_raw(page->html, "</div>\n");
  }
  Form add = {.action = "add_skill", .only = asked, .submit = _("Add"), .folded = _("Add a skill")};
  form_write(page, &add);
}
