/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_layouts.h: views whose documents are laid out in sentences. */
#ifndef BELLWETHER_CLI_RECORD_LAYOUTS_H
#define BELLWETHER_CLI_RECORD_LAYOUTS_H

#include "output.h"

void layout_today(Output *output, const json_t *document);
void layout_partners(Output *output, const json_t *document);
void layout_partner(Output *output, const json_t *document);
void layout_direction(Output *output, const json_t *document);
void layout_skills(Output *output, const json_t *document);
void layout_advice(Output *output, const json_t *document);
void layout_brief(Output *output, const json_t *document);
void layout_engagement(Output *output, const json_t *document);
void layout_portal(Output *output, const json_t *document);
void layout_key(Output *output, const json_t *document);
void layout_journal(Output *output, const json_t *document);
void layout_search(Output *output, const json_t *document);

#endif
