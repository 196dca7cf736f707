/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages.h: from a request for a page to the page.
 *
 * A page is made of views' documents, which are the same that the API sends, and a form's errors are those that an action
 * gives. Nothing here knows sockets, cookies or sessions: whoever serves (http/) says who asks, has checked that a POST
 * comes from a form of ours, and sends what comes out. So pages are tested without a server.
 *
 * Paths. Everything of a workspace lies under /w/WORKSPACE/; what is done there is a POST to /w/WORKSPACE/do/ACTION,
 * answered with 303 to where it leads, or with the page that the form was on, its errors beside the fields and what was
 * typed kept.
 */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "actions/installation.h"
#include "views/view.h"

#define PAGES_FIELD_CSRF "_csrf" /* hidden fields of every form that are no fields of the action: the token, */
#define PAGES_FIELD_KEY "_key"   /* the request key, so that the same form sent twice is done once, */
#define PAGES_FIELD_FROM "_from" /* and the path of the page that the form was on */

/* One workspace that somebody is part of. */
typedef struct {
  const char *workspace;
  const char *name;
  RecordRole role;
} PagesWorkspace;

/* Somebody who signed in. */
typedef struct {
  const char *person; /* their id */
  const char *name;   /* what they sign in with */
  const PagesWorkspace *workspaces;
  size_t workspace_count;
} PagesPerson;

/* A file that came with a form. */
typedef struct {
  const char *field;
  const char *name; /* as the browser called it */
  const void *bytes;
  size_t length;
} PagesFile;

/* Reads a view for the person: as view_run, from the server's cache where it has one. */
typedef json_t *(*PagesRead)(void *context, const View *view, const char *workspace, const json_t *parameters,
                             RecordProblem *problem);

/* Whether the person may open another workspace here: a host sets bounds. */
typedef bool (*PagesMayOpen)(void *context, RecordProblem *problem);

typedef struct {
  Installation *installation;
  const char *base_url;  /* what people type, without a "/" at its end: for links that are sent to somebody */
  const char *base_path; /* what every link of ours begins with: "" or "/bellwether" */
  const char *path;      /* decoded, "/w/studio/today" */
  bool is_post;
  const json_t *query; /* {name: text}; of a name given twice the last */
  const json_t *form;  /* the same of a POST, hidden fields included; a name given several times is a list of texts */
  const PagesFile *files;
  size_t file_count;
  const PagesPerson *person; /* NULL: nobody signed in */
  const char *csrf_token;    /* goes into every form */
  const char *notice;        /* one sentence to show on top: what was just done; NULL: nothing */
  int64_t now_ms;
  PagesRead read;
  PagesMayOpen may_open;
  void *context; /* of both */
} PagesRequest;

typedef struct {
  unsigned status;  /* 200, 303, 400, 403, 404, 409 … */
  GString *html;    /* owned; NULL of a 303 */
  char *location;   /* owned; of a 303, with base_path before it */
  char *file;       /* owned; the name under which the answer is to be kept; NULL: it is shown */
  const char *type; /* the media type; static storage */
} PagesReply;

void pages_reply_clear(PagesReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PagesReply, pages_reply_clear)

/* Fills the reply in. False where there is no page of that path; somebody who must sign in first gets a 303 to
 * /sign-in?then=PATH. */
bool pages_answer(const PagesRequest *request, PagesReply *reply);

/* A page that is one form, for what is of no workspace: signing in, a new password, an invitation. */
typedef struct {
  const char *title;
  const char *lead;   /* a sentence or two above the form; may be NULL */
  const char *action; /* the path it is sent to */
  const char *submit; /* what the button says */
  const RecordField *fields;
  const json_t *typed;          /* what to show in the fields; may be NULL */
  const json_t *hidden;         /* further fields with their texts; may be NULL */
  const RecordProblem *problem; /* shown beside its field, or on top; NULL or of kind NONE: none */
  const char *link_text;        /* a link below the form; may be NULL */
  const char *link_path;
} PagesForm;
void pages_form(const PagesRequest *request, const PagesForm *form, PagesReply *reply);

/* A page of sections, each with rows; a row may have a button that sends one hidden field to a path. */
typedef struct {
  const char *term;
  const char *value;
  const char *button; /* NULL: none */
  const char *button_path;
  const char *hidden_name;
  const char *hidden_value;
} PagesRow;

typedef struct {
  const char *heading;
  const PagesRow *rows;
  size_t row_count;
  const char *link_text; /* below the rows; may be NULL */
  const char *link_path;
} PagesSection;
void pages_sections(const PagesRequest *request, const char *title, const PagesSection *sections, size_t count,
                    PagesReply *reply);

/* A page that says one thing: an error, or that something is done. */
void pages_message(const PagesRequest *request, unsigned status, const char *title, const char *text,
                   const char *link_text, const char *link_path, PagesReply *reply);

/* Style, script and the icon: what lies under /assets/. NULL where there is no such file; static storage. type gets
 * the media type, hash (a part of the path, so that they are kept for good) its content's. */
typedef struct {
  const char *path; /* "/assets/style.3f9a1c.css" */
  const char *type;
  const uint8_t *bytes;
  size_t length;
} PagesAsset;
const PagesAsset *pages_asset_find(const char *path);

/* The path of "style.css" and the like. Static storage. */
const char *pages_asset_path(const char *name);

/* A day as the pages say it, of a time that is of no workspace: "1 March 2026", in UTC. Free with g_free. */
char *pages_day(int64_t time_ms);

#endif
