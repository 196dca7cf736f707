/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * actor.h: somebody in a workspace, as the rules need to know them.
 *
 * A plain value: whoever looks a person up in the store fills it in, and it holds for that transaction.
 */
#ifndef RECORD_ACTOR_H
#define RECORD_ACTOR_H

#include "words.h"

#define RECORD_WORKSPACE_BYTES_MAX 64
#define RECORD_PERSON_BYTES_MAX 128
#define RECORD_THING_BYTES_MAX 20

typedef struct {
  char workspace[RECORD_WORKSPACE_BYTES_MAX + 1];
  char person[RECORD_PERSON_BYTES_MAX + 1];
  RecordRole role;
  bool may_decide;                             /* decides for the business: owners always, members where allowed */
  char partner_id[RECORD_THING_BYTES_MAX + 1]; /* of the role partner: whom they belong to; "" otherwise */
} RecordActor;

#endif
