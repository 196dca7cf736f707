/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* assets.h: style, script and icon, as embed made them. Only this room includes it. */
#ifndef PAGES_ASSETS_H
#define PAGES_ASSETS_H

#include "pages.h"

typedef struct {
  const char *name;
  PagesAsset asset;
} PagesNamedAsset;

extern const PagesNamedAsset pages_assets[]; /* ends with a NULL name */

#endif
