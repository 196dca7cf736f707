/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* assets.c: finding what lies under /assets/. */
#include "assets.h"

#include <string.h>

const PagesAsset *pages_asset_find(const char *path) {
  for (const PagesNamedAsset *one = pages_assets; one->name != NULL; one++) {
    if (strcmp(one->asset.path, path) == 0)
      return &one->asset;
  }
  return NULL;
}

const char *pages_asset_path(const char *name) {
  for (const PagesNamedAsset *one = pages_assets; one->name != NULL; one++) {
    if (strcmp(one->name, name) == 0)
      return one->asset.path;
  }
  g_assert_not_reached();
}
