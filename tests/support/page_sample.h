/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_sample.h: an installation in a folder of its own with the demonstrations in it, and the pages that its people get,
 * without a server between.
 *
 * The clock stands on the morning on which the demonstrations end. What is answered is looked through (html_check.h)
 * before it is handed out, so that no test can get a page that is not well formed.
 */
#ifndef TESTS_PAGE_SAMPLE_H
#define TESTS_PAGE_SAMPLE_H

#include "html_check.h"
#include "pages/pages.h"

#define PAGE_SAMPLE_STUDIO "studio-nine"
#define PAGE_SAMPLE_SOLE "tilde-roe"
#define PAGE_SAMPLE_NOW_MS INT64_C(1768204800000) /* 2026-01-12T08:00 */

typedef struct {
  char *folder;
  char *path;
  Installation *installation;
  int64_t now_ms;
  const char *base_path; /* what every link begins with: "/base" */
} PageSample;

/* Plays both demonstrations. Ends the test where that fails. */
PageSample *page_sample_new(void);
void page_sample_free(PageSample *sample);

/* Who there is, each in one workspace. */
typedef struct {
  const char *workspace;
  const char *person;
  RecordRole role;
} PageSamplePerson;
extern const PageSamplePerson page_sample_people[]; /* ends with a NULL person */

/* The page of that path, a query behind a '?' included; "" stands for "/w/WORKSPACE/". False where there is none. */
bool page_sample_get(PageSample *sample, const char *person, const char *path, PagesReply *reply);

/* Sends a form: JSON with ' in the place of ", as a browser would send it; "_csrf", "_key" and "_from" are the test's own
 * to give. */
bool page_sample_post(PageSample *sample, const char *person, const char *path, const char *text, PagesReply *reply);

/* The action done as by any other face, or the end of the test; the id of what was made, "" of nothing. Free with
 * g_free. */
char *page_sample_do(PageSample *sample, const char *workspace, const char *person, const char *action,
                     const char *text);

/* The view's document for the person, or the end of the test. A new reference. */
json_t *page_sample_view(PageSample *sample, const char *workspace, const char *person, const char *view,
                         const char *text);

#endif
