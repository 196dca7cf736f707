/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page.h: a page while it is answered: for page.c, and account_page.c beside it. */
#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "form.h"
#include "handle.h"

#include "identity/workspaces.h"
#include "pages/pages.h"

#define HTTP_VISITOR_BYTES 25 /* of a visitor's cookie as text, with its NUL */

typedef struct HttpPage {
  HttpCall *call;
  PagesRequest request;
  PagesPerson person;
  PagesWorkspace *workspaces;
  IdentityWorkspaces *memberships; /* owned; whose texts the workspaces' are */
  HttpForm form;
  char csrf_token[IDENTITY_CSRF_BYTES];
  char visitor[HTTP_VISITOR_BYTES]; /* a fresh value for the visitor's cookie; "" where they have one */
} HttpPage;

void http_page_clear(HttpPage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpPage, http_page_clear)

/* A page that shows an operation's form, and runs it when it is sent. */
typedef struct {
  const char *operation;
  const char *title;
  const char *lead;
  const char *submit;
  const char *hidden; /* a field that comes from the path, not from the form; NULL: none */
  const char *hidden_value;
  const char *hidden2;
  const char *hidden2_value;
  const char *then; /* where it leads, from "/" on */
  const char *link_text;
  const char *link_path;
  bool all_fields; /* optional ones are asked too */
  bool (*answered)(struct HttpPage *page,
                   const json_t *answer); /* shows what was given out: true where it did; may be NULL */
} HttpFormPage;

/* Shows the form, or runs it where it was sent. */
void http_page_run_form(HttpPage *page, const HttpFormPage *form);

/* Answers with what pages made; with a redirection; with what is wrong. */
void http_page_send(HttpPage *page, PagesReply *made);
void http_page_redirect(HttpPage *page, const char *path);
void http_page_say_problem(HttpPage *page, const RecordProblem *problem);

/* /account and what lies under it: true where there is such a page. */
bool http_page_account(HttpPage *page);

#endif
