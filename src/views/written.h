/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * written.h: parts of a document written as the text that is sent, straight from the store's columns.
 *
 * Most of a large document is rows that go out as they lie in the store. Made into JSON values they would be allocated,
 * looked through and written out again, each of some hundred values; so such lists are written as text at once, by the
 * same rules as other rows: what is NULL is not there, is_, has_ and may_ are truths, "document" is JSON itself, and a
 * time's member loses its _ms. Whoever asked for values gets what the text says (view_run), so that there is one
 * document.
 */
#ifndef VIEWS_WRITTEN_H
#define VIEWS_WRITTEN_H

#include "view.h"

/* Begins a member of the document: its value must be written to run->written next. */
void written_member(ViewRun *run, const char *name);

/* Single values. Texts are valid UTF-8. */
void written_integer(GString *text, int64_t value);
void written_string(GString *text, const char *string);
void written_value(GString *text, const json_t *value);

/* Puts these rows into the document as a list, as view_put_rows does; false with an error. */
bool written_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                  GError **error);

/* The same of rows of advice, without what is shut to the reader (shut.h); unsealed: the statement for where nothing can
 * be. *last_entry: the "entry" of the last of as many rows as may be; 0 where there are fewer. */
bool written_advice(ViewRun *run, const char *member, StoreWorkspaceStatement name, StoreWorkspaceStatement unsealed,
                    const char *id, size_t most, int64_t *last_entry, GError **error);

/* The columns of the first row, if there is one, as members of the document itself. */
bool written_members(ViewRun *run, StoreWorkspaceStatement name, const char *id, GError **error);

/* The first row for the id in that parameter as a member, or a problem of it, as view_require. */
bool written_required(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *parameter,
                      GError **error);

/* A statement with its parameters: the view's own, :id (may be NULL), :now_ms and :most. NULL with an error. Texts are the
 * caller's, until the statement is freed. */
StoreStatement *written_statement(const ViewRun *run, StoreWorkspaceStatement name, const char *id, size_t most,
                                  GError **error);

#endif
