/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page.h: what the pages share. Only this room includes it.
 *
 * A page is one file: a function that writes the inside of <main> from its view's document. pages.c has the table of
 * them; page.c writes what is around.
 */
#ifndef PAGES_PAGE_H
#define PAGES_PAGE_H

#include "html.h"
#include "pages.h"

#include "words/phrases.h"

typedef struct Page Page;

typedef struct {
  const char *name;      /* the last part of its path: "/w/studio/partner/p3" */
  const char *view;      /* whose document it is made of; NULL: none */
  const char *parameter; /* of the view: what stands after the name in the path; NULL: nothing stands there */
  const char *title;
  const char *in_menu; /* what the menu calls it; NULL: it is not there */
  unsigned who;        /* VIEW_BY_...: who sees it in the menu, and may open it where it has no view */
  void (*write)(Page *page);
} PageKind;

/* Ends with a NULL name; the order is the menu's. */
extern const PageKind page_kinds[];

struct Page {
  const PagesRequest *request;
  PagesRequest changed;            /* what request points to, once it is not the one that came */
  const PagesWorkspace *workspace; /* NULL: of none */
  const PageKind *kind;
  const char *id;       /* from the path; NULL: none */
  const char *title;    /* what is on top; the kind's, unless the page sets another one. Owned by the page's caller. */
  json_t *document;     /* the view's; NULL: none */
  const char *currency; /* the workspace's; "" where it is not known */
  const char *zone;     /* likewise; NULL */
  json_t *choices;      /* what there is to choose from, once a form has asked */
  const Action *tried;  /* what a POST asked for and was refused: its form shows what was typed */
  const json_t *typed;
  const RecordProblem *problem;
  GString *html; /* the inside of <main> */
};

/* ---- Around it (page.c) ----------------------------------------------------------------------------------------- */

/* The whole page from what was written: taken over by the caller. */
GString *page_finish(Page *page, const char *title);

/* Paths, with what comes before them on this server: free with g_free. id may be NULL. */
char *page_path(const Page *page, const char *name, const char *id);
char *page_base_path(const Page *page, const char *path);

/* A link to a page of the workspace. What it says may be NULL: "(erased)". */
void page_link(Page *page, const char *name, const char *id, const char *text);

/* Reads what there is to choose from into page->choices, where nobody has yet. */
void page_read_choices(Page *page);

/* Whether the person's role may do or see that. */
bool page_may_do(const Page *page, const char *action);
bool page_may_see(const Page *page, const char *view);

/* <h2>, with an id that the page's links may name. */
void page_heading(Page *page, const char *id, const char *text);

/* A part of the page, with what it is and what that means on one side and its content on the other; to be ended. */
void page_part_begin(Page *page, const char *id, const char *title, const char *means);
void page_part_end(Page *page);

/* A paragraph; and one that says that there is nothing yet, and what to do. */
void page_paragraph(Page *page, const char *text);

/* Of when the document's estimates are, where they are older than what they would be made of; else nothing. */
void page_age(Page *page, const json_t *document);
void page_empty(Page *page, const char *text);

/* A date of a member: <time>, in the workspace's zone; nothing where it is not there. */
void page_date(Page *page, const json_t *object, const char *member);

/* One row of a list of facts: a term and what is said of it; nothing where value is NULL or "". Between
 * page_facts_begin and page_facts_end. */
void page_facts_begin(Page *page);
void page_fact(Page *page, const char *term, const char *value);
void page_fact_date(Page *page, const char *term, const json_t *object, const char *member);
void page_fact_money(Page *page, const char *term, const json_t *object, const char *member);
void page_facts_end(Page *page);

/* "and more" below the list of that name, where the document's was cut. */
void page_and_more(Page *page, const json_t *document, const char *list);

/* A link to the next part of a list, where it was cut: the query's parameter and its value. */
void page_more(Page *page, const char *parameter, int64_t value);

/* ---- Words (labels.c) ------------------------------------------------------------------------------------------- */

/* What a value of a choice is called: "follow" is "Follow it". Static storage; the value itself where none is known. */
const char *label_choice(const char *field, const char *value);

/* What a field is asked as: a few words. Static storage. */
const char *label_field(const RecordField *field);

/* What is said after an action was done: a sentence. */
const char *label_done(const char *action);

const char *label_role(RecordRole role);

#endif
