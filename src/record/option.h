/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* option.h: when two options are the same. */
#ifndef RECORD_OPTION_H
#define RECORD_OPTION_H

/* An option's words (UTF-8) for comparing: without case, with single blanks between them, and without characters that nobody
 * sees. Names of partners and skills are compared so, too. Free with g_free. */
char *record_option_fold(const char *words);

#endif
