/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup.c: copying an installation, and beginning anew from a copy. */
#include "backup.h"

#include "store/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESTORER "bellwether" /* who enters a new epoch */

static bool failed(RecordProblem *problem, const char *what, const char *path) {
  return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, N_("Check the path, and that there is room"),
                            "%s %s: %s", what, path, g_strerror(errno));
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

bool backup_make(Installation *installation, const char *source, const char *folder, RecordProblem *problem) {
  if (mkdir(folder, 0700) != 0)
    return errno == EEXIST ? record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another name"),
                                                "%s is there already", folder)
                           : failed(problem, "Cannot make", folder);
  g_autofree char *database = g_build_filename(folder, BACKUP_DATABASE, NULL);
  g_autofree char *keys = g_build_filename(folder, BACKUP_KEYS, NULL);
  g_autofree char *source_keys = g_strconcat(source, "-keys", NULL);
  g_autoptr(GError) error = NULL;
  if (store_copy(installation_store(installation), database, &error) && store_key_file_copy(source_keys, keys, &error))
    return true;
  unlink(database);
  unlink(keys);
  rmdir(folder);
  return store_problem_set(problem, error);
}

/* ---- Restoring one ---------------------------------------------------------------------------------------------- */

typedef struct {
  const StoreKeyFile *keys;
  const char *workspace;
  int64_t now_ms;
  int64_t epoch; /* that was begun */
} Beginning;

static bool sign_beginning(const Beginning *what, int64_t size, const JournalHash *root, JournalBeginning *beginning,
                           GError **error) {
  JournalPublicKey public_key;
  g_auto(JournalSecretKey) secret_key;
  store_key_pair(what->keys, what->keys->count, what->workspace, &public_key, &secret_key);
  *beginning = (JournalBeginning){.epoch = what->epoch, .at_ms = what->now_ms};
  beginning->continues = (JournalHead){.epoch = what->epoch - 1, .size = size, .at_ms = what->now_ms, .root = *root};
  beginning->continues.key = journal_key_id(&public_key);
  g_strlcpy(beginning->workspace, what->workspace, sizeof beginning->workspace);
  g_strlcpy(beginning->continues.workspace, what->workspace, sizeof beginning->continues.workspace);
  return journal_beginning_sign(beginning, &public_key, &secret_key, error);
}

static bool begin_epoch(StoreTransaction *transaction, void *data, GError **error) {
  Beginning *what = data;
  int64_t size = 0;
  JournalHash root;
  json_t *row = store_query_row(transaction, STORE_WORKSPACE_GET, NULL, error);
  if (row == NULL || !store_journal_root(transaction, &size, &root, error)) {
    json_decref(row);
    return false;
  }
  what->epoch = action_integer(row, "epoch", 1) + 1;
  json_decref(row);
  JournalBeginning beginning;
  if (!sign_beginning(what, size, &root, &beginning, error))
    return false;
  json_t *body = journal_beginning_to_json(&beginning);
  StoreNewEntry entry = {.at_ms = what->now_ms, .kind = JOURNAL_KIND_BEGIN_EPOCH, .body = body};
  StoreAppended appended;
  bool ok = store_entry_append(transaction, &entry, &appended, error);
  json_decref(body);
  json_t *parameters = json_pack("{s:I}", "epoch", (json_int_t)what->epoch);
  ok = ok && store_execute(transaction, STORE_WORKSPACE_SET_EPOCH, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

static bool begin_epochs(Installation *installation, int64_t now_ms,
                         void (*restored)(void *context, const char *workspace, int64_t epoch), void *context,
                         GError **error) {
  Store *store = installation_store(installation);
  g_autoptr(GPtrArray) names = store_workspace_names(store, error);
  for (guint index = 0; names != NULL && index < names->len; index++) {
    const char *name = names->pdata[index];
    g_autoptr(StoreScope) scope = store_scope_new(name, RESTORER, RECORD_ROLE_OWNER, NULL, 0, error);
    Beginning what = {.keys = installation_keys(installation), .workspace = name, .now_ms = now_ms};
    if (scope == NULL || !store_write(store, scope, begin_epoch, &what, error))
      return false;
    if (restored != NULL)
      restored(context, name, what.epoch);
  }
  return names != NULL;
}

/* A session that somebody ended after the backup, and a link that was used, must not live again. */
static bool end_sign_ins(StoreIdentityTransaction *transaction, void *data, GError **error) {
  static const StoreIdentityStatement statements[] = {STORE_SESSION_SECRETS_REMOVE_EVERY, STORE_SESSION_REMOVE_EVERY,
                                                      STORE_LINK_REMOVE_EVERY};
  (void)data;
  bool ok = true;
  for (size_t index = 0; ok && index < G_N_ELEMENTS(statements); index++) {
    g_autoptr(StoreStatement) statement = store_identity_statement(transaction, statements[index], error);
    ok = statement != NULL && store_statement_run(statement, NULL, error);
  }
  return ok;
}

/* Copies a file to where there is none. */
static bool copy_file(const char *from, const char *to, RecordProblem *problem) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    return failed(problem, "Cannot read", from);
  int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool exists = target < 0 && errno == EEXIST;
  bool ok = target >= 0;
  char *bytes = g_malloc(1 << 20);
  ssize_t got = 0;
  while (ok && (got = read(source, bytes, 1 << 20)) > 0) {
    for (ssize_t done = 0; ok && done < got;) {
      ssize_t written = write(target, bytes + done, (size_t)(got - done));
      ok = written > 0;
      done += written;
    }
  }
  g_free(bytes);
  ok = ok && got == 0 && fsync(target) == 0;
  if (!ok)
    exists ? record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another path"),
                                "%s is there already", to)
           : failed(problem, "Cannot copy to", to);
  if (target >= 0)
    close(target);
  if (!ok && target >= 0)
    unlink(to);
  close(source);
  return ok;
}

bool backup_restore(const char *folder, const char *path, int64_t now_ms,
                    void (*restored)(void *context, const char *workspace, int64_t epoch), void *context,
                    RecordProblem *problem) {
  g_autofree char *database = g_build_filename(folder, BACKUP_DATABASE, NULL);
  g_autofree char *keys = g_build_filename(folder, BACKUP_KEYS, NULL);
  g_autofree char *new_keys = g_strconcat(path, "-keys", NULL);
  /* The keys first: an installation without its database is none yet, and one without its keys would make new ones. */
  if (access(path, F_OK) == 0)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another path"), "%s is there already",
                              path);
  if (!copy_file(keys, new_keys, problem))
    return false;
  if (!copy_file(database, path, problem)) {
    unlink(new_keys);
    return false;
  }
  g_autoptr(GError) error = NULL;
  Installation *installation = installation_open(path, problem);
  bool ok = installation != NULL &&
            store_write_identity(installation_store(installation), end_sign_ins, NULL, &error) &&
            begin_epochs(installation, now_ms, restored, context, &error);
  if (installation != NULL && !ok)
    store_problem_set(problem, error);
  installation_close(installation);
  if (!ok) {
    unlink(path);
    unlink(new_keys);
  }
  return ok;
}
