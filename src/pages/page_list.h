/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_list.h: every page by name. Only this room includes it. */
#ifndef PAGES_PAGE_LIST_H
#define PAGES_PAGE_LIST_H

#include "page.h"

void page_today(Page *page);
void page_portal(Page *page);
void page_note(Page *page);
void page_ask(Page *page);
void page_advise(Page *page);
void page_partners(Page *page);
void page_partner(Page *page);
void page_direction(Page *page);
void page_skills(Page *page);
void page_engagement(Page *page);
void page_brief(Page *page);
void page_advice(Page *page);
void page_journal(Page *page);
void page_search(Page *page);
void page_people(Page *page);
void page_settings(Page *page);

/* Those of no one workspace: true where the path is theirs and the reply is filled in. parts: the path's, from "" on.
 * /confirm/WORKSPACE/SECRET is for anybody; "/" and /open for whoever is signed in. */
bool page_confirm(Page *page, char **parts, PagesReply *reply);
bool page_start(Page *page, char **parts, PagesReply *reply);

/* A partner and what they do in two fields; and the answer to it, where the path is /w/WORKSPACE/do/begin and the
 * workspace's choices are read. */
void page_begin_form(Page *page, bool folded);
bool page_begin(Page *page, char **parts, PagesReply *reply);

/* Finishes such a page. */
void page_reply(Page *page, unsigned status, const char *title, PagesReply *reply);

#endif
