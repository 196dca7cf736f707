/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * attach.c: a file is put to a thing. Its content was kept beforehand, and is named by its hash.
 *
 * Who sees the thing sees the file: its engagement's partner; of a brief that was put to several, all of them, unless
 * one of them put it there.
 */
#include "advice.h"
#include "store/attachments.h"

static const RecordField fields[] = {
    FIELD_THING("to", RECORD_FIELD_REQUIRED, "abegmprst",
                N_("What it is put to: a brief, an advice, an engagement...")),
    FIELD_FILE("file", RECORD_FIELD_REQUIRED, N_("The file, up to 20 MiB")),
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("What it is called, with its ending")),
    FIELD_END,
};

static const char *const adds[] = {"about", "bytes", "media_type", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_FILE_ADD, STORE_SUBJECT_ADD_ABOUT, ACTION_PROJECTION_END};

/* ---- What kind of file ------------------------------------------------------------------------------------------ */

/* By the ending, and only kinds that a browser does not run: all else is bytes. */
static const struct {
  const char *ending;
  const char *media_type;
} kinds[] = {
    {".csv", "text/csv"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {".odt", "application/vnd.oasis.opendocument.text"},
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".txt", "text/plain"},
    {".webp", "image/webp"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

static const char *media_type_of(const char *name) {
  g_autofree char *folded = g_ascii_strdown(name, -1);
  for (size_t index = 0; index < G_N_ELEMENTS(kinds); index++) {
    if (g_str_has_suffix(folded, kinds[index].ending))
      return kinds[index].media_type;
  }
  return "application/octet-stream";
}

/* ---- Between whom ----------------------------------------------------------------------------------------------- */

typedef struct {
  StoreWorkspaceStatement row;
  char letter;
  bool of_engagement; /* it has an engagement_id; otherwise it is the business's own */
} Kind;

static const Kind things[] = {
    {STORE_ADVICE_GET, 'a', true}, {STORE_BRIEF_GET, 'b', false},  {STORE_ENGAGEMENT_GET, 'e', true},
    {STORE_GOAL_GET, 'g', false},  {STORE_MANDATE_GET, 'm', true}, {STORE_PARTNER_GET, 'p', false},
    {STORE_REVIEW_GET, 'r', true}, {STORE_SKILL_GET, 's', false},  {STORE_TASK_GET, 't', true},
};

static const Kind *kind_of(const char *thing) {
  for (size_t index = 0; index < G_N_ELEMENTS(things); index++) {
    if (things[index].letter == thing[0])
      return &things[index];
  }
  return NULL;
}

/* The engagement of the thing; "" of none, or of a brief that the client puts it to. Free with g_free; NULL with the
 * problem or error. */
static char *find_engagement(ActionRun *run, const Kind *kind, GError **error) {
  json_t *row = action_require(run, kind->row, "to", error);
  if (row == NULL)
    return NULL;
  bool is_partner = run->actor.role == RECORD_ROLE_PARTNER;
  char *engagement = NULL;
  if (kind->of_engagement)
    engagement = g_strdup(action_text(row, kind->letter == 'e' ? "id" : "engagement_id"));
  else if (is_partner && kind->letter == 'b')
    engagement = advice_brief_engagement(run, action_text(row, "id"), error);
  else if (is_partner)
    action_refuse(run, RECORD_REFUSED_ROLE); /* skills, goals and partners are the business's own */
  else
    engagement = g_strdup("");
  json_decref(row);
  return engagement;
}

/* ---- The content ------------------------------------------------------------------------------------------------ */

/* Lets those read it who are to: the engagement's partner, or all whom the brief was put to. */
static bool share(ActionRun *run, const JournalHash *hash, const char *engagement, int64_t bytes, GError **error) {
  const char *to = action_text(run->document, "to");
  if (*engagement != '\0' || to[0] != 'b')
    return store_attachment_share(run->transaction, hash, engagement, bytes, error);
  json_t *parameters = json_pack("{s:s}", "id", to);
  json_t *rows =
      store_query(run->transaction, STORE_BRIEF_ENGAGEMENTS_OF, parameters, STORE_SCOPE_ENGAGEMENTS_MAX, error);
  json_decref(parameters);
  bool ok = rows != NULL;
  for (size_t index = 0; ok && index < json_array_size(rows); index++)
    ok = store_attachment_share(run->transaction, hash, action_text(json_array_get(rows, index), "id"), bytes, error);
  json_decref(rows);
  return ok;
}

static bool effect(ActionRun *run, GError **error) {
  const Kind *kind = kind_of(action_text(run->document, "to"));
  if (kind == NULL)
    return action_invalid(run, "to", N_("Name a brief, an advice, an engagement..."),
                          "Nothing is put to a thing like that");
  g_autofree char *engagement = find_engagement(run, kind, error);
  JournalHash hash;
  int64_t bytes = -1;
  const char *hex = action_text(run->document, "file");
  if (engagement == NULL || !journal_hex_read(hex, strlen(hex), hash.bytes, sizeof hash.bytes) ||
      !store_attachment_find(run->transaction, &hash, &bytes, error))
    return false;
  if (bytes < 0)
    return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, "file", N_("Send the file first"),
                              "The content of this file was not kept");
  json_t *extra = json_pack("{s:s, s:I, s:s}", "about", action_text(run->document, "to"), "bytes", (json_int_t)bytes,
                            "media_type", media_type_of(action_text(run->document, "name")));
  return share(run, &hash, engagement, bytes, error) ? action_enter(run, engagement, NULL, extra, error)
                                                     : (json_decref(extra), false);
}

const Action action_attach = {
    .name = "attach",
    .summary = N_("Put a file to a thing"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "f",
    .effect = effect,
};
