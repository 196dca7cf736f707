/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* files.c: attachments in and out, and a workspace's advice or journal as a file. */
#include "routes.h"

#include "views/export.h"
#include "views/journal_file.h"

#include <string.h>

#define SEGMENT_WORKSPACE 3
#define SEGMENT_HASH 5
#define TYPE_BYTES "application/octet-stream"

/* ---- Attachments ------------------------------------------------------------------------------------------------ */

void http_api_add_file(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  const char *workspace = call->request->segments[SEGMENT_WORKSPACE];
  const GByteArray *body = call->request->body;
  char hash[JOURNAL_HASH_HEX_BYTES];
  if (!installation_keep_file(call->context->installation, workspace, call->caller.person,
                              body != NULL ? body->data : (const guint8 *)"", body != NULL ? body->len : 0, hash,
                              &problem)) {
    http_call_refuse(call, &problem);
    return;
  }
  json_t *answer = json_pack("{s:s}", "hash", hash);
  http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
  json_decref(answer);
}

void http_api_get_file(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  const char *workspace = call->request->segments[SEGMENT_WORKSPACE];
  GBytes *content = installation_read_file(call->context->installation, workspace, call->caller.person,
                                           call->request->segments[SEGMENT_HASH], &problem);
  if (content == NULL) {
    http_call_refuse(call, &problem);
    return;
  }
  http_reply_bytes(&call->reply, MHD_HTTP_OK, TYPE_BYTES, content);
  /* Whatever it is, a browser keeps it and does not show it as a page of ours. */
  http_reply_header(&call->reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, "attachment");
}

/* ---- Export ----------------------------------------------------------------------------------------------------- */

typedef struct {
  GString *text;
  bool as_csv;
} Export;

static bool export_row(void *context, const char *const values[EXPORT_COLUMNS]) {
  Export *export = context;
  if (export->as_csv)
    export_write_csv(export->text, values);
  else
    export_write_json(export->text, values);
  return true;
}

static bool export_line(void *context, const char *line, size_t length) {
  g_string_append_len(context, line, (gssize)length);
  return true;
}

void http_api_export(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  const char *workspace = call->request->segments[SEGMENT_WORKSPACE];
  const char *format = json_string_value(json_object_get(call->request->query, "format"));
  bool as_csv = format == NULL || strcmp(format, "csv") == 0;
  bool as_journal = format != NULL && strcmp(format, "journal") == 0;
  if (!as_csv && !as_journal && strcmp(format, "jsonl") != 0) {
    record_problem_set(&problem, RECORD_PROBLEM_INVALID, "format", N_("Give csv, jsonl or journal"),
                       "There is no such format");
    http_reply_problem(&call->reply, &problem);
    return;
  }
  ViewOptions options = http_view_options(call->context, call->request->now_ms);
  GString *text = g_string_new(NULL);
  Export export = {.text = text, .as_csv = as_csv};
  size_t left_out = 0;
  if (as_csv)
    export_write_csv(text, export_columns);
  bool ok = as_journal
                ? journal_file_write(&options, workspace, call->caller.person, export_line, text, &problem)
                : export_rows(&options, workspace, call->caller.person, export_row, &export, &left_out, &problem);
  if (!ok) {
    g_string_free(text, TRUE);
    http_call_refuse(call, &problem);
    return;
  }
  http_reply_bytes(&call->reply, MHD_HTTP_OK, as_csv ? "text/csv; charset=utf-8" : "application/jsonl",
                   g_string_free_to_bytes(text));
  g_autofree char *count = g_strdup_printf("%zu", left_out);
  http_reply_header(&call->reply, "X-Left-Out", count); /* shut to the reader until they have sealed a view */
  http_reply_header(&call->reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION,
                    as_csv ? "attachment; filename=\"advice.csv\"" : "attachment; filename=\"record.jsonl\"");
}
