/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers in plain words, and text fitted to a width. */
#include "words.h"

#include "record/option.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MILLION UINT64_C(1000000)

char *words_folded(const char *words) {
  return record_option_fold(words);
}

/* ---- Numbers --------------------------------------------------------------------------------------------------- */

char *words_percent(double share) {
  double percent = share * 100;
  /* 99.6 % is not certain: what rounds to a limit without being it keeps a decimal */
  bool near_limit = (percent > 99 && percent < 100) || (percent > 0 && percent < 1);
  if (percent > 99.9 && percent < 100) {
    return g_strdup(">99.9 %");
  }
  return g_strdup_printf(near_limit ? "%.1f %%" : "%.0f %%", percent);
}

char *words_share(int64_t ten_thousandths) {
  int64_t whole = ten_thousandths / 100;
  int64_t rest = ten_thousandths % 100;
  if (rest == 0)
    return g_strdup_printf("%" PRId64 " %%", whole);
  return rest % 10 == 0 ? g_strdup_printf("%" PRId64 ".%" PRId64 " %%", whole, rest / 10)
                        : g_strdup_printf("%" PRId64 ".%02" PRId64 " %%", whole, rest);
}

static char *part_thousands(const char *digits) {
  GString *parted = g_string_new(NULL);
  size_t whole = strspn(digits, "0123456789");
  for (size_t i = 0; i < whole; i++) {
    if (i > 0 && (whole - i) % 3 == 0) {
      g_string_append_c(parted, ',');
    }
    g_string_append_c(parted, digits[i]);
  }
  g_string_append(parted, digits + whole);
  return g_string_free(parted, FALSE);
}

char *words_amount(double amount) {
  if (amount <= 0) {
    return g_strdup("0");
  }
  int decimals = 2 - (int)floor(log10(amount));
  double step = pow(10, -decimals);
  double rounded = floor(amount / step + 1e-9) * step; /* a limit is never rounded up */
  g_autofree char *digits = g_strdup_printf("%.*f", MAX(decimals, 0), rounded);
  if (strchr(digits, '.') != NULL) {
    for (size_t end = strlen(digits); digits[end - 1] == '0' || digits[end - 1] == '.'; end--) {
      bool point = digits[end - 1] == '.';
      digits[end - 1] = '\0';
      if (point) {
        break;
      }
    }
  }
  return part_thousands(digits);
}

char *words_count(size_t count) {
  g_autofree char *digits = g_strdup_printf("%zu", count);
  return part_thousands(digits);
}

char *words_millionths(int64_t millionths) {
  uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
  g_autofree char *digits = g_strdup_printf("%" PRIu64 ".%06" PRIu64, size / MILLION, size % MILLION);
  size_t end = strlen(digits);
  while (digits[end - 1] == '0')
    end--;
  digits[digits[end - 1] == '.' ? end - 1 : end] = '\0';
  g_autofree char *parted = part_thousands(digits);
  return g_strconcat(millionths < 0 ? "-" : "", parted, NULL);
}

char *words_sum(double sum) {
  return g_strdup_printf(fabs(sum - round(sum)) < 0.05 ? "%.0f" : "%.1f", sum);
}

char *words_tenths(double low, double high) {
  int from = (int)floor(low * 10 + 0.5);
  int to = (int)floor(high * 10 + 0.5);
  return from == to ? g_strdup_printf(_("about %d in 10"), from)
                    : g_strdup_printf(_("between %d and %d in 10"), from, to);
}

char *words_number(double number, int decimals) {
  if (isnan(number)) {
    return g_strdup("");
  }
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 330];
  char format[16];
  g_snprintf(format, sizeof format, "%%.%df", decimals);
  return g_strdup(g_ascii_formatd(buffer, sizeof buffer, format, number));
}

json_t *words_json_number(double number) {
  return isfinite(number) ? json_real(number) : json_null();
}

json_t *words_json_estimate(const BellwetherEstimate *estimate) {
  if (isnan(estimate->estimate)) {
    return json_null();
  }
  return json_pack("{s:o, s:o, s:o}", "estimate", words_json_number(estimate->estimate), "low",
                   words_json_number(estimate->low), "high", words_json_number(estimate->high));
}

/* ---- Text ------------------------------------------------------------------------------------------------------ */

static int character_width(gunichar character) {
  return g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
}

int words_width(const char *text) {
  int width = 0;
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    width += character_width(g_utf8_get_char(text));
  }
  return width;
}

char *words_label(const char *name, int width) {
  GString *label = g_string_new(NULL);
  int used = 0;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar character = g_utf8_get_char(at);
    gunichar shown = g_unichar_iscntrl(character) ? ' ' : character;
    used += character_width(shown);
    if (used > width || (used == width && *g_utf8_next_char(at) != '\0')) {
      g_string_append(label, "…");
      break;
    }
    g_string_append_unichar(label, shown);
  }
  return g_string_free(label, FALSE);
}

GPtrArray *words_wrap(const char *text, int width) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  const char *line = text;
  const char *space = NULL; /* the last one in this line, where it can be cut */
  int used = 0;
  const char *at = text;
  while (*at != '\0') {
    if (*at == '\n') {
      g_ptr_array_add(lines, g_strndup(line, (gsize)(at - line)));
      line = ++at;
      space = NULL;
      used = 0;
      continue;
    }
    if (*at == ' ' && at[1] != '%') { /* a percent sign stays with its number */
      space = at;
    }
    used += character_width(g_utf8_get_char(at));
    if (used > MAX(width, 2) && at > line) {
      const char *cut = space != NULL && space > line ? space : at;
      const char *end = cut;
      while (*cut == ' ' && end > line && end[-1] == ' ')
        end--; /* of two spaces neither is left */
      g_ptr_array_add(lines, g_strndup(line, (gsize)(end - line)));
      line = *cut == ' ' ? cut + 1 : cut;
      at = line;
      space = NULL;
      used = 0;
      continue;
    }
    at = g_utf8_next_char(at);
  }
  if (*line != '\0' || lines->len == 0) {
    g_ptr_array_add(lines, g_strdup(line));
  }
  return lines;
}

char *words_printable(const char *text) {
  GString *printable = g_string_sized_new(strlen(text));
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    gunichar character = g_utf8_get_char(text);
    bool is_order = g_unichar_iscntrl(character) && character != '\n' && character != '\t';
    g_string_append_unichar(printable, is_order ? 0xFFFD : character);
  }
  return g_string_free(printable, FALSE);
}
