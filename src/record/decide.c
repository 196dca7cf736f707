/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decide.c: the rules of a decision.
 *
 * The order of the reasons is that in which a person can do something about them: first who they are, then what has
 * become of the advice, then what they have not done yet, then what is missing from what they sent.
 */
#include "decide.h"

static RecordRefusal check_role(const RecordOwnViewCase *person) {
  switch (person->role) {
  case RECORD_ROLE_OWNER: return RECORD_ALLOWED;
  case RECORD_ROLE_MEMBER: return person->may_decide ? RECORD_ALLOWED : RECORD_REFUSED_NOT_ALLOWED;
  case RECORD_ROLE_PARTNER: return RECORD_REFUSED_NEEDS_MANDATE;
  case RECORD_ROLE_OBSERVER: break;
  }
  return RECORD_REFUSED_ROLE;
}

static RecordRefusal check_advice(const RecordDecideCase *one) {
  if (one->advice == RECORD_ADVICE_WITHDRAWN) {
    return RECORD_REFUSED_WITHDRAWN;
  }
  if (one->under_mandate) {
    return RECORD_REFUSED_ACTED;
  }
  if (one->advice != RECORD_ADVICE_DECIDED) {
    return RECORD_ALLOWED;
  }
  if (one->decision == RECORD_DECISION_DEFER) { /* whether or not it says that it corrects */
    return RECORD_REFUSED_PUT_OFF_LATE;
  }
  if (!one->corrects) {
    return RECORD_REFUSED_DECIDED;
  }
  return one->outcome_known ? RECORD_REFUSED_CORRECT_LATE : RECORD_ALLOWED;
}

static RecordRefusal check_seen(const RecordOwnViewCase *person) {
  RecordRefusal refusal = record_own_view_check_open(person);
  if (refusal != RECORD_ALLOWED) {
    return refusal;
  }
  return person->opened || person->typed_in ? RECORD_ALLOWED : RECORD_REFUSED_NOT_OPENED;
}

static RecordRefusal check_snapshot(RecordSnapshot snapshot) {
  switch (snapshot) {
  case RECORD_SNAPSHOT_CURRENT: return RECORD_ALLOWED;
  case RECORD_SNAPSHOT_STALE: return RECORD_REFUSED_STALE_SNAPSHOT;
  case RECORD_SNAPSHOT_FOREIGN: return RECORD_REFUSED_FOREIGN_SNAPSHOT;
  case RECORD_SNAPSHOT_NONE: break;
  }
  return RECORD_REFUSED_NO_SNAPSHOT;
}

RecordRefusal record_decide_check(const RecordDecideCase *one) {
  RecordRefusal refusal = check_role(&one->person);
  if (refusal == RECORD_ALLOWED && record_own_view_is_shut(&one->person)) {
    refusal = check_seen(&one->person); /* what has become of it would tell something of it */
  }
  if (refusal == RECORD_ALLOWED) {
    refusal = check_advice(one);
  }
  if (refusal == RECORD_ALLOWED) {
    refusal = check_seen(&one->person);
  }
  if (refusal != RECORD_ALLOWED || one->decision == RECORD_DECISION_DEFER) {
    return refusal;
  }
  refusal = check_snapshot(one->snapshot);
  if (refusal != RECORD_ALLOWED) {
    return refusal;
  }
  return one->decision == RECORD_DECISION_FOLLOW || one->has_reason ? RECORD_ALLOWED : RECORD_REFUSED_NO_REASON;
}

RecordRefusal record_withdraw_check(const RecordWithdrawCase *one) {
  bool client = one->role == RECORD_ROLE_OWNER || one->role == RECORD_ROLE_MEMBER;
  if (one->role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  if (client ? !one->own_note : !one->own_advice) {
    return client ? RECORD_REFUSED_NOT_A_NOTE : RECORD_REFUSED_NOT_THEIRS;
  }
  if (one->advice == RECORD_ADVICE_WITHDRAWN) {
    return RECORD_REFUSED_WITHDRAWN;
  }
  bool late = one->advice == RECORD_ADVICE_DECIDED || one->outcome_known;
  return late ? RECORD_REFUSED_WITHDRAW_LATE : RECORD_ALLOWED;
}

RecordRefusal record_stake_check(RecordRole role, RecordAdviceState advice, bool outcome_known) {
  if (role != RECORD_ROLE_OWNER && role != RECORD_ROLE_MEMBER) {
    return RECORD_REFUSED_ROLE;
  }
  if (advice == RECORD_ADVICE_WITHDRAWN) {
    return RECORD_REFUSED_WITHDRAWN;
  }
  return outcome_known ? RECORD_REFUSED_OUTCOME_KNOWN : RECORD_ALLOWED;
}

RecordRefusal record_reply_check(RecordRole role, bool own_advice, RecordAdviceState advice, RecordDecision decision) {
  if (role != RECORD_ROLE_PARTNER) {
    return RECORD_REFUSED_ROLE;
  }
  if (!own_advice) {
    return RECORD_REFUSED_NOT_THEIRS;
  }
  bool differs = decision == RECORD_DECISION_OVERRIDE || decision == RECORD_DECISION_ADAPT;
  return advice == RECORD_ADVICE_DECIDED && differs ? RECORD_ALLOWED : RECORD_REFUSED_NOT_OVERRIDDEN;
}
