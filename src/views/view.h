/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * view.h: what a person can ask, declared as data, and the one way in which it is answered.
 *
 * A view is one file. It declares its name, who may, its parameters and how its document is read. One JSON document is
 * the answer; the command line prints it, the API sends it, a page is made of it, so that they can't disagree. A new
 * view is a new file, and its name in the list in src/meson.build.
 *
 * A view reads one state of the data, in one transaction of the person's scope: what their role does not see is not
 * there. Beside the scope two rules are the view's own: an advice stays shut to a decider who owes a view
 * (record/own_view.h), and what record/see.h keeps from a partner.
 *
 * Documents. Members are named in snake_case; money ends in _minor (with the document's "currency"), a chance is in
 * ten-thousandths, text is as it was entered. Views write times as milliseconds in members that end in _ms; on the way
 * out these become RFC 3339 in UTC, without the ending. What is not known is not there; an erased text is not there. Where
 * a list was cut, "more" has a member of its name.
 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include "record/field.h"
#include "store/key_file.h"
#include "store/member.h"
#include "store/query.h"

enum {
  VIEW_BY_OWNER = 1 << RECORD_ROLE_OWNER,
  VIEW_BY_MEMBER = 1 << RECORD_ROLE_MEMBER,
  VIEW_BY_PARTNER = 1 << RECORD_ROLE_PARTNER,
  VIEW_BY_OBSERVER = 1 << RECORD_ROLE_OBSERVER,
  VIEW_BY_BUSINESS = VIEW_BY_OWNER | VIEW_BY_MEMBER | VIEW_BY_OBSERVER,
  VIEW_BY_ALL = VIEW_BY_BUSINESS | VIEW_BY_PARTNER
};

#define VIEW_PAGE_MOST 100 /* rows of a list in one document */
#define VIEW_PAGE_USUAL 50

typedef struct View View;

/* Told that what a view rests on (estimates, the index of words) is behind the record, and too much to catch up with while
 * somebody waits. Called from any thread; must not take long. */
typedef void (*ViewBehind)(void *context, const char *workspace);

typedef struct {
  Store *store;
  int64_t now_ms;
  const StoreKeyFile *keys; /* NULL: nothing is signed, so neither snapshots nor receipts are given out */
  ViewBehind behind;        /* NULL: nobody catches up but who asks */
  void *behind_context;
  bool at_once;       /* of view_answer: see there */
  bool wants_version; /* of view_answer */
} ViewOptions;

/* One reading inside its transaction. */
typedef struct {
  const View *view;
  StoreTransaction *transaction;
  const StoreMember *member;
  const RecordActor *actor; /* the member's */
  const ViewOptions *options;
  int64_t now_ms;
  const json_t *parameters; /* checked */
  json_t *document;         /* to be filled in */
  GString *written;         /* what of the document is text already (written.h) */
  int may_be_shut;          /* view_shut_may_be's answer; 0: not asked yet */
  int64_t until_ms;         /* the next time that this text speaks of, or later */
  int64_t fit_made_at_ms;   /* of the estimates, where they were looked for (estimates_ready); 0: there are none */
  RecordProblem *problem;   /* filled in where the view refuses */
} ViewRun;

typedef bool (*ViewRead)(ViewRun *run, GError **error);

/* Something that must happen before the reading, outside its transaction: estimates made anew, a head signed. */
typedef bool (*ViewPrepare)(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                            RecordProblem *problem);

/* Whether what prepare would do is done already, asked in the reading's own transaction: *ready. False with an error. */
typedef bool (*ViewReady)(ViewRun *run, bool *ready, GError **error);

/* Of a view that is of no one workspace: all of the document, from whatever the person is part of. */
typedef bool (*ViewGather)(const ViewOptions *options, const char *person, const json_t *parameters, json_t *document,
                           RecordProblem *problem);

/* The document as a file whose every byte counts; free with g_free. */
typedef char *(*ViewWrite)(const json_t *document, size_t *length);

struct View {
  const char *name;    /* a noun: "partner" */
  const char *summary; /* one line, for people; marked for translation */
  unsigned who;        /* VIEW_BY_... */
  const RecordField *parameters;
  ViewPrepare prepare; /* may be NULL */
  ViewReady ready;     /* NULL: prepare runs each time */
  bool is_quick;       /* what it reads is bounded, to about a millisecond however large the record is */
  ViewRead read;       /* NULL: see gather */
  ViewGather gather;   /* takes no workspace; who and prepare are not looked at */
  ViewWrite write;     /* NULL but for a document that is a file; it goes out exactly as it was read */
};

/* Every view, by name in alphabetical order; ends with NULL. Made from the list in src/meson.build. */
extern const View *const view_list[];

const View *view_find(const char *name);

/* The document for the person: a new reference, or NULL with the problem filled in. workspace may be NULL where the view
 * gathers. */
json_t *view_run(const View *view, const char *workspace, const char *person, const json_t *parameters,
                 const ViewOptions *options, RecordProblem *problem);

/* ---- As it is sent ---------------------------------------------------------------------------------------------- */

#define VIEW_HOLDS_MS 60000

/* valid_until_ms: until when it would come out the same if nothing is entered: the next time that it speaks of, and no
 * more than VIEW_HOLDS_MS from now, since chances fade. version: the workspace's (view_version), of the very state that
 * was read; NULL where it is not wanted, or the view is of no one workspace. */
typedef struct {
  char *text;
  size_t length;
  int64_t valid_until_ms;
  char *version;
  bool takes_time; /* see view_answer */
} ViewAnswer;

void view_answer_clear(ViewAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ViewAnswer, view_answer_clear)

/* The document as compact JSON, or what the view writes as a file. False with the problem filled in.
 * With at_once among the options nothing that may take long is begun: false without a problem, and takes_time, where the
 * view is not quick, something must be prepared first, or others read in all ways there are; ask again without it. */
bool view_answer(const View *view, const char *workspace, const char *person, const json_t *parameters,
                 const ViewOptions *options, ViewAnswer *answer, RecordProblem *problem);

/* The workspace's version: a text that is another one once anything was entered there, or its estimates were made anew.
 * Free with g_free; NULL with the problem filled in. Asked for before a document is read, it holds for the document while
 * it is the same. */
char *view_version(Store *store, const char *workspace, RecordProblem *problem);

/* ---- For views -------------------------------------------------------------------------------------------------- */

/* All rows of a statement, at most `most`, with the view's parameters, :id (may be NULL), :now_ms and :most. */
json_t *view_rows(ViewRun *run, StoreWorkspaceStatement name, const char *id, size_t most, GError **error);

/* Says in the document that there is more than the list of that name holds: "more": {"to_check": true}. */
void view_say_more(ViewRun *run, const char *member);

/* Puts rows into the document as a list of at most so many, and says so where there were more: whoever asks for one row
 * more than they show knows. Takes over the rows; false where they are NULL. */
bool view_put_cut(ViewRun *run, const char *member, json_t *rows, size_t most);

/* Puts these rows into the document as a list, and says so where there are more; false with an error. */
bool view_put_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                   GError **error);

/* The first row: JSON null where there is none. */
json_t *view_row(ViewRun *run, StoreWorkspaceStatement name, const char *id, GError **error);

/* The first row for the id in that parameter, or a problem of it: "There is no such ...". */
json_t *view_require(ViewRun *run, StoreWorkspaceStatement name, const char *parameter, GError **error);

/* That problem; false. */
bool view_refuse_thing(ViewRun *run, const char *parameter);

/* The same for a row of the journal, by its number. */
json_t *view_row_of_entry(ViewRun *run, StoreWorkspaceStatement name, int64_t entry, GError **error);
json_t *view_rows_of_entry(ViewRun *run, StoreWorkspaceStatement name, int64_t entry, size_t most, GError **error);

/* Fills in a problem of the run and returns false: for the end of a view that refuses. */
bool view_refuse(ViewRun *run, RecordRefusal refusal);

const char *view_text(const json_t *object, const char *name);
int64_t view_integer(const json_t *object, const char *name, int64_t otherwise);

#endif
