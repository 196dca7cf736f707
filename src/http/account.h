/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * account.h: what somebody can do about their own account, declared like actions: a name, fields and a function. The API,
 * the forms of the pages and the API's document are made of this one table.
 */
#ifndef HTTP_ACCOUNT_H
#define HTTP_ACCOUNT_H

#include "handle.h"

/* Does it. May set the call's caller (its cookie is sent then) and put members into answer. False with the problem. */
typedef bool (*HttpOperationRun)(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem);

typedef struct {
  const char *name; /* a verb: "sign_in" */
  const char *summary;
  bool for_anybody; /* nobody need be signed in */
  const RecordField *fields;
  HttpOperationRun run;
} HttpOperation;

/* Ends with a NULL name. */
extern const HttpOperation http_operations[];

const HttpOperation *http_operation_find(const char *name);

/* Checks the document and runs it: the answer, a new reference, or NULL with the problem filled in. */
json_t *http_operation_run(HttpCall *call, const HttpOperation *operation, const json_t *document,
                           RecordProblem *problem);

#endif
