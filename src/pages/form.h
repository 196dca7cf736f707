/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * form.h: forms made of the declarations of actions, and back from what was typed to a document.
 *
 * A form that was refused is shown again on its page: the error stands beside its field and on top, with a link to it,
 * and what was typed is still there.
 */
#ifndef PAGES_FORM_H
#define PAGES_FORM_H

#include "page.h"

typedef struct {
  const char *action;
  const char *thing; /* a field that is known: the id of what the page is about; NULL: none */
  const char *thing_value;
  const char *const *only; /* the fields that are asked, in this order, ends with NULL; NULL: all others */
  const char *const *more; /* asked too, but folded away; NULL: none */
  const char *submit;      /* what the button says */
  const char *folded;      /* the whole form is folded behind these words; NULL: it is open */
  const json_t *values;    /* what is to stand in the fields at first; may be NULL */
  const json_t *hidden;    /* further fields that are known; may be NULL */
} Form;

/* Writes it, where the person's role may do that. */
void form_write(Page *page, const Form *form);

/* The prefix of forms that are of no workspace: of an account. */
#define FORM_ALONE "form"

/* Inputs of a table of fields alone, for forms that are not an action's. typed, problem may be NULL. */
void form_write_fields(Page *page, GString *html, const char *prefix, const RecordField *fields, const json_t *typed,
                       const RecordProblem *problem);

/* The hidden fields that every form has. */
void form_write_hidden(Page *page, GString *html);

/* What is wrong, on top of a form, with a link to its field. fields: those that are asked; NULL: none is. */
void form_write_problem(GString *html, const char *prefix, const RecordField *fields, const RecordProblem *problem);

/* A form as it was sent as the action's document: empty fields are left out, lists are cut at their lines. A new
 * reference. */
json_t *form_read(const RecordField *fields, const json_t *sent);

#endif
