/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* settings.c: how the workspace is set up, and what the reader is in it. */
#include "record/declare.h"
#include "view.h"

static const RecordField parameters[] = {FIELD_END};

static bool read(ViewRun *run, GError **error) {
  json_t *settings = view_row(run, STORE_SETTINGS_GET, NULL, error);
  if (settings == NULL)
    return false;
  json_object_set_new(run->document, "workspace", json_string(run->actor->workspace));
  json_object_update(run->document, settings);
  json_decref(settings);
  json_t *you = json_pack("{s:s, s:s, s:b}", "person", run->actor->person, "role", record_role_text(run->actor->role),
                          "may_decide", (int)run->actor->may_decide);
  return json_object_set_new(run->document, "you", you) == 0;
}

const View view_settings = {
    .name = "settings",
    .summary = N_("How this workspace is set up"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .read = read,
};
