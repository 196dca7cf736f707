/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* labels.c: what the words of the declarations are called on a page. */
#include "page.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const char *field; /* NULL: any */
  const char *value;
  const char *label;
} ChoiceLabel;

static const ChoiceLabel choices[] = {
    {"decision", "follow", N_("Follow it")},
    {"decision", "adapt", N_("Follow it in part")},
    {"decision", "override", N_("Go against it")},
    {"decision", "defer", N_("Put it off")},
    {"sure", "leaning", N_("Leaning to it")},
    {"sure", "fairly", N_("Fairly sure")},
    {"sure", "sure", N_("Sure")},
    {"stance", "focus", N_("Focus: it sets us apart, we keep it")},
    {"stance", "partner", N_("Partner: others do it better and get a say")},
    {"stance", "rent", N_("Rent: bought by the task")},
    {"role", "owner", N_("Owner: answers for the business")},
    {"role", "member", N_("Member: decides where allowed")},
    {"role", "partner", N_("Partner: an outsider")},
    {"role", "observer", N_("Observer: only reads")},
    {"level", "instruct", N_("Does as told")},
    {"level", "advise", N_("Advises, we decide")},
    {"level", "act_within", N_("Decides up to the limit")},
    {"level", "act_and_report", N_("Decides, and reports each")},
    {"level", "entrust", N_("Decides, judged by the goals")},
    {"road", "taken", N_("What was done")},
    {"road", "advice", N_("What was advised, had it been followed")},
    {"road", "own_view", N_("What we would have done ourselves")},
    {"verdict", "sound", N_("Sound")},
    {"verdict", "unsound", N_("Not sound")},
    {"outcome", "reached", N_("Reached")},
    {"outcome", "dropped", N_("Dropped")},
    {"own_views", "as_workspace", N_("As everywhere here")},
    {"own_views", "off", N_("No")},
    {"own_views", "on", N_("Yes")},
    {"worked_by", "client", N_("The business")},
    {"worked_by", "partner", N_("The partner alone")},
    {"advice_worked_by", "client", N_("The business")},
    {"advice_worked_by", "partner", N_("The partner alone")},
};

const char *label_choice(const char *field, const char *value) {
  if (value == NULL)
    return "";
  for (size_t index = 0; index < G_N_ELEMENTS(choices); index++) {
    if (strcmp(choices[index].value, value) == 0 && strcmp(choices[index].field, field) == 0)
      return _(choices[index].label);
  }
  return value;
}

/* Labels of a word or two, where a field's help is more than that; the help stands below then. */
static const struct {
  const char *field;
  const char *label;
} fields[] = {
    {"about", N_("About them")},
    {"acknowledged", N_("I have seen the risks")},
    {"alternatives", N_("What else was considered")},
    {"answers", N_("Answers")},
    {"baseline", N_("Value today")},
    {"begins_at", N_("From")},
    {"brief", N_("Question")},
    {"budget", N_("Budget")},
    {"budget_for_period", N_("Budget")},
    {"chance", N_("How sure, in per cent")},
    {"check_minutes", N_("Minutes for a check")},
    {"check_one_in", N_("Draw one in")},
    {"code", N_("Code")},
    {"constraints", N_("What every option must keep to")},
    {"cost", N_("What it cost")},
    {"criteria", N_("Compared by")},
    {"currency", N_("Currency")},
    {"decide_by", N_("Decide by")},
    {"decision", N_("Decision")},
    {"details", N_("Details")},
    {"due_at", N_("By when")},
    {"ends_at", N_("Until")},
    {"engagement", N_("Engagement")},
    {"does", N_("What they do for you")},
    {"engagements", N_("Whom to ask")},
    {"expires_at", N_("Runs out")},
    {"facts", N_("Facts given")},
    {"fee", N_("Fee")},
    {"fee_months", N_("Months for one fee")},
    {"file", N_("File")},
    {"gain_goal", N_("Goal whose gain is shared")},
    {"gain_share", N_("Share of the gain")},
    {"goal", N_("Goal it serves")},
    {"goals", N_("Goals it serves")},
    {"hour_worth", N_("Worth of an hour")},
    {"interest", N_("Interest in it")},
    {"know_by", N_("When we shall know")},
    {"level", N_("Level")},
    {"limit", N_("Limit for one decision")},
    {"mail", N_("Mail")},
    {"may_decide", N_("May decide")},
    {"measure", N_("Measured in")},
    {"money", N_("Money")},
    {"name", N_("Name")},
    {"name_of_person", N_("Their name")},
    {"new_password", N_("New password")},
    {"notice_days", N_("Days of notice")},
    {"option", N_("Option")},
    {"own_views", N_("Own views first")},
    {"partner", N_("Partner")},
    {"password", N_("Password")},
    {"period_days", N_("Days of the period")},
    {"person", N_("Person")},
    {"phone", N_("Phone")},
    {"purpose", N_("Purpose")},
    {"question", N_("Question")},
    {"reason", N_("Why")},
    {"reasons", N_("Why")},
    {"renews_at", N_("Renews on")},
    {"review_months", N_("Months between reviews")},
    {"road", N_("Which road")},
    {"role", N_("Role")},
    {"skill", N_("Skill")},
    {"speed", N_("Speed")},
    {"stake", N_("At stake")},
    {"stance", N_("How it is held")},
    {"story", N_("What happened")},
    {"sure", N_("How sure")},
    {"target", N_("Value to reach")},
    {"title", N_("What is to be done")},
    {"until", N_("Until when")},
    {"value", N_("Value")},
    {"verdict", N_("Verdict")},
    {"why", N_("Why")},
    {"words", N_("Words")},
    {"worked", N_("How well it worked")},
    {"worked_if", N_("It worked if")},
    {"worth", N_("Worth")},
    {"your_name", N_("Your name")},
    {"zone", N_("Time zone")},
};

const char *label_field(const RecordField *field) {
  for (size_t index = 0; index < G_N_ELEMENTS(fields); index++) {
    if (strcmp(fields[index].field, field->name) == 0)
      return _(fields[index].label);
  }
  return _(field->help);
}

static const struct {
  const char *action;
  const char *done;
} done[] = {
    {"decide", N_("The decision is on record, with what you were shown.")},
    {"report_outcome", N_("The outcome is on record. From now on it counts.")},
    {"note_advice", N_("The advice is written down.")},
    {"advise", N_("Your advice is on record.")},
    {"ask", N_("The question is put.")},
    {"seal_own_view", N_("Your own view is sealed. Now you can open the advice.")},
    {"grant_mandate", N_("The mandate is granted.")},
    {"revoke_mandate", N_("The mandate is taken back.")},
    {"act", N_("Your decision is on record.")},
    {"join", N_("Welcome.")},
    {"give_review", N_("Your answers are on record. The other side sees them once both have given theirs.")},
    {"erase_text", N_("The words are gone for good.")},
};

const char *label_done(const char *action) {
  for (size_t index = 0; index < G_N_ELEMENTS(done); index++) {
    if (strcmp(done[index].action, action) == 0)
      return _(done[index].done);
  }
  return _("It is on record.");
}

const char *label_role(RecordRole role) {
  switch (role) {
  case RECORD_ROLE_OWNER: return _("owner");
  case RECORD_ROLE_MEMBER: return _("member");
  case RECORD_ROLE_PARTNER: return _("partner");
  case RECORD_ROLE_OBSERVER: return _("observer");
  }
  return "";
}
