/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* view_sample.h: what people are shown of a sample workspace (action_sample.h), in one line each. */
#ifndef TESTS_VIEW_SAMPLE_H
#define TESTS_VIEW_SAMPLE_H

#include "action_sample.h"

#include "views/view.h"

/* The keys of the sample: secrets that are the same in every run. generation: how many there are. */
void view_sample_keys(StoreKeyFile *keys, unsigned generations);

/* The document, or the end of the test. Parameters are JSON with ' in the place of ". A new reference. */
json_t *view_sample_ask(ActionSample *sample, const char *person, const char *view, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The same of another workspace, or with other keys; NULL where it was refused, with the problem filled in. */
json_t *view_sample_try(ActionSample *sample, const char *workspace, const char *person, const char *view,
                        const char *text, unsigned generations, RecordProblem *problem);

/* Ends the test unless it is refused with a problem of that kind. */
void view_sample_refuse(ActionSample *sample, const char *person, const char *view, RecordProblemKind kind,
                        const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The document as text, for looking whether something is in it; free with g_free. */
char *view_sample_text(const json_t *document);

#endif
