/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * openapi.c: fields as JSON Schema, and a path for each route, view, action and operation.
 *
 * A field that the record keeps as a number may also be given as people write it ("70 %", "1200.50", "2026-03-05"), so
 * its schema has both; what comes out is always the number or, of times, RFC 3339.
 */
#include "openapi.h"

#include "account.h"
#include "routes.h"

#include <string.h>

#define TITLE "Bellwether"
#define LICENSE "AGPL-3.0-or-later"
#define LICENSE_URL "https://www.gnu.org/licenses/agpl-3.0.html"
#define SCHEMA_PROBLEM "#/components/schemas/Problem"

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

static json_t *text_schema(int64_t least, int64_t most) {
  return json_pack("{s:s, s:I, s:I}", "type", "string", "minLength", (json_int_t)least, "maxLength", (json_int_t)most);
}

static json_t *pattern_schema(const char *pattern) {
  return json_pack("{s:s, s:s}", "type", "string", "pattern", pattern);
}

static json_t *thing_schema(const RecordField *field) {
  g_autofree char *letters = g_strdelimit(g_strdup(field->choices), "|", ' ');
  g_auto(GStrv) each = g_strsplit(letters, " ", -1);
  g_autofree char *joined = g_strjoinv("", each);
  g_autofree char *pattern = g_strdup_printf("^[%s][0-9]+$", joined);
  return pattern_schema(pattern);
}

static json_t *list_schema(json_t *items) {
  return json_pack("{s:s, s:o, s:i}", "type", "array", "items", items, "maxItems", RECORD_FIELD_ITEMS_MAX);
}

/* A whole number in the record's unit, or a text as people write it. */
static json_t *number_schema(const RecordField *field, const char *unit) {
  return json_pack("{s:[{s:s, s:I, s:I, s:s}, {s:s, s:i}]}", "anyOf", "type", "integer", "minimum",
                   (json_int_t)field->least, "maximum", (json_int_t)field->most, "description", unit, "type", "string",
                   "maxLength", RECORD_FIELD_LINE_BYTES_MAX);
}

static json_t *time_schema(void) {
  return json_pack("{s:[{s:s, s:s}, {s:s, s:s}]}", "anyOf", "type", "string", "description",
                   "RFC 3339, or a date: that day where the business is, its "
                   "beginning, or its end where something ends or is due then",
                   "type", "integer", "description", "milliseconds since 1970 in UTC");
}

static json_t *choice_schema(const RecordField *field) {
  g_auto(GStrv) words = g_strsplit(field->choices, "|", -1);
  json_t *list = json_array();
  for (char **word = words; *word != NULL; word++)
    json_array_append_new(list, json_string(*word));
  return json_pack("{s:s, s:o}", "type", "string", "enum", list);
}

static json_t *type_schema(const RecordField *field) {
  switch (field->type) {
  case RECORD_FIELD_TEXT: return text_schema(field->least, field->most);
  case RECORD_FIELD_TEXTS: return list_schema(text_schema(field->least, field->most));
  case RECORD_FIELD_NAME: return pattern_schema("^[A-Za-z0-9][A-Za-z0-9._:-]*$");
  case RECORD_FIELD_THING: return thing_schema(field);
  case RECORD_FIELD_THINGS: return list_schema(thing_schema(field));
  case RECORD_FIELD_INTEGER: return number_schema(field, "a whole number");
  case RECORD_FIELD_MONEY: return number_schema(field, "minor units of the workspace's currency");
  case RECORD_FIELD_SHARE: return number_schema(field, "ten-thousandths");
  case RECORD_FIELD_NUMBER: return number_schema(field, "millionths");
  case RECORD_FIELD_TIME: return time_schema();
  case RECORD_FIELD_CHOICE: return choice_schema(field);
  case RECORD_FIELD_FLAG: return json_pack("{s:s}", "type", "boolean");
  case RECORD_FIELD_CURRENCY: return pattern_schema("^[A-Z]{3}$");
  case RECORD_FIELD_ZONE: return text_schema(1, field->most);
  case RECORD_FIELD_HASH: return pattern_schema("^[0-9a-f]{64}$");
  case RECORD_FIELD_SECRET: return text_schema(1, RECORD_FIELD_SECRET_BYTES_MAX);
  }
  return json_object();
}

static json_t *field_schema(const RecordField *field) {
  json_t *schema = type_schema(field);
  json_object_set_new(schema, "description", json_string(field->help));
  return schema;
}

static json_t *fields_schema(const RecordField *fields) {
  json_t *properties = json_object();
  json_t *required = json_array();
  for (const RecordField *field = fields; field->name != NULL; field++) {
    json_object_set_new(properties, field->name, field_schema(field));
    if ((field->flags & RECORD_FIELD_REQUIRED) != 0)
      json_array_append_new(required, json_string(field->name));
  }
  json_t *schema = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
  if (json_array_size(required) > 0)
    json_object_set(schema, "required", required);
  json_decref(required);
  return schema;
}

/* ---- Operations ------------------------------------------------------------------------------------------------- */

static json_t *parameter(const char *where, const char *name, const char *help, bool required, json_t *schema) {
  return json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", name, "in", where, "description", help, "required", required,
                   "schema", schema);
}

static void put_path_parameters(json_t *operation, const char *path) {
  json_t *parameters = json_object_get(operation, "parameters");
  for (const char *open = strchr(path, '{'); open != NULL; open = strchr(open + 1, '{')) {
    g_autofree char *name = g_strndup(open + 1, strcspn(open + 1, "}"));
    bool workspace = strcmp(name, "workspace") == 0;
    json_array_append_new(parameters,
                          parameter("path", name, workspace ? "The workspace's name" : "From where it is named", true,
                                    text_schema(1, RECORD_WORKSPACE_BYTES_MAX)));
  }
}

static void put_query_parameters(json_t *operation, const RecordField *fields) {
  json_t *parameters = json_object_get(operation, "parameters");
  for (const RecordField *field = fields; field->name != NULL; field++) {
    bool required = (field->flags & RECORD_FIELD_REQUIRED) != 0;
    json_array_append_new(parameters, parameter("query", field->name, field->help, required, type_schema(field)));
  }
}

static json_t *problem_response(const char *why) {
  return json_pack("{s:s, s:{s:{s:{s:s}}}}", "description", why, "content", HTTP_TYPE_PROBLEM, "schema", "$ref",
                   SCHEMA_PROBLEM);
}

static json_t *new_operation(const char *id, const char *tag, const char *summary, const char *type, json_t *schema) {
  json_t *operation = json_pack("{s:s, s:[s], s:s, s:[], s:{}}", "operationId", id, "tags", tag, "summary", summary,
                                "parameters", "responses");
  json_t *responses = json_object_get(operation, "responses");
  json_object_set_new(responses, "200",
                      json_pack("{s:s, s:{s:{s:o}}}", "description", "Done", "content", type, "schema", schema));
  json_object_set_new(responses, "401", problem_response("Nobody is signed in, or the token does not work"));
  json_object_set_new(responses, "403", problem_response("This person may not"));
  json_object_set_new(responses, "404", problem_response("There is no such thing here, or it is not for this person"));
  json_object_set_new(responses, "422", problem_response("A field is missing, of the wrong type or out of its bounds"));
  json_object_set_new(responses, "503", problem_response("Not now: try again"));
  return operation;
}

static void put_body(json_t *operation, json_t *schema) {
  json_object_set_new(operation, "requestBody",
                      json_pack("{s:b, s:{s:{s:o}}}", "required", 1, "content", HTTP_TYPE_JSON, "schema", schema));
}

static void put_operation(json_t *paths, const char *path, const char *method, json_t *operation) {
  put_path_parameters(operation, path);
  json_t *item = json_object_get(paths, path);
  if (item == NULL) {
    item = json_object();
    json_object_set_new(paths, path, item);
  }
  json_object_set_new(item, method, operation);
}

static void put_anybody(json_t *operation) {
  json_object_set_new(operation, "security", json_pack("[{}]"));
}

/* ---- Of each kind ----------------------------------------------------------------------------------------------- */

static json_t *any_object(const char *what) {
  return json_pack("{s:s, s:s, s:b}", "type", "object", "description", what, "additionalProperties", 1);
}

static void put_view(json_t *paths, const View *view) {
  json_t *operation =
      new_operation(view->name, "views", view->summary, HTTP_TYPE_JSON,
                    any_object("The view's document: money ends in _minor, chances are in ten-thousandths"));
  put_query_parameters(operation, view->parameters);
  json_array_append_new(json_object_get(operation, "parameters"),
                        parameter("header", "If-None-Match", "The ETag of the document that one has", false,
                                  text_schema(1, RECORD_FIELD_LINE_BYTES_MAX)));
  json_object_set_new(json_object_get(operation, "responses"), "304",
                      json_pack("{s:s}", "description", "It is the same"));
  g_autofree char *path =
      g_strconcat(view->gather != NULL ? "/api/v1/" : "/api/v1/workspaces/{workspace}/", view->name, NULL);
  put_operation(paths, path, "get", operation);
}

static void put_action(json_t *paths, const Action *action) {
  json_t *reply = json_pack("{s:s}", "$ref", "#/components/schemas/Reply");
  json_t *operation = new_operation(action->name, "actions", action->summary, HTTP_TYPE_JSON, reply);
  put_body(operation, fields_schema(action->fields));
  json_array_append_new(json_object_get(operation, "parameters"),
                        parameter("header", "Idempotency-Key",
                                  "The same key again gets the same reply, and nothing is done twice", false,
                                  text_schema(1, ACTION_REQUEST_KEY_BYTES_MAX)));
  json_object_set_new(json_object_get(operation, "responses"), "409",
                      problem_response("It contradicts what is on record by now: look again"));
  g_autofree char *path = g_strconcat("/api/v1/workspaces/{workspace}/", action->name, NULL);
  if (strcmp(action->name, "confirm_advice") == 0)
    put_anybody(operation);
  put_operation(paths, path, "post", operation);
}

static void put_account_operation(json_t *paths, const HttpOperation *declared) {
  json_t *operation =
      new_operation(declared->name, "account", declared->summary, HTTP_TYPE_JSON, any_object("What came of it"));
  put_body(operation, fields_schema(declared->fields));
  if (declared->for_anybody)
    put_anybody(operation);
  g_autofree char *path = g_strconcat("/api/v1/account/", declared->name, NULL);
  put_operation(paths, path, "post", operation);
}

static char *route_id(const HttpRoute *route) {
  g_autofree char *lower = g_ascii_strdown(route->method, -1);
  g_autofree char *path = g_strdup(route->pattern + strlen("/api/v1"));
  for (char *at = path; *at != '\0'; at++) {
    if (!g_ascii_isalnum(*at))
      *at = '_';
  }
  return g_strconcat(lower, path, NULL);
}

static void put_route(json_t *paths, const HttpRoute *route) {
  g_autofree char *id = route_id(route);
  bool json = strcmp(route->answers, HTTP_TYPE_JSON) == 0;
  json_t *schema = json ? any_object(route->summary) : json_pack("{s:s}", "type", "string");
  json_t *operation = new_operation(id, "other", route->summary, route->answers, schema);
  g_auto(GStrv) names = g_strsplit(route->parameters != NULL ? route->parameters : "", " ", -1);
  for (char **name = names; *name != NULL; name++) {
    if (**name != '\0')
      json_array_append_new(
          json_object_get(operation, "parameters"),
          parameter("query", *name, route->summary, false, text_schema(1, RECORD_FIELD_LINE_BYTES_MAX)));
  }
  if ((route->flags & HTTP_TAKES_FILE) != 0)
    json_object_set_new(operation, "requestBody",
                        json_pack("{s:b, s:{s:{s:{s:s}}}}", "required", 1, "content", "application/octet-stream",
                                  "schema", "type", "string"));
  if ((route->flags & HTTP_FOR_ANYBODY) != 0)
    put_anybody(operation);
  g_autofree char *method = g_ascii_strdown(route->method, -1);
  put_operation(paths, route->pattern, method, operation);
}

/* ---- The document ----------------------------------------------------------------------------------------------- */

static json_t *components(void) {
  json_t *text = json_pack("{s:s}", "type", "string");
  json_t *problem = json_pack("{s:s, s:{s:O, s:O, s:{s:s}, s:O, s:O, s:O, s:O}, s:[sss]}", "type", "object",
                              "properties", "type", text, "title", text, "status", "type", "integer", "detail", text,
                              "advice", text, "field", text, "kind", text, "required", "title", "status", "detail");
  json_t *reply = json_pack("{s:s, s:{s:{s:s, s:s}, s:{s:s, s:s}}, s:b}", "type", "object", "properties", "entry",
                            "type", "integer", "description", "the journal's entry", "id", "type", "string",
                            "description", "of the thing that was made", "additionalProperties", 1);
  json_decref(text);
  return json_pack("{s:{s:o, s:o}, s:{s:{s:s, s:s}, s:{s:s, s:s, s:s}}}", "schemas", "Problem", problem, "Reply", reply,
                   "securitySchemes", "token", "type", "http", "scheme", "bearer", "session", "type", "apiKey", "in",
                   "cookie", "name", "bellwether");
}

static json_t *tag(const char *name, const char *help) {
  return json_pack("{s:s, s:s}", "name", name, "description", help);
}

json_t *http_openapi_new(const char *base_url) {
  json_t *paths = json_object();
  for (const View *const *view = view_list; *view != NULL; view++)
    put_view(paths, *view);
  for (const Action *const *action = action_list; *action != NULL; action++)
    put_action(paths, *action);
  for (const HttpOperation *operation = http_operations; operation->name != NULL; operation++)
    put_account_operation(paths, operation);
  for (const HttpRoute *route = http_routes; route->method != NULL; route++) {
    if (route->summary != NULL)
      put_route(paths, route);
  }
  json_t *info =
      json_pack("{s:s, s:s, s:s, s:{s:s, s:s}}", "title", TITLE, "version", BELLWETHER_VERSION, "description",
                "The record of a business's outside partnerships. What changes something with a session's "
                "cookie sends X-CSRF-Token, as GET /api/v1/account gives it.",
                "license", "name", LICENSE, "url", LICENSE_URL);
  return json_pack("{s:s, s:o, s:[{s:s}], s:[o,o,o,o], s:[{s:[]}, {s:[]}], s:o, s:o}", "openapi", "3.1.0", "info", info,
                   "servers", "url", base_url, "tags", tag("views", "What one can ask"),
                   tag("actions", "What one can do"), tag("account", "One's own account"),
                   tag("other", "Files and such"), "security", "token", "session", "paths", paths, "components",
                   components());
}

void http_api_document(HttpCall *call) {
  http_reply_bytes(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, g_bytes_ref(call->context->openapi));
}
