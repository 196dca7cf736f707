/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which lines of a trust answer are wanted, and in which order. */
#include "trust_select.h"

#include "near_names.h"

#include <string.h>

static const struct {
  const char *name;
  TrustOrder order;
} orders[] = {
    {"name", TRUST_BY_NAME},
    {"limit", TRUST_BY_LIMIT},
    {"chance", TRUST_BY_CHANCE},
    {"outcomes", TRUST_BY_OUTCOMES},
};

bool trust_order_find(const char *name, TrustOrder *order) {
  for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
    if (strcmp(orders[i].name, name) == 0) {
      *order = orders[i].order;
      return true;
    }
  }
  return false;
}

static int compare_names(const char *one, const char *other) {
  g_autofree char *first = near_names_fold(one);
  g_autofree char *second = near_names_fold(other);
  return strcmp(first, second);
}

static bool is_wanted(const TrustLine *line, const TrustSelection *selection) {
  return (selection->workspace == NULL || compare_names(selection->workspace, line->workspace) == 0) &&
         (selection->partner == NULL || compare_names(selection->partner, line->standing.partner) == 0) &&
         (selection->skill == NULL || compare_names(selection->skill, line->standing.skill) == 0);
}

static int compare_by_name(const TrustLine *one, const TrustLine *other) {
  int order = compare_names(one->standing.partner, other->standing.partner);
  return order != 0 ? order : compare_names(one->standing.skill, other->standing.skill);
}

static double order_key(const TrustLine *line, TrustOrder order) {
  switch (order) {
  case TRUST_BY_LIMIT: return line->standing.limit.limit;
  case TRUST_BY_CHANCE: return line->standing.chance.estimate;
  case TRUST_BY_OUTCOMES: return (double)line->standing.outcomes;
  case TRUST_BY_NAME:
  case TRUST_AS_RECORDED: break;
  }
  return 0;
}

static int compare_lines(const void *left, const void *right, void *data) {
  const TrustOrder *order = data;
  const TrustLine *one = left;
  const TrustLine *other = right;
  if (*order == TRUST_BY_NAME) {
    return compare_by_name(one, other);
  }
  double first = order_key(one, *order);
  double second = order_key(other, *order);
  return (first < second) - (first > second);
}

void trust_select(TrustAnswer *answer, const TrustSelection *selection) {
  GArray *lines = answer->lines;
  guint kept = 0;
  for (guint i = 0; i < lines->len; i++) {
    if (is_wanted(&g_array_index(lines, TrustLine, i), selection)) {
      g_array_index(lines, TrustLine, kept++) = g_array_index(lines, TrustLine, i);
    }
  }
  g_array_set_size(lines, kept);
  answer->found = kept;
  answer->order = selection->order;
  if (selection->order != TRUST_AS_RECORDED) {
    TrustOrder order = selection->order;
    g_array_sort_with_data(lines, compare_lines, &order); /* GLib promises that it is stable */
  }
  if (selection->top > 0 && lines->len > selection->top) {
    g_array_set_size(lines, (guint)selection->top);
  }
}
