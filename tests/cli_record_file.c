/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reader of record files: every dialect that it takes, and every problem that it names. */
#include "cli/csv_write.h"
#include "cli/record_file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define HEADER "brief,partner,at,outcome\n"
#define JSON_LINE "{\"brief\":\"q\",\"partner\":\"p\",\"at\":\"2024-01-01\",\"outcome\":1}\n"

static RecordFile *parse(const char *text, RecordProblems *problems) {
  record_problems_init(problems);
  return record_file_parse("f.csv", text, strlen(text), RECORD_LEARN, problems);
}

static RecordFile *parse_good(const char *text) {
  g_auto(RecordProblems) problems;
  RecordFile *file = parse(text, &problems);
  if (file == NULL) {
    g_test_message("%s", (const char *)g_ptr_array_index(problems.texts, 0));
  }
  g_assert_nonnull(file);
  g_assert_cmpint(problems.exit_status, ==, 0);
  return file;
}

/* ---- What is taken --------------------------------------------------------------------------------------------- */

static void test_all_columns(void) {
  g_autoptr(RecordFile) file = parse_good(
      "outcome_at,own_view_outcome,advice_outcome,outcome,chosen,decision,own_view_confidence,own_view,stake,"
      "confidence,advice,at,skill,partner,brief,workspace,colour\n"
      "2024-03-01,0.25,1,0.5,b,override,0.6,b,1200.5,0.8,a,2024-02-01T10:00:00Z,s,p,q,w,blue\n");
  g_assert_cmpuint(record_file_row_count(file), ==, 1);
  const RecordRow *row = record_file_row(file, 0);
  g_assert_cmpstr(row->workspace, ==, "w");
  g_assert_cmpstr(row->advice.brief, ==, "q");
  g_assert_cmpstr(row->advice.partner, ==, "p");
  g_assert_cmpstr(row->advice.skill, ==, "s");
  g_assert_cmpstr(row->advice.advice, ==, "a");
  g_assert_cmpstr(row->advice.own_view, ==, "b");
  g_assert_cmpstr(row->advice.chosen, ==, "b");
  g_assert_cmpint(row->advice.decision, ==, BELLWETHER_DECISION_OVERRIDE);
  g_assert_cmpfloat(row->advice.confidence, ==, 0.8);
  g_assert_cmpfloat(row->advice.own_view_confidence, ==, 0.6);
  g_assert_cmpfloat(row->advice.stake, ==, 1200.5);
  g_assert_cmpfloat(row->advice.outcome, ==, 0.5);
  g_assert_cmpfloat(row->advice.advice_outcome, ==, 1);
  g_assert_cmpfloat(row->advice.own_view_outcome, ==, 0.25);
  g_assert_cmpint(row->advice.at_ms, ==, INT64_C(1706781600000));
  g_assert_cmpint(row->advice.outcome_at_ms, ==, INT64_C(1709337599999)); /* the end of that day */
  g_assert_cmpstr(row->fields[16], ==, "blue");
}

static void test_missing_columns_are_unknown(void) {
  g_autoptr(RecordFile) file = parse_good(HEADER "q,p,2024-02-01,\n");
  const RecordRow *row = record_file_row(file, 0);
  g_assert_cmpstr(row->workspace, ==, "");
  g_assert_null(row->advice.skill);
  g_assert_null(row->advice.advice);
  g_assert_null(row->advice.own_view);
  g_assert_true(isnan(row->advice.confidence) && isnan(row->advice.stake) && isnan(row->advice.outcome));
  g_assert_cmpint(row->advice.decision, ==, BELLWETHER_DECISION_NONE);
  g_assert_true(row->advice.outcome_at_ms == BELLWETHER_TIME_UNKNOWN);
}

/* ---- JSON Lines -------------------------------------------------------------------------------------------------- */

/* The same record as lines of JSON: columns as they first appear, numbers and words as a file of texts has them. */
static void test_json_lines(void) {
  g_autoptr(RecordFile) file =
      parse_good("\xEF\xBB\xBF \n{\"brief\":\"q\\nr\",\"partner\":\"p\",\"at\":\"2024-02-01\",\"outcome\":true}\r\n\r\n"
                 "{\"extra\":0.1,\"partner\":7,\"brief\":\"q\\nr\",\"at\":\"2024-02-02\",\"stake\":1200.5,"
                 "\"confidence\":null,\"outcome\":0.25}\n");
  g_assert_true(file->json_lines);
  g_assert_cmpuint(record_file_row_count(file), ==, 2);
  g_assert_cmpuint(file->columns->len, ==, 7);
  g_assert_cmpstr(g_ptr_array_index(file->columns, 4), ==, "extra");
  const RecordRow *first = record_file_row(file, 0);
  const RecordRow *second = record_file_row(file, 1);
  g_assert_cmpstr(first->advice.brief, ==, "q\nr");
  g_assert_cmpfloat(first->advice.outcome, ==, 1);
  g_assert_true(isnan(first->advice.stake));
  g_assert_cmpuint(first->line, ==, 2);
  g_assert_cmpuint(second->line, ==, 4);
  g_assert_cmpstr(second->advice.partner, ==, "7");
  g_assert_cmpstr(second->fields[4], ==, "0.1");
  g_assert_cmpfloat(second->advice.stake, ==, 1200.5);
  g_assert_true(isnan(second->advice.confidence));
}

static void test_json_problems(void) {
  static const struct {
    const char *text;
    const char *place;
    const char *says;
  } cases[] = {
      {"{\"partner\":\"p\"}\n", "f.csv:1: ", "a member named \"brief\""},
      {"{\"brief\":\"q\",\"partner\":\"p\",\"at\":\"2024-01-01\"}\n", "f.csv:1: ", "nothing to learn from"},
      {"{}\n", "f.csv:1: ", "a member named \"brief\""},
      {JSON_LINE "{\"brief\":\"q\"\n", "f.csv:2: ", "this is not JSON"},
      {JSON_LINE "[1,2]\n", "f.csv:2: ", "expected an object"},
      {JSON_LINE "7\n", "f.csv:2: ", "expected an object"},
      {JSON_LINE "{\"brief\":\"q\",\"brief\":\"r\"}\n", "f.csv:2: ", "is there twice"},
      {JSON_LINE "{\"brief\":\"q\",\"stake\":1e400}\n", "f.csv:2: ", "a number is too large"},
      {JSON_LINE "{\"brief\":[\"q\"]}\n", "f.csv:2: ", "a list or an object"},
      {JSON_LINE "{\"brief\":\"q\\u0000r\"}\n", "f.csv:2: ", "holds the character \\u0000"},
      {JSON_LINE "{\"brief\":\"q\",\"partner\":\"p\",\"at\":\"2024-01-01\",\"outcome\":7}\n",
       "f.csv:2 (outcome): ", "found \"7\""},
      {JSON_LINE "{\"brief\":\"q\",\"at\":\"2024-01-01\",\"outcome\":1}\n", "f.csv:2 (partner): ", "found nothing"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(RecordProblems) problems;
    g_autoptr(RecordFile) file = parse(cases[i].text, &problems);
    g_assert_null(file);
    g_assert_cmpuint(problems.count, ==, 1);
    const char *text = g_ptr_array_index(problems.texts, 0);
    g_test_message("%s", text);
    g_assert_true(g_str_has_prefix(text, cases[i].place));
    g_assert_nonnull(strstr(text, cases[i].says));
  }
}

/* As many columns as a header may have, over several lines, and one more; a line of 1 MiB, and one byte more. */
static void test_json_bounds(void) {
  for (int more = 0; more < 2; more++) {
    g_autoptr(GString) wide = g_string_new(JSON_LINE);
    for (int column = 4; column < RECORD_COLUMNS_MAX + more; column++)
      g_string_append_printf(wide, "{\"c%d\":\"\"}\n", column);
    g_autoptr(GString) tall = g_string_new(JSON_LINE "{\"brief\":\"r\",\"partner\":\"p\",\"at\":\"2024-01-01\"}");
    while (tall->len < strlen(JSON_LINE) + RECORD_ROW_BYTES_MAX + (size_t)more)
      g_string_append_c(tall, ' ');
    const char *const texts[] = {wide->str, tall->str};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
      g_auto(RecordProblems) problems;
      g_autoptr(RecordFile) file = parse(texts[i], &problems);
      g_assert_cmpuint(problems.count, ==, more);
      g_assert_true((file == NULL) == (more == 1));
    }
  }
}

/* What the client says, where the partner told too, or alone. */
static void test_client_words(void) {
  g_autoptr(RecordFile) file =
      parse_good("brief,partner,at,outcome,advice_outcome,client_outcome,client_advice_outcome\n"
                 "q,p,2024-02-01,1,1,,\nq,p,2024-02-01,0.75,0.75, None ,50 %\n"
                 "q,p,2024-02-01,0.5,,no,\nq,p,2024-02-01,1,0.45,0.9999,0.9\n");
  const RecordRow *first = record_file_row(file, 0);
  const RecordRow *second = record_file_row(file, 1);
  const RecordRow *third = record_file_row(file, 2);
  g_assert_true(isnan(first->advice.client_outcome) && isnan(first->advice.client_advice_outcome));
  g_assert_true(second->advice.client_outcome == BELLWETHER_UNTOLD);
  g_assert_cmpfloat(second->advice.client_advice_outcome, ==, 0.5F);
  g_assert_cmpfloat(third->advice.client_outcome, ==, 0);
}

/* What a partner did without asking waits for nobody. */
static void test_acted(void) {
  g_autoptr(RecordFile) file = parse_good("brief,partner,at,outcome,acted,decision\nq,p,2024-02-01,,Yes ,\n"
                                          "q,p,2024-02-01,1,true,\nq,p,2024-02-01,1,no,follow\nq,p,2024-02-01,,,\n");
  for (size_t row = 0; row < 4; row++)
    g_assert_cmpint(record_file_extra(file, record_file_row(file, row)).acted, ==, row < 2);
}

static void test_dialects(void) {
  static const char *const texts[] = {
      "brief,partner,at,outcome,confidence\n\"q;\nr\",p,2024-02-01,0.5,0.25\n",
      ("\xEF\xBB\xBF"
       "brief;partner;at;outcome;confidence\r\n\"q;\nr\";p;2024-02-01;0,5;0,25\r\n"),
      "brief\tpartner\tat\toutcome\tconfidence\r\n\"q;\nr\"\tp\t2024-02-01\t50 %\t25%",
      "Brief; PARTNER ;At;outcome;confidence\n\"q;\nr\";p;2024-02-01;0.5;.25\n;;;;\n\n",
      "\"brief\",\"partner\",\"at\",\"outcome\",\"confidence\"\r\"q;\nr\",\"p\",\"2024-02-01\",\"0.5\",\"0.25\"\r",
  };
  static const char separators[] = {',', ';', '\t', ';', ','};
  static const bool commas[] = {false, true, false, false, false};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_test_message("dialect %zu", i);
    g_autoptr(RecordFile) file = parse_good(texts[i]);
    g_assert_cmpint(file->separator, ==, separators[i]);
    g_assert_cmpint(file->decimal_comma, ==, commas[i]);
    g_assert_cmpint(file->byte_order_mark, ==, i == 1);
    g_assert_cmpint(file->crlf, ==, i == 1 || i == 2);
    g_assert_cmpuint(record_file_row_count(file), ==, 1);
    const RecordRow *row = record_file_row(file, 0);
    g_assert_cmpstr(row->advice.brief, ==, "q;\nr");
    g_assert_cmpfloat(row->advice.outcome, ==, 0.5);
    g_assert_cmpfloat(row->advice.confidence, ==, 0.25);
  }
}

static void test_words_for_sure(void) {
  g_autoptr(RecordFile) file = parse_good("brief,partner,at,outcome,confidence\n"
                                          "a,p,2024-02-01,1,leaning to it\n"
                                          "b,p,2024-02-01,1,Fairly Sure\n"
                                          "c,p,2024-02-01,1, sure \n"
                                          "d,p,2024-02-01,1,100 %\n");
  g_assert_cmpint(record_file_row(file, 0)->advice.sureness, ==, BELLWETHER_SURE_LEANING);
  g_assert_cmpint(record_file_row(file, 1)->advice.sureness, ==, BELLWETHER_SURE_FAIRLY);
  g_assert_cmpint(record_file_row(file, 2)->advice.sureness, ==, BELLWETHER_SURE_SURE);
  g_assert_cmpint(record_file_row(file, 3)->advice.sureness, ==, BELLWETHER_SURE_UNSTATED);
  g_assert_cmpfloat(record_file_row(file, 3)->advice.confidence, ==, 1);
}

static void test_words_for_outcomes(void) {
  static const struct {
    const char *word;
    double outcome;
  } words[] = {{"yes", 1}, {"Yes ", 1},  {"TRUE", 1},        {"worked", 1},      {"no", 0},
               {"No", 0},  {"FALSE", 0}, {"didn't work", 0}, {"didn’t work", 0}, {"100 %", 1}};
  static const char *const columns[] = {"outcome", "advice_outcome", "own_view_outcome"};
  for (size_t i = 0; i < G_N_ELEMENTS(words) * G_N_ELEMENTS(columns); i++) {
    size_t word = i / G_N_ELEMENTS(columns);
    size_t column = i % G_N_ELEMENTS(columns);
    g_autofree char *text = g_strdup_printf("brief,partner,at,%s,%s\nq,p,2024-02-01,%s,\n", columns[column],
                                            column == 0 ? "x" : "outcome", words[word].word);
    g_autoptr(RecordFile) file = parse_good(text);
    const BellwetherRow *row = &record_file_row(file, 0)->advice;
    const double read[] = {row->outcome, row->advice_outcome, row->own_view_outcome};
    g_assert_cmpfloat(read[column], ==, words[word].outcome);
  }
}

static void test_new_advice_is_not_judged(void) {
  static const char text[] = "brief,partner,at,outcome,decision,outcome_at\nq,p,2024-02-01,soon,maybe,never\n";
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_autoptr(RecordFile) file = record_file_parse("f.csv", text, strlen(text), RECORD_NEW, &problems);
  g_assert_nonnull(file);
  g_assert_true(isnan(record_file_row(file, 0)->advice.outcome));
  g_assert_cmpint(record_file_row(file, 0)->advice.decision, ==, BELLWETHER_DECISION_NONE);
  g_assert_cmpstr(record_file_row(file, 0)->fields[3], ==, "soon");
}

/* What is written beside numbers that have no decimals must still open in the spreadsheet that they came from. */
static void test_decimal_comma_unseen(void) {
  static const struct {
    const char *text;
    bool comma;
  } cases[] = {
      {"brief;partner;at;outcome;stake\nq;p;2024-02-01;1;100\n", true},
      {"brief;partner;at;outcome;stake\nq;p;2024-02-01;0.5;100\n", false},
      {"brief;partner;at;outcome;stake\nq;p;2024-02-01;1;100.5\n", false},
      {"brief\tpartner\tat\toutcome\nq\tp\t2024-02-01\t1\n", false},
      {HEADER "q,p,2024-02-01,1\n", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(RecordFile) file = parse_good(cases[i].text);
    g_assert_cmpint(file->decimal_comma, ==, cases[i].comma);
  }
}

static void test_separator_line(void) {
  static const char text[] = "sep=;\r\nbrief;partner;at;outcome\r\nq;p;2024-02-01;0,5\r\n";
  g_autoptr(RecordFile) file = parse_good(text);
  g_assert_cmpint(file->separator, ==, ';');
  g_assert_cmpuint(record_file_row(file, 0)->line, ==, 3);
  g_autoptr(GString) written = g_string_new(NULL);
  csv_write_header(written, file, NULL, 0);
  csv_write_row(written, file, record_file_row(file, 0), NULL, 0);
  g_assert_cmpstr(written->str, ==, text);
  g_autoptr(RecordFile) tabs = parse_good("sep=\t\nbrief\tpartner\tat\toutcome\nq\tp\t2024-02-01\t1\n");
  g_assert_cmpint(tabs->separator, ==, '\t');
  g_autoptr(RecordFile) commas = parse_good("sep=,\nbrief,partner,at,outcome\nq,p,2024-02-01,1\n");
  g_assert_cmpint(commas->separator, ==, ',');
}

static void test_row_lines_are_physical(void) {
  g_autoptr(RecordFile) file = parse_good(HEADER "\n\"a\nb\nc\",p,2024-02-01,1\n\nq,p,2024-02-01,1\n");
  g_assert_cmpuint(record_file_row(file, 0)->line, ==, 3);
  g_assert_cmpuint(record_file_row(file, 1)->line, ==, 7);
}

static void test_written_as_read(void) {
  static const char text[] = "\xEF\xBB\xBF"
                             "brief;partner;at;outcome;note\r\n"
                             "\"q;1\";p;2024-02-01;0,5;\"say \"\"no\"\"\r\nnow\"\r\n"
                             "x;p;2024-02-01;1;\" spaced \"\r\n";
  g_autoptr(RecordFile) file = parse_good(text);
  g_autoptr(GString) written = g_string_new(NULL);
  csv_write_header(written, file, NULL, 0);
  csv_write_row(written, file, record_file_row(file, 0), NULL, 0);
  csv_write_row(written, file, record_file_row(file, 1), NULL, 0);
  g_assert_cmpstr(written->str, ==, text);
  g_autofree char *number = csv_write_number(file, 0.25);
  g_assert_cmpstr(number, ==, "0,250000");
  g_autofree char *unknown = csv_write_number(file, NAN);
  g_assert_cmpstr(unknown, ==, "");
}

/* ---- What is refused ------------------------------------------------------------------------------------------- */

/* A text, and what its first problem starts with and holds. */
typedef struct {
  const char *text;
  const char *place;
  const char *says;
} ProblemCase;

static const ProblemCase problem_cases[] = {
    {"", "f.csv:1: ", "empty file"},
    {"\n\n", "f.csv:1: ", "empty file"},
    {"\xFF\xFE"
     "b",
     "f.csv:1: ", "UTF-16"},
    {"partner,at,outcome\np,2024-01-01,1\n",
     "f.csv:1: ", "expected a column named \"brief\", found the columns: partner"},
    {"Advisers of 2024,,,\nbrief,partner,at,outcome\n", "f.csv:1: ", "the first line names the columns"},
    {"brief,at,outcome\n", "f.csv:1: ", "\"partner\""},
    {"brief,partner,outcome\n", "f.csv:1: ", "\"at\""},
    {"brief,partner,at\n", "f.csv:1: ", "nothing to learn from"},
    {"brief,partner,at,outcome,Partner\n", "f.csv:1:5 (Partner): ", "every column once (it is column 2 already)"},
    {"brief,partner,at,outcome,\xFF\n", "f.csv:1:5 (?): ", "UTF-8"},
    {"\"brief,partner,at,outcome\n", "f.csv:1: ", "never closed"},
    {HEADER "q,p,2024-01-01\n", "f.csv:2: ", "expected 4 fields, as many as the header has, found 3"},
    {HEADER "q,p,2024-01-01,1,\n", "f.csv:2: ", "found 5"},
    {HEADER ",p,2024-01-01,1\n", "f.csv:2:1 (brief): ", "found nothing"},
    {HEADER "q,,2024-01-01,1\n", "f.csv:2:2 (partner): ", "found nothing"},
    {HEADER "q,p,,1\n", "f.csv:2:3 (at): ", "found nothing"},
    {HEADER "q,p,soon,1\n", "f.csv:2:3 (at): ", "found \"soon\""},
    {HEADER "q,p,2024-01-01,1.01\n", "f.csv:2:4 (outcome): ", "from 0 (no) to 1 (yes)"},
    {HEADER "q,p,2024-01-01,-0.1\n", "f.csv:2:4 (outcome): ", "found \"-0.1\""},
    {HEADER "q,p,2024-01-01,partly\n", "f.csv:2:4 (outcome): ", "didn't work or nothing, found \"partly\""},
    {HEADER "q,p,05.05.2024,1\n",
     "f.csv:2:3 (at): ", "such as 2024-03-05T14:30:00Z or 2024-03-05, found \"05.05.2024\" (write 2024-05-05)"},
    {"brief,partner,at,outcome,outcome_at\nq,p,2024-01-02,1,2/13/2024 14:30\n",
     "f.csv:2:5 (outcome_at): ", "(write 2024-02-13 14:30)"},
    {"brief,partner,at,outcome,confidence\nq,p,2024-01-01,1,80\n",
     "f.csv:2:5 (confidence): ", "found \"80\" (write 0.80 or 80 %)"},
    {"brief;partner;at;outcome;own_view_confidence\nq;p;2024-01-01;1;62,5\n",
     "f.csv:2:5 (own_view_confidence): ", "(write 0,625 or 62,5 %)"},
    {"brief;partner;at;outcome;stake\nq;p;2024-01-01;1;1,500\n", "f.csv:2:5 (stake): ", "between its thousands"},
    {HEADER "q,p,2024-01-01,nan\n", "f.csv:2:4 (outcome): ", "found \"nan\""},
    {HEADER "q,p,2024-01-01,0x1\n", "f.csv:2:4 (outcome): ", "found \"0x1\""},
    {HEADER "q,p,2024-01-01,\"0,5\"\n", "f.csv:2:4 (outcome): ", "found \"0,5\""},
    {HEADER "q,\xC3\x28,2024-01-01,1\n", "f.csv:2:2 (partner): ", "found \"\\xC3(\""},
    {HEADER "q,a\"b,2024-01-01,1\n", "f.csv:2: ", "quote"},
    {HEADER "\"q\"x,p,2024-01-01,1\n", "f.csv:2: ", "quote"},
    {HEADER "a,p,2024-01-01,1\n\"q\n,p,2024-01-01,1\n", "f.csv:3: ", "never closed"},
    {HEADER "\"a\nb\",p,soon,1\n", "f.csv:2:3 (at): ", "found \"soon\""},
    {"brief,partner,at,outcome,confidence\nq,p,2024-01-01,1,very sure\n",
     "f.csv:2:5 (confidence): ", "\"fairly sure\""},
    {"brief,partner,at,outcome,confidence\nq,p,2024-01-01,1,101 %\n", "f.csv:2:5 (confidence): ", "found \"101 %\""},
    {"brief,partner,at,outcome,own_view_confidence\nq,p,2024-01-01,1,sure\n",
     "f.csv:2:5 (own_view_confidence): ", "a percentage"},
    {"brief,partner,at,outcome,advice_outcome\nq,p,2024-01-01,1,2\n", "f.csv:2:5 (advice_outcome): ", "found \"2\""},
    {"brief,partner,at,outcome,own_view_outcome\nq,p,2024-01-01,1,2\n",
     "f.csv:2:5 (own_view_outcome): ", "found \"2\""},
    {"brief,partner,at,outcome,stake\nq,p,2024-01-01,1,-1\n", "f.csv:2:5 (stake): ", "found \"-1\""},
    {"brief,partner,at,outcome,stake\nq,p,2024-01-01,1,1.1e16\n", "f.csv:2:5 (stake): ", "1e16"},
    {"brief,partner,at,outcome,stake\nq,p,2024-01-01,1,EUR 5\n", "f.csv:2:5 (stake): ", "a plain number"},
    {"brief;partner;at;outcome;stake\nq;p;2024-01-01;1;1.500\n", "f.csv:2:5 (stake): ", "without points"},
    {"brief,partner,at,outcome,decision\nq,p,2024-01-01,1,ignore\n",
     "f.csv:2:5 (decision): ", "expected follow, adapt, override, defer or nothing, found \"ignore\""},
    {"brief,partner,at,outcome,client_outcome\nq,p,2024-01-01,1,us\n",
     "f.csv:2:5 (client_outcome): ", "\"none\" where the partner alone told, or nothing, found \"us\""},
    {"brief,partner,at,outcome,client_outcome\nq,p,2024-01-01,1,0.9\n",
     "f.csv:2:5 (client_outcome): ", "the mean of both sides' words, found \"0.9\""},
    {"brief,partner,at,outcome,client_outcome\nq,p,2024-01-01,1,0.9998\n",
     "f.csv:2:5 (client_outcome): ", "the mean of both sides' words"},
    {"brief,partner,at,outcome,client_outcome\nq,p,2024-01-01,0.45,0.9001\n",
     "f.csv:2:5 (client_outcome): ", "the mean of both sides' words"},
    {"brief,partner,at,advice_outcome,client_advice_outcome\nq,p,2024-01-01,0.2,0.6\n",
     "f.csv:2:5 (client_advice_outcome): ", "the mean of both sides' words"},
    {"brief,partner,at,outcome,acted\nq,p,2024-01-01,1,maybe\n",
     "f.csv:2:5 (acted): ", "expected yes where the partner did it under a mandate, without asking, no or nothing"},
    {"brief,partner,at,outcome,decision,acted\nq,p,2024-01-01,1,adapt,yes\n",
     "f.csv:2:6 (acted): ", "nothing where the client decided"},
    {"brief,partner,at,outcome,outcome_at\nq,p,2024-01-02,1,2024-01-01\n", "f.csv:2:5 (outcome_at): ", "not before"},
    {"brief,partner,at,outcome,outcome_at\nq,p,2024-01-02,1,later\n", "f.csv:2:5 (outcome_at): ", "found \"later\""},
};

static void test_problems(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(problem_cases); i++) {
    g_auto(RecordProblems) problems;
    g_autoptr(RecordFile) file = parse(problem_cases[i].text, &problems);
    g_assert_null(file);
    g_assert_cmpuint(problems.count, ==, 1);
    g_assert_cmpint(problems.exit_status, ==, EX_DATAERR);
    const char *text = g_ptr_array_index(problems.texts, 0);
    g_test_message("%s", text);
    g_assert_true(g_str_has_prefix(text, problem_cases[i].place));
    g_assert_nonnull(strstr(text, problem_cases[i].says));
  }
}

static void test_nul_byte(void) {
  static const char text[] = HEADER "q\0,p,2024-01-01,1\n";
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_assert_null(record_file_parse("f.csv", text, sizeof text - 1, RECORD_LEARN, &problems));
  g_assert_nonnull(strstr(g_ptr_array_index(problems.texts, 0), "f.csv:2:1 (brief): expected text without NUL bytes"));
}

static void test_one_problem_per_line_and_all_lines(void) {
  g_auto(RecordProblems) problems;
  g_assert_null(parse(HEADER "q,,soon,7\nq,p,2024-01-01,1\nq,a\"b,,\nq,p,soon,9\n\"x\ny\",p\n", &problems));
  g_assert_cmpuint(problems.count, ==, 4);
  g_assert_cmpstr(problems.summary, ==, "f.csv: 4 of 5 lines are wrong; nothing was taken from the file");
  static const char *const places[] = {"f.csv:2:2 ", "f.csv:4: ", "f.csv:5:3 ", "f.csv:6: "};
  for (guint i = 0; i < 4; i++) {
    g_assert_true(g_str_has_prefix(g_ptr_array_index(problems.texts, i), places[i]));
  }
}

static void test_wrong_lines_are_counted(void) {
  static const struct {
    const char *rows;
    const char *summary;
  } cases[] = {
      {"q,p,soon,1\n", "f.csv: its only line is wrong; nothing was taken from the file"},
      {"q,p,soon,1\n\nq,p,2024-01-01,1\n,,,\n", "f.csv: 1 of 2 lines is wrong; nothing was taken from the file"},
      {"q,p,soon,1\nq,p,soon,1\n", "f.csv: 2 of 2 lines are wrong; nothing was taken from the file"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strconcat(HEADER, cases[i].rows, NULL);
    g_auto(RecordProblems) problems;
    g_assert_null(parse(text, &problems));
    g_assert_cmpstr(problems.summary, ==, cases[i].summary);
  }
  g_auto(RecordProblems) header;
  g_assert_null(parse("brief,partner,at\nq,p,2024-01-01\n", &header));
  g_assert_null(header.summary);
}

static void test_problems_are_capped(void) {
  g_autoptr(GString) text = g_string_new(HEADER);
  for (int i = 0; i < RECORD_PROBLEMS_MAX + 25; i++) {
    g_string_append(text, "q,p,soon,1\n");
  }
  g_auto(RecordProblems) problems;
  g_assert_null(parse(text->str, &problems));
  g_assert_cmpuint(problems.texts->len, ==, RECORD_PROBLEMS_MAX);
  g_assert_cmpuint(problems.count, ==, RECORD_PROBLEMS_MAX + 25);
}

/* ---- Bounds: at each, and one past it -------------------------------------------------------------------------- */

static void check_field_bound(const char *header, size_t bound) {
  for (size_t past = 0; past <= 1; past++) {
    g_autofree char *field = g_strnfill(bound + past, 'x');
    g_autofree char *text = g_strdup_printf("%s\n%s,p,2024-01-01,1,q\n", header, field);
    g_auto(RecordProblems) problems;
    g_autoptr(RecordFile) file = parse(text, &problems);
    g_assert_cmpint(file != NULL, ==, past == 0);
    g_assert_cmpuint(problems.count, ==, past);
  }
}

static void test_field_bounds(void) {
  check_field_bound("brief,partner,at,outcome,note", BELLWETHER_TEXT_BYTES_MAX);
  check_field_bound("note,partner,at,outcome,brief", RECORD_FIELD_BYTES_MAX);
}

static void test_row_bound(void) {
  g_autofree char *note = g_strnfill(RECORD_ROW_BYTES_MAX, '\n');
  g_autofree char *text = g_strdup_printf(HEADER "\"%s", note);
  g_auto(RecordProblems) problems;
  g_assert_null(parse(text, &problems));
  g_assert_nonnull(strstr(g_ptr_array_index(problems.texts, 0), "f.csv:2: a row of more than 1 MiB"));
}

static void test_column_bound(void) {
  for (int past = 0; past <= 1; past++) {
    g_autoptr(GString) text = g_string_new("brief,partner,at,outcome");
    for (int i = 4; i < RECORD_COLUMNS_MAX + past; i++) {
      g_string_append_printf(text, ",c%d", i);
    }
    g_auto(RecordProblems) problems;
    g_autoptr(RecordFile) file = parse(text->str, &problems);
    g_assert_cmpint(file != NULL, ==, past == 0);
  }
}

/* A file and a pipe: the length of one is known before it is read. */
static void test_stream_bound(void) {
  for (size_t bytes_max = 9; bytes_max <= 10; bytes_max++) {
    FILE *file = tmpfile();
    g_assert_nonnull(file);
    g_assert_cmpint(fputs("0123456789", file), >=, 0);
    rewind(file);
    FILE *pipe = popen("printf 0123456789", "r");
    g_assert_nonnull(pipe);
    FILE *const streams[] = {file, pipe};
    for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
      errno = 0;
      GString *bytes = record_stream_read(streams[i], bytes_max);
      g_assert_cmpint(bytes != NULL, ==, bytes_max == 10);
      g_assert_cmpint(errno, ==, bytes_max == 10 ? 0 : EFBIG);
      if (bytes != NULL) {
        g_assert_cmpstr(bytes->str, ==, "0123456789");
        g_string_free(bytes, TRUE);
      }
    }
    fclose(file);
    pclose(pipe);
  }
}

static void test_no_such_file(void) {
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_assert_null(record_file_read("/nonexistent/record.csv", RECORD_LEARN, &problems));
  g_assert_cmpint(problems.exit_status, ==, EX_NOINPUT);
  g_auto(RecordProblems) folder_problems;
  record_problems_init(&folder_problems);
  g_assert_null(record_file_read("/", RECORD_LEARN, &folder_problems));
  g_assert_cmpint(folder_problems.exit_status, ==, EX_NOINPUT);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record_file/all_columns", test_all_columns);
  g_test_add_func("/record_file/missing_columns_are_unknown", test_missing_columns_are_unknown);
  g_test_add_func("/record_file/dialects", test_dialects);
  g_test_add_func("/record_file/words_for_sure", test_words_for_sure);
  g_test_add_func("/record_file/words_for_outcomes", test_words_for_outcomes);
  g_test_add_func("/record_file/stream_bound", test_stream_bound);
  g_test_add_func("/record_file/new_advice_is_not_judged", test_new_advice_is_not_judged);
  g_test_add_func("/record_file/decimal_comma_unseen", test_decimal_comma_unseen);
  g_test_add_func("/record_file/separator_line", test_separator_line);
  g_test_add_func("/record_file/row_lines_are_physical", test_row_lines_are_physical);
  g_test_add_func("/record_file/written_as_read", test_written_as_read);
  g_test_add_func("/record_file/problems", test_problems);
  g_test_add_func("/record_file/nul_byte", test_nul_byte);
  g_test_add_func("/record_file/one_problem_per_line_and_all_lines", test_one_problem_per_line_and_all_lines);
  g_test_add_func("/record_file/wrong_lines_are_counted", test_wrong_lines_are_counted);
  g_test_add_func("/record_file/problems_are_capped", test_problems_are_capped);
  g_test_add_func("/record_file/field_bounds", test_field_bounds);
  g_test_add_func("/record_file/row_bound", test_row_bound);
  g_test_add_func("/record_file/column_bound", test_column_bound);
  g_test_add_func("/record_file/no_such_file", test_no_such_file);
  g_test_add_func("/record_file/client_words", test_client_words);
  g_test_add_func("/record_file/acted", test_acted);
  g_test_add_func("/record_file/json_lines", test_json_lines);
  g_test_add_func("/record_file/json_problems", test_json_problems);
  g_test_add_func("/record_file/json_bounds", test_json_bounds);
  return g_test_run();
}
