/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * draft.c: leaves put together from members that are written already.
 *
 * A leaf is {"actor":..,"at":..,"body":{..},"format":..,"kind":..,"seq":..}: the six names in their order. So all but the
 * body's members is known where they stand, and only these have to be put in order.
 */
#include "draft.h"

#include "error.h"

#include <inttypes.h>
#include <string.h>

#define BODY_DEPTH 2    /* around a body's member: the entry, and its body */
#define VALUES_AROUND 7 /* the entry and its six members */
#define MORE_MAX 32     /* members that may be added to a body */

typedef struct {
  const char *key; /* the JSON's that it is of */
  size_t key_length;
  char *bytes; /* "key":value; owned */
  size_t length;
} Member;

struct JournalDraft {
  JournalEntry *entry;
  Member *members; /* in the order of their keys */
  size_t count;
  size_t values;    /* of the leaf, without what will be added */
  GString *opening; /* the leaf's bytes before the body's members */
  GString *closing; /* and after them, up to the number */
};

static void members_clear(Member *members, size_t count) {
  for (size_t index = 0; index < count; index++)
    g_free(members[index].bytes);
}

void journal_draft_free(JournalDraft *draft) {
  if (draft == NULL)
    return;
  members_clear(draft->members, draft->count);
  g_free(draft->members);
  g_string_free(draft->opening, TRUE);
  g_string_free(draft->closing, TRUE);
  journal_entry_free(draft->entry);
  g_free(draft);
}

const JournalEntry *journal_draft_entry(const JournalDraft *draft) {
  return draft->entry;
}

static int compare(const Member *left, const Member *right) {
  return journal_canonical_compare_keys(left->key, left->key_length, right->key, right->key_length);
}

/* Writes an object's members, in the order of their keys: *count of them, also where one of them fails. */
static bool write_members(const json_t *object, Member *members, size_t *count, size_t *values, GError **error) {
  json_t *walked = (json_t *)object; /* Jansson's iterators change nothing */
  for (void *at = json_object_iter(walked); at != NULL; at = json_object_iter_next(walked, at)) {
    Member member = {.key = json_object_iter_key(at), .key_length = json_object_iter_key_len(at)};
    member.bytes = journal_canonical_write_member(member.key, member.key_length, json_object_iter_value(at), BODY_DEPTH,
                                                  values, JOURNAL_ENTRY_BYTES_MAX, &member.length, error);
    if (member.bytes == NULL)
      return false;
    size_t place = (*count)++;
    for (; place > 0 && compare(&members[place - 1], &member) > 0; place--)
      members[place] = members[place - 1];
    members[place] = member;
  }
  return true;
}

JournalDraft *journal_draft_new(JournalEntry *entry, GError **error) {
  g_autoptr(JournalDraft) draft = g_new0(JournalDraft, 1);
  draft->entry = entry;
  draft->members = g_new0(Member, json_object_size(entry->body));
  draft->values = VALUES_AROUND;
  draft->opening = g_string_new(NULL);
  draft->closing = g_string_new(NULL);
  /* Actor and kind are names, which need no escapes. */
  g_string_printf(draft->opening, "{\"actor\":\"%s\",\"at\":%" PRId64 ",\"body\":{", entry->actor, entry->at_ms);
  g_string_printf(draft->closing, "},\"format\":%d,\"kind\":\"%s\",\"seq\":", JOURNAL_ENTRY_FORMAT, entry->kind);
  return write_members(entry->body, draft->members, &draft->count, &draft->values, error) ? g_steal_pointer(&draft)
                                                                                          : NULL;
}

static bool check_more(const JournalDraft *draft, const json_t *more, GError **error) {
  bool ok = json_object_size(more) <= MORE_MAX;
  json_t *walked = (json_t *)more;
  for (void *at = json_object_iter(walked); ok && at != NULL; at = json_object_iter_next(walked, at))
    ok = json_object_get(draft->entry->body, json_object_iter_key(at)) == NULL;
  if (!ok)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                        "what is added to the entry's body is too much, or there already");
  return ok && (more == NULL || journal_entry_check_plain(more, error));
}

static char *put(char *to, const char *bytes, size_t length) {
  memcpy(to, bytes, length);
  return to + length;
}

/* The members of both lists in the order of their keys, with commas between them. */
static char *put_members(char *to, const JournalDraft *draft, const Member *more, size_t more_count) {
  size_t own = 0;
  size_t added = 0;
  while (own < draft->count || added < more_count) {
    bool takes_own = added == more_count || (own < draft->count && compare(&draft->members[own], &more[added]) < 0);
    const Member *member = takes_own ? &draft->members[own++] : &more[added++];
    if (own + added > 1)
      *to++ = ',';
    to = put(to, member->bytes, member->length);
  }
  return to;
}

/* Of the members, each with a comma. */
static size_t members_length(const Member *members, size_t count) {
  size_t length = 0;
  for (size_t index = 0; index < count; index++)
    length += members[index].length + 1;
  return length;
}

static char *join(const JournalDraft *draft, int64_t seq, const Member *more, size_t more_count, size_t *length,
                  GError **error) {
  char end[32];
  size_t end_length = (size_t)g_snprintf(end, sizeof end, "%" PRId64 "}", seq);
  /* One comma less than there are members; a body always has one, its blind. */
  *length = draft->opening->len + members_length(draft->members, draft->count) + members_length(more, more_count) - 1 +
            draft->closing->len + end_length;
  if (*length > JOURNAL_ENTRY_BYTES_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "entry %" PRId64 ": the document is longer than %d bytes",
                seq, JOURNAL_ENTRY_BYTES_MAX);
    return NULL;
  }
  char *leaf = g_malloc(*length + 1);
  char *to = put(leaf, draft->opening->str, draft->opening->len);
  to = put_members(to, draft, more, more_count);
  to = put(to, draft->closing->str, draft->closing->len);
  to = put(to, end, end_length + 1);
  g_assert(to == leaf + *length + 1);
  return leaf;
}

char *journal_draft_leaf(const JournalDraft *draft, int64_t seq, const json_t *more, size_t *length, GError **error) {
  Member members[MORE_MAX];
  size_t count = 0;
  size_t values = draft->values;
  char *leaf = NULL;
  if (seq < 1 || seq > JOURNAL_INTEGER_MAX)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the entry's seq is not from 1 to 2^53 - 1");
  else if (check_more(draft, more, error) && write_members(more, members, &count, &values, error))
    leaf = join(draft, seq, members, count, length, error);
  members_clear(members, count);
  return leaf;
}
