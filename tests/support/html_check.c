/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html_check.c: going through a page tag by tag. */
#include "html_check.h"

#include "pages/html.h"
#include "pages/pages.h"

#include <string.h>

#define AROUND 60 /* bytes of markup that a message shows */

typedef struct {
  char *name;
  GHashTable *attributes; /* name to value; "" where it has none */
  bool closes;
  bool is_whole; /* "<path/>": inside a drawing */
} Tag;

typedef struct {
  const char *html;
  const char *at;
  GPtrArray *open;     /* names of elements that are not closed yet */
  GHashTable *ids;     /* each id */
  GHashTable *labels;  /* what a label is for */
  GPtrArray *wanted;   /* ids that something names */
  GPtrArray *controls; /* ids of inputs that no label is around */
  GString *said;       /* the text since the last link or button began */
  unsigned headings;
  unsigned hidden; /* hidden fields of ours in the form that is open */
  bool posts;      /* that form is posted */
  char *wrong;
} Check;

static void tag_clear(Tag *tag) {
  g_free(tag->name);
  if (tag->attributes != NULL)
    g_hash_table_unref(tag->attributes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tag, tag_clear)

static bool fail(Check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(Check *check, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  const char *from = check->at - check->html > AROUND ? check->at - AROUND : check->html;
  if (check->wrong == NULL)
    check->wrong = g_strdup_printf("%s, at \"%.*s\"", text, 2 * AROUND, from);
  return false;
}

static const char *attribute(const Tag *tag, const char *name) {
  return g_hash_table_lookup(tag->attributes, name);
}

static bool is_one_of(const char *name, const char *const *names) {
  return g_strv_contains(names, name);
}

/* ---- Cutting into tags ------------------------------------------------------------------------------------------ */

static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;", "&nbsp;", NULL};

/* Text up to a bracket or a quote: every & begins a reference that is known. */
static bool check_references(Check *check, const char *text, size_t length) {
  for (const char *at = memchr(text, '&', length); at != NULL;
       at = memchr(at + 1, '&', length - (size_t)(at + 1 - text))) {
    bool known = false;
    for (const char *const *reference = references; *reference != NULL; reference++)
      known = known || g_str_has_prefix(at, *reference);
    if (!known)
      return fail(check, "a bare & in %.*s", (int)length, text);
  }
  return true;
}

static bool read_attribute(Check *check, Tag *tag) {
  size_t length = strcspn(check->at, "=> \n/\"'<");
  if (length == 0)
    return fail(check, "what is no attribute in <%s>", tag->name);
  g_autofree char *name = g_strndup(check->at, length);
  check->at += length;
  g_autofree char *value = g_strdup("");
  if (*check->at == '=') {
    if (*++check->at != '"')
      return fail(check, "%s of <%s> is not quoted", name, tag->name);
    const char *end = strchr(++check->at, '"');
    if (end == NULL)
      return fail(check, "%s of <%s> does not end", name, tag->name);
    if (memchr(check->at, '<', (size_t)(end - check->at)) != NULL ||
        !check_references(check, check->at, (size_t)(end - check->at)))
      return fail(check, "markup in %s of <%s>", name, tag->name);
    g_free(value);
    value = g_strndup(check->at, (size_t)(end - check->at));
    check->at = end + 1;
  }
  if (g_hash_table_contains(tag->attributes, name))
    return fail(check, "%s twice in <%s>", name, tag->name);
  g_hash_table_insert(tag->attributes, g_steal_pointer(&name), g_steal_pointer(&value));
  return true;
}

static bool read_tag(Check *check, Tag *tag) {
  tag->attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  tag->closes = check->at[1] == '/';
  check->at += tag->closes ? 2 : 1;
  size_t length = strspn(check->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  tag->name = g_strndup(check->at, length);
  if (length == 0)
    return fail(check, "a bare <");
  check->at += length;
  while (true) {
    check->at += strspn(check->at, " \n/");
    if (*check->at == '>') {
      tag->is_whole = check->at[-1] == '/';
      break;
    }
    if (*check->at == '\0' || !read_attribute(check, tag))
      return fail(check, "<%s> does not end", tag->name);
  }
  check->at++;
  return true;
}

/* ---- What a tag may be ------------------------------------------------------------------------------------------ */

static void want(Check *check, const char *ids) {
  g_auto(GStrv) each = g_strsplit(ids != NULL ? ids : "", " ", -1);
  for (char **id = each; *id != NULL; id++) {
    if (**id != '\0')
      g_ptr_array_add(check->wanted, g_strdup(*id));
  }
}

static bool check_attributes(Check *check, const Tag *tag) {
  GHashTableIter iterator;
  gpointer name = NULL;
  gpointer value = NULL;
  g_hash_table_iter_init(&iterator, tag->attributes);
  while (g_hash_table_iter_next(&iterator, &name, &value)) {
    if (g_str_has_prefix(name, "on") || strcmp(name, "style") == 0)
      return fail(check, "%s=\"%s\" in <%s>", (char *)name, (char *)value, tag->name);
    bool address = strcmp(name, "href") == 0 || strcmp(name, "action") == 0 || strcmp(name, "src") == 0;
    if (address && ((char *)value)[0] != '#' && !html_link_is_safe(value))
      return fail(check, "<%s> leads to \"%s\"", tag->name, (char *)value);
  }
  if (strcmp(tag->name, "style") == 0 || (strcmp(tag->name, "script") == 0 && attribute(tag, "src") == NULL))
    return fail(check, "<%s> in the page", tag->name);
  return true;
}

static bool check_ids(Check *check, const Tag *tag) {
  const char *id = attribute(tag, "id");
  if (id != NULL && (*id == '\0' || strchr(id, ' ') != NULL || !g_hash_table_add(check->ids, g_strdup(id))))
    return fail(check, "the id \"%s\" twice or empty", id);
  want(check, attribute(tag, "aria-describedby"));
  want(check, attribute(tag, "aria-labelledby"));
  want(check, attribute(tag, "aria-controls"));
  const char *link = attribute(tag, "href");
  if (link != NULL && link[0] == '#')
    want(check, link + 1);
  const char *label = strcmp(tag->name, "label") == 0 ? attribute(tag, "for") : NULL;
  want(check, label);
  if (label != NULL)
    g_hash_table_add(check->labels, g_strdup(label));
  return true;
}

static bool is_inside(const Check *check, const char *name) {
  for (guint index = 0; index < check->open->len; index++) {
    if (strcmp(check->open->pdata[index], name) == 0)
      return true;
  }
  return false;
}

static bool check_control(Check *check, const Tag *tag) {
  static const char *const controls[] = {"input", "select", "textarea", NULL};
  const char *type = attribute(tag, "type");
  const char *name = attribute(tag, "name");
  if (g_strcmp0(type, "hidden") == 0) {
    bool ours = g_strcmp0(name, PAGES_FIELD_CSRF) == 0 || g_strcmp0(name, PAGES_FIELD_KEY) == 0 ||
                g_strcmp0(name, PAGES_FIELD_FROM) == 0;
    check->hidden += ours;
    return true;
  }
  if (!is_one_of(tag->name, controls) || attribute(tag, "aria-label") != NULL || is_inside(check, "label"))
    return true;
  const char *id = attribute(tag, "id");
  if (id == NULL)
    return fail(check, "<%s> of %s has no label", tag->name, name != NULL ? name : "nothing");
  g_ptr_array_add(check->controls, g_strdup(id));
  return true;
}

static bool begin_tag(Check *check, const Tag *tag) {
  static const char *const empty[] = {"meta", "link", "input", "br", "hr", "img", "wbr", NULL};
  static const char *const said[] = {"a", "button", "summary", "h1", "h2", "h3", "label", "legend", NULL};
  if (!check_attributes(check, tag) || !check_ids(check, tag) || !check_control(check, tag))
    return false;
  if (strcmp(tag->name, "h1") == 0)
    check->headings++;
  if (is_one_of(tag->name, said))
    g_string_truncate(check->said, 0);
  if (strcmp(tag->name, "form") == 0) {
    if (is_inside(check, "form"))
      return fail(check, "a form inside a form");
    check->hidden = 0;
    check->posts = g_strcmp0(attribute(tag, "method"), "post") == 0;
  }
  if (strcmp(tag->name, "p") == 0 && is_inside(check, "p"))
    return fail(check, "a paragraph inside a paragraph");
  if (tag->is_whole && !is_inside(check, "svg"))
    return fail(check, "<%s/>, which only a drawing has", tag->name);
  if (!is_one_of(tag->name, empty) && !tag->is_whole)
    g_ptr_array_add(check->open, g_strdup(tag->name));
  return true;
}

static bool end_tag(Check *check, const Tag *tag) {
  static const char *const said[] = {"a", "button", "summary", "h1", "h2", "h3", "label", "legend", NULL};
  const char *last = check->open->len > 0 ? check->open->pdata[check->open->len - 1] : "nothing";
  if (strcmp(last, tag->name) != 0)
    return fail(check, "</%s> where %s is open", tag->name, last);
  g_ptr_array_remove_index(check->open, check->open->len - 1);
  if (is_one_of(tag->name, said) && *g_strstrip(check->said->str) == '\0')
    return fail(check, "<%s> without a word", tag->name);
  if (strcmp(tag->name, "form") == 0 && check->posts && check->hidden == 0)
    return fail(check, "a form without its token");
  return true;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static bool check_text(Check *check) {
  size_t length = strcspn(check->at, "<");
  if (!check_references(check, check->at, length))
    return false;
  g_string_append_len(check->said, check->at, (gssize)length);
  check->at += length;
  return true;
}

static bool check_bytes(Check *check) {
  if (!g_utf8_validate(check->html, -1, NULL))
    return fail(check, "no UTF-8");
  for (const unsigned char *at = (const unsigned char *)check->html; *at != '\0'; at++) {
    if ((*at < ' ' && *at != '\n' && *at != '\r' && *at != '\t') || *at == 0x7f)
      return fail(check, "the control character %02x", *at);
  }
  return true;
}

static bool check_tags(Check *check) {
  if (g_str_has_prefix(check->at, "<!doctype html>"))
    check->at += strlen("<!doctype html>");
  while (*check->at != '\0') {
    g_auto(Tag) tag = {0};
    if (*check->at != '<') {
      if (!check_text(check))
        return false;
    } else if (!read_tag(check, &tag) || !(tag.closes ? end_tag(check, &tag) : begin_tag(check, &tag))) {
      return false;
    }
  }
  return check->open->len == 0 || fail(check, "<%s> is never closed", (char *)check->open->pdata[check->open->len - 1]);
}

static bool check_names(Check *check) {
  for (guint index = 0; index < check->wanted->len; index++) {
    if (!g_hash_table_contains(check->ids, check->wanted->pdata[index]))
      return fail(check, "there is no \"%s\" that something names", (char *)check->wanted->pdata[index]);
  }
  for (guint index = 0; index < check->controls->len; index++) {
    if (!g_hash_table_contains(check->labels, check->controls->pdata[index]))
      return fail(check, "\"%s\" has no label", (char *)check->controls->pdata[index]);
  }
  return check->headings == 1 || fail(check, "%u headings of the first rank", check->headings);
}

char *html_check(const char *html) {
  Check check = {.html = html,
                 .at = html,
                 .open = g_ptr_array_new_with_free_func(g_free),
                 .ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .wanted = g_ptr_array_new_with_free_func(g_free),
                 .controls = g_ptr_array_new_with_free_func(g_free),
                 .said = g_string_new(NULL)};
  if (check_bytes(&check) && check_tags(&check))
    check_names(&check);
  g_ptr_array_unref(check.open);
  g_hash_table_unref(check.ids);
  g_hash_table_unref(check.labels);
  g_ptr_array_unref(check.wanted);
  g_ptr_array_unref(check.controls);
  g_string_free(check.said, TRUE);
  return check.wrong;
}

char **html_addresses(const char *html, const char *element) {
  GPtrArray *found = g_ptr_array_new();
  Check check = {.html = html, .at = html};
  const char *name = strcmp(element, "form") == 0 ? "action" : "href";
  for (check.at = strchr(html, '<'); check.at != NULL; check.at = strchr(check.at, '<')) {
    g_auto(Tag) tag = {0};
    if (check.at[1] == '!' || !read_tag(&check, &tag)) {
      check.at++;
      continue;
    }
    const char *address = !tag.closes && strcmp(tag.name, element) == 0 ? attribute(&tag, name) : NULL;
    g_auto(GStrv) plain = g_strsplit(address != NULL ? address : "", "&amp;", -1);
    if (address != NULL)
      g_ptr_array_add(found, g_strjoinv("&", plain));
  }
  g_free(check.wrong);
  g_ptr_array_add(found, NULL);
  return (char **)g_ptr_array_free(found, FALSE);
}
