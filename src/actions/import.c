/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import.c: rows into entries, a million at a time.
 *
 * What a row needs of the record (its partner, skill, brief, and the options named on the brief) is kept in memory by
 * name, so that a row costs its own entry and no look-ups. Option numbers are those that the effects would give: the
 * same words, without case and with single blanks, are the same option.
 *
 * Two threads share the work. One goes through the rows, checks them and makes the entries; nothing of that needs the
 * database, for the number of each entry follows from those before it. The other, whose transaction it is, writes them.
 * Once a row was refused nothing will be kept, so the second stops, and the first only looks for more to refuse: in the
 * parts that follow too.
 */
#include "import.h"

#include "advice.h"
#include "enter.h"
#include "handover.h"
#include "import_known.h"
#include "import_options.h"
#include "record/outcome.h"
#include "store/indexes.h"
#include "store/member.h"
#include "store/problem.h"

#include <inttypes.h>
#include <libintl.h>
#include <math.h>
#include <string.h>

#define TEN_THOUSANDTHS 10000.0
#define PROGRESS_EVERY 10000
#define READY_MOST 1024          /* entries between the two threads */
#define MANY_ROWS 50000          /* from which on indexes are worth making anew */
#define COUNT_EVERY_USUAL 250000 /* entries */

typedef struct {
  int64_t seq; /* its id is "b" and this number */
  ImportOptions options;
} Brief;

static void brief_free(gpointer data) {
  Brief *brief = data;
  import_options_clear(&brief->options);
  g_free(brief);
}

typedef struct {
  const ImportTarget *target;
  const ImportSource *source;
  StoreMember member;
  ActionRun run;
  unsigned currency_decimals;
  double minor_per_unit;
  GHashTable *partners;    /* name to id */
  GHashTable *skills;      /* name to id */
  GHashTable *engagements; /* "p3|s4" to id */
  GHashTable *briefs;      /* question to Brief */
  uint8_t options_key[IMPORT_OPTIONS_KEY_BYTES];
  int64_t seq;        /* of the last entry that was made */
  ImportKnown *known; /* advice that was there before; NULL: none, or it may be taken again */
  Handover *ready;    /* ActionReady, for whoever writes them; NULL while rows are only looked at */
  bool only_looks;    /* nothing will be kept */
  bool abandoned;     /* writing failed, so there is no use in going on */
  GError *failure;    /* of making entries */
  RecordProblem *problem;
  size_t rows;
  size_t refused;
  size_t refused_known; /* of these, for being in the record already */
} Import;

/* ---- What is there already -------------------------------------------------------------------------------------- */

static bool note_partner(void *context, json_t *row, GError **error) {
  (void)error;
  const char *name = action_text(row, "name");
  if (name != NULL && !g_hash_table_contains(context, name))
    g_hash_table_insert(context, g_strdup(name), g_strdup(action_text(row, "id")));
  return true;
}

static bool note_engagement(void *context, json_t *row, GError **error) {
  (void)error;
  g_hash_table_replace(context, g_strconcat(action_text(row, "partner_id"), "|", action_text(row, "skill_id"), NULL),
                       g_strdup(action_text(row, "id")));
  return true;
}

static bool note_names(Import *import, GError **error) {
  StoreTransaction *transaction = import->run.transaction;
  return store_query_each(transaction, STORE_PARTNER_NAMES, NULL, note_partner, import->partners, error) &&
         store_query_each(transaction, STORE_SKILL_NAMES, NULL, note_partner, import->skills, error) &&
         store_query_each(transaction, STORE_ENGAGEMENT_PAIRS, NULL, note_engagement, import->engagements, error);
}

/* ---- Adding what is missing ------------------------------------------------------------------------------------- */

/* Checks the document (its reference is taken over) and has it entered; the entry's number, or 0. */
static int64_t enter_seq(Import *import, const char *name, const char *engagement, json_t *document, json_t *extra,
                         GError **error) {
  const Action *action = action_find(name);
  RecordFieldSetting setting = {.now_ms = import->target->now_ms, .currency_decimals = import->currency_decimals};
  json_t *checked = record_fields_check(action->fields, document, &setting, import->problem);
  json_decref(document);
  if (checked == NULL) {
    json_decref(extra);
    return 0;
  }
  if (import->only_looks) {
    json_decref(checked);
    json_decref(extra);
    return ++import->seq;
  }
  ActionReady *ready = action_prepare(&import->run, action, engagement, NULL, checked, extra, import->seq + 1, error);
  json_decref(checked);
  if (ready == NULL)
    return 0;
  if (!handover_give(import->ready, ready))
    import->abandoned = true;
  return ++import->seq;
}

/* The same; the id that was made, free with g_free, or NULL. */
static char *enter(Import *import, const char *name, json_t *document, GError **error) {
  const char *letter = action_find(name)->makes;
  int64_t seq = enter_seq(import, name, NULL, document, NULL, error);
  return seq != 0 ? g_strdup_printf("%s%" G_GINT64_FORMAT, letter, seq) : NULL;
}

/* The id that the table has for the key, or what enter makes of the document. Owned by the table. */
static const char *find_or_enter(Import *import, GHashTable *table, const char *key, const char *action,
                                 json_t *document, GError **error) {
  const char *found = g_hash_table_lookup(table, key);
  if (found != NULL) {
    json_decref(document);
    return found;
  }
  char *made = enter(import, action, document, error);
  if (made != NULL)
    g_hash_table_insert(table, g_strdup(key), made);
  return made;
}

static const char *find_engagement(Import *import, const BellwetherRow *row, const char **partner, const char **skill,
                                   GError **error) {
  const char *skill_name = row->skill != NULL && *row->skill != '\0' ? row->skill : IMPORT_NO_SKILL;
  *partner = find_or_enter(import, import->partners, row->partner, "add_partner",
                           json_pack("{s:s}", "name", row->partner), error);
  if (*partner == NULL)
    return NULL;
  *skill = find_or_enter(import, import->skills, skill_name, "add_skill",
                         json_pack("{s:s, s:s}", "name", skill_name, "stance", "partner"), error);
  if (*skill == NULL)
    return NULL;
  g_autofree char *pair = g_strconcat(*partner, "|", *skill, NULL);
  return find_or_enter(
      import, import->engagements, pair, "start_engagement",
      json_pack("{s:s, s:s, s:I}", "partner", *partner, "skill", *skill, "begins_at", (json_int_t)row->at_ms), error);
}

static Brief *find_brief(Import *import, const char *question, GError **error) {
  Brief *brief = g_hash_table_lookup(import->briefs, question);
  if (brief != NULL)
    return brief;
  int64_t seq = enter_seq(import, "import_brief", NULL, json_pack("{s:s}", "question", question), NULL, error);
  if (seq == 0)
    return NULL;
  brief = g_new0(Brief, 1);
  brief->seq = seq;
  g_hash_table_insert(import->briefs, g_strdup(question), brief);
  return brief;
}

/* ---- One row ---------------------------------------------------------------------------------------------------- */

static void put_share(json_t *document, const char *name, double value) {
  if (!isnan(value))
    json_object_set_new(document, name, json_integer((json_int_t)llround(value * TEN_THOUSANDTHS)));
}

/* What the client says of an outcome, where that is not it. */
static void put_client(json_t *document, const char *teller, const char *name, double outcome, float client) {
  if (isnan(outcome) || isnan(client))
    return;
  if (client == BELLWETHER_UNTOLD)
    json_object_set_new(document, teller, json_string("partner"));
  else
    put_share(document, name, (double)client);
}

static void put_text(json_t *document, const char *name, const char *text) {
  if (text != NULL && *text != '\0')
    json_object_set_new(document, name, json_string(text));
}

static const char *sureness_word(BellwetherSureness sureness) {
  switch (sureness) {
  case BELLWETHER_SURE_LEANING: return "leaning";
  case BELLWETHER_SURE_FAIRLY: return "fairly";
  case BELLWETHER_SURE_SURE: return "sure";
  case BELLWETHER_SURE_UNSTATED: break;
  }
  return NULL;
}

static const char *decision_word(BellwetherDecision decision) {
  switch (decision) {
  case BELLWETHER_DECISION_FOLLOW: return "follow";
  case BELLWETHER_DECISION_ADAPT: return "adapt";
  case BELLWETHER_DECISION_OVERRIDE: return "override";
  case BELLWETHER_DECISION_DEFER: return "defer";
  case BELLWETHER_DECISION_NONE: break;
  }
  return NULL;
}

/* The sum in minor units, of which the nearest double is this one; -1: there is none, so that it has more decimals. Beyond
 * the largest sum the minor units themselves are no longer told apart, and its field refuses it. */
static double minor_of(const Import *import, double stake) {
  static const double steps[] = {0, -1, 1}; /* the product is rounded once more */
  double minor = round(stake * import->minor_per_unit);
  for (size_t index = 0; index < G_N_ELEMENTS(steps); index++) {
    if ((minor + steps[index]) / import->minor_per_unit == stake)
      return minor + steps[index];
  }
  return minor > (double)MONEY_MAX ? minor : -1;
}

static json_t *make_document(const Import *import, const ImportRow *of_file, const char *brief,
                             const char *engagement) {
  const BellwetherRow *row = &of_file->advice;
  json_t *document =
      json_pack("{s:s, s:s, s:I}", "brief", brief, "engagement", engagement, "given_at", (json_int_t)row->at_ms);
  put_text(document, "option", row->advice != NULL && *row->advice != '\0' ? row->advice : IMPORT_NO_OPTION);
  put_text(document, "sure", sureness_word(row->sureness));
  put_share(document, "chance", row->confidence);
  if (!isnan(row->stake))
    json_object_set_new(document, "stake", json_integer((json_int_t)minor_of(import, row->stake)));
  put_text(document, "own_view", row->own_view);
  put_share(document, "own_view_chance", row->own_view_confidence);
  put_text(document, "decision", decision_word(row->decision));
  if (of_file->acted)
    json_object_set_new(document, "acted", json_true());
  /* What was named already, to the byte, needs no words of its own: its number says it. */
  if (g_strcmp0(row->chosen, row->advice) != 0 && g_strcmp0(row->chosen, row->own_view) != 0)
    put_text(document, "chosen", row->chosen);
  put_share(document, "worked", row->outcome);
  put_share(document, "advice_worked", row->advice_outcome);
  put_share(document, "own_view_worked", row->own_view_outcome);
  put_client(document, "worked_by", "client_worked", row->outcome, row->client_outcome);
  put_client(document, "advice_worked_by", "client_advice_worked", row->advice_outcome, row->client_advice_outcome);
  if (of_file->know_by_ms != BELLWETHER_TIME_UNKNOWN)
    json_object_set_new(document, "know_by", json_integer(of_file->know_by_ms));
  if (row->outcome_at_ms != BELLWETHER_TIME_UNKNOWN)
    json_object_set_new(document, "known_at", json_integer(row->outcome_at_ms));
  return document;
}

static void put_number(const Import *import, json_t *extra, const char *name, Brief *brief, const char *words) {
  if (words == NULL || *words == '\0')
    return;
  int64_t number = import_options_number(&brief->options, words, brief->seq, import->options_key);
  json_object_set_new(extra, name, json_integer(number));
}

/* What no field's own bounds can tell. False with the problem. */
static bool check_row(Import *import, const BellwetherRow *row, const char *partner, const char *skill) {
  int64_t known = import_known_find(import->known, row, partner, skill);
  if (known != 0) {
    import->refused_known++;
    return record_problem_set(import->problem, RECORD_PROBLEM_CONFLICT, NULL, NULL,
                              "This advice is in the record already, as entry %" PRId64, known);
  }
  if (!isnan(row->stake) && minor_of(import, row->stake) < 0)
    return record_problem_set(import->problem, RECORD_PROBLEM_INVALID, "stake", NULL,
                              "This must be an amount with at most %u decimals, as the workspace's currency has",
                              import->currency_decimals);
  return true;
}

/* What the partner said, where both told. The file has been held against itself (cli/record_file.c): the two go together. */
static void put_partner(json_t *extra, const json_t *document, const char *of_both, const char *of_client,
                        const char *name) {
  int64_t client = action_integer(document, of_client, -1);
  int64_t partner = 0;
  if (client >= 0 && record_outcome_other_side(action_integer(document, of_both, -1), client, &partner))
    json_object_set_new(extra, name, json_integer(partner));
}

static bool enter_row(Import *import, const ImportRow *of_file, GError **error) {
  const BellwetherRow *row = &of_file->advice;
  const char *partner = NULL;
  const char *skill = NULL;
  const char *engagement = find_engagement(import, row, &partner, &skill, error);
  if (engagement != NULL && !check_row(import, row, partner, skill))
    return false;
  Brief *brief = engagement != NULL ? find_brief(import, row->brief, error) : NULL;
  if (brief == NULL)
    return false;
  char brief_id[24];
  g_snprintf(brief_id, sizeof brief_id, "b%" G_GINT64_FORMAT, brief->seq);
  json_t *document = make_document(import, of_file, brief_id, engagement);
  json_t *extra = json_pack("{s:s, s:s}", "of_partner", partner, "of_skill", skill);
  put_number(import, extra, "option_number", brief, row->advice);
  if (json_object_get(extra, "option_number") == NULL)
    json_object_set_new(extra, "option_number", json_integer(0)); /* not told apart from any other */
  put_number(import, extra, "own_view_number", brief, row->own_view);
  put_partner(extra, document, "worked", "client_worked", "partner_worked");
  put_partner(extra, document, "advice_worked", "client_advice_worked", "partner_advice_worked");
  put_number(import, extra, "chosen_number", brief, row->chosen);
  if (action_integer(document, "known_at", INT64_MAX) < row->at_ms) {
    json_decref(document);
    json_decref(extra);
    return record_problem_set(import->problem, RECORD_PROBLEM_INVALID, "outcome_at", N_("Check both times"),
                              "The outcome would have been known before the advice was given");
  }
  return enter_seq(import, "import_advice", engagement, document, extra, error) != 0;
}

/* ---- All rows --------------------------------------------------------------------------------------------------- */

static bool open_workspace(Import *import, GError **error) {
  const ImportTarget *target = import->target;
  json_t *document = json_pack("{s:s, s:s, s:s, s:s}", "name", target->name != NULL ? target->name : target->workspace,
                               "your_name", target->person, "currency", target->currency, "zone", target->zone);
  return enter_seq(import, "open_workspace", NULL, document, NULL, error) != 0;
}

static bool enter_rows(Import *import, GError **error) {
  ImportRow row;
  import->source->reset(import->source->context);
  while (!import->abandoned && import->source->next(import->source->context, &row)) {
    if (!enter_row(import, &row, error)) {
      if (*error != NULL)
        return false;
      if (import->ready != NULL && !import->only_looks)
        handover_stop(import->ready, NULL);
      import->only_looks = true;
      import->source->refused(import->source->context, row.line, import->problem);
      record_problem_clear(import->problem);
      import->refused++;
    }
    import->rows++;
    if (import->source->progress != NULL && import->rows % PROGRESS_EVERY == 0)
      import->source->progress(import->source->context, import->rows);
  }
  return true;
}

/* On a thread of its own: makes the entries. Its failure is the import's. */
static gpointer make_entries(gpointer data) {
  Import *import = data;
  bool ok = (!import->target->open || open_workspace(import, &import->failure)) && enter_rows(import, &import->failure);
  if (import->ready != NULL)
    handover_end(import->ready);
  return GINT_TO_POINTER(ok);
}

/* Counts what was written after one entry and until another. */
static bool count_entries(Import *import, int64_t *after, int64_t until, GError **error) {
  int64_t first = *after;
  *after = until;
  return action_count(import->run.transaction, action_find("import_advice"), first, until, error);
}

static bool write_entries(Import *import, int64_t before, GError **error) {
  StoreTransaction *transaction = import->run.transaction;
  int64_t count_every = import->target->count_every > 0 ? import->target->count_every : COUNT_EVERY_USUAL;
  bool ok = true;
  int64_t last = before;
  int64_t counted = before;
  ActionReady *ready = NULL;
  while (ok && (ready = handover_take(import->ready, ready)) != NULL) {
    last = ready->seq;
    ok = action_enter_uncounted(transaction, ready, error) &&
         (last - counted < count_every || count_entries(import, &counted, last, error));
  }
  handover_stop(import->ready, ready);
  return ok && count_entries(import, &counted, last, error);
}

static bool run_both(Import *import, GError **error) {
  int64_t before = import->seq; /* which the maker moves on */
  import->ready = handover_new(READY_MOST, (GDestroyNotify)action_ready_free);
  GThread *maker = g_thread_new("import", make_entries, import);
  bool written = write_entries(import, before, error);
  bool made = GPOINTER_TO_INT(g_thread_join(maker)) != 0;
  g_clear_pointer(&import->ready, handover_free);
  if (written && import->failure != NULL)
    g_propagate_error(error, g_steal_pointer(&import->failure));
  g_clear_error(&import->failure);
  /* cppcheck-suppress memleak ; it was joined, so it is gone */
  return written && made;
}

/* Where nothing will be kept. */
static bool only_look(Import *import, GError **error) {
  import->only_looks = true;
  bool made = GPOINTER_TO_INT(make_entries(import)) != 0;
  if (import->failure != NULL)
    g_propagate_error(error, g_steal_pointer(&import->failure));
  return made;
}

/* An import may have waited long for its turn, and its owner be none any more. */
static bool check_owner(Import *import, GError **error) {
  bool same = false;
  return store_member_is_same(import->run.transaction, &import->member, &same, error) &&
         (same || record_problem_set(import->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Look again, and try again"),
                                     "What you may do here has just changed"));
}

/* Of a workspace that is there: the names, and the advice that the rows may tell again. */
static bool note_what_is_there(Import *import, GError **error) {
  if (!note_names(import, error))
    return false;
  if (import->target->again)
    return true;
  import->known =
      import_known_read(import->run.transaction, &import->run.actor, import->source, import->partners, error);
  return import->known != NULL;
}

/* A new workspace has nothing; of one that is there, that is noted. */
static bool begin(Import *import, GError **error) {
  StoreTransaction *transaction = import->run.transaction;
  if (!import->target->open && !check_owner(import, error))
    return false;
  if (import->target->open) {
    json_t *there = store_query_row(transaction, STORE_SETTINGS_GET, NULL, error);
    bool is_new = json_is_null(there);
    bool asked = there != NULL;
    json_decref(there);
    if (!asked || !is_new)
      return asked && record_problem_set(import->problem, RECORD_PROBLEM_CONFLICT, NULL,
                                         N_("Add to it with --into, or give another name"),
                                         N_("A workspace %s exists already"), import->target->workspace);
  }
  bool ok = import->target->open ? store_workspace_open(transaction, import->target->now_ms, error)
                                 : note_what_is_there(import, error);
  return ok && store_journal_size(transaction, &import->seq, error);
}

typedef struct {
  Import *imports;
  size_t count;
  StoreIndexes *put_off; /* from the first part to the last; NULL: none */
  size_t refused;        /* rows, in the parts so far and before */
  size_t refused_known;
} Job;

static bool put_off_indexes(Job *job, StoreTransaction *transaction, GError **error) {
  g_clear_pointer(&job->put_off, store_indexes_free); /* of a try that was undone */
  if (job->imports[0].target->rows_expected >= MANY_ROWS)
    job->put_off = store_indexes_put_off(transaction, error);
  return job->put_off != NULL || job->imports[0].target->rows_expected < MANY_ROWS;
}

static void start(Import *import, StoreTransaction *transaction) {
  record_problem_clear(import->problem);
  store_transaction_random(transaction, import->options_key, sizeof import->options_key);
  import->rows = 0;
  import->refused = 0;
  import->refused_known = 0;
  import->only_looks = false;
  import->abandoned = false;
  g_clear_pointer(&import->known, import_known_free);
  g_hash_table_remove_all(import->partners);
  g_hash_table_remove_all(import->skills);
  g_hash_table_remove_all(import->engagements);
  g_hash_table_remove_all(import->briefs);
  import->run.transaction = transaction;
}

static bool tell_refused(const Job *job) {
  const char *mend = N_("Mend these lines and import the file again");
  const char *take_out = N_(
      "Take out the lines that are in the record already, or import with --again if the same was advised twice; mend "
      "what else is wrong");
  return record_problem_set(
      job->imports[0].problem, RECORD_PROBLEM_INVALID, NULL, job->refused_known > 0 ? take_out : mend,
      ngettext("%zu line can't be taken", "%zu lines can't be taken", job->refused), job->refused);
}

/* One part. Refused rows are told of all parts; only the last one says that nothing is kept. */
static bool import_part(Job *job, size_t index, GError **error) {
  Import *import = &job->imports[index];
  StoreTransaction *transaction = import->run.transaction;
  if (index == 0) {
    job->refused = import->target->refused_before;
    job->refused_known = 0;
    if (!put_off_indexes(job, transaction, error))
      return false;
  }
  if (!begin(import, error) || !(job->refused > 0 ? only_look(import, error) : run_both(import, error)))
    return false;
  job->refused += import->refused;
  job->refused_known += import->refused_known;
  if (index < job->count - 1)
    return true;
  if (job->refused > 0)
    return tell_refused(job);
  return job->put_off == NULL || store_indexes_make(transaction, job->put_off, error);
}

static bool do_import(StoreTransaction *transaction, void *data, GError **error) {
  Job *job = data;
  const StoreScope *scope = store_transaction_scope(transaction);
  size_t index = 0;
  while (index < job->count && job->imports[index].member.scope != scope)
    index++;
  g_assert(index < job->count);
  start(&job->imports[index], transaction);
  store_transaction_widen(transaction);
  g_autoptr(GError) failure = NULL; /* so that it can be looked at */
  bool ok = import_part(job, index, &failure);
  if (failure != NULL)
    g_propagate_error(error, g_steal_pointer(&failure));
  return ok;
}

/* The owner that the workspace has, or will have. */
static bool find_owner(Installation *installation, const ImportTarget *target, StoreMember *member,
                       RecordProblem *problem) {
  Store *store = installation_store(installation);
  if (!target->open) {
    return store_member_find(store, target->workspace, target->person, member, problem) &&
           (member->actor.role == RECORD_ROLE_OWNER || record_problem_refuse(problem, RECORD_REFUSED_OWNER_ONLY));
  }
  g_autoptr(GError) error = NULL;
  *member = (StoreMember){.actor = {.role = RECORD_ROLE_OWNER},
                          .currency_decimals = record_currency_decimals(target->currency)};
  member->scope = store_scope_new(target->workspace, target->person, RECORD_ROLE_OWNER, NULL, 0, &error);
  g_strlcpy(member->actor.workspace, target->workspace, sizeof member->actor.workspace);
  g_strlcpy(member->actor.person, target->person, sizeof member->actor.person);
  return member->scope != NULL || store_problem_set(problem, error);
}

static bool set_up(Import *import, Installation *installation, const ImportPart *part, RecordProblem *problem) {
  *import = (Import){
      .target = &part->target,
      .source = &part->source,
      .partners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
      .skills = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
      .engagements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
      .briefs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, brief_free),
      .problem = problem,
  };
  bool ok = find_owner(installation, &part->target, &import->member, problem);
  import->run = (ActionRun){.actor = import->member.actor, .now_ms = part->target.now_ms, .problem = problem};
  import->currency_decimals = import->member.currency_decimals;
  import->minor_per_unit = pow(10, import->member.currency_decimals);
  return ok;
}

static void tear_down(Import *import) {
  import_known_free(import->known);
  store_member_clear(&import->member);
  g_hash_table_unref(import->partners);
  g_hash_table_unref(import->skills);
  g_hash_table_unref(import->engagements);
  g_hash_table_unref(import->briefs);
}

bool import_parts(Installation *installation, ImportPart *parts, size_t count, RecordProblem *problem) {
  if (!installation_check_keys(installation, problem))
    return false;
  g_autofree Import *imports = g_new0(Import, count);
  g_autofree const StoreScope **scopes = g_new0(const StoreScope *, count);
  size_t ready = 0;
  bool ok = true;
  for (; ok && ready < count; ready++) {
    ok = set_up(&imports[ready], installation, &parts[ready], problem);
    scopes[ready] = imports[ready].member.scope;
  }
  g_autoptr(GError) error = NULL;
  Job job = {.imports = imports, .count = count};
  if (ok) {
    ok = store_write_each(installation_store(installation), scopes, count, do_import, &job, &error);
    if (!ok && problem->kind == RECORD_PROBLEM_NONE)
      store_problem_set(problem, error);
  }
  store_indexes_free(job.put_off);
  for (size_t index = 0; index < ready; index++) {
    parts[index].rows = imports[index].rows;
    tear_down(&imports[index]);
  }
  return ok;
}
