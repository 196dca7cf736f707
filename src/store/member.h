/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * member.h: who somebody is in a workspace, and for whom its data is then read or written.
 *
 * A person is looked up by name, and the role on record decides what their scope sees; nobody says themselves what they
 * are. What they may do can change between the look-up and a write, so a write looks again inside its transaction.
 */
#ifndef STORE_MEMBER_H
#define STORE_MEMBER_H

#include "record/actor.h"
#include "record/problem.h"
#include "store.h"

typedef struct {
  RecordActor actor;
  unsigned currency_decimals; /* of the workspace's money */
  char currency[4];
  char zone[65];
  StoreScope *scope; /* owned */
  int64_t version;   /* of all memberships, when this one was looked up */
} StoreMember;

void store_member_clear(StoreMember *member);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreMember, store_member_clear)

/* Looks the person up in the workspace. False with a problem: RECORD_PROBLEM_NOT_FOUND where there is no such workspace
 * or they are not part of it, which are told as one. */
bool store_member_find(Store *store, const char *workspace, const char *person, StoreMember *member,
                       RecordProblem *problem);

/* The same, perhaps from memory: only for whoever looks again inside a write, for another process may just have changed
 * it. *recalled: it is from memory, so that a refusal may be out of date. */
bool store_member_recall(Store *store, const char *workspace, const char *person, StoreMember *member, bool *recalled,
                         RecordProblem *problem);

/* The same, and does the work as them, in one transaction that sees one state of both. at_once: RECORD_PROBLEM_BUSY
 * rather than waiting for others who read. The work may fill in the problem itself; its error does where it did not. */
bool store_member_read(Store *store, const char *workspace, const char *person, bool at_once, StoreMember *member,
                       StoreWork work, void *data, RecordProblem *problem);

/* Whether the person is still what the member says, as seen by the transaction. False with an error where it can't be
 * read. */
bool store_member_is_same(StoreTransaction *transaction, const StoreMember *member, bool *same, GError **error);

#endif
