/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * own_view.h: the client's own choice, sealed before the advice is opened.
 *
 * A view is worth something only where it was formed without the advice. So whoever owes one gets nothing of the advice
 * through any door (page, API, export, search, count, mail) until it is sealed and the advice opened, and from that moment
 * on it can't be sealed or changed any more.
 */
#ifndef RECORD_OWN_VIEW_H
#define RECORD_OWN_VIEW_H

#include "refusal.h"
#include "words.h"

/* A setting of the workspace, which an engagement may set otherwise. On a brief that was put to several it is on where it is
 * on for one of them. */
typedef enum { RECORD_OWN_VIEWS_AS_WORKSPACE, RECORD_OWN_VIEWS_OFF, RECORD_OWN_VIEWS_ON } RecordOwnViewsSetting;

/* One person and one advice. */
typedef struct {
  bool workspace_on; /* off at first */
  RecordOwnViewsSetting engagement;
  RecordRole role;
  bool may_decide; /* of a member: the owner lets them decide; owners may anyway */
  bool typed_in;   /* this person typed the advice in */
  bool sealed;     /* this person sealed a view on its brief */
  bool opened;     /* this person opened the advice */
  bool seen;       /* this person opened, or typed in, some advice on its brief: a view now would not be their own */
  bool given;      /* some advice on its brief was given */
  bool settled;    /* its brief was decided at some time, and nothing waited: what was there is open to all who decide,
                    * and a view would come too late, also before what was given since */
} RecordOwnViewCase;

/* Whether the person owes a view before they may open the advice. */
bool record_own_view_is_owed(const RecordOwnViewCase *one);

/* Whether they may know nothing of the advice yet: they owe a view, or they could still seal another one, until they open
 * the advice. */
bool record_own_view_is_shut(const RecordOwnViewCase *one);

/* Whether they may open the advice now. */
RecordRefusal record_own_view_check_open(const RecordOwnViewCase *one);

/* Whether they may seal a view, or change one that they sealed. Reasons in the order role, not allowed, typed in,
 * already opened, settled, given. Where none is owed one may be sealed until there is advice: from then on whoever can
 * decide may have read it, though nobody opened it. */
RecordRefusal record_own_view_check_seal(const RecordOwnViewCase *one);

#endif
