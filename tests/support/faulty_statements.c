/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* faulty_statements.c: an authorizer and a progress handler on every connection. */
#include "faulty_statements.h"

#include <glib.h>
#include <sqlite3.h>

#define INSTRUCTIONS_A_STEP 5 /* of SQLite's machine */

static GMutex mutex;
static StatementFault armed;
static int64_t left;
static bool struck;

/* Whether this is the occasion. */
static bool strikes(StatementFault fault) {
  g_mutex_lock(&mutex);
  bool now = armed == fault && left > 0 && --left == 0;
  struck = struck || now;
  g_mutex_unlock(&mutex);
  return now;
}

static int authorize(void *context, int action, const char *first, const char *second, const char *database,
                     const char *trigger) {
  (void)context, (void)action, (void)first, (void)second, (void)database, (void)trigger;
  return strikes(STATEMENTS_REFUSED) ? SQLITE_DENY : SQLITE_OK;
}

static int go_on(void *context) {
  (void)context;
  return strikes(STATEMENTS_INTERRUPTED);
}

static int install(sqlite3 *database, const char **message, const struct sqlite3_api_routines *routines) {
  (void)message, (void)routines;
  sqlite3_set_authorizer(database, authorize, NULL);
  sqlite3_progress_handler(database, INSTRUCTIONS_A_STEP, go_on, NULL);
  return SQLITE_OK;
}

void faulty_statements_install(void) {
  sqlite3_auto_extension((void (*)(void))install);
}

void faulty_statements_arm(StatementFault fault, int64_t occasion) {
  g_mutex_lock(&mutex);
  armed = fault;
  left = occasion;
  struck = false;
  g_mutex_unlock(&mutex);
}

bool faulty_statements_struck(void) {
  g_mutex_lock(&mutex);
  bool answer = struck;
  g_mutex_unlock(&mutex);
  return answer;
}
