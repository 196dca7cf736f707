/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_files.h: files that an option names, kept before the action that names them by their hash. */
#ifndef BELLWETHER_CLI_RECORD_FILES_H
#define BELLWETHER_CLI_RECORD_FILES_H

#include "record_command.h"

/* The first field that takes a file; NULL where none does. */
const RecordField *record_files_field(const RecordField *fields);

/* Reads the file that settings->file names, keeps it, and puts its hash into the document, and its name where that has a
 * field "name" and no option gave it. Nothing to do where no file is named. False with the problem filled in. */
bool record_files_keep(Installation *installation, const RecordSettings *settings, const RecordField *fields,
                       json_t *document, RecordProblem *problem);

/* Forgets it again: the action was refused. */
void record_files_drop(Installation *installation, const RecordSettings *settings, const RecordField *fields,
                       const json_t *document);

#endif
