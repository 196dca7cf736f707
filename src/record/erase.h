/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * erase.h: who may take what out of the record for good.
 *
 * Law gives everyone a right to have personal words erased, and the business answers for what is kept; so its owner may
 * erase any text and any file, and everyone what they wrote themselves. Numbers, dates and who decided stay: they are
 * the record.
 */
#ifndef RECORD_ERASE_H
#define RECORD_ERASE_H

#include "refusal.h"
#include "words.h"

#include <stdbool.h>

/* Whether they may erase a text. wrote_it: they entered it themselves. Reasons in the order role, owner only. */
RecordRefusal record_erase_check_text(RecordRole role, bool wrote_it);

/* Whether they may erase a file, wherever it was put. */
RecordRefusal record_erase_check_file(RecordRole role);

/* Whether they may take a file off a thing: the business's own people any, a partner one that they put there. Reasons
 * in the order role, not theirs. */
RecordRefusal record_file_check_remove(RecordRole role, bool put_it_there);

#endif
