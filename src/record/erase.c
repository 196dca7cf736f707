/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* erase.c: the rules of erasing and removing. */
#include "erase.h"

RecordRefusal record_erase_check_text(RecordRole role, bool wrote_it) {
  if (role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  return role == RECORD_ROLE_OWNER || wrote_it ? RECORD_ALLOWED : RECORD_REFUSED_OWNER_ONLY;
}

RecordRefusal record_erase_check_file(RecordRole role) {
  return role == RECORD_ROLE_OWNER ? RECORD_ALLOWED : RECORD_REFUSED_OWNER_ONLY;
}

RecordRefusal record_file_check_remove(RecordRole role, bool put_it_there) {
  if (role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  return role != RECORD_ROLE_PARTNER || put_it_there ? RECORD_ALLOWED : RECORD_REFUSED_NOT_THEIRS;
}
