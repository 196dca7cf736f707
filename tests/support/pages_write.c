/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages_write.c: writes every page of the demonstrations into a folder, to be looked at with a browser:
 *
 *     build/tests/pages_write FOLDER
 *     chromium --headless --screenshot=today.png --window-size=1280,900 FOLDER/ada-today.html
 *
 * Style, script and icon lie in FOLDER/assets. Links between pages lead nowhere.
 */
#include "page_sample.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void write_file(const char *path, const void *bytes, size_t length) {
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
  if (!g_file_set_contents(path, bytes, (gssize)length, &error))
    g_error("%s", error->message);
}

static void write_assets(const char *folder) {
  static const char *const names[] = {"style.css", "script.js", "icon.svg"};
  for (size_t index = 0; index < G_N_ELEMENTS(names); index++) {
    const PagesAsset *asset = pages_asset_find(pages_asset_path(names[index]));
    g_autofree char *path = g_strconcat(folder, asset->path, NULL);
    write_file(path, asset->bytes, asset->length);
  }
}

/* "/w/studio/partner/p3" for ada is "ada-partner-p3.html". Free. */
static char *file_of(const char *folder, const char *person, const char *path) {
  g_autofree char *rest = g_strdup(strchr(path + strlen("/w/"), '/') + 1);
  g_strdelimit(rest, "/?=&", '-');
  return g_strdup_printf("%s/%s-%s.html", folder, person, rest);
}

static void write_page(PageSample *sample, const char *folder, const char *person, const char *path, GHashTable *seen,
                       GQueue *waiting) {
  g_auto(PagesReply) reply = {0};
  if (!page_sample_get(sample, person, path, &reply))
    return;
  if (reply.html != NULL) {
    g_autofree char *file = file_of(folder, person, path);
    write_file(file, reply.html->str, reply.html->len);
  }
  g_auto(GStrv) links = html_addresses(reply.html != NULL ? reply.html->str : "", "a");
  const char *const home[] = {reply.location, NULL};
  for (const char *const *link = reply.html != NULL ? (const char *const *)links : home; *link != NULL; link++) {
    const char *inside = g_str_has_prefix(*link, folder) ? *link + strlen(folder) : "";
    if (g_str_has_prefix(inside, "/w/") && strchr(inside, '#') == NULL && g_hash_table_add(seen, g_strdup(inside)))
      g_queue_push_tail(waiting, g_strdup(inside));
  }
}

static void write_person(PageSample *sample, const char *folder, const PageSamplePerson *person) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GQueue) waiting = g_queue_new();
  g_queue_push_tail(waiting, g_strdup_printf("/w/%s/", person->workspace));
  for (char *path = g_queue_pop_head(waiting); path != NULL; path = g_queue_pop_head(waiting)) {
    write_page(sample, folder, person->person, path, seen, waiting);
    g_free(path);
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || sodium_init() < 0) {
    fprintf(stderr, "usage: pages_write FOLDER\n");
    return 64;
  }
  g_autofree char *folder = g_canonicalize_filename(argv[1], NULL);
  PageSample *sample = page_sample_new();
  sample->base_path = folder;
  write_assets(folder);
  for (const PageSamplePerson *person = page_sample_people; person->person != NULL; person++)
    write_person(sample, folder, person);
  page_sample_free(sample);
  return 0;
}
