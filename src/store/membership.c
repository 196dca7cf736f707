/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * membership.c: a version of who is who, and those who were looked up at it.
 *
 * The version moves on only after the commit: whoever asked for it before may have looked at the state before or after,
 * and is looked up again. Inside the transaction that touches a membership nothing is taken for granted.
 */
#include "membership.h"

#include <stdatomic.h>
#include <string.h>

#define KEPT_MAX 4096 /* members; when there are as many, all are forgotten */
#define ZONES_MAX 1024

struct StoreMembership {
  _Atomic int64_t version;
  bool touched; /* whose turn it is to write */
  GMutex mutex; /* of what follows */
  GHashTable *kept;
  GHashTable *zones; /* by name: GLib reads a zone's file anew whenever nobody holds it, and every date asks for one */
};

/* A member is its own key: workspace and person. */
static guint hash_member(gconstpointer key) {
  const StoreMember *member = key;
  return g_str_hash(member->actor.workspace) * 31 + g_str_hash(member->actor.person);
}

static gboolean is_of_same(gconstpointer left, gconstpointer right) {
  const StoreMember *one = left;
  const StoreMember *other = right;
  return strcmp(one->actor.workspace, other->actor.workspace) == 0 &&
         strcmp(one->actor.person, other->actor.person) == 0;
}

static void free_member(gpointer data) {
  store_member_clear(data);
  g_free(data);
}

StoreMembership *store_membership_new(void) {
  StoreMembership *membership = g_new0(StoreMembership, 1);
  atomic_init(&membership->version, 1);
  g_mutex_init(&membership->mutex);
  membership->kept = g_hash_table_new_full(hash_member, is_of_same, free_member, NULL);
  membership->zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_time_zone_unref);
  return membership;
}

static void hold_zone(StoreMembership *membership, const char *name) {
  if (g_hash_table_contains(membership->zones, name))
    return;
  GTimeZone *zone = g_time_zone_new_identifier(name);
  if (zone == NULL)
    return;
  if (g_hash_table_size(membership->zones) >= ZONES_MAX)
    g_hash_table_remove_all(membership->zones);
  g_hash_table_insert(membership->zones, g_strdup(name), zone);
}

void store_membership_free(StoreMembership *membership) {
  if (membership == NULL)
    return;
  g_hash_table_unref(membership->kept);
  g_hash_table_unref(membership->zones);
  g_mutex_clear(&membership->mutex);
  g_free(membership);
}

int64_t store_membership_version(StoreMembership *membership) {
  return atomic_load(&membership->version);
}

void store_membership_touch(StoreMembership *membership) {
  membership->touched = true;
}

void store_membership_settle(StoreMembership *membership) {
  if (membership->touched)
    store_membership_move_on(membership);
  membership->touched = false;
}

void store_membership_move_on(StoreMembership *membership) {
  atomic_fetch_add(&membership->version, 1);
}

bool store_membership_holds(StoreMembership *membership, int64_t version) {
  return !membership->touched && version == atomic_load(&membership->version);
}

void store_membership_keep(StoreMembership *membership, const StoreMember *member) {
  StoreMember *copy = g_memdup2(member, sizeof *member);
  copy->scope = store_scope_ref(member->scope);
  g_mutex_lock(&membership->mutex);
  if (g_hash_table_size(membership->kept) >= KEPT_MAX)
    g_hash_table_remove_all(membership->kept);
  g_hash_table_replace(membership->kept, copy, copy);
  hold_zone(membership, copy->zone);
  g_mutex_unlock(&membership->mutex);
}

bool store_membership_recall(StoreMembership *membership, const char *workspace, const char *person,
                             StoreMember *member) {
  StoreMember asked = {0};
  if (g_strlcpy(asked.actor.workspace, workspace, sizeof asked.actor.workspace) >= sizeof asked.actor.workspace ||
      g_strlcpy(asked.actor.person, person, sizeof asked.actor.person) >= sizeof asked.actor.person)
    return false; /* nobody has such a name */
  g_mutex_lock(&membership->mutex);
  const StoreMember *found = g_hash_table_lookup(membership->kept, &asked);
  bool holds = found != NULL && found->version == atomic_load(&membership->version);
  if (holds) {
    *member = *found;
    store_scope_ref(member->scope);
  }
  g_mutex_unlock(&membership->mutex);
  return holds;
}
