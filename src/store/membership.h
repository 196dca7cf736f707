/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * membership.h: whether anybody's membership may have changed, and who was looked up since. Only this room includes it.
 *
 * Every write looks again whether its person still is what they were when it began. Memberships seldom change, so they
 * have a version: it moves on after each commit that touched one, and whenever another process has committed anything.
 * Who was looked up at a version still is the same while that version lasts and the transaction has touched none.
 */
#ifndef STORE_MEMBERSHIP_H
#define STORE_MEMBERSHIP_H

#include "member.h"

typedef struct StoreMembership StoreMembership;

StoreMembership *store_membership_new(void);
void store_membership_free(StoreMembership *membership); /* NULL is allowed */

/* From 1. Ask before looking anybody up. */
int64_t store_membership_version(StoreMembership *membership);

/* By whoever writes: a statement of its transaction may change one; the transaction has ended, one way or the other,
 * and nobody was told yet; another process has committed something. */
void store_membership_touch(StoreMembership *membership);
void store_membership_settle(StoreMembership *membership);
void store_membership_move_on(StoreMembership *membership);

/* By whoever writes, in its transaction: whether whoever was looked up at that version is the same. False: unknown. */
bool store_membership_holds(StoreMembership *membership, int64_t version);

/* Keeps a copy of the member for others who look the same person up; gives one out that is of the version that is now. */
void store_membership_keep(StoreMembership *membership, const StoreMember *member);
bool store_membership_recall(StoreMembership *membership, const char *workspace, const char *person,
                             StoreMember *member);

#endif
