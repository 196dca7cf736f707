/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faulty_statements.h: statements that SQLite refuses to prepare, or breaks off in the middle.
 *
 * Memory and disk fail where SQLite asks for them, which is seldom once a database is open and its pages are read. These
 * fail every statement in turn: the authorizer says no at the n-th thing that a statement being prepared wants to do, and
 * the progress handler interrupts at the n-th step of one that runs.
 */
#ifndef TESTS_FAULTY_STATEMENTS_H
#define TESTS_FAULTY_STATEMENTS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { STATEMENTS_SOUND, STATEMENTS_REFUSED, STATEMENTS_INTERRUPTED } StatementFault;

/* For every connection that is opened from now on. */
void faulty_statements_install(void);

/* From now on: the fault at the n-th occasion, counted from 1 over all connections. */
void faulty_statements_arm(StatementFault fault, int64_t occasion);

/* Whether it came about since. */
bool faulty_statements_struck(void);

#endif
