/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The program: finds the command that was asked for, runs it, and sends its answer.
 *
 * The commands are a table; help is made from it. Exit statuses are those of sysexits.h.
 */
#include "command.h"
#include "record_command.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sysexits.h>

#define LOCALES_VARIABLE "BELLWETHER_LOCALES"

static const Command commands[] = {
    {"trust", N_("[OPTION]… FILE.csv"), N_("How far can each partner's advice be trusted?"),
     N_("FILE.csv is a record of advice and how it turned out (\"-\": standard input); its\n"
        "columns are described in docs/record-files.md. One line per partner and skill:\n"
        "the chance that their next advice works, what their \"sure\" has been worth, how\n"
        "often they were followed, what checking them adds, and the size of decision below\n"
        "which checking costs more than it saves. A table on a terminal, tab-separated\n"
        "values when piped.\n"),
     command_trust},
    {"forecast", N_("[OPTION]… --record FILE.csv NEW.csv"), N_("What are these new pieces of advice worth?"),
     N_("Learns from FILE.csv and prints NEW.csv with these columns added: p_advice, the\n"
        "chance that the advice works, p_own_view, the chance that the own view would (both\n"
        "with _low and _high, between which nine in ten lie), and take: own_view\n"
        "where it is the better road with a chance of four in five, else advice. Decisions and\n"
        "outcomes in NEW.csv are not looked at.\n"),
     command_forecast},
    {"backtest", N_("[OPTION]… FILE.csv"), N_("What would the forecasts have been worth on this record?"),
     N_("Goes through the record in order of time and forecasts each row from only what was\n"
        "known before it: an outcome counts from outcome_at, without one right after its\n"
        "decision; others' earlier advice on the same brief counts at once. Then holds the\n"
        "forecasts against what happened, beside simple rules of thumb. Rows with the same\n"
        "time don't see each other's outcomes.\n"),
     command_backtest},
    {"verify", N_("[OPTION]… FILE"), N_("Does this receipt or journal hold, and was nothing rewritten?"),
     N_("FILE is a receipt, or a journal of one entry a line (\"-\": standard input). Checks\n"
        "every text, hash, proof and signature in it, with no network and no database, in\n"
        "memory that does not grow with the journal. docs/journal.md says what that proves\n"
        "and what it can't. Entries of a journal that are dated before the one before them are\n"
        "counted. Exits with 0 if it holds, with 65 if it does not.\n"),
     command_verify},
    {"serve", N_("[OPTION]…"), N_("Serve the record's pages and its API"),
     N_("Listens until it is stopped, and then finishes what it has accepted. What an option\n"
        "says a configuration file may say too, or a variable: --base-url is base-url under\n"
        "[server], or BELLWETHER_BASE_URL. Where nobody has an account yet, it prints a link\n"
        "by which the first one is made.\n"),
     command_serve},
    {"import", N_("[OPTION]… FILE.csv"), N_("Take a file of past advice into the record"),
     N_("FILE.csv is a record of advice (docs/record-files.md), or the same as JSON Lines, as\n"
        "`export` writes either. Each workspace in it is opened under its own name, with you as\n"
        "its owner; every row is checked as if it had been entered by hand. All of the file is\n"
        "taken or nothing, and every bad line is named. So is every line that the workspace holds\n"
        "already, unless --again is given.\n"),
     command_import},
    {"play", N_("[OPTION]… FILE.jsonl"), N_("Do what a file says, line by line"),
     N_("One action a line, as a JSON object: {\"clock\": \"2025-01-13T09:10\", \"as\": \"ada\",\n"
        "\"do\": \"add_partner\", \"with\": {\"name\": \"Mill & Co\"}, \"call\": \"mill\"}. In later lines\n"
        "\"$mill\" stands for the id that was made. A decide line with \"look\": true opens the\n"
        "advice and takes along what its page shows. Lines that begin with # are for people.\n"
        "The form of all lines is checked first; a line that is refused ends it, and what the\n"
        "lines before did stays.\n"),
     command_play},
    {"account", N_("[OPTION]… add|link|list|remove|sessions|second-factor [NAME]"), N_("Who can sign in"),
     N_("add NAME makes an account and prints the path of a link by which its owner chooses a\n"
        "password, within a fortnight; put the address of your server before it. link NAME\n"
        "prints one for somebody who forgot theirs, for a day; either works once. list shows\n"
        "name, id, since when, and whether there is a password and a second factor. remove NAME\n"
        "erases the account; what the person did stays in the records, under their id.\n"
        "sessions NAME lists where they are signed in: id, since when, last used, program; with\n"
        "--end it signs them out everywhere. second-factor NAME --off helps somebody who has\n"
        "lost their phone and their recovery codes. For the host: whoever can read the files.\n"),
     command_account},
    {"export", N_("[OPTION]…"), N_("Write a workspace's advice as a file"),
     N_("In the columns of docs/record-files.md, which `import` and `trust` take back. Advice\n"
        "on which your own view comes first is left out. With --format journal: every entry of\n"
        "the journal and its signed head, which `verify` takes.\n"),
     command_export},
    {"fetch", N_("[OPTION]… ID"), N_("Write out a file that was put to something"),
     N_("ID is the file's, as the views name it (f12). What comes out is what was put there, to the\n"
        "byte: bellwether fetch f12 > plan.pdf\n"),
     command_fetch},
    {"refit", N_("[OPTION]…"), N_("Make a workspace's estimates anew"),
     N_("Small records are kept up to date by themselves, and a large one by the server; without\n"
        "one, by this command. It lets the search catch up, too.\n"),
     command_refit},
    {"rebuild", N_("[OPTION]…"), N_("Make a workspace's tables anew from its journal"),
     N_("What comes out is what the journal says, to the byte: whatever somebody changed in the tables\n"
        "is undone. Whether the journal itself holds, `verify` says of an export or a receipt.\n"),
     command_rebuild},
    {"backup", N_("[OPTION]… FOLDER"), N_("Copy the record while it is in use"),
     N_("Makes FOLDER with one state of the database, attachments with it, and the file of\n"
        "secrets. Keep it where nobody can read it.\n"),
     command_backup},
    {"restore", N_("[OPTION]… FOLDER"), N_("Make a record of a backup"),
     N_("Makes a new database at --store. Every workspace begins a new, signed epoch, so that\n"
        "whoever holds a later receipt can see what is missing.\n"),
     command_restore},
    {"new-key", N_("--lost [OPTION]…"), N_("Go on without the file of secrets, where it is lost for good"),
     N_("Without the file that lies beside the database and ends in -keys nothing is entered.\n"
        "First look for it: every backup has a copy, and that one file is all that is to be put\n"
        "back. Where none is left, this makes a new one and begins a new epoch, signed with a new\n"
        "key, in every journal that was signed. Receipts that were given out keep proving what\n"
        "they prove, under the old key; that the new key is yours nothing proves, so give it\n"
        "(bellwether key) to everybody who holds the old one, as you gave them that. Accounts,\n"
        "tokens and sessions were sealed with the old file and are removed: make them anew with\n"
        "bellwether account add NAME --person ID. A server that runs must be stopped before.\n"),
     command_new_key},
    {"manual", N_("[OPTION]…"), N_("Print the manual page, in the form that `man` reads"),
     N_("Every command with its options, from the same tables as --help:\n"
        "bellwether manual | man -l -\n"),
     command_manual},
    {"completion", N_("[OPTION]…"), N_("Print what bash needs to complete commands and options"),
     N_("For this shell: source <(bellwether completion). `make install` puts it where bash\n"
        "looks by itself.\n"),
     command_completion},
};

const Command *command_at(size_t index) {
  return index < G_N_ELEMENTS(commands) ? &commands[index] : NULL;
}

const Command *command_find(const char *verb) {
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
    if (strcmp(commands[i].verb, verb) == 0) {
      return &commands[i];
    }
  }
  return NULL;
}

static void print_help(Output *output) {
  output_printf(output, "%s\n\n", _("Usage: bellwether COMMAND [OPTION]… [FILE]…"));
  output_paragraph(output, 0,
                   _("Works out from a record of advice, decisions and outcomes how far each of a business's outside "
                     "partners can be trusted."));
  output_printf(output, "\n%s\n", _("Commands:"));
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
    output_printf(output, "  %-10s  %s\n", commands[i].verb, _(commands[i].summary));
  }
  record_command_list(output);
  output_printf(output, "\n%s\n",
                _("bellwether COMMAND --help explains one of them; bellwether --version says which "
                  "version this is."));
}

static int run(int argc, char **argv, Output *output) {
  if (argc < 2) {
    fprintf(stderr, "%s\n", _("Usage: bellwether COMMAND [OPTION]… [FILE]…; see bellwether --help"));
    return EX_USAGE;
  }
  if (strcmp(argv[1], "--version") == 0) {
    output_printf(output, "bellwether %s\n", bellwether_version());
    return EX_OK;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    print_help(output);
    return EX_OK;
  }
  const Command *command = command_find(argv[1]);
  if (command == NULL && record_command_knows(argv[1]))
    return record_command_run(argc - 1, argv + 1, output);
  if (command == NULL) {
    fprintf(stderr, _("bellwether: there is no command \"%s\"; see bellwether --help\n"), argv[1]);
    return EX_USAGE;
  }
  return command->run(argc - 1, argv + 1, output);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  setlocale(LC_NUMERIC, "C");                       /* numbers are the same everywhere */
  const char *locales = g_getenv(LOCALES_VARIABLE); /* for translators, who try theirs before it is installed */
  bindtextdomain(GETTEXT_PACKAGE, locales != NULL ? locales : LOCALE_FOLDER);
  bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
  textdomain(GETTEXT_PACKAGE);
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen where it is written to (output_send) */
  if (sodium_init() < 0) {
    fprintf(stderr, "%s\n", _("bellwether: the cryptographic library does not start"));
    return EX_OSERR;
  }
  Output output;
  output_init(&output);
  int status = run(argc, argv, &output);
  if (status == EX_OK) {
    status = output_send(&output);
  }
  output_clear(&output);
  return status;
}
